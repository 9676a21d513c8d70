using Ftp.Actors.Accounts;
using Ftp.Actors.Catalog;
using Ftp.Actors.Certificates;
using Ftp.Actors.Serialization;
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

    /// <summary>Why nobody gets anything from it; null: it is not quarantined.</summary>
    public static string? Trouble(this CatalogState state, EntityKind kind, string name) => state.Quarantined.GetValueOrDefault(new EntityId(kind, name));

    /// <summary>What can be removed: also a resource whose making cannot be read, for that is the way out of quarantine.</summary>
    public static string RemovableResource(this CatalogState state, string name) =>
        !state.Resources.ContainsKey(name) && state.Trouble(EntityKind.Resource, name) is not null ? name : state.Resource(name).Name;

    public static string RemovableGroup(this CatalogState state, string name) =>
        !state.Groups.ContainsKey(name) && state.Trouble(EntityKind.Group, name) is not null ? name : state.Group(name).Name;

    public static Group Group(this CatalogState state, string name) =>
        state.Groups.TryGetValue(name, out var found)
            ? found
            : throw new ProblemException(Problem.NotFound($"there is no group '{name}'{NearestWord.DidYouMean(name, state.Groups.Keys)}"));

    /// <summary>As <see cref="RemovableResource"/>: an account of which nothing can be read stands in the list only.</summary>
    public static async Task<string> RemovableLoginAsync(this CommandContext context, string login, CancellationToken cancel)
    {
        var page = await context.QueryAsync<AccountPage>(context.Accounts, new AccountQueries.List(login, 0, Compared), cancel);
        return page.Items.Any(i => i.Login == login && i.Trouble is not null) ? login : (await context.AccountAsync(login, cancel)).Profile.Login;
    }

    public static async Task<CertificateInfo> CertificateAsync(this CommandContext context, string name, CancellationToken cancel)
    {
        var found = await context.QueryAsync<CertificateFound>(context.Certificates, new CertificateQueries.Get(name), cancel);
        if (found.Certificate is { } certificate)
            return certificate;
        var list = await context.QueryAsync<CertificateList>(context.Certificates, CertificateQueries.List.Instance, cancel);
        throw new ProblemException(Problem.NotFound($"there is no certificate '{name}'{NearestWord.DidYouMean(name, list.Items.Select(i => i.Name))}"));
    }

    public static async Task<AccountInfo> AccountAsync(this CommandContext context, string login, CancellationToken cancel)
    {
        var found = await context.QueryAsync<AccountFound>(context.Accounts, new AccountQueries.Get(login), cancel);
        if (found.Account is { } account)
            return account;
        var page = await context.QueryAsync<AccountPage>(context.Accounts, new AccountQueries.List(null, 0, Compared), cancel);
        throw new ProblemException(Problem.NotFound($"there is no user '{login}'{NearestWord.DidYouMean(login, page.Items.Select(i => i.Login))}"));
    }
}
