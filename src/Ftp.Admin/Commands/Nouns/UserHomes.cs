using Ftp.Actors.Catalog;
using Ftp.Actors.Protocol;
using Ftp.Actors.Storage;

namespace Ftp.Admin.Commands.Nouns;

/// <summary>Where an account lives: <c>--root</c> and <c>--home</c>.</summary>
internal static class UserHomes
{
    public const string ResourceName = "homes";

    private static readonly DirectorySource Source = new("", FtpPath.Root.Child("homes").Child(DirectorySource.LoginPlaceholder));

    /// <summary>The place with the resource's own spelling; a problem where there is no such resource.</summary>
    public static async Task<ResourcePlace> RootAsync(CommandContext context, ResourcePlace place, CancellationToken cancel) =>
        place with { Resource = (await context.CatalogAsync(cancel)).Resource(place.Resource).Name };

    /// <summary>The resource of the home folders, made where it is missing. Each folder itself is made at the account's first login.</summary>
    public static async Task<ResourcePlace> EnsureAsync(CommandContext context, Origin origin, CancellationToken cancel)
    {
        var state = await context.CatalogAsync(cancel);
        if (state.Resources.TryGetValue(ResourceName, out var homes))
        {
            return homes.Source.IsPerLogin
                ? new ResourcePlace(homes.Name, FtpPath.Root)
                : throw new ProblemException(Problem.Conflict(
                    $"--home uses the resource '{homes.Name}', but its source '{homes.Source}' is one folder for all; its source must hold {{login}}, or use --root"));
        }

        await Sources.EnsureAsync(context, Source, context.Services.StorageDefaults.DirectoryMode, cancel);
        await context.Aside().ChangeCatalogAsync(new CatalogCommands.AddResource(ResourceName, "Home folders", Source, origin), cancel);
        return new ResourcePlace(ResourceName, FtpPath.Root);
    }

    public static async Task GrantAsync(CommandContext context, string login, ResourcePlace place, Origin origin, CancellationToken cancel)
    {
        try
        {
            await context.Aside().ChangeCatalogAsync(
                new CatalogCommands.Grant(place.Resource, place.Folder, Holder.User(login), Rights.Edit, null, null, null, origin), cancel);
        }
        catch (ProblemException problem)
        {
            throw new ProblemException(problem.Problem with
            {
                Detail = $"the right to its home was not given: {problem.Problem.Detail}; repeat it with: rights grant {place} --user {login} --rights edit",
            });
        }
    }

    public static bool HasRights(CommandContext context, string login, ResourcePlace place)
    {
        var snapshot = context.Services.Rights.Current;
        var subject = new Subject(login, IsGuest: false, System.Net.IPAddress.Loopback, context.Services.Time.GetUtcNow());
        return snapshot.State.Resources.TryGetValue(place.Resource, out var resource) && snapshot.CanEnter(subject, resource, place.Folder);
    }
}
