using Ftp.Actors.Catalog;
using Ftp.Actors.Protocol;
using Ftp.Actors.Storage;

namespace Ftp.Actors.Sessions.Listings;

/// <summary>Finds what a shown path stands for, as one subject may see it, with the rights of this moment.</summary>
internal sealed class PathLookup(ListingRequest request, NodeServices services)
{
    private readonly StorageCaller _caller = new(request.Account.IsGuest ? null : request.Account.Login);

    public StorageCaller Caller => _caller;

    /// <summary>NotFound for what the subject may not know of: a refusal would tell that it is there.</summary>
    public async ValueTask<StorageResult<ListedEntry>> FindAsync(FtpPath shown, CancellationToken cancel)
    {
        var rights = services.Rights.Current;
        switch (rights.Locate(request.Account, shown))
        {
            case Place.ResourceList:
                var list = new EntryRights(Rights.None, CanEnter: true, CanList: true, Pinned: true);
                return new ListedEntry(ListedEntry.MadeUp("/"), list, list, IsLink: false, Folder: null);
            case Place.InResource place:
                return await FindAsync(rights, place, shown.Name, cancel).ConfigureAwait(false);
            default:
                return StorageError.NotFound;
        }
    }

    private async ValueTask<StorageResult<ListedEntry>> FindAsync(RightsSnapshot rights, Place.InResource place, string name, CancellationToken cancel)
    {
        var hidden = new HideRules(place.Resource, request.Account);
        var own = FolderRights.At(rights, request.Subject, place.Resource, place.Inside);
        if (hidden.Hides(place.Inside) || !(own.CanEnter || request.StoredBySession))
        {
            return StorageError.NotFound;
        }

        var stored = place.Inside;
        bool MayReach(FtpPath path)
        {
            stored = place.Mount.Append(path);
            return !hidden.Hides(stored) && rights.CanEnter(request.Subject, place.Resource, stored);
        }

        var found = await services.Storage.StatAsync(place.Stored, _caller, MayReach, follow: true, cancel).ConfigureAwait(false);
        if (found.Ok)
        {
            var reached = stored == place.Inside ? own : FolderRights.At(rights, request.Subject, place.Resource, stored);
            var isLink = stored != place.Inside && await IsLinkAsync(place, cancel).ConfigureAwait(false);
            return new ListedEntry(found.Value with { Name = name }, own, reached, isLink, new StoredFolder(place.Resource, stored, place.Stored, place.Mount));
        }

        stored = place.Inside;
        var link = await services.Storage.StatAsync(place.Stored, _caller, MayReach, follow: false, cancel).ConfigureAwait(false);
        return link is { Ok: true, Value.Kind: FileKind.Link }
            ? new ListedEntry(link.Value with { Name = name }, own, own, IsLink: false, new StoredFolder(place.Resource, stored, place.Stored, place.Mount))
            : new StorageResult<ListedEntry>(null, found.Error, found.Detail);
    }

    private async ValueTask<bool> IsLinkAsync(Place.InResource place, CancellationToken cancel)
    {
        var itself = await services.Storage.StatAsync(place.Stored, _caller, static _ => true, follow: false, cancel).ConfigureAwait(false);
        return itself is { Ok: true, Value.Kind: FileKind.Link };
    }
}
