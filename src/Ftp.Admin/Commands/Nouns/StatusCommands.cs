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
        return new CommandResult.Done(Body(context, status), Text(context, status));
    }

    private static async Task<CommandResult> SwitchAsync(CommandContext context, CommandCall call, string value, CancellationToken cancel)
    {
        var done = await context.ChangeSettingAsync(new CatalogCommands.SetSetting("enabled", value, call.Origin), cancel);
        var status = await context.QueryAsync<ServerStatus>(context.Server, new GetStatus(), cancel);
        var body = Body(context, status);
        body["changed"] = done.Changed;
        return new CommandResult.Done(body, Text(context, status));
    }

    private static async Task<CommandResult> DrainAsync(CommandContext context, CommandCall call, CancellationToken cancel)
    {
        var deadline = call.Get(Deadline, TimeSpan.FromMinutes(5));
        var result = await context.ChangeAsync<DrainResult>(context.Server, new Drain(deadline, call.Origin.By), cancel, deadline);
        return new CommandResult.Done(
            new JsonObject { ["sessionsEnded"] = result.SessionsEnded, ["transfersCut"] = result.TransfersCut },
            $"drained: {Count(result.SessionsEnded, "session")} ended, {Count(result.TransfersCut, "transfer")} cut; 'on' opens again");
    }

    private static JsonObject Body(CommandContext context, ServerStatus status) => new()
    {
        ["enabled"] = status.Enabled,
        ["state"] = status.State,
        ["listeners"] = new JsonArray([.. status.Listeners.Select(l => new JsonObject { ["address"] = l.Address, ["port"] = l.Port, ["tls"] = l.Tls })]),
        ["sessions"] = status.Sessions,
        ["transfers"] = status.Transfers,
        ["node"] = context.Services.NodeName,
        ["startedAt"] = Show.JsonMoment(status.StartedAt),
        ["changedBy"] = status.ChangedBy,
        ["changedAt"] = Show.JsonMoment(status.ChangedAt),
        ["revision"] = context.Services.Rights.Current.Revision,
        ["alarms"] = new JsonArray([.. status.Alarms.Select(a => new JsonObject { ["key"] = a.Key, ["text"] = a.Text, ["since"] = Show.JsonMoment(a.Since) })]),
    };

    private static string Text(CommandContext context, ServerStatus status)
    {
        var switched = status.ChangedBy is { } by ? $" (switched by {by}{(status.ChangedAt is { } at ? $" at {Show.Moment(at)}" : "")})" : "";
        var listeners = status.Listeners.Select(l => $"{(l.Address.Contains(':') ? $"[{l.Address}]" : l.Address)}:{l.Port}{(l.Tls is "" or "none" ? "" : $" tls {l.Tls}")}");
        var text = Table.Fields(
            ("FTP", status.State + switched),
            ("listening", status.Listeners.IsEmpty ? "nowhere" : string.Join(", ", listeners)),
            ("sessions", $"{status.Sessions}"),
            ("transfers", $"{status.Transfers}"),
            ("node", context.Services.NodeName),
            ("since", Show.Moment(status.StartedAt)));
        return text + string.Concat(status.Alarms.Select(a => $"\nalarm: {SafeText.Of(a.Text)} (since {Show.Moment(a.Since)})"));
    }

    private static string Count(int number, string what) => $"{number} {what}{(number == 1 ? "" : "s")}";
}
