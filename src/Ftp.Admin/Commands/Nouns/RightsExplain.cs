using System.Net;
using System.Text.Json.Nodes;
using Ftp.Actors.Accounts;
using Ftp.Actors.Catalog;
using Ftp.Actors.History;
using Ftp.Actors.Protocol;
using Ftp.Actors.Settings;
using Ftp.Admin.Commands.Rendering;

namespace Ftp.Admin.Commands.Nouns;

/// <summary><c>rights explain USER|--guest PATH [RIGHT] [--at TIME]</c>: what the gate would decide now or would have decided then, and why.</summary>
internal static class RightsExplain
{
    private static readonly Flag Guest = new("guest", "for a guest instead of a user");
    private static readonly Parameter<string> User = new("user", ValueKinds.Login with { Placeholder = "USER" }, "the login (or --guest)") { Required = true, AbsentWith = Guest };
    private static readonly Parameter<FtpPath> Path = new("path", ValueKinds.Path, "always /RESOURCE/…") { Required = true };
    private static readonly Parameter<Rights> Right = new("right", ValueKinds.Rights with { Placeholder = "RIGHT" }, "one right; without it all ten");
    private static readonly Parameter<IPAddress> From = new("from", ValueKinds.Address, "as if coming from there (default 127.0.0.1)");

    private static readonly Parameter<DateTimeOffset> At = new("at", ValueKinds.Moment, "as it was then, like 2030-12-31 or 2030-12-31T18:00+01:00 (UTC without offset)");

    public static Command Command { get; } = new("rights explain", "what somebody may do at a path, and which entry says so", ExplainAsync)
    {
        Arguments = [User, Path, Right],
        Options = [Guest, From, At],
        Examples = ["rights explain ada /projects/inbox upload", "rights explain --guest /public --from 192.0.2.7", "rights explain ada /projects upload --at 2030-03-03"],
    };

    private static async Task<CommandResult> ExplainAsync(CommandContext context, CommandCall call, CancellationToken cancel)
    {
        var path = call.Need(Path);
        if (path.IsRoot)
            throw new ProblemException(Problem.Usage("path: '/' is the list of resources; name one: /RESOURCE/…"));
        var view = call.FindValue(At) is { } at ? await ThenAsync(context, call, at, cancel) : await NowAsync(context, call, cancel);
        var (snapshot, account) = (view.Snapshot, view.Account);
        if (!snapshot.State.Resources.ContainsKey(path.Components[0]) && view.Then is not null)
            throw new ProblemException(Problem.NotFound($"there was no resource '{path.Components[0]}' {view.When}{NearestWord.DidYouMean(path.Components[0], snapshot.State.Resources.Keys)}"));
        var resource = snapshot.State.Resource(path.Components[0]);
        var inside = path.Skip(1);
        var subject = new Subject(account?.Profile.Login ?? "anonymous", account is null, call.Get(From, IPAddress.Loopback), view.At);

        var asked = call.FindValue(Right) is { } right ? [right] : RightsText.Single.ToList();
        var decisions = asked.Select(r => (Right: r, Decision: snapshot.Decide(subject, resource, inside, r))).ToList();
        var idle = RightsWithoutEffect.Of(snapshot.State, view.Guests, subject, resource, inside).ToList();
        var disabled = account is { Profile.Enabled: false } ? $"user {account.Profile.Login} {(view.Then is null ? "is disabled and cannot" : "was disabled and could not")} log in" : null;

        var body = new JsonObject
        {
            ["user"] = account?.Profile.Login,
            ["guest"] = account is null,
            ["path"] = EntryView.Path(resource, inside),
            ["from"] = Show.Address(subject.Host),
            ["at"] = view.Then is null ? null : Show.JsonMoment(view.At),
            ["revision"] = snapshot.Revision,
            ["canEnter"] = snapshot.CanEnter(subject, resource, inside),
            ["decisions"] = new JsonArray([.. decisions.Select(d => Decision(d.Right, d.Decision))]),
            ["withoutEffect"] = new JsonArray([.. idle.Select(i =>
            {
                var json = EntryView.Json(resource, i.Entry);
                json["because"] = i.Because;
                return json;
            })]),
            ["note"] = disabled,
        };
        if (decisions.Count == 1)
        {
            body["allowed"] = decisions[0].Decision.Allowed;
            body["why"] = SafeText.ForJson(decisions[0].Decision.Why);
            body["entry"] = decisions[0].Decision.Entry;
        }

        var text = decisions.Count == 1
            ? $"{(decisions[0].Decision.Allowed ? "yes" : "no")}: {SafeText.Of(decisions[0].Decision.Why)}"
            : Table.Of(["RIGHT", "ALLOWED", "WHY"], decisions.Select(d => new[] { RightsText.Format(d.Right), d.Decision.Allowed ? "yes" : "no", d.Decision.Why }), "");
        var notes = idle.Select(i => $"without effect: entry {i.Entry.Id} ({i.Entry.Holder}: {RightsText.Short(i.Entry.Rights)} at {EntryView.Path(resource, i.Entry.Folder)}): {i.Because}");
        return new CommandResult.Done(body, string.Join('\n', [text, .. notes.Concat(disabled is null ? [] : [disabled]).Concat(view.Then is { } then ? [then] : []).Select(SafeText.Of)]));
    }

    private static async Task<View> NowAsync(CommandContext context, CommandCall call, CancellationToken cancel)
    {
        var snapshot = context.Services.Rights.Current;
        var account = call.Find(User) is { } login ? await context.AccountAsync(login, cancel) : null;
        return new View(snapshot, account, context.Services.Settings.Current.Guests, context.Services.Time.GetUtcNow(), null);
    }

    private static async Task<View> ThenAsync(CommandContext context, CommandCall call, DateTimeOffset at, CancellationToken cancel)
    {
        if (at > context.Services.Time.GetUtcNow())
            throw new ProblemException(Problem.Usage($"at: {Show.Moment(at)} is still to come"));
        var then = await context.HistoryAsync<HistoryThen>(new HistoryQueries.AsOf(at, call.Find(User)), cancel);
        if (then.At is null)
            throw new ProblemException(Problem.NotFound($"nothing was set up yet at {Show.Moment(at)}: that is before the first change that the history has"));
        if (call.Find(User) is { } login && then.Account is null)
            throw new ProblemException(Problem.NotFound($"there was no user '{login}' at {Show.Moment(at)}{(then.Note is { } note ? $"; {note}" : "")}"));
        var sentence = $"as of {Show.Moment(at)}: revision {then.State.Revision}, made {Show.Moment(then.At)}";
        return new View(new RightsSnapshot(then.State, then.Settings.Guests), then.Account, then.Settings.Guests, at, sentence);
    }

    /// <summary>Rights, account and settings of one moment.</summary>
    /// <param name="Then">A sentence on the moment; null: it is now.</param>
    private sealed record View(RightsSnapshot Snapshot, AccountInfo? Account, bool Guests, DateTimeOffset At, string? Then)
    {
        public string When => $"at {Show.Moment(At)}";
    }

    private static JsonObject Decision(Rights right, RightsDecision decision) => new()
    {
        ["right"] = RightsText.Format(right),
        ["allowed"] = decision.Allowed,
        ["why"] = SafeText.ForJson(decision.Why),
        ["entry"] = decision.Entry,
    };
}
