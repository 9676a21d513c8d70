using Ftp.Actors.Accounts;
using Ftp.Actors.Catalog;
using Ftp.Actors.Protocol;
using Ftp.Actors.Storage;

namespace Ftp.Actors.Sessions.Verbs.Access;

/// <summary>Before the login of an account with a root of its own: makes that directory where it is named by the login, and looks whether it is there.</summary>
/// <param name="Own">To be made where it is missing, with its mode; null where it is nobody's own.</param>
/// <param name="Root">The account's "/".</param>
/// <param name="Missing">Why there can be no root, where that is known already.</param>
public sealed record HomeWork((DirectorySource Source, int Mode)? Own, StoragePlace? Root, string? Missing) : Effect.Work<HomeResult>
{
    /// <summary>Null: its "/" is the list of its resources, which is always there.</summary>
    public static HomeWork? For(SessionWorld world, AccountProfile profile)
    {
        if (profile.Root is not { } root)
        {
            return null;
        }

        return world.Rights.Locate(profile, FtpPath.Root) is Place.InResource place
            ? new HomeWork(IsPerLogin(place) ? (place.Stored.Source, OwnFolders.Mode(world, place.Resource)) : null, place.Stored, null)
            : new HomeWork(null, null, $"the root {root} of the account is gone");
    }

    public override async ValueTask<HomeResult> RunAsync(NodeServices services, CancellationToken cancel)
    {
        if (Root is null)
        {
            return new HomeResult(StorageError.NotFound, Missing);
        }

        if (Own is { } own && await services.Storage.EnsureSourceAsync(own.Source, own.Mode, cancel).ConfigureAwait(false) is { Ok: false } made)
        {
            return new HomeResult(made.Error, $"the directory {own.Source} could not be made: {made.Error} {made.Detail}".TrimEnd());
        }

        var found = await services.Storage.StatAsync(Root, new StorageCaller(null), static _ => true, follow: true, cancel).ConfigureAwait(false);
        return found switch
        {
            { Ok: true, Value.IsDirectory: true } => HomeResult.Good,
            { Ok: true } => new HomeResult(StorageError.NotADirectory, $"the root {Root.Source}{Root.Path} of the account is no directory"),
            _ => new HomeResult(found.Error, $"the root {Root.Source}{Root.Path} of the account is gone: {found.Error}"),
        };
    }

    private static bool IsPerLogin(Place.InResource place) =>
        (place.Mount.IsRoot ? place.Resource.Source : place.Resource.Directories[place.Mount.Name]).IsPerLogin;
}

public sealed record HomeResult(StorageError Error, string? Detail)
{
    public static HomeResult Good { get; } = new(StorageError.None, null);
}
