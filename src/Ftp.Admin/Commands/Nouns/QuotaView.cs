using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Ftp.Actors.Catalog;
using Ftp.Actors.Quotas;
using Ftp.Admin.Commands.Rendering;

namespace Ftp.Admin.Commands.Nouns;

/// <summary>Quotas as text and as JSON.</summary>
internal static class QuotaView
{
    public static JsonObject Json(QuotaLine line) => new()
    {
        ["name"] = SafeText.ForJson(line.Key.Name),
        ["kind"] = Kind(line.Key),
        ["usedBytes"] = line.UsedBytes,
        ["usedFiles"] = line.UsedFiles,
        ["reservedBytes"] = line.ReservedBytes,
        ["reservedFiles"] = line.ReservedFiles,
        ["maximumBytes"] = line.Limit.Bytes,
        ["maximumFiles"] = line.Limit.Files,
        ["percent"] = Math.Round(line.Percent, 1),
        ["state"] = line.State switch { QuotaState.Exact => "exact", QuotaState.Counting => "counting", _ => "unknown" },
        ["recounting"] = line.Recounting,
        ["trouble"] = SafeText.ForJson(line.Why),
        ["counts"] = Show.List(line.Counts),
    };

    public static CommandResult.Done List(ImmutableArray<QuotaLine> lines) => new(
        Show.Items(lines.Select(Json)),
        Table.Of(
            ["OF", "NAME", "USED", "RESERVED", "LIMIT", "FILES", "LIMIT", "FULL", "STATE"],
            lines.Select(l => new[]
            {
                Kind(l.Key), l.Key.Name, Show.Size(l.UsedBytes), Show.Size(l.ReservedBytes), Size(l.Limit.Bytes), $"{l.UsedFiles}", Show.Limit(l.Limit.Files), Percent(l), State(l),
            }),
            "no quotas"));

    public static CommandResult.Done Of(QuotaLine line) => new(Json(line), Table.Fields(
        ("quota of", $"{Kind(line.Key)} {line.Key.Name}"),
        ("used", $"{line.UsedBytes.ToString(CultureInfo.InvariantCulture)} bytes ({Show.Size(line.UsedBytes)}) in {Show.Count((int)Math.Min(int.MaxValue, line.UsedFiles), "file")}"),
        ("reserved", line.ReservedBytes == 0 && line.ReservedFiles == 0 ? null : $"{line.ReservedBytes.ToString(CultureInfo.InvariantCulture)} bytes by uploads under way"),
        ("limit", $"{Size(line.Limit.Bytes)}, {Show.Limit(line.Limit.Files)} files"),
        ("full", Percent(line)),
        ("state", State(line)),
        ("trouble", line.Why),
        ("counts", line.Counts.IsEmpty ? "nothing: it has no folder of its own" : string.Join(", ", line.Counts))));

    public static CommandResult.Done Changed(string login, bool changed, Quota? quota) =>
        new(new JsonObject { ["name"] = SafeText.ForJson(login), ["changed"] = changed, ["quota"] = QuotaOptions.Json(quota) }, SafeText.Of($"user {login} {Limit(quota)}"));

    public static CommandResult.Done Counting(QuotaKey key) => new(
        new JsonObject { ["name"] = SafeText.ForJson(key.Name), ["kind"] = Kind(key), ["changed"] = true },
        SafeText.Of($"the files of {Kind(key)} {key.Name} are being counted; 'quotas show' tells when that is done"));

    public static string Limit(Quota? quota) => quota is null
        ? "has no quota"
        : $"may hold {Size(quota.Bytes)}{(quota.Bytes is null ? " bytes" : "")} in {Show.Limit(quota.Files)} files";

    private static string Kind(QuotaKey key) => key.Kind == QuotaKind.User ? "user" : "resource";

    private static string Size(long? bytes) => bytes is { } most ? Show.Size(most) : Show.Limit(null);

    private static string Percent(QuotaLine line) => line.State == QuotaState.Exact ? line.Percent.ToString("0", CultureInfo.InvariantCulture) + " %" : "";

    private static string State(QuotaLine line) => line switch
    {
        { State: QuotaState.Exact, Recounting: true } => "exact, being counted anew",
        { State: QuotaState.Exact } => "exact",
        { State: QuotaState.Counting } => "counting: uploads wait",
        _ => "unknown: uploads wait",
    };
}
