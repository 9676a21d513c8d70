using System.Net;
using System.Text.Json.Nodes;
using Ftp.Actors.Catalog;
using Ftp.Actors.Protocol;
using Ftp.Admin.Commands.Rendering;

namespace Ftp.Admin.Commands.Nouns;

/// <summary><c>rights explain USER|--guest PATH [RIGHT]</c>: what the gate would decide now, and why.</summary>
internal static class RightsExplain
{
    private static readonly Flag Guest = new("guest", "for a guest instead of a user");
    private static readonly Parameter<string> User = new("user", ValueKinds.Login with { Placeholder = "USER" }, "the login (or --guest)") { Required = true, AbsentWith = Guest };
    private static readonly Parameter<FtpPath> Path = new("path", ValueKinds.Path, "always /RESOURCE/…") { Required = true };
    private static readonly Parameter<Rights> Right = new("right", ValueKinds.Rights with { Placeholder = "RIGHT" }, "one right; without it all ten");
    private static readonly Parameter<IPAddress> From = new("from", ValueKinds.Address, "as if coming from there (default 127.0.0.1)");

    public static Command Command { get; } = new("rights explain", "what somebody may do at a path, and which entry says so", ExplainAsync)
    {
        Arguments = [User, Path, Right],
        Options = [Guest, From],
        Examples = ["rights explain ada /projects/inbox upload", "rights explain --guest /public --from 192.0.2.7"],
    };

    private static async Task<CommandResult> ExplainAsync(CommandContext context, CommandCall call, CancellationToken cancel)
    {
        var snapshot = context.Services.Rights.Current;
        var path = call.Need(Path);
        if (path.IsRoot)
            throw new ProblemException(Problem.Usage("path: '/' is the list of resources; name one: /RESOURCE/…"));
        var resource = snapshot.State.Resource(path.Components[0]);
        var inside = path.Skip(1);
        var account = call.Find(User) is { } login ? await context.AccountAsync(login, cancel) : null;
        var subject = new Subject(account?.Profile.Login ?? "anonymous", account is null, call.Get(From, IPAddress.Loopback), context.Services.Time.GetUtcNow());

        var asked = call.FindValue(Right) is { } right ? [right] : RightsText.Single.ToList();
        var decisions = asked.Select(r => (Right: r, Decision: snapshot.Decide(subject, resource, inside, r))).ToList();
        var idle = RightsWithoutEffect.Of(snapshot.State, context.Services.Settings.Current.Guests, subject, resource, inside).ToList();
        var disabled = account is { Profile.Enabled: false } ? $"user {account.Profile.Login} is disabled and cannot log in" : null;

        var body = new JsonObject
        {
            ["user"] = account?.Profile.Login,
            ["guest"] = account is null,
            ["path"] = EntryView.Path(resource, inside),
            ["from"] = Show.Address(subject.Host),
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
        return new CommandResult.Done(body, string.Join('\n', [text, .. notes.Concat(disabled is null ? [] : [disabled]).Select(SafeText.Of)]));
    }

    private static JsonObject Decision(Rights right, RightsDecision decision) => new()
    {
        ["right"] = RightsText.Format(right),
        ["allowed"] = decision.Allowed,
        ["why"] = SafeText.ForJson(decision.Why),
        ["entry"] = decision.Entry,
    };
}
