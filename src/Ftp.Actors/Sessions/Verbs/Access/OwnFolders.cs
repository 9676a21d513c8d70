using System.Collections.Immutable;
using Ftp.Actors.Accounts;
using Ftp.Actors.Catalog;
using Ftp.Actors.Storage;

namespace Ftp.Actors.Sessions.Verbs.Access;

/// <summary>
/// After the login and before its 230: makes the directories that other resources name by the login (<c>{login}</c> in a source). One of them on a dead mount costs a
/// moment and a line in the log, never the login: the other resources are there. What came of it: the troubles.
/// </summary>
/// <param name="Sources">To be made where they are missing, with their mode.</param>
public sealed record OwnFolders(ImmutableArray<(DirectorySource Source, int Mode)> Sources) : Effect.Work<ImmutableArray<string>>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Null: nothing to do, as for nearly everybody.</summary>
    public static OwnFolders? For(SessionWorld world, AccountProfile profile)
    {
        if (profile.Root is not null)
        {
            return null;
        }

        var subject = new Subject(profile.Login, profile.IsGuest, world.Peer.Address, world.Now);
        ImmutableArray<(DirectorySource, int)> sources =
        [
            .. from resource in world.Rights.Visible(subject)
               from source in resource.Directories.Values.Prepend(resource.Source)
               where source.IsPerLogin
               select (source.For(profile.Login), Mode(world, resource)),
        ];
        return sources.IsEmpty ? null : new OwnFolders(sources);
    }

    public static int Mode(SessionWorld world, Resource resource) => resource.Options.DirectoryMode ?? world.Storage.DirectoryMode;

    public override async ValueTask<ImmutableArray<string>> RunAsync(NodeServices services, CancellationToken cancel)
    {
        var troubles = await Task.WhenAll(Sources.Select(own => MakeAsync(services, own.Source, own.Mode, cancel))).ConfigureAwait(false);
        return [.. troubles.OfType<string>()];
    }

    private static async Task<string?> MakeAsync(NodeServices services, DirectorySource source, int mode, CancellationToken cancel)
    {
        try
        {
            var made = await services.Storage.EnsureSourceAsync(source, mode, cancel).AsTask().WaitAsync(Patience, services.Time, cancel).ConfigureAwait(false);
            return made.Ok ? null : $"the directory {source} could not be made: {made.Error} {made.Detail}".TrimEnd();
        }
        catch (Exception failure)
        {
            return $"the directory {source} could not be made: {failure.Message}";
        }
    }
}
