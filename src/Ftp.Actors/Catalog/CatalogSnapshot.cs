using System.Collections.Immutable;
using System.Net;
using Ftp.Actors.Persistence;
using Ftp.Actors.Protocol;
using Ftp.Actors.Serialization;
using Ftp.Actors.Storage;

namespace Ftp.Actors.Catalog;

/// <summary>The catalogue's state as it is stored: plain lists, because a dictionary's comparer does not survive JSON.</summary>
public sealed record CatalogSnapshot(
    long Revision,
    long NextEntryId,
    ImmutableArray<StoredResource> Resources,
    ImmutableArray<StoredGroup> Groups,
    ImmutableArray<SettingOverride> Settings,
    ImmutableArray<StoredQuarantine> Quarantined,
    ImmutableArray<AnsweredCommand> Answered) : IPersisted
{
    /// <summary>Null in what a former version stored.</summary>
    public LastChange? Changed { get; init; }

    public string EntityKey() => "";

    public static CatalogSnapshot Of(CatalogState state) => new(
        state.Revision,
        state.NextEntryId,
        [.. state.Resources.Values.Select(StoredResource.Of)],
        [.. state.Groups.Values.Select(StoredGroup.Of)],
        [.. state.Settings.Values],
        [.. state.Quarantined.OrderBy(q => q.Key.ToString(), StringComparer.Ordinal).Select(q => new StoredQuarantine(q.Key.Kind, q.Key.Name, q.Value))],
        [.. state.Answered])
    {
        Changed = state.Changed,
    };

    public CatalogState ToState() => CatalogState.Empty with
    {
        Revision = Revision,
        NextEntryId = NextEntryId,
        Resources = CatalogState.Empty.Resources.AddRange(Resources.Select(r => KeyValuePair.Create(r.Name, r.ToResource()))),
        Groups = CatalogState.Empty.Groups.AddRange(Groups.Select(g => KeyValuePair.Create(g.Name, g.ToGroup()))),
        Settings = CatalogState.Empty.Settings.AddRange(Settings.Select(s => KeyValuePair.Create(s.Key, s))),
        Quarantined = Quarantined.ToImmutableDictionary(q => new EntityId(q.Kind, q.Name), q => q.Why),
        Answered = [.. Answered],
        Changed = Changed,
    };
}

public sealed record StoredResource(
    string Name, string Description, DirectorySource Source, ImmutableArray<StoredDirectory> Directories, ImmutableArray<AccessEntry> Access, ImmutableArray<FtpPath> Closed, ResourceOptions Options)
{
    public static StoredResource Of(Resource r) => new(
        r.Name, r.Description, r.Source, [.. r.Directories.Select(d => new StoredDirectory(d.Key, d.Value))], r.Access,
        [.. r.Closed.OrderBy(c => c.ToString(), StringComparer.Ordinal)], r.Options);

    public Resource ToResource() => new(
        Name, Description, Source, Directories.ToImmutableSortedDictionary(d => d.Shown, d => d.Source, StringComparer.Ordinal), Access, [.. Closed], Options);
}

public sealed record StoredDirectory(string Shown, DirectorySource Source);

public sealed record StoredGroup(string Name, string Description, ImmutableArray<string> Members)
{
    /// <summary>Null: none, and nothing of it in the database.</summary>
    public ImmutableArray<IPNetwork>? AllowFrom { get; init; }

    /// <inheritdoc cref="AllowFrom"/>
    public ImmutableArray<IPNetwork>? DenyFrom { get; init; }

    public static StoredGroup Of(Group g) => new(g.Name, g.Description, [.. g.Members]) { AllowFrom = Named(g.AllowFrom), DenyFrom = Named(g.DenyFrom) };

    public Group ToGroup() => new(Name, Description, Members.ToImmutableSortedSet(StringComparer.Ordinal)) { AllowFrom = AllowFrom ?? [], DenyFrom = DenyFrom ?? [] };

    private static ImmutableArray<IPNetwork>? Named(ImmutableArray<IPNetwork> networks) => networks.IsDefaultOrEmpty ? null : networks;
}

public sealed record StoredQuarantine(EntityKind Kind, string Name, string Why);
