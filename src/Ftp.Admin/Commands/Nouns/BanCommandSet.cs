using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Ftp.Actors.Bans;
using Ftp.Actors.Protocol;
using Ftp.Actors.Settings;
using Ftp.Admin.Commands.Rendering;

namespace Ftp.Admin.Commands.Nouns;

/// <summary><c>bans list|add|remove</c>.</summary>
internal static class BanCommandSet
{
    private const int HostPrefixV6 = 64;

    private static readonly ValueKind<BanTarget> Network = new(
        "ADDRESS|CIDR", "an address (of IPv6 its /64 is banned), or a network like 192.0.2.0/24 or 2001:db8::/48 with no bits after the prefix",
        static (string text, [MaybeNullWhen(false)] out BanTarget target) => TryNetwork(text, out target));

    private static readonly ValueKind<BanTarget> NetworkOrId = new(
        "ADDRESS|CIDR|ID", "an address, a network like 192.0.2.0/24, or the number of a ban, as 'bans list' shows it",
        static (string text, [MaybeNullWhen(false)] out BanTarget target) => TryId(text, out target) || TryNetwork(text, out target));

    private static readonly Parameter<BanTarget> Whom = new("address", Network, "whom") { Required = true };
    private static readonly Parameter<BanTarget> Which = new("address", NetworkOrId, "which ban") { Required = true };
    private static readonly Parameter<TimeSpan> For = new("for", ValueKinds.Duration with { Placeholder = "1h" }, "how long (default: until it is removed)");
    private static readonly Parameter<int> Skip = new("skip", ValueKinds.Number("N", 0, int.MaxValue), "leave out the first N");
    private static readonly Parameter<int> Take = new("take", ValueKinds.Number("N", 1, 100_000), "at most N (default 1000)");
    private static readonly Parameter<string> Reason = new("reason", ValueKinds.Text("TEXT"), "why, for 'bans list' and the log");

    public static ImmutableArray<Command> All { get; } =
    [
        new("bans list", "who is not served, since when, until when and why; and which logins are slowed down", ListAsync) { Options = [Skip, Take] },
        new("bans add", "serve an address or a network no longer; its sessions end", AddAsync)
        {
            Arguments = [Whom],
            Options = [For, Reason],
            Examples = ["bans add 192.0.2.7 --for 1h --reason scanning", "bans add 2001:db8:7::/48"],
        },
        new("bans remove", "serve a banned address or network again; its failed logins are forgotten", RemoveAsync) { Arguments = [Which], Examples = ["bans remove 192.0.2.7", "bans remove 12"] },
    ];

    private static async Task<CommandResult> ListAsync(CommandContext context, CommandCall call, CancellationToken cancel)
    {
        var list = await context.QueryAsync<BanList>(context.Bans, BanQueries.List.Instance, cancel);
        var skip = call.Get(Skip, 0);
        var page = list.Bans.Skip(skip).Take(call.Get(Take, 1000)).ToList();
        var body = Show.Items(page.Select(Json), list.Bans.Length);
        body["slowed"] = new JsonArray([.. list.Slowed.Select(s => new JsonObject
        {
            ["host"] = s.Host,
            ["login"] = SafeText.ForJson(s.Login),
            ["failures"] = s.Failures,
            ["waitSeconds"] = Math.Round(s.Wait.TotalSeconds, 1),
        })]);
        body["displaced"] = list.Displaced;
        var bans = Table.Of(
            ["ID", "NETWORK", "SINCE", "UNTIL", "BY", "WHY"],
            page.Select(b => new[] { $"{b.Ban.Id}", b.Ban.Network.ToString(), Show.Moment(b.Ban.Since), UntilText(b), b.Ban.By, b.Ban.Reason + Notes(b) }),
            "no bans");
        var slowed = list.Slowed.Length == 0 ? "" : "\n\n" + Table.Of(
            ["SLOWED DOWN", "LOGIN", "FAILURES", "NEXT TRY"],
            list.Slowed.Select(s => new[] { s.Host, s.Login, $"{s.Failures}", s.Wait > TimeSpan.Zero ? string.Create(CultureInfo.InvariantCulture, $"in {s.Wait.TotalSeconds:0} s") : "now" }),
            "");
        var rest = page.Count > 0 && skip + page.Count < list.Bans.Length ? $"\n{skip + 1} to {skip + page.Count} of {list.Bans.Length}; --skip {skip + page.Count} shows more" : "";
        return new CommandResult.Done(body, bans + rest + slowed);
    }

    private static async Task<CommandResult> AddAsync(CommandContext context, CommandCall call, CancellationToken cancel)
    {
        var network = call.Need(Whom).Network!.Value;
        var done = await context.ChangeBansAsync(new BanCommands.Add(network, call.FindValue(For), call.Get(Reason, ""), call.Origin), cancel);
        var ban = done.Ban!;
        var until = ban.Until is { } end ? $"until {Show.Moment(end)}" : "until it is removed";
        var text = $"{ban.Network} is {(done.Changed ? "" : "already ")}banned {until} (ban {ban.Id})";
        var never = context.Services.Settings.Current.Ban.Never.Where(n => Overlaps(n, network)).ToList();
        var warning = never.Count == 0 ? "" : $"\nwarning: ban.never names {string.Join(", ", never)}: that holds off automatic bans, not this one";
        return Changed(ban, done, SafeText.Of(text) + warning);
    }

    private static async Task<CommandResult> RemoveAsync(CommandContext context, CommandCall call, CancellationToken cancel)
    {
        var which = call.Need(Which);
        var done = await context.ChangeBansAsync(new BanCommands.Remove(which.Network, which.Id, call.Origin), cancel);
        return done.Ban is { } ban
            ? Changed(ban, done, $"{ban.Network} is served again, and its failed logins are forgotten")
            : new CommandResult.Done(
                new JsonObject { ["name"] = which.ToString(), ["changed"] = done.Changed }, $"{which} was not banned; its failed logins are forgotten");
    }

    private static CommandResult.Done Changed(Ban ban, BanAnswer.Done done, string text)
    {
        var body = Json(ban);
        body["changed"] = done.Changed;
        return new CommandResult.Done(body, text);
    }

    private static JsonObject Json(Ban ban) => new()
    {
        ["name"] = ban.Network.ToString(),
        ["id"] = ban.Id,
        ["since"] = Show.JsonMoment(ban.Since),
        ["until"] = Show.JsonMoment(ban.Until),
        ["reason"] = SafeText.ForJson(ban.Reason),
        ["automatic"] = ban.Automatic,
        ["count"] = ban.Count,
        ["by"] = ban.By,
    };

    private static JsonObject Json(BanLine line)
    {
        var body = Json(line.Ban);
        body["until"] = Show.JsonMoment(line.Until);
        body["leftSeconds"] = line.Left is { } left ? (long)left.TotalSeconds : null;
        body["inForce"] = line.InForce;
        body["kept"] = line.Kept;
        return body;
    }

    private static string UntilText(BanLine line) => line.Until is { } until ? Show.Moment(until) : "removed";

    private static string Notes(BanLine line)
    {
        string?[] notes =
        [
            line.Ban.Count > 1 ? $"{line.Ban.Count} bans in a row" : null, line.InForce ? null : "not in force: the settings ban.never or ban.failures hold it off", line.Kept ? null : "in memory only yet",
        ];
        var said = notes.OfType<string>().ToList();
        return said.Count == 0 ? "" : $" ({string.Join("; ", said)})";
    }

    private static bool Overlaps(IPNetwork one, IPNetwork other) => one.Contains(other.BaseAddress) || other.Contains(one.BaseAddress);

    private static bool TryId(string text, [MaybeNullWhen(false)] out BanTarget target)
    {
        var good = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id);
        target = good ? new BanTarget(null, id) : null;
        return good;
    }

    private static bool TryNetwork(string text, [MaybeNullWhen(false)] out BanTarget target)
    {
        target = null;
        // the runtime takes "1" and "010.1" for addresses; who writes them means something else
        if (!text.Contains('/', StringComparison.Ordinal) && IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetwork && address.ToString() != text)
            return false;
        if (!ValueKinds.Network.TryParse(text, out var network))
            return false;
        if (!text.Contains('/', StringComparison.Ordinal) && network.BaseAddress.AddressFamily == AddressFamily.InterNetworkV6)
            network = Host(network.BaseAddress);
        target = new BanTarget(network, null);
        return true;
    }

    private static IPNetwork Host(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(HostPrefixV6 / 8).Clear();
        return new IPNetwork(new IPAddress(bytes), HostPrefixV6);
    }

    /// <summary>A network, or the number of a ban.</summary>
    private sealed record BanTarget(IPNetwork? Network, long? Id)
    {
        public override string ToString() => Network?.ToString() ?? string.Create(CultureInfo.InvariantCulture, $"ban {Id}");
    }
}
