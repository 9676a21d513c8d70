using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Ftp.Actors.Catalog;
using Ftp.Actors.Supervision;
using Ftp.Admin.Commands.Rendering;

namespace Ftp.Admin.Commands.Nouns;

/// <summary><c>status</c>, <c>on</c>, <c>off</c>, <c>drain</c>.</summary>
internal static class StatusCommands
{
    private static readonly Parameter<TimeSpan> Deadline = new("deadline", ValueKinds.Duration, "how long transfers may still run (default 5m)");

    public static ImmutableArray<Command> All { get; } =
    [
        new("status", "what runs: on or off, listeners, sessions, transfers, alarms", StatusAsync),
        new("on", "open the FTP ports; survives a restart", (c, call, cancel) => SwitchAsync(c, call, "on", cancel)) { Aliases = ["start"] },
        new("off", "close the FTP ports and end the sessions politely; survives a restart", (c, call, cancel) => SwitchAsync(c, call, "off", cancel)) { Aliases = ["stop"] },
        new("drain", "take no new sessions, let transfers finish, then close; forgotten at a restart", DrainAsync)
        {
            Options = [Deadline],
            Examples = ["drain --deadline 10m"],
        },
    ];

    private static async Task<CommandResult> StatusAsync(CommandContext context, CommandCall call, CancellationToken cancel)
    {
        var status = await context.QueryAsync<ServerStatus>(context.Server, new GetStatus(), cancel);
        return await ShownAsync(context, status, cancel);
    }

    private static async Task<CommandResult> SwitchAsync(CommandContext context, CommandCall call, string value, CancellationToken cancel)
    {
        var done = await context.ChangeSettingAsync(new CatalogCommands.SetSetting("enabled", value, call.Origin), cancel);
        var status = await context.QueryAsync<ServerStatus>(context.Server, new GetStatus(), cancel);
        var shown = await ShownAsync(context, status, cancel);
        shown.Body["changed"] = done.Changed;
        return shown;
    }

    private static async Task<CommandResult> DrainAsync(CommandContext context, CommandCall call, CancellationToken cancel)
    {
        var deadline = call.Get(Deadline, TimeSpan.FromMinutes(5));
        var result = await context.ChangeAsync<DrainResult>(context.Server, new Drain(deadline, call.Origin.By), cancel, deadline);
        return new CommandResult.Done(
            new JsonObject { ["sessionsEnded"] = result.SessionsEnded, ["transfersCut"] = result.TransfersCut },
            $"drained: {Show.Count(result.SessionsEnded, "session")} ended, {Show.Count(result.TransfersCut, "transfer")} cut; 'on' opens again");
    }

    private static async Task<CommandResult.Done> ShownAsync(CommandContext context, ServerStatus status, CancellationToken cancel)
    {
        var tls = await TlsStatus.OfAsync(context, cancel);
        return new CommandResult.Done(Body(context, status, tls), Text(context, status, tls));
    }

    private static JsonObject Body(CommandContext context, ServerStatus status, TlsStatus tls) => new()
    {
        ["enabled"] = status.Enabled,
        ["state"] = status.State,
        ["listeners"] = new JsonArray([.. status.Listeners.Select(l => new JsonObject { ["address"] = l.Address, ["port"] = l.Port, ["tls"] = l.Tls })]),
        ["sessions"] = status.Sessions,
        ["transfers"] = status.Transfers,
        ["bans"] = status.Bans,
        ["node"] = context.Services.NodeName,
        ["startedAt"] = Show.JsonMoment(status.StartedAt),
        ["changedBy"] = status.ChangedBy,
        ["changedAt"] = Show.JsonMoment(status.ChangedAt),
        ["revision"] = context.Services.Rights.Current.Revision,
        ["tls"] = tls.Json(),
        ["clearLogins"] = ClearLoginView.Json(status.ClearLogins),
        ["clearLoginsSince"] = Show.JsonMoment(status.ClearLoginsSince),
        ["alarms"] = new JsonArray([.. status.Alarms.Select(a => new JsonObject { ["key"] = a.Key, ["text"] = a.Text, ["since"] = Show.JsonMoment(a.Since) })]),
    };

    private static string Text(CommandContext context, ServerStatus status, TlsStatus tls)
    {
        var switched = status.ChangedBy is { } by ? $" (switched by {by}{(status.ChangedAt is { } at ? $" at {Show.Moment(at)}" : "")})" : "";
        var listeners = status.Listeners.Select(l => $"{(l.Address.Contains(':') ? $"[{l.Address}]" : l.Address)}:{l.Port}{(l.Tls is "" or "none" ? "" : $" tls {l.Tls}")}");
        var now = context.Services.Time.GetUtcNow();
        var text = Table.Fields(
        [
            ("FTP", status.State + switched),
            ("listening", status.Listeners.IsEmpty ? "nowhere" : string.Join(", ", listeners)),
            .. tls.Fields(now),
            ("sessions", $"{status.Sessions}"),
            ("transfers", $"{status.Transfers}"),
            ("bans", status.Bans == 0 ? null : $"{status.Bans}"),
            ("node", context.Services.NodeName),
            ("since", Show.Moment(status.StartedAt)),
        ]);
        return text + ClearLoginView.Text(status, now) + string.Concat(status.Alarms.Select(a => $"\nalarm: {SafeText.Of(a.Text)} (since {Show.Moment(a.Since)})"));
    }
}
