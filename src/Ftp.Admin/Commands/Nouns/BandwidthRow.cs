using System.Text.Json.Nodes;
using Ftp.Actors.Bandwidth;
using Ftp.Actors.Settings;
using Ftp.Actors.Supervision;
using Ftp.Admin.Commands.Rendering;

namespace Ftp.Admin.Commands.Nouns;

/// <summary>One limit of <c>bandwidth show</c>.</summary>
/// <param name="Name">What it is set by.</param>
/// <param name="Of">Whose; null: everybody's.</param>
/// <param name="Limit">Bytes a second; null: unlimited.</param>
/// <param name="Line">What runs under it; null: nothing is counted for it.</param>
internal sealed record BandwidthRow(string Name, RateScope Scope, Direction Direction, string? Of, long? Limit, (long Now, int Transfers, int Waiting)? Line)
{
    private static readonly Direction[] Both = [Direction.Download, Direction.Upload];

    public static IReadOnlyList<string> Headings { get; } = ["LIMIT", "OF", "RATE", "NOW", "TRANSFERS", "WAITING"];

    /// <summary>The server's two with all that runs; what the settings say of each login and host; then each limit that is set for somebody or has transfers under it.</summary>
    public static IEnumerable<BandwidthRow> All(CommandContext context, IReadOnlyList<TransferCard> transfers)
    {
        var settings = context.Services.Settings.Current;
        var lines = context.Services.Bandwidth.Report();
        foreach (var direction in Both)
        {
            var waiting = lines.Where(l => l.Key.Scope == RateScope.Server && l.Key.Direction == direction).Sum(l => l.Waiting);
            var running = transfers.Where(t => DirectionOf(t) == direction).ToList();
            yield return new BandwidthRow(RateLimit.Setting(direction), RateScope.Server, direction, null, In(settings.Rate, direction), (running.Sum(t => t.Rate), running.Count, waiting));
        }

        foreach (var direction in Both)
            yield return new BandwidthRow($"{RateLimit.Setting(direction)}-per-login", RateScope.Login, direction, "each login", In(settings.RatePerLogin, direction), null);
        foreach (var direction in Both)
            yield return new BandwidthRow($"{RateLimit.Setting(direction)}-per-host", RateScope.Host, direction, "each host", In(settings.RatePerHost, direction), null);

        foreach (var line in lines.Where(l => l.Key.Scope is RateScope.Login or RateScope.Host or RateScope.Resource))
        {
            var name = line.Key.Scope switch
            {
                RateScope.Host => "-per-host",
                RateScope.Login when !line.Own => "-per-login",
                _ => "",
            };
            yield return new BandwidthRow(RateLimit.Setting(line.Key.Direction) + name, line.Key.Scope, line.Key.Direction, OfWhom(line.Key), line.Limit, (line.Now, line.Transfers, line.Waiting));
        }

        foreach (var resource in context.Services.Rights.Current.State.Resources.Values)
        {
            foreach (var direction in Both)
            {
                var limit = direction == Direction.Download ? resource.Options.DownloadRate : resource.Options.UploadRate;
                if (limit is not null && !lines.Any(l => l.Key == new RateKey(RateScope.Resource, direction, resource.Name)))
                    yield return new BandwidthRow(RateLimit.Setting(direction), RateScope.Resource, direction, $"resource {resource.Name}", limit, (0, 0, 0));
            }
        }
    }

    public JsonObject Json() => new()
    {
        ["name"] = Name,
        ["scope"] = Scope.ToString().ToLowerInvariant(),
        ["direction"] = Direction.ToString().ToLowerInvariant(),
        ["of"] = SafeText.ForJson(Of),
        ["limit"] = Limit,
        ["now"] = Line?.Now,
        ["transfers"] = Line?.Transfers,
        ["waiting"] = Line?.Waiting,
    };

    public string[] Cells() => [Name, Of ?? "", RateKinds.Limit(Limit), Line is { } l ? RateKinds.PerSecond(l.Now) : "", Line is { } t ? $"{t.Transfers}" : "", Line is { } w ? $"{w.Waiting}" : ""];

    private static long? In(Rates rates, Direction direction) => direction == Direction.Download ? rates.Download : rates.Upload;

    /// <summary>Null: a listing, which no limit is for.</summary>
    private static Direction? DirectionOf(TransferCard transfer) => transfer.Verb switch
    {
        "RETR" => Direction.Download,
        "STOR" or "STOU" or "APPE" => Direction.Upload,
        _ => null,
    };

    private static string OfWhom(RateKey key) => key.Scope switch
    {
        RateScope.Login => key.Name.Length == 0 ? "guests" : $"user {key.Name}",
        RateScope.Host => $"host {key.Name}",
        _ => $"resource {key.Name}",
    };
}
