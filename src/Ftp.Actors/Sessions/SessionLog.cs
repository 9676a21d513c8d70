using System.Collections.Immutable;
using System.Globalization;
using Ftp.Actors.Catalog;
using Ftp.Actors.Log;
using Ftp.Actors.Network.Tls;
using Ftp.Actors.Protocol;
using Ftp.Actors.Supervision;
using Ftp.Actors.Transfers;

namespace Ftp.Actors.Sessions;

/// <summary>Every event that a session writes to the operator's log, with its stable name.</summary>
public static class SessionLog
{
    public static LogEntry Opened(Turn turn) => Entry(turn, LogLevel.Status, "session.opened", $"{turn.World.Host} connected");

    public static LogEntry Closed(Turn turn, string why) =>
        Entry(turn, LogLevel.Status, turn.State.IsLoggedIn ? "logout" : "session.closed", $"{Who(turn)} left: {why}");

    public static LogEntry Foreign(Turn turn, bool tls) => Entry(turn, LogLevel.Error, "session.foreign", tls
        ? $"{turn.World.Host} speaks TLS at once: that is for implicit-tls-port, here AUTH TLS goes before it; cut off"
        : $"{turn.World.Host} does not speak FTP; cut off");

    public static LogEntry LoggedIn(Turn turn) =>
        Entry(turn, LogLevel.Status, "login.accepted", $"{Who(turn)} logged in{(turn.State.ByCertificate ? " by certificate" : "")}") with
        {
            Fields = ImmutableDictionary<string, string>.Empty.Add("tls", turn.State.Tls?.Protocol ?? "none").Add("by", turn.State.ByCertificate ? "certificate" : "password"),
        };

    public static LogEntry TlsStarted(Turn turn, TlsFacts facts)
    {
        var asked = facts.ServerName is { } name ? $" for {Reply.Clean(name)}" : "";
        var shown = facts.Client is { } client ? $", client certificate {Fingerprints.Show(client.Fingerprint)} of {Reply.Clean(client.Subject)}" : "";
        var fields = ImmutableDictionary<string, string>.Empty.Add("protocol", facts.Protocol).Add("cipher", facts.Cipher).Add("certificate", facts.Certificate);
        fields = facts.ServerName is { } sni ? fields.Add("sni", Reply.Clean(sni)) : fields;
        return Entry(turn, LogLevel.System, "tls.started", $"{turn.World.Host}: {facts}, certificate {facts.Certificate}{asked}{shown}") with
        {
            Fields = facts.Client is { } one ? fields.Add("client-certificate", one.Fingerprint) : fields,
        };
    }

    public static LogEntry TlsStopped(Turn turn) => Entry(turn, LogLevel.System, "tls.stopped", $"{Who(turn)} goes on in clear ({turn.Command?.Row.Name})");

    public static LogEntry TlsFailed(Turn turn, string why) => Entry(turn, LogLevel.Error, "tls.failed", $"TLS with {turn.World.Host} failed: {why}");

    /// <summary>Harmless here, and what an attacker on the way tries (CVE-2011-0411).</summary>
    public static LogEntry TlsDiscarded(Turn turn, int lines) =>
        Entry(turn, LogLevel.Error, "tls.discarded", $"{Number(lines)} {(lines == 1 ? "command" : "commands")} from {turn.World.Host} sent ahead of the change of TLS thrown away") with
        {
            Fields = ImmutableDictionary<string, string>.Empty.Add("commands", Number(lines)),
        };

    public static LogEntry TlsRefused(Turn turn, string why) =>
        Entry(turn, LogLevel.Error, "refused.tls", $"{turn.Command?.Row.Name} refused: {why}") with { Login = turn.State.Account?.Login ?? turn.State.User };

    public static LogEntry LoggedOut(Turn turn) => Entry(turn, LogLevel.Status, "logout", $"{Who(turn)} logged out");

    /// <param name="rule">password, guests, account, root, or unavailable where it could not be checked.</param>
    public static LogEntry LoginFailed(Turn turn, string why, string rule) =>
        Entry(turn, LogLevel.Error, "login.failed", $"login as {turn.State.User} from {turn.World.Host} refused: {why}") with
        {
            Login = turn.State.User,
            Fields = ImmutableDictionary<string, string>.Empty.Add("rule", rule),
        };

    public static LogEntry NetworkRefused(Turn turn, LoginRefusal refusal) =>
        Entry(turn, LogLevel.Error, "refused.network", $"login as {turn.State.User} from {turn.World.Host} refused: {refusal.Why}") with
        {
            Login = turn.State.User,
            Fields = ImmutableDictionary<string, string>.Empty.Add("rule", refusal.Refusal.List).Add("rule-id", refusal.Of).Add("revision", Number(turn.World.Rights.Revision)),
        };

    public static LogEntry NoOwnFolder(Turn turn, string why) => Entry(turn, LogLevel.Error, "home.failed", $"{Who(turn)}: {why}");

    public static LogEntry Limit(Turn turn, Admission.Refused refused, string what) =>
        Entry(turn, LogLevel.Error, "refused.limit", $"{what} refused: {LimitText.Why(refused.Limit, refused.Maximum)}") with
        {
            Login = turn.State.Account?.Login ?? turn.State.User,
            Fields = Rule(turn, "limit").Add("rule-id", LimitText.For(refused.Limit)),
        };

    /// <param name="why">Names the entries that come near, by id.</param>
    public static LogEntry Refused(Turn turn, Target target, string why) =>
        On(turn, LogLevel.Error, "refused.right", target, $"{turn.Command?.Row.Name} {target.LogPath} refused: {why}") with { Fields = Rule(turn, "right") };

    public static LogEntry Moved(Turn turn, Target target) =>
        On(turn, LogLevel.Error, "refused.right", target, $"{turn.Command?.Row.Name} {target.LogPath} ended: the resource stands for another folder now") with { Fields = Rule(turn, "right") };

    /// <summary>This node has not heard of the publisher of rights for longer than <c>staleness-limit</c>: it fails closed.</summary>
    public static LogEntry RightsNotConfirmed(Turn turn, VerbRow row) =>
        Entry(turn, LogLevel.Error, "refused.right", $"{row.Name} refused: the rights were not confirmed for longer than staleness-limit ({turn.World.Settings.StalenessLimit})") with
        {
            Fields = Rule(turn, "staleness-limit"),
        };

    public static LogEntry NameRefused(Turn turn, Target target) =>
        On(turn, LogLevel.Error, "refused.name", target, $"{turn.Command?.Row.Name} {target.LogPath} refused: the name is not accepted there");

    public static LogEntry QuotaRefused(Turn turn, Target target, Storage.QuotaRefusal quota) =>
        On(turn, LogLevel.Error, "refused.quota", target, $"{turn.Command?.Row.Name} {target.LogPath} refused: {quota}") with
        {
            Fields = ImmutableDictionary<string, string>.Empty.Add("rule", "quota").Add("rule-id", quota.Rule).Add("revision", Number(quota.Revision)),
        };

    public static LogEntry AddressRefused(Turn turn, string why) => Entry(turn, LogLevel.Error, "refused.address", $"{turn.Command?.Row.Name} refused: {why}");

    /// <summary>A file operation that the storage did not do: "not found" is the client's everyday, the rest is somebody's trouble.</summary>
    public static LogEntry Failed(Turn turn, Target target, Storage.StorageError error, string? detail) =>
        On(turn, error is Storage.StorageError.NoSpace or Storage.StorageError.Unavailable or Storage.StorageError.Failed or Storage.StorageError.Refused
            ? LogLevel.Error : LogLevel.System,
            "file.failed", target, $"{turn.Command?.Row.Name} {target.LogPath}: {error}{(detail is null ? "" : $" ({detail})")}");

    public static LogEntry Changed(Turn turn, string name, Target target, string text) => On(turn, LogLevel.System, name, target, text);

    public static LogEntry PassivePrivate(Turn turn, string address) =>
        Entry(turn, LogLevel.Error, "passive-address", $"{turn.World.Host} was told the private passive address {address}; set ftp.settings.passive-address");

    public static LogEntry Throttled(Turn turn, ThrottleTransfer wanted) =>
        Entry(turn, LogLevel.Status, "transfer.throttled", $"{turn.State.Transfer?.Verb} of {Who(turn)}: {(wanted.Rate is { } rate ? $"at most {Number(rate)} bytes a second" : "its own limit taken away")}, by {wanted.By}") with
        {
            Fields = ImmutableDictionary<string, string>.Empty.Add("rate", wanted.Rate is { } most ? Number(most) : "unlimited").Add("by", wanted.By),
        };

    public static LogEntry PasswordNotChanged(Turn turn, string why, string rule) =>
        Entry(turn, LogLevel.Error, "refused.password-change", $"{Who(turn)}: SITE PSWD refused: {why}") with
        {
            Fields = ImmutableDictionary<string, string>.Empty.Add("rule", rule),
        };

    /// <summary>A wrong old password is a guess like any other, and is counted as one: the name is that of a failed login.</summary>
    public static LogEntry OldPasswordWrong(Turn turn, string why) =>
        Entry(turn, LogLevel.Error, "login.failed", $"change of password of {turn.State.Account?.Login} from {turn.World.Host} refused: {why}") with
        {
            Fields = ImmutableDictionary<string, string>.Empty.Add("verb", "SITE PSWD"),
        };

    public static LogEntry Fault(Turn turn, Exception cause) =>
        Entry(turn, LogLevel.Error, "server.fault", $"{turn.Command?.Row.Name} failed: {cause.GetType().Name}: {cause.Message}");

    public static LogEntry Transfer(Turn turn, RunningTransfer transfer, long bytes, TimeSpan took, string outcome, bool good, string? failure = null)
    {
        var seconds = Math.Max(took.TotalSeconds, 0.001);
        var sending = transfer.Plan is TransferPlan.OfFile { Job: TransferJob.Retrieve };
        var entry = On(turn, good ? LogLevel.System : LogLevel.Error, good ? (sending ? "file.sent" : "file.stored") : failure ?? "transfer.failed", transfer.Target,
            $"{transfer.Verb} {transfer.Target.LogPath}: {outcome}, {Number(bytes)} bytes in {seconds.ToString("0.000", CultureInfo.InvariantCulture)} s");
        return entry with
        {
            Fields = ImmutableDictionary<string, string>.Empty
                .Add("verb", transfer.Verb).Add("bytes", Number(bytes)).Add("seconds", seconds.ToString("0.000", CultureInfo.InvariantCulture))
                .Add("rate", Number((long)(bytes / seconds))).Add("type", transfer.Ascii ? "A" : "I").Add("tls", transfer.Binding is null ? "no" : "yes").Add("outcome", good ? "complete" : outcome),
        };
    }

    /// <summary>Which rule refused, and the revision of the rights and settings it was of: <c>rights explain --at</c> and <c>history</c> go on from there.</summary>
    private static ImmutableDictionary<string, string> Rule(Turn turn, string rule) =>
        ImmutableDictionary<string, string>.Empty.Add("rule", rule).Add("revision", Number(turn.World.Rights.Revision));

    private static LogEntry On(Turn turn, LogLevel level, string name, Target target, string text) =>
        Entry(turn, level, name, text) with { Resource = target.Inside?.Resource.Name, Path = target.LogPath.ToString() };

    private static LogEntry Entry(Turn turn, LogLevel level, string name, string text) => new(turn.World.Now, level, name, text)
    {
        Session = turn.World.Session,
        Login = turn.State.Account?.Login,
        Host = turn.World.Host,
    };

    private static string Who(Turn turn) => turn.State.Account is { } account
        ? $"{(account.IsGuest ? "guest" : account.Login)} ({turn.World.Host})"
        : turn.World.Host;

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
