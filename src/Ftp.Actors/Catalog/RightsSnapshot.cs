using System.Collections.Immutable;
using Ftp.Actors.Accounts;
using Ftp.Actors.Protocol;
using Ftp.Actors.Storage;

namespace Ftp.Actors.Catalog;

/// <summary>
/// The rights of one revision of the catalogue as an immutable value. Every session of a node evaluates it in its gate, without a message.
/// Effective rights are the union of the entries for the user, its groups and everybody; an entry above a closed folder does not reach into it.
/// </summary>
public sealed class RightsSnapshot
{
    private readonly CatalogState _state;
    private readonly bool _guestsAllowed;
    private readonly ImmutableDictionary<string, ImmutableHashSet<string>> _groupsOf;

    /// <param name="guestsAllowed">The setting <c>guests</c>: where off, entries for guests give nothing to anyone.</param>
    public RightsSnapshot(CatalogState state, bool guestsAllowed)
    {
        _state = state;
        _guestsAllowed = guestsAllowed;
        _groupsOf = state.Groups.Values
            .SelectMany(g => g.Members.Select(m => (Login: m, Group: g.Name)))
            .GroupBy(x => x.Login, StringComparer.Ordinal)
            .ToImmutableDictionary(x => x.Key, x => x.Select(y => y.Group).ToImmutableHashSet(StringComparer.OrdinalIgnoreCase), StringComparer.Ordinal);
    }

    public static RightsSnapshot Empty { get; } = new(CatalogState.Empty, guestsAllowed: false);

    public long Revision => _state.Revision;

    public CatalogState State => _state;

    /// <summary>Every right this subject has at a path inside a resource.</summary>
    public Rights Effective(Subject subject, Resource resource, FtpPath inside) =>
        Reaching(subject, resource, inside).Aggregate(Rights.None, (sum, entry) => sum | entry.Rights);

    /// <summary>May the subject do all of <paramref name="wanted"/> there, and which entry says so?</summary>
    public RightsDecision Decide(Subject subject, Resource resource, FtpPath inside, Rights wanted)
    {
        var missing = wanted;
        long? deciding = null;
        foreach (var entry in Reaching(subject, resource, inside))
        {
            if ((entry.Rights & missing) != Rights.None)
            {
                missing &= ~entry.Rights;
                deciding = entry.Id;
            }
        }

        var place = $"/{resource.Name}{(inside.IsRoot ? "" : inside.ToString())}";
        return missing == Rights.None
            ? new RightsDecision(true, $"entry {deciding} gives {RightsText.Format(wanted)} at {place}", deciding)
            : new RightsDecision(false, $"no entry gives {Describe(subject)} {RightsText.Format(missing)} at {place}", null);
    }

    /// <summary>May the subject enter this folder: any right there, or on the way to a folder below that it has a right to.</summary>
    public bool CanEnter(Subject subject, Resource resource, FtpPath inside) =>
        Reaching(subject, resource, inside).Any() || LeadsToGrant(subject, resource, inside);

    /// <summary>Names of the children of a folder that lead to granted folders below it: all that is shown of a folder without the right to list it.</summary>
    public ImmutableHashSet<string> OnTheWay(Subject subject, Resource resource, FtpPath inside) =>
        Applying(subject, resource)
            .Where(e => e.Folder.Depth > inside.Depth && e.Folder.IsAtOrBelow(inside))
            .Select(e => e.Folder.Components[inside.Depth])
            .ToImmutableHashSet(StringComparer.Ordinal);

    /// <summary>The resources a subject's "/" lists.</summary>
    public IEnumerable<Resource> Visible(Subject subject) =>
        _state.Resources.Values.Where(r => CanEnter(subject, r, FtpPath.Root));

    /// <summary>A folder with entries or closed folders at or below it can be neither renamed nor removed over FTP: its rights would lose their place.</summary>
    public static bool IsPinned(Resource resource, FtpPath inside) =>
        resource.Access.Any(e => !e.Folder.IsRoot && e.Folder.IsAtOrBelow(inside)) || resource.Closed.Any(c => c.IsAtOrBelow(inside));

    /// <summary>Do different entries or closed folders govern the two places? Then moving from one to the other may expose what is moved.</summary>
    public static bool SameGrants(Resource resource, FtpPath from, FtpPath to) =>
        Governing(resource, from).SetEquals(Governing(resource, to));

    /// <summary>What a path that this account sees stands for.</summary>
    public Place Locate(AccountProfile account, FtpPath shown)
    {
        var path = account.Root is { } root ? root.Append(shown) : shown;
        if (path.IsRoot)
        {
            return Place.ResourceList.Instance;
        }

        if (!_state.Resources.TryGetValue(path.Components[0], out var resource) || resource.Name != path.Components[0])
        {
            return Place.Nowhere.Instance;
        }

        var inside = path.Skip(1);
        if (!inside.IsRoot && resource.Directories.TryGetValue(inside.Components[0], out var directory))
        {
            return new Place.InResource(resource, inside, new StoragePlace(directory.For(account.Login), inside.Skip(1)), inside.Take(1));
        }

        return new Place.InResource(resource, inside, new StoragePlace(resource.Source.For(account.Login), inside), FtpPath.Root);
    }

    private static HashSet<string> Governing(Resource resource, FtpPath inside) =>
    [
        .. resource.Access.Where(e => inside.IsAtOrBelow(e.Folder)).Select(e => $"e{e.Id}"),
        .. resource.Closed.Where(inside.IsAtOrBelow).Select(c => $"c{c}"),
    ];

    private static string Describe(Subject subject) => subject.IsGuest ? "guests" : subject.Login;

    private bool LeadsToGrant(Subject subject, Resource resource, FtpPath inside) =>
        Applying(subject, resource).Any(e => e.Folder.Depth > inside.Depth && e.Folder.IsAtOrBelow(inside));

    /// <summary>The entries that give their rights at this path.</summary>
    private IEnumerable<AccessEntry> Reaching(Subject subject, Resource resource, FtpPath inside)
    {
        var closed = FtpPath.Root;
        foreach (var folder in resource.Closed)
        {
            if (folder.Depth > closed.Depth && inside.IsAtOrBelow(folder))
            {
                closed = folder;
            }
        }

        return Applying(subject, resource).Where(e => inside.IsAtOrBelow(e.Folder) && e.Folder.Depth >= closed.Depth);
    }

    private IEnumerable<AccessEntry> Applying(Subject subject, Resource resource) =>
        resource.Access.Where(e => e.Rights != Rights.None && Holds(e.Holder, subject)
            && (e.From is not { } from || from.Contains(Plain(subject.Host)))
            && (e.Since is not { } since || subject.At >= since) && (e.Until is not { } until || subject.At < until));

    private bool Holds(Holder holder, Subject subject) => holder.Kind switch
    {
        HolderKind.Guest => _guestsAllowed,
        HolderKind.User => !subject.IsGuest && holder.Name == subject.Login,
        HolderKind.Group => !subject.IsGuest && _groupsOf.TryGetValue(subject.Login, out var groups) && groups.Contains(holder.Name),
        _ => false,
    };

    private static System.Net.IPAddress Plain(System.Net.IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
