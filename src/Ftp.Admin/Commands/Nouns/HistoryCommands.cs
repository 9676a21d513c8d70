using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Nodes;
using Ftp.Actors.History;
using Ftp.Admin.Commands.Rendering;

namespace Ftp.Admin.Commands.Nouns;

/// <summary><c>history</c>, <c>history compare</c> and <c>settings history</c>.</summary>
internal static class HistoryCommands
{
    private const int DefaultLimit = 50;

    private static readonly ImmutableArray<(string Word, HistoryKind Value)> Kinds =
    [
        ("resource", HistoryKind.Resource), ("user", HistoryKind.User), ("group", HistoryKind.Group), ("settings", HistoryKind.Setting), ("setting", HistoryKind.Setting),
        ("certificate", HistoryKind.Certificate),
    ];

    private static readonly Parameter<HistoryKind> Of = new("of", ValueKinds.Word(Kinds) with { Placeholder = "KIND" }, "only changes of one thing: resource, user, group, settings or certificate NAME");
    private static readonly Parameter<string> Name = new("name", ValueKinds.Text("NAME"), "the thing of --of, by a name it has or had");
    private static readonly Parameter<string> Key = new("key", ValueKinds.Text("KEY"), "the setting; without it all");
    private static readonly Parameter<DateTimeOffset> From = new("from", ValueKinds.Moment, "not before then");
    private static readonly Parameter<DateTimeOffset> To = new("to", ValueKinds.Moment, "not after then");
    private static readonly Parameter<string> By = new("by", ValueKinds.Text("WHO"), "only what this person changed");
    private static readonly Parameter<int> Limit = new("limit", ValueKinds.Number("N", 1, 1000), $"at most N changes (default {DefaultLimit})");
    private static readonly Parameter<int> Skip = new("skip", ValueKinds.Number("N", 0, 1_000_000), "leave out the newest N");
    private static readonly Parameter<long> Before = new("before", ValueKinds.Id("POSITION"), "go on where a page ended, whatever was changed since; the page tells its position");

    private static readonly ValueKind<PointInTime> Point = new("T|REV", $"a revision, or {ValueKinds.Moment.Allowed}", (string t, [MaybeNullWhen(false)] out PointInTime v) =>
    {
        v = long.TryParse(t, NumberStyles.None, CultureInfo.InvariantCulture, out var revision) ? new PointInTime.Revision(revision)
            : ValueKinds.Moment.TryParse(t, out var moment) ? new PointInTime.Moment(moment) : null;
        return v is not null;
    });

    private static readonly Parameter<PointInTime> CompareFrom = new("from", Point, "the earlier moment or revision") { Required = true };
    private static readonly Parameter<PointInTime> CompareTo = new("to", Point, "the later one (default: now)");

    private static readonly ImmutableArray<Parameter> Paging = [From, To, By, Limit, Skip, Before];

    public static ImmutableArray<Command> All { get; } =
    [
        new("history", "who changed what, when, from where and why, newest first", ListAsync)
        {
            Arguments = [Name],
            Options = [Of, .. Paging],
            Examples = ["history --of resource projects --limit 10", "history --of user ada --from 2030-01-01", "history --by root"],
        },
        new("history compare", "what differs between two moments or revisions", CompareAsync)
        {
            Options = [CompareFrom, CompareTo],
            Examples = ["history compare --from 12 --to 14", "history compare --from 2030-01-01"],
        },
    ];

    public static Command OfSettings { get; } = new("settings history", "who changed which setting, newest first", SettingsAsync)
    {
        Arguments = [Key],
        Options = Paging,
        Examples = ["settings history port"],
    };

    private static Task<CommandResult> ListAsync(CommandContext context, CommandCall call, CancellationToken cancel)
    {
        var kind = call.FindValue(Of);
        return (kind, call.Find(Name)) switch
        {
            (null, null) => AskAsync(context, call, null, null, cancel),
            (null, var name) => throw new ProblemException(Problem.Usage($"'{name}' of which kind? --of resource, user, group, settings or certificate")),
            (HistoryKind.Setting, null) => AskAsync(context, call, HistoryKind.Setting, null, cancel),
            (_, null) => throw new ProblemException(Problem.Usage("--of KIND needs the NAME of one")),
            var (of, name) => AskAsync(context, call, of, of == HistoryKind.Setting ? SettingsCommands.Known(name) : name, cancel),
        };
    }

    private static Task<CommandResult> SettingsAsync(CommandContext context, CommandCall call, CancellationToken cancel) =>
        AskAsync(context, call, HistoryKind.Setting, call.Find(Key) is { } key ? SettingsCommands.Known(key) : null, cancel);

    private static async Task<CommandResult> AskAsync(CommandContext context, CommandCall call, HistoryKind? kind, string? name, CancellationToken cancel)
    {
        var page = await context.HistoryAsync<HistoryPage>(
            new HistoryQueries.List(
                kind is { } of ? new HistorySubject(of, name ?? "") : null, call.FindValue(From), call.FindValue(To), call.Find(By), call.FindValue(Before), call.Get(Skip, 0), call.Get(Limit, DefaultLimit)),
            cancel);
        var body = Show.Items(page.Items.Select(Json));
        body["next"] = page.Next;
        body["lookedBackTo"] = Show.JsonMoment(page.LookedBackTo);
        var text = Table.Of(
            ["REVISION", "TIME", "WHO", "DOOR", "FROM", "WHAT", "COMMENT"],
            page.Items.Select(i => new[] { i.Revision, Show.Moment(i.At), i.By, i.Door, i.From, i.Text, i.Comment ?? "" }), "no changes");
        var more = page.LookedBackTo is { } back ? $"\nlooked back to {Show.Moment(back)}; --before {page.Next} looks further" : page.Next is { } next ? $"\n--before {next} shows more" : "";
        return new CommandResult.Done(body, text + more);
    }

    private static async Task<CommandResult> CompareAsync(CommandContext context, CommandCall call, CancellationToken cancel)
    {
        var found = await context.HistoryAsync<HistoryDifferences>(new HistoryQueries.Compare(call.Need(CompareFrom), call.Find(CompareTo)), cancel);
        var body = Show.Items(found.Items.Select(d => new JsonObject
        {
            ["name"] = SafeText.ForJson(d.Name),
            ["kind"] = d.Kind,
            ["what"] = SafeText.ForJson(d.What),
            ["before"] = SafeText.ForJson(d.Before),
            ["after"] = SafeText.ForJson(d.After),
        }));
        (body["from"], body["to"]) = (found.From, found.To);
        var text = Table.Of(
            ["KIND", "NAME", "WHAT", "BEFORE", "AFTER"], found.Items.Select(d => new[] { d.Kind, d.Name, d.What, d.Before ?? "-", d.After ?? "-" }),
            found.From == found.To ? "the same revision" : "no differences");
        return new CommandResult.Done(body, $"revision {found.From} and revision {found.To}\n{text}");
    }

    private static JsonObject Json(HistoryLine line) => new()
    {
        ["name"] = line.Revision,
        ["position"] = line.Position,
        ["time"] = Show.JsonMoment(line.At),
        ["by"] = SafeText.ForJson(line.By),
        ["door"] = line.Door,
        ["from"] = SafeText.ForJson(line.From),
        ["event"] = line.Event,
        ["text"] = SafeText.ForJson(line.Text),
        ["comment"] = SafeText.ForJson(line.Comment),
    };
}
