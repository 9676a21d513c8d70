using System.Collections.Immutable;
using Ftp.Actors.Persistence;
using Ftp.Actors.Protocol;
using Ftp.Actors.Serialization;
using Ftp.Actors.Storage;

namespace Ftp.Actors.Catalog;

public sealed partial record CatalogState
{
    /// <summary>The state after one event of the journal. Never fails: an event that cannot be read, or that misses what it is about, quarantines its entity.</summary>
    public CatalogState Apply(IPersisted happened)
    {
        var next = this with { Revision = Revision + 1 };
        return happened switch
        {
            CorruptEvent corrupt => next.Quarantine(new EntityId(corrupt.Kind, corrupt.Key), $"revision {next.Revision} ({corrupt.Manifest}) cannot be read: {corrupt.Error}"),
            CatalogEvent e => next.Change(e) with
            {
                Answered = Answered.With(e.Stamp.CommandId, next.Revision),
                Changed = new LastChange(e.Stamp.Origin.By, e.Stamp.At),
            },
            _ => next.Quarantine(new EntityId(EntityKind.Resource, happened.EntityKey()), $"revision {next.Revision} is none of the catalogue's"),
        };
    }

    private CatalogState Change(CatalogEvent happened) => happened switch
    {
        ResourceAdded e => WithResource(new Resource(
            e.Resource, e.Description, e.Source, ImmutableSortedDictionary.Create<string, DirectorySource>(StringComparer.Ordinal), [], [], ResourceOptions.Default)),
        ResourceRemoved e => this with { Resources = Resources.Remove(e.Resource), Quarantined = Quarantined.Remove(new EntityId(EntityKind.Resource, e.Resource)) },
        ResourceRestored e => WithResource(e.Value.ToResource()) with { NextEntryId = After(e.Value.Access) },
        ResourceEvent e => Resources.TryGetValue(e.Resource, out var resource) ? Change(resource, e) : Missing(EntityKind.Resource, e.Resource),

        GroupAdded e => WithGroup(new Group(e.Group, e.Description, ImmutableSortedSet.Create<string>(StringComparer.Ordinal))),
        GroupRemoved e => WithoutHolder(Holder.Group(e.Group)) with
        {
            Groups = Groups.Remove(e.Group),
            Quarantined = Quarantined.Remove(new EntityId(EntityKind.Group, e.Group)),
        },
        GroupRestored e => WithGroup(e.Value.ToGroup()).WithPlaced(e.Entries),
        GroupEvent e => Groups.TryGetValue(e.Group, out var group) ? Change(group, e) : Missing(EntityKind.Group, e.Group),

        LoginForgotten e => WithoutHolder(Holder.User(e.Login)) with
        {
            Groups = MapMembers(e.Login, null),
            Quarantined = Quarantined.Remove(new EntityId(EntityKind.Login, e.Login)),
        },
        LoginRenamed e => MapAccess(a => a.Holder == Holder.User(e.Login) ? a with { Holder = Holder.User(e.NewLogin) } : a) with { Groups = MapMembers(e.Login, e.NewLogin) },

        LoginRestored e => (this with { Groups = Join(e.Groups, e.Login) }).WithPlaced(e.Entries),

        SettingSet e => this with
        {
            Settings = Settings.SetItem(e.Setting, new SettingOverride(e.Setting, e.Value, e.Stamp.Origin.By, e.Stamp.At)),
            Quarantined = Quarantined.Remove(new EntityId(EntityKind.Setting, e.Setting)),
        },
        SettingReset e => this with { Settings = Settings.Remove(e.Setting), Quarantined = Quarantined.Remove(new EntityId(EntityKind.Setting, e.Setting)) },
        _ => this,
    };

    private CatalogState Change(Resource resource, ResourceEvent happened) => happened switch
    {
        ResourceSet e => WithResource(resource with { Description = e.Description, Source = e.Source, Options = e.Options }),
        ResourceRenamed e => this with { Resources = Resources.Remove(e.Resource).SetItem(e.NewName, resource with { Name = e.NewName }) },
        DirectoryAdded e => WithResource(resource with { Directories = resource.Directories.SetItem(e.Shown, e.Source) }),
        DirectoryRemoved e => WithResource(resource with { Directories = resource.Directories.Remove(e.Shown) }),
        Granted e => WithEntry(resource, e.Entry, [.. resource.Access.Where(a => a.Id != e.Entry.Id), e.Entry]),
        GrantReplaced e => WithEntry(resource, e.Entry, [.. resource.Access.Where(a => a.Holder != e.Entry.Holder || a.Folder != e.Entry.Folder), e.Entry]),
        Revoked e => WithResource(resource with { Access = Revoke(resource.Access, e) }),
        EntriesRestored e => WithResource(resource with { Access = [.. resource.Access.Where(a => a.Holder != e.Holder || a.Folder != e.Folder), .. e.Entries] }) with
        {
            NextEntryId = After(e.Entries),
        },
        FolderClosed e => WithResource(resource with { Closed = resource.Closed.Add(e.Folder) }),
        FolderOpened e => WithResource(resource with { Closed = resource.Closed.Remove(e.Folder) }),
        _ => this,
    };

    private CatalogState Change(Group group, GroupEvent happened) => happened switch
    {
        GroupSet e => WithGroup(group with { Description = e.Description, AllowFrom = e.AllowFrom, DenyFrom = e.DenyFrom }),
        GroupRenamed e => MapAccess(a => a.Holder == Holder.Group(e.Group) ? a with { Holder = Holder.Group(e.NewName) } : a) with
        {
            Groups = Groups.Remove(e.Group).SetItem(e.NewName, group with { Name = e.NewName }),
        },
        MemberAdded e => WithGroup(group with { Members = group.Members.Add(e.Login) }),
        MemberRemoved e => WithGroup(group with { Members = group.Members.Remove(e.Login) }),
        _ => this,
    };

    private static ImmutableArray<AccessEntry> Revoke(ImmutableArray<AccessEntry> access, Revoked e) =>
    [
        .. access
            .Select(a => a.Holder == e.Holder && a.Folder == e.Folder ? a with { Rights = a.Rights & ~(e.Rights ?? Rights.Edit) } : a)
            .Where(a => a.Rights != Rights.None),
    ];

    private CatalogState WithResource(Resource resource) => this with { Resources = Resources.SetItem(resource.Name, resource) };

    private CatalogState WithGroup(Group group) => this with { Groups = Groups.SetItem(group.Name, group) };

    private CatalogState WithEntry(Resource resource, AccessEntry entry, ImmutableArray<AccessEntry> access) =>
        WithResource(resource with { Access = access }) with { NextEntryId = Math.Max(NextEntryId, entry.Id + 1) };

    /// <summary>An entry whose resource is gone stays away; one that is there by its id stays as it is.</summary>
    private CatalogState WithPlaced(ImmutableArray<PlacedEntry> entries)
    {
        var resources = Resources;
        foreach (var placed in entries.GroupBy(e => e.Resource, StringComparer.OrdinalIgnoreCase))
        {
            if (resources.TryGetValue(placed.Key, out var resource))
            {
                var known = resource.Access.Select(a => a.Id).ToHashSet();
                resources = resources.SetItem(resource.Name, resource with { Access = [.. resource.Access, .. placed.Select(p => p.Entry).Where(e => !known.Contains(e.Id))] });
            }
        }

        return this with { Resources = resources, NextEntryId = After([.. entries.Select(e => e.Entry)]) };
    }

    private long After(ImmutableArray<AccessEntry> entries) => entries.Select(e => e.Id + 1).Append(NextEntryId).Max();

    private ImmutableSortedDictionary<string, Group> Join(ImmutableArray<string> names, string login)
    {
        var groups = Groups;
        foreach (var name in names)
        {
            if (groups.TryGetValue(name, out var group))
            {
                groups = groups.SetItem(group.Name, group with { Members = group.Members.Add(login) });
            }
        }

        return groups;
    }

    private CatalogState WithoutHolder(Holder holder) => MapAccess(a => a.Holder == holder ? null : a);

    /// <summary>Resources whose access list stays the same stay the same objects: what was computed for them is kept.</summary>
    private CatalogState MapAccess(Func<AccessEntry, AccessEntry?> change)
    {
        var resources = Resources;
        foreach (var resource in Resources.Values)
        {
            ImmutableArray<AccessEntry> access = [.. resource.Access.Select(change).OfType<AccessEntry>()];
            if (!access.SequenceEqual(resource.Access))
            {
                resources = resources.SetItem(resource.Name, resource with { Access = access });
            }
        }

        return this with { Resources = resources };
    }

    private ImmutableSortedDictionary<string, Group> MapMembers(string login, string? newLogin)
    {
        var groups = Groups;
        foreach (var group in Groups.Values.Where(g => g.Members.Contains(login)))
        {
            var members = group.Members.Remove(login);
            groups = groups.SetItem(group.Name, group with { Members = newLogin is null ? members : members.Add(newLogin) });
        }

        return groups;
    }

    private CatalogState Missing(EntityKind kind, string name) =>
        Quarantine(new EntityId(kind, name), $"revision {Revision} changes it, but what made it is missing or cannot be read");

    /// <summary>The first reason stays: what follows is its consequence.</summary>
    private CatalogState Quarantine(EntityId entity, string why) =>
        Quarantined.ContainsKey(entity) ? this : this with { Quarantined = Quarantined.Add(entity, why) };
}
