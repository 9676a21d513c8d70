using Ftp.Actors.Catalog;
using Ftp.Actors.Protocol;
using Ftp.Actors.Storage.Names;

namespace Ftp.Actors.Sessions.Listings;

/// <summary>
/// The rights at everything in one folder. Worked out once for the folder; only children that have access entries, closed folders or
/// further directories at or below them are asked about one by one, so that a folder of a million files costs one decision.
/// </summary>
internal sealed class FolderRights
{
    private readonly RightsSnapshot _rights;
    private readonly Subject _subject;
    private readonly Resource _resource;
    private readonly FtpPath _inside;
    private readonly EntryRights _plain;
    private readonly Dictionary<string, EntryRights?> _special;

    public FolderRights(RightsSnapshot rights, Subject subject, Resource resource, FtpPath inside)
    {
        (_rights, _subject, _resource, _inside) = (rights, subject, resource, inside);
        var here = rights.Effective(subject, resource, inside);
        Here = At(rights, subject, resource, inside);
        _plain = new EntryRights(here, here != Rights.None, here.HasFlag(Rights.List), Pinned: false);
        var composed = Spelling.Composed(inside);
        _special = resource.Access.Select(e => e.Folder).Concat(resource.Closed)
            .Concat(resource.Directories.Keys.Select(FtpPath.Root.Child))
            .Select(Spelling.Composed)
            .Where(folder => folder.Depth > inside.Depth && folder.IsAtOrBelow(composed))
            .Select(folder => folder.Components[inside.Depth])
            .Distinct(StringComparer.Ordinal)
            .ToDictionary(name => name, _ => (EntryRights?)null, StringComparer.Ordinal);
    }

    /// <summary>At the folder itself.</summary>
    public EntryRights Here { get; }

    /// <summary>False: only <see cref="OnTheWay"/> may be shown.</summary>
    public bool MayListAll => Here.Rights.HasFlag(Rights.List);

    public IReadOnlyCollection<string> OnTheWay => _rights.OnTheWay(_subject, _resource, _inside);

    /// <summary>At one path of a resource.</summary>
    public static EntryRights At(RightsSnapshot rights, Subject subject, Resource resource, FtpPath inside)
    {
        var here = rights.Effective(subject, resource, inside);
        var top = inside.IsRoot || (inside.Depth == 1 && resource.Directories.ContainsKey(inside.Name));
        return new EntryRights(
            here,
            rights.CanEnter(subject, resource, inside),
            here.HasFlag(Rights.List) || !rights.OnTheWay(subject, resource, inside).IsEmpty,
            top || RightsSnapshot.IsPinned(resource, inside));
    }

    public EntryRights Of(string name)
    {
        if (_special.Count == 0)
        {
            return _plain;
        }

        var composed = UnicodeForms.Compose(name);
        if (!_special.TryGetValue(composed, out var known))
        {
            return _plain;
        }

        if (known is not { } rights)
        {
            _special[composed] = rights = At(_rights, _subject, _resource, _inside.Child(name));
        }

        return rights;
    }
}
