using System.Text.Json.Nodes;
using Ftp.Actors.Network.Tls;
using Ftp.Actors.Supervision;
using Ftp.Admin.Commands.Rendering;

namespace Ftp.Admin.Commands.Nouns;

/// <summary>Sessions and their transfers as lists show them.</summary>
internal static class SessionView
{
    public static async Task<IEnumerable<SessionCard>> AllAsync(CommandContext context, CancellationToken cancel) =>
        (await context.QueryAsync<SessionList>(context.Server, new ListSessions(), cancel)).Sessions.OrderBy(s => s.Id);

    public static ProblemException None(long id) => new(Problem.NotFound($"there is no session {id}; it may have ended: 'sessions list' shows those there are"));

    public static JsonObject Json(SessionCard card) => new()
    {
        ["name"] = $"{card.Id}",
        ["id"] = card.Id,
        ["login"] = card.Login is { } login ? SafeText.ForJson(login) : null,
        ["guest"] = card.IsGuest,
        ["address"] = Show.Address(card.Peer.Address),
        ["port"] = card.Peer.Port,
        ["since"] = Show.JsonMoment(card.Since),
        ["lastActivity"] = Show.JsonMoment(card.LastActivity),
        ["directory"] = SafeText.ForJson(card.WorkingDirectory.ToString()),
        ["doing"] = SafeText.ForJson(card.Doing),
        ["client"] = card.Client is { } client ? SafeText.ForJson(client) : null,
        ["tls"] = card.Tls is { } tls ? Json(tls) : null,
        ["dataProtected"] = card.DataProtected,
        ["byCertificate"] = card.ByCertificate,
        ["transfer"] = card.Transfer is { } transfer ? Json(transfer) : null,
    };

    public static JsonObject Json(TransferCard transfer) => new()
    {
        ["verb"] = transfer.Verb,
        ["path"] = SafeText.ForJson(transfer.Path.ToString()),
        ["bytes"] = transfer.Bytes,
        ["size"] = transfer.Size,
        ["since"] = Show.JsonMoment(transfer.Since),
        ["rate"] = transfer.Rate,
        ["heldBy"] = SafeText.ForJson(transfer.HeldBy),
        ["throttle"] = transfer.Own,
    };

    private static JsonObject Json(TlsFacts tls) => new()
    {
        ["protocol"] = tls.Protocol,
        ["cipher"] = tls.Cipher,
        ["certificate"] = SafeText.ForJson(tls.Certificate),
        ["serverName"] = SafeText.ForJson(tls.ServerName),
        ["clientCertificate"] = tls.Client is { } client
            ? new JsonObject { ["subject"] = SafeText.ForJson(client.Subject), ["fingerprint"] = client.Fingerprint, ["notAfter"] = Show.JsonMoment(client.NotAfter) }
            : null,
    };

    public static string Progress(TransferCard transfer) => transfer.Size is { } size
        ? $"{Show.Size(transfer.Bytes)} of {Show.Size(size)}{(size > 0 ? $" ({transfer.Bytes * 100 / size} %)" : "")}"
        : Show.Size(transfer.Bytes);

    /// <summary>How fast it goes, and what keeps it from going faster.</summary>
    public static string Pace(TransferCard transfer) => RateKinds.PerSecond(transfer.Rate) + (transfer.HeldBy is { } limit ? $", held by {limit}" : "");

    public static string Text(SessionCard card) => Table.Fields(
    [
        ("session", $"{card.Id}"),
        ("login", card.Login is null ? "not logged in" : card.Login + (card.IsGuest ? " (guest)" : card.ByCertificate ? " (by its client certificate)" : "")),
        ("from", $"{Show.Address(card.Peer.Address)} port {card.Peer.Port}"),
        ("since", Show.Moment(card.Since)),
        ("last activity", Show.Moment(card.LastActivity)),
        ("directory", card.WorkingDirectory.ToString()),
        ("doing", card.Doing),
        ("client", card.Client),
        .. TlsFields(card),
        ("transfer", card.Transfer is { } t ? $"{t.Verb} {t.Path}, {Progress(t)}, {Pace(t)}, since {Show.Moment(t.Since)}" : null),
    ]);

    private static IEnumerable<(string, string?)> TlsFields(SessionCard card) => card.Tls is not { } tls
        ? [("TLS", "no: everything travels in clear")]
        :
        [
            ("TLS", $"{tls.Protocol}, {tls.Cipher}"),
            ("certificate", tls.Certificate),
            ("asked for", tls.ServerName),
            ("client certificate", tls.Client is { } client ? $"{client.Subject}, until {Show.Day(client.NotAfter)}" : null),
            ("its SHA-256", tls.Client is { } known ? Fingerprints.Show(known.Fingerprint) : null),
            ("data", card.DataProtected ? "protected (PROT P)" : "in clear (PROT C)"),
        ];
}
