using System.Collections.Immutable;
using System.Net;
using System.Runtime.CompilerServices;
using Ftp.Actors.Accounts;
using Ftp.Actors.Protocol;
using Ftp.Actors.Serialization;
using Ftp.Actors.Storage;

namespace Ftp.Actors.Catalog;

/// <summary>
/// The rights of one revision of the catalogue as an immutable value. Every session of a node evaluates it in its gate, without a message.
/// Effective rights are the union of the entries for the user, its groups and everybody; an entry above a closed folder does not reach into it.
/// What is quarantined gives nothing.
/// </summary>
public sealed partial class RightsSnapshot
{
    private static readonly ConditionalWeakTable<ImmutableSortedDictionary<string, Group>, Dictionary<string, ImmutableArray<string>>> Memberships = [];

    private readonly CatalogState _state;
    private readonly bool _guestsAllowed;
    private readonly Dictionary<string, ImmutableArray<string>> _groupsOf;

    /// <param name="guestsAllowed">The setting <c>guests</c>: where off, entries for guests give nothing to anyone.</param>
    public RightsSnapshot(CatalogState state, bool guestsAllowed)
    {
        _state = state;
        _guestsAllowed = guestsAllowed;
        _groupsOf = Memberships.GetValue(state.Groups, GroupsByLogin);
    }

    public static RightsSnapshot Empty { get; } = new(CatalogState.Empty, guestsAllowed: false);

    public long Revision => _state.Revision;

    public CatalogState State => _state;

    /// <summary>Every right this subject has at a path inside a resource.</summary>
    public Rights Effective(Subject subject, Resource resource, FtpPath inside)
    {
        var sum = Rights.None;
        foreach (var line in Reaching(subject, resource, inside))
        {
            sum |= line.Entry.Rights;
        }

        return sum;
    }

    /// <summary>May the subject do all of <paramref name="wanted"/> there, and which entry says so?</summary>
    public RightsDecision Decide(Subject subject, Resource resource, FtpPath inside, Rights wanted)
    {
        var missing = wanted;
        AccessLine? deciding = null;
        string? why = null;
        foreach (var line in Reaching(subject, resource, inside))
        {
            if ((line.Entry.Rights & missing) != Rights.None)
            {
                missing &= ~line.Entry.Rights;
                deciding = line;
                why = why is null ? line.Text : $"{why}; {line.Text}";
            }
        }

        return missing == Rights.None
            ? new RightsDecision(true, why ?? "nothing is asked for", deciding?.Entry.Id)
            : new RightsDecision(false, WhyNot(subject, resource, inside, missing), null);
    }

    /// <summary>May the subject enter this folder: any right there, or on the way to a folder below that it has a right to.</summary>
    public bool CanEnter(Subject subject, Resource resource, FtpPath inside) =>
        Reaching(subject, resource, inside).Any() || Below(subject, resource, inside).Any();

    /// <summary>Names of the children of a folder that lead to granted folders below it: all that is shown of a folder without the right to list it.</summary>
    public ImmutableHashSet<string> OnTheWay(Subject subject, Resource resource, FtpPath inside) =>
        Below(subject, resource, inside).Select(l => l.Entry.Folder.Components[inside.Depth]).ToImmutableHashSet(StringComparer.Ordinal);

    /// <summary>The resources a subject's "/" lists.</summary>
    public IEnumerable<Resource> Visible(Subject subject) =>
        _state.Resources.Values.Where(r => CanEnter(subject, r, FtpPath.Root));

    /// <summary>The next moment after <paramref name="now"/> at which an entry begins or ends to be in force; null where none does.</summary>
    public DateTimeOffset? NextMoment(DateTimeOffset now)
    {
        DateTimeOffset? next = null;
        foreach (var resource in _state.Resources.Values)
        {
            foreach (var moment in CompiledAccess.Of(resource).Moments)
            {
                if (moment > now && (next is null || moment < next))
                {
                    next = moment;
                }
            }
        }

        return next;
    }

    /// <summary>A folder with entries or closed folders at or below it can be neither renamed nor removed over FTP: its rights would lose their place.</summary>
    public static bool IsPinned(Resource resource, FtpPath inside)
    {
        var (access, here) = (CompiledAccess.Of(resource), Spelling.Composed(inside));
        return access.Governed.Any(g => !g.IsRoot && g.IsAtOrBelow(here));
    }

    /// <summary>
    /// Do the same entries and closed folders govern the two places and all that could be below them? Else moving from one to the other may expose what is moved:
    /// a folder moved to where an entry names one of its children would open that child.
    /// </summary>
    public static bool SameGrants(Resource resource, FtpPath from, FtpPath to)
    {
        var (old, place) = (Spelling.Composed(from), Spelling.Composed(to));
        return CompiledAccess.Of(resource).Governed.All(g => old.IsAtOrBelow(g) == place.IsAtOrBelow(g) && !Strictly(g, old) && !Strictly(g, place));
    }

    /// <summary>What a path that this account sees stands for.</summary>
    public Place Locate(AccountProfile account, FtpPath shown)
    {
        var path = account.Root is { } root ? root.Append(shown) : shown;
        if (path.IsRoot)
        {
            return Place.ResourceList.Instance;
        }

        if (!Spelling.TryFind(_state.Resources, path.Components[0], out var name, out var resource) || resource.Name != name)
        {
            return Place.Nowhere.Instance;
        }

        var inside = path.Skip(1);
        if (!inside.IsRoot && Spelling.TryFind(resource.Directories, inside.Components[0], out var shownAs, out var directory))
        {
            var mount = FtpPath.Root.Child(shownAs);
            return new Place.InResource(resource, mount.Append(inside.Skip(1)), new StoragePlace(directory.For(account.Login), inside.Skip(1)), mount);
        }

        return new Place.InResource(resource, inside, new StoragePlace(resource.Source.For(account.Login), inside), FtpPath.Root);
    }

    private static bool Strictly(FtpPath folder, FtpPath above) => folder.Depth > above.Depth && folder.IsAtOrBelow(above);

    /// <summary>The entries that give their rights at this path.</summary>
    private IEnumerable<AccessLine> Reaching(Subject subject, Resource resource, FtpPath inside)
    {
        if (Access(resource) is not { } access)
        {
            yield break;
        }

        var here = Spelling.Composed(inside);
        var closed = access.ClosedAt(here).Depth;
        var host = subject.Host.Unmapped();
        foreach (var line in access.For(Of(subject)))
        {
            if (line.Folder.Depth >= closed && here.IsAtOrBelow(line.Folder) && line.InForce(subject.At, host))
            {
                yield return line;
            }
        }
    }

    /// <summary>The entries in force for folders below this one.</summary>
    private IEnumerable<AccessLine> Below(Subject subject, Resource resource, FtpPath inside)
    {
        if (Access(resource) is not { } access)
        {
            return [];
        }

        var here = Spelling.Composed(inside);
        return access.For(Of(subject)).Where(l => Strictly(l.Folder, here) && l.InForce(subject.At, subject.Host.Unmapped()));
    }

    /// <summary>
    /// The access list of this revision. Somebody may still hold the resource's value of an older one: what that says of rights is over, and if
    /// another resource has its name by now it gives nothing here.
    /// </summary>
    private CompiledAccess? Access(Resource resource)
    {
        if (!_state.Resources.TryGetValue(resource.Name, out var present)
            || (_state.Quarantined.Count > 0 && _state.Quarantined.ContainsKey(new EntityId(EntityKind.Resource, resource.Name))))
        {
            return null;
        }

        return ReferenceEquals(present, resource) || (present.Source == resource.Source && present.Directories.SequenceEqual(resource.Directories)) ? CompiledAccess.Of(present) : null;
    }

    private Membership Of(Subject subject)
    {
        if (subject.IsGuest || Quarantined(EntityKind.Login, subject.Login))
        {
            return new Membership(null, [], _guestsAllowed);
        }

        var groups = _groupsOf.GetValueOrDefault(subject.Login, []);
        return new Membership(subject.Login, _state.Quarantined.Count == 0 ? groups : groups.RemoveAll(g => Quarantined(EntityKind.Group, g)), _guestsAllowed);
    }

    private bool Quarantined(EntityKind kind, string name) => _state.Quarantined.Count > 0 && _state.Quarantined.ContainsKey(new EntityId(kind, name));

    private static Dictionary<string, ImmutableArray<string>> GroupsByLogin(ImmutableSortedDictionary<string, Group> groups) =>
        groups.Values
            .SelectMany(g => g.Members.Select(m => (Login: m, Group: g.Name)))
            .GroupBy(x => x.Login, x => x.Group, StringComparer.Ordinal)
            .ToDictionary(x => x.Key, x => x.ToImmutableArray(), StringComparer.Ordinal);
}
