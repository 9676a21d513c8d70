using Ftp.Actors.Accounts;
using Ftp.Actors.Catalog;
using Ftp.Actors.Settings;

namespace Ftp.Admin.Commands;

/// <summary>Finds what a command names, or says which name was perhaps meant.</summary>
internal static class Lookups
{
    /// <summary>How many logins are compared for a suggestion.</summary>
    private const int Compared = 5000;

    public static Resource Resource(this CatalogState state, string name) =>
        state.Resources.TryGetValue(name, out var found)
            ? found
            : throw new ProblemException(Problem.NotFound($"there is no resource '{name}'{NearestWord.DidYouMean(name, state.Resources.Keys)}"));

    public static Group Group(this CatalogState state, string name) =>
        state.Groups.TryGetValue(name, out var found)
            ? found
            : throw new ProblemException(Problem.NotFound($"there is no group '{name}'{NearestWord.DidYouMean(name, state.Groups.Keys)}"));

    public static async Task<AccountInfo> AccountAsync(this CommandContext context, string login, CancellationToken cancel)
    {
        var found = await context.QueryAsync<AccountFound>(context.Accounts, new AccountQueries.Get(login), cancel);
        if (found.Account is { } account)
            return account;
        var page = await context.QueryAsync<AccountPage>(context.Accounts, new AccountQueries.List(null, 0, Compared), cancel);
        throw new ProblemException(Problem.NotFound($"there is no user '{login}'{NearestWord.DidYouMean(login, page.Items.Select(i => i.Login))}"));
    }
}
