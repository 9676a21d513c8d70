using Ftp.Actors.Catalog;
using Ftp.Actors.Protocol;
using Ftp.Actors.Storage;
using Ftp.Actors.Storage.Names;

namespace Ftp.Actors.Sessions.Listings;

/// <summary>Opens folders for one listing, each with the rights of that moment.</summary>
internal sealed class FolderOpener(ListingRequest request, NodeServices services, PathLookup lookup)
{
    private readonly GlobPattern? _pattern = request.Pattern is { } pattern ? new GlobPattern(UnicodeForms.Compose(pattern)) : null;

    /// <param name="folder">What was found at <paramref name="shown"/>.</param>
    /// <param name="top">The folder that was asked for: the pattern applies to it and not to those below.</param>
    public async ValueTask<StorageResult<OpenedFolder>> OpenAsync(FtpPath shown, ListedEntry folder, bool top, CancellationToken cancel)
    {
        var rights = services.Rights.Current;
        var pattern = top ? _pattern : null;
        if (folder.Folder is not { } stored)
        {
            return new OpenedFolder(shown, ResourceList(rights), rights: null, reader: null, services.Storage, facts => IsWanted(facts.Name, pattern));
        }

        var hidden = new HideRules(stored.Resource, request.Account);
        bool IsShown(FileFacts facts) => !hidden.Hides(facts.Name) && IsWanted(facts.Name, pattern);
        var inside = new FolderRights(rights, request.Subject, stored.Resource, stored.Inside);
        if (!inside.MayListAll)
        {
            var way = await OnTheWayAsync(shown, inside, cancel).ConfigureAwait(false);
            return way.Count == 0 ? StorageError.Refused : new OpenedFolder(shown, way, inside, reader: null, services.Storage, IsShown);
        }

        // The folder may have become another one since it was looked up: what counts is what is opened.
        var opened = stored.Mount.Append(stored.Place.Path);
        bool MayList(FtpPath path)
        {
            opened = stored.Mount.Append(path);
            return !hidden.Hides(opened) && rights.Effective(request.Subject, stored.Resource, opened).HasFlag(Rights.List);
        }

        var reader = await services.Storage.OpenDirectoryAsync(stored.Place, lookup.Caller, MayList, cancel).ConfigureAwait(false);
        if (!reader.Ok)
        {
            return new StorageResult<OpenedFolder>(null, reader.Error, reader.Detail);
        }

        inside = opened == stored.Inside ? inside : new FolderRights(rights, request.Subject, stored.Resource, opened);
        var further = opened.IsRoot ? await FurtherDirectoriesAsync(shown, stored.Resource, inside, cancel).ConfigureAwait(false) : [];
        return new OpenedFolder(shown, further, inside, reader.Value, services.Storage, IsShown);
    }

    /// <summary>Without touching a disk: a dead mount must not take "/" with it.</summary>
    private List<ListedEntry> ResourceList(RightsSnapshot rights) =>
    [
        .. rights.Visible(request.Subject).Select(resource =>
        {
            var at = FolderRights.At(rights, request.Subject, resource, FtpPath.Root);
            return new ListedEntry(ListedEntry.MadeUp(resource.Name), at, at, IsLink: false, Folder: null);
        }),
    ];

    private async ValueTask<List<ListedEntry>> OnTheWayAsync(FtpPath shown, FolderRights inside, CancellationToken cancel)
    {
        var entries = new List<ListedEntry>();
        foreach (var name in inside.OnTheWay)
        {
            if (await lookup.FindAsync(shown.Child(name), cancel).ConfigureAwait(false) is { Value: { } entry })
            {
                entries.Add(entry);
            }
        }

        return entries;
    }

    private async ValueTask<List<ListedEntry>> FurtherDirectoriesAsync(FtpPath shown, Resource resource, FolderRights inside, CancellationToken cancel)
    {
        var entries = new List<ListedEntry>();
        foreach (var name in resource.Directories.Keys)
        {
            var rights = inside.Of(name);
            if (rights.CanEnter)
            {
                var found = await lookup.FindAsync(shown.Child(name), cancel).ConfigureAwait(false);
                entries.Add(found.Value ?? new ListedEntry(ListedEntry.MadeUp(name), rights, rights, IsLink: false, Folder: null));
            }
        }

        return entries;
    }

    /// <summary>Dot files are shown by LIST and NLST with -a, or where the pattern begins with the dot; MLSD shows everything (RFC 3659 knows no hidden names).</summary>
    private bool IsWanted(string name, GlobPattern? pattern) =>
        (pattern is null || pattern.Matches(UnicodeForms.Compose(name)))
        && (request.Format == ListingFormat.Mlsd || request.Options.All || !name.StartsWith('.') || pattern?.Text.StartsWith('.') == true);
}
