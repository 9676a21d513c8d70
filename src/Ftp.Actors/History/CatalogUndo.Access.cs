using System.Collections.Immutable;
using Ftp.Actors.Catalog;
using Ftp.Actors.Protocol;
using Ftp.Actors.Serialization;

namespace Ftp.Actors.History;

/// <summary>Where entries and memberships come back or go: they name others, who may be gone or called otherwise by now.</summary>
internal sealed partial class CatalogUndo
{
    private UndoPlan Entries(string resource, FtpPath folder, Holder holder)
    {
        if (_before.Resources.GetValueOrDefault(resource) is not { } old)
        {
            return Blocked(null);
        }

        var trail = _since.Follow(
            resource, holder.Kind == HolderKind.Group ? holder.Name : null, holder.Kind == HolderKind.User ? holder.Name : null,
            t => t.TheResource, t => t.TheResource is { } r && By(t, holder) is { } by ? Stored.Text(r.Access.Where(a => a.Holder == by && a.Folder == folder)) : null, out var changed);
        if (changed is not null)
        {
            return Blocked(changed);
        }

        var now = By(trail, holder);
        ImmutableArray<AccessEntry> entries = [.. old.Access.Where(a => a.Holder == holder && a.Folder == folder)];
        return now is null ? UndoPlan.Invalid($"{holder} is gone")
            : now.Kind == HolderKind.User && !entries.IsEmpty && !_isStillThere(now.Name) ? UndoPlan.Invalid(Gone(now.Name))
            : Catalog(new CatalogCommands.RestoreEntries(trail.Resource!, folder, now, [.. entries.Select(e => e with { Holder = now })], _origin));
    }

    private static Holder? By(Trail trail, Holder holder) => holder.Kind switch
    {
        HolderKind.Group => trail.Group is { } group && trail.State.Groups.TryGetValue(group, out var found) ? Holder.Group(found.Name) : null,
        HolderKind.User => Holder.User(trail.Login!),
        _ => Holder.Guest,
    };

    private UndoPlan BringBack(ResourceRemoved e)
    {
        if (_before.Quarantined.ContainsKey(new EntityId(EntityKind.Resource, e.Resource)) || !_before.Resources.TryGetValue(e.Resource, out var old))
        {
            return UndoPlan.Invalid($"resource '{e.Resource}' was quarantined: what it was cannot be read");
        }

        if (Later(h => h switch { ResourceAdded a => a.Resource, ResourceRestored r => r.Resource, ResourceRenamed n => n.NewName, _ => null }, e.Resource) is { } taken)
        {
            return Blocked(taken);
        }

        var carried = _since.Carry(_before with { Resources = CatalogState.Empty.Resources.Add(old.Name, old) });
        var kept = carried.Resources.GetValueOrDefault(old.Name) ?? old with { Access = [] };
        var notes = new List<string>();
        var resource = kept with { Access = [.. kept.Access.Where(a => Keeps(a.Holder, notes))] };
        return Noted(Catalog(new CatalogCommands.RestoreResource(resource, _origin)), notes);
    }

    private UndoPlan TakeGroupAway(string group) =>
        Unchanged(null, group, null, t => t.State, t => t.TheGroup is { } g ? $"{Stored.Text(g)} {string.Join(' ', Placed(t.State, Holder.Group(g.Name)).Select(p => p.Entry))}" : null, out var trail)
            is { } blocked ? blocked : Catalog(new CatalogCommands.RemoveGroup(trail.Group!, _origin));

    private UndoPlan BringBack(GroupRemoved e)
    {
        if (_before.Quarantined.ContainsKey(new EntityId(EntityKind.Group, e.Group)) || !_before.Groups.TryGetValue(e.Group, out var old))
        {
            return UndoPlan.Invalid($"group '{e.Group}' was quarantined: what it was cannot be read");
        }

        if (Later(h => h switch { GroupAdded a => a.Group, GroupRestored r => r.Group, GroupRenamed n => n.NewName, _ => null }, e.Group) is { } taken)
        {
            return Blocked(taken);
        }

        var holder = Holder.Group(old.Name);
        var carried = _since.Carry(_before);
        var notes = new List<string>();
        var group = carried.Groups.GetValueOrDefault(old.Name) ?? old;
        var members = group.Members.Where(m => Keeps(Holder.User(m), notes)).ToImmutableSortedSet(StringComparer.Ordinal);
        return Noted(Catalog(new CatalogCommands.RestoreGroup(group with { Members = members }, [.. Placed(carried, holder).Where(InPlace)], _origin)), notes);
    }

    /// <summary>The account itself is not the catalogue's: whoever asks for this wants that name to have it, whichever account it is by now.</summary>
    private UndoPlan BringBack(LoginForgotten e)
    {
        if (_now.Quarantined.ContainsKey(new EntityId(EntityKind.Login, e.Login)) || _before.Quarantined.ContainsKey(new EntityId(EntityKind.Login, e.Login)))
        {
            return UndoPlan.Invalid($"the rights of '{e.Login}' were quarantined: what they were cannot be read");
        }

        var carried = _since.Carry(_before);
        ImmutableArray<string> groups = [.. carried.Groups.Values.Where(g => g.Members.Contains(e.Login) && _now.Groups.TryGetValue(g.Name, out var there) && !there.Members.Contains(e.Login)).Select(g => g.Name)];
        ImmutableArray<PlacedEntry> entries = [.. Placed(carried, Holder.User(e.Login)).Where(InPlace)];
        return groups.IsEmpty && entries.IsEmpty ? new UndoPlan.Nothing() : Catalog(new CatalogCommands.RestoreLogin(e.Login, groups, entries, _origin));
    }

    private UndoPlan TakeAway(LoginRestored e) =>
        Unchanged(null, null, e.Login, t => t.State, t => $"{string.Join(' ', Placed(t.State, Holder.User(t.Login!)).Select(p => p.Entry with { Holder = Holder.Guest }))} {string.Join(' ', Memberships(t.State, t.Login!))}", out var trail)
            is { } blocked ? blocked : (Placed(_before, Holder.User(e.Login)).Any() || Memberships(_before, e.Login).Any()
            ? UndoPlan.Invalid($"'{e.Login}' had other rights already: take these back one by one")
            : Catalog(new CatalogCommands.ForgetLogin(trail.Login!, _origin)));

    /// <summary>The last later event that gave something this name.</summary>
    private (long Revision, IPersisted Happened)? Later(Func<IPersisted, string?> named, string name)
    {
        for (var i = _since.Later.Count - 1; i >= 0; i--)
        {
            if (string.Equals(named(_since.Later[i]), name, StringComparison.OrdinalIgnoreCase))
            {
                return (_revision + 1 + i, _since.Later[i]);
            }
        }

        return null;
    }

    private static UndoPlan.ByCatalog Noted(UndoPlan.ByCatalog plan, List<string> notes) => plan with { Notes = [.. notes.Distinct(StringComparer.Ordinal)] };

    private bool Keeps(Holder holder, List<string> notes)
    {
        if (holder.Kind != HolderKind.User || _isStillThere(holder.Name))
        {
            return true;
        }

        notes.Add($"left out: {Gone(holder.Name)}");
        return false;
    }

    /// <summary>Its resource may have gone, and another one have the name.</summary>
    private bool InPlace(PlacedEntry placed) =>
        _now.Resources.TryGetValue(placed.Resource, out var resource) && resource.Access.All(a => a.Id != placed.Entry.Id);

    private static IEnumerable<PlacedEntry> Placed(CatalogState state, Holder holder) =>
        state.Resources.Values.SelectMany(r => r.Access.Where(a => a.Holder == holder).Select(a => new PlacedEntry(r.Name, a)));

    private static IEnumerable<string> Memberships(CatalogState state, string login) => state.Groups.Values.Where(g => g.Members.Contains(login)).Select(g => g.Name);
}
