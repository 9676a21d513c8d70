using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Ftp.Actors.Supervision;
using Ftp.Admin.Commands.Rendering;

namespace Ftp.Admin.Commands.Nouns;

/// <summary><c>limits show</c>.</summary>
internal static class LimitCommands
{
    public static ImmutableArray<Command> All { get; } = [new("limits show", "how far each limit is used; 'settings set' changes them", ShowAsync)];

    private static async Task<CommandResult> ShowAsync(CommandContext context, CommandCall call, CancellationToken cancel)
    {
        var lines = (await context.QueryAsync<LimitReport>(context.Server, new GetLimits(), cancel)).Lines;
        return new CommandResult.Done(
            Show.Items(lines.Select(l => new JsonObject { ["name"] = l.Name, ["key"] = l.Key is { } key ? SafeText.ForJson(key) : null, ["inUse"] = l.InUse, ["maximum"] = l.Maximum })),
            Table.Of(["LIMIT", "OF", "IN USE", "MAXIMUM"], lines.Select(l => new[] { l.Name, l.Key ?? "", $"{l.InUse}", Show.Limit(l.Maximum) }), "no limits"));
    }
}
