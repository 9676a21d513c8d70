using System.Collections.Immutable;
using Ftp.Actors.Accounts;
using Ftp.Actors.Catalog;
using Ftp.Actors.Quotas;
using Ftp.Actors.Settings;

namespace Ftp.Admin.Commands.Nouns;

/// <summary><c>quotas show|set|rescan</c>.</summary>
internal static class QuotaCommands
{
    private const int Attempts = 5;

    private static readonly Parameter<string> User = new("user", ValueKinds.Login with { Placeholder = "USER" }, "the user's quota instead of a resource's");
    private static readonly Parameter<string> Resource = new("resource", ValueKinds.Name("RESOURCE"), "the resource (or --user)") { Required = true, AbsentWith = User };
    private static readonly Parameter<string> AnyResource = Resource with { Required = false };
    private static readonly Parameter<Field<long?>> Bytes = new("bytes", ValueKinds.Size, "the most that may be stored, or unlimited");
    private static readonly Parameter<Field<long?>> Files = new("files", ValueKinds.Count, "the most files that may be stored, or unlimited");

    public static ImmutableArray<Command> All { get; } =
    [
        new("quotas show", "what is used of each quota", ShowAsync)
        {
            Arguments = [AnyResource],
            Options = [User],
            Examples = ["quotas show", "quotas show scans", "quotas show --user ada"],
        },
        new("quotas set", "limit what may be stored in a resource, or in a user's own folders", SetAsync)
        {
            Arguments = [Resource],
            Options = [User, Bytes, Files],
            Choices = [new(ChoiceKind.AtLeastOne, Bytes, Files)],
            Examples = ["quotas set scans --bytes 100GiB", "quotas set --user ada --bytes 5GiB --files 10000", "quotas set scans --bytes unlimited"],
        },
        new("quotas rescan", "count anew, after files were changed by other ways than this server; transfers go on meanwhile", RescanAsync)
        {
            Arguments = [Resource],
            Options = [User],
        },
    ];

    private static async Task<CommandResult> ShowAsync(CommandContext context, CommandCall call, CancellationToken cancel)
    {
        var lines = (await context.QueryAsync<QuotaReport>(context.Quotas, QuotaQueries.Show.Instance, cancel)).Items;
        if (!call.Has(AnyResource) && !call.Has(User))
            return QuotaView.List(lines);
        var key = await KeyAsync(context, call, cancel);
        return lines.FirstOrDefault(l => l.Key == key) is { } line ? QuotaView.Of(line) : throw None(key, lines);
    }

    private static async Task<CommandResult> SetAsync(CommandContext context, CommandCall call, CancellationToken cancel)
    {
        if (call.Find(User) is { } login)
            return await SetUserAsync(context, call, login, cancel);
        for (var attempt = 1; ; attempt++)
        {
            var state = await context.CatalogAsync(cancel);
            var resource = state.Resource(call.Need(Resource));
            var quota = QuotaOptions.Apply(call, Bytes, Files, resource.Options.Quota);
            try
            {
                var command = new CatalogCommands.SetResource(resource.Name, null, null, resource.Options with { Quota = quota }, call.Origin) { ExpectedRevision = state.Revision };
                return Changes.Of(resource.Name, await context.ChangeCatalogAsync(command, cancel), $"resource {resource.Name} {QuotaView.Limit(quota)}");
            }
            catch (ProblemException conflict) when (conflict.Problem.IsConflict && attempt < Attempts)
            {
                // the options are changed as a whole, so they are made again from what is there now
            }
        }
    }

    private static async Task<CommandResult> SetUserAsync(CommandContext context, CommandCall call, string login, CancellationToken cancel)
    {
        var profile = (await context.AccountAsync(login, cancel)).Profile;
        var quota = QuotaOptions.Apply(call, Bytes, Files, profile.Limits.Quota);
        QuotaOptions.Check(quota, profile.Login, profile.Root, await context.CatalogAsync(cancel));
        var done = await context.ChangeAccountAsync(new AccountCommands.Set(profile.Login, new AccountChange { Quota = new(quota) }, call.Origin), cancel);
        return QuotaView.Changed(profile.Login, done.Changed, quota);
    }

    private static async Task<CommandResult> RescanAsync(CommandContext context, CommandCall call, CancellationToken cancel)
    {
        var key = await KeyAsync(context, call, cancel);
        var answer = await context.ChangeAsync<RescanAnswer>(context.Quotas, new Ftp.Actors.Quotas.QuotaCommands.Rescan(key), cancel);
        return answer.Found
            ? QuotaView.Counting(key)
            : throw None(key, (await context.QueryAsync<QuotaReport>(context.Quotas, QuotaQueries.Show.Instance, cancel)).Items);
    }

    /// <summary>In the spelling of the catalogue or the account.</summary>
    private static async Task<QuotaKey> KeyAsync(CommandContext context, CommandCall call, CancellationToken cancel) => call.Find(User) is { } login
        ? QuotaKey.User((await context.AccountAsync(login, cancel)).Profile.Login)
        : QuotaKey.Resource((await context.CatalogAsync(cancel)).Resource(call.Need(AnyResource)).Name);

    private static ProblemException None(QuotaKey key, ImmutableArray<QuotaLine> lines)
    {
        var kind = key.Kind == QuotaKind.User ? "user" : "resource";
        var option = key.Kind == QuotaKind.User ? "--user " : "";
        var meant = NearestWord.DidYouMean(key.Name, lines.Where(l => l.Key.Kind == key.Kind).Select(l => l.Key.Name));
        return new ProblemException(Problem.NotFound($"{kind} '{key.Name}' has no quota; set one with: quotas set {option}{key.Name} --bytes SIZE{meant}"));
    }
}
