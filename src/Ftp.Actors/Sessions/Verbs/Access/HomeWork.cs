using System.Collections.Immutable;
using Ftp.Actors.Accounts;
using Ftp.Actors.Catalog;
using Ftp.Actors.Protocol;
using Ftp.Actors.Storage;

namespace Ftp.Actors.Sessions.Verbs.Access;

/// <summary>Before the first 230: makes the account's own directories (<c>{login}</c> in a source) and looks whether its "/" is there.</summary>
/// <param name="Sources">To be made where they are missing, with their mode.</param>
/// <param name="Root">The account's "/"; null where that is the list of its resources.</param>
/// <param name="Missing">Why there can be no root, where that is known already.</param>
public sealed record HomeWork(ImmutableArray<(DirectorySource Source, int Mode)> Sources, StoragePlace? Root, string? Missing) : Effect.Work<HomeResult>
{
    /// <summary>Null: nothing to do, as for nearly everybody.</summary>
    public static HomeWork? For(SessionWorld world, AccountProfile profile)
    {
        if (profile.Root is { } root)
        {
            return world.Rights.Locate(profile, FtpPath.Root) is Place.InResource place
                ? new HomeWork(IsPerLogin(place) ? [(place.Stored.Source, Mode(world, place.Resource))] : [], place.Stored, null)
                : new HomeWork([], null, $"the root {root} of the account is gone");
        }

        var subject = new Subject(profile.Login, profile.IsGuest, world.Peer.Address, world.Now);
        ImmutableArray<(DirectorySource, int)> sources =
        [
            .. from resource in world.Rights.Visible(subject)
               from source in resource.Directories.Values.Prepend(resource.Source)
               where source.IsPerLogin
               select (source.For(profile.Login), Mode(world, resource)),
        ];
        return sources.IsEmpty ? null : new HomeWork(sources, null, null);
    }

    public override async ValueTask<HomeResult> RunAsync(NodeServices services, CancellationToken cancel)
    {
        if (Missing is not null)
        {
            return new HomeResult(StorageError.NotFound, Missing);
        }

        foreach (var (source, mode) in Sources)
        {
            var made = await services.Storage.EnsureSourceAsync(source, mode, cancel).ConfigureAwait(false);
            if (!made.Ok)
            {
                return new HomeResult(made.Error, $"the directory {source} could not be made: {made.Error} {made.Detail}".TrimEnd());
            }
        }

        if (Root is null)
        {
            return HomeResult.Good;
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

    private static int Mode(SessionWorld world, Resource resource) => resource.Options.DirectoryMode ?? world.Storage.DirectoryMode;
}

public sealed record HomeResult(StorageError Error, string? Detail)
{
    public static HomeResult Good { get; } = new(StorageError.None, null);
}
