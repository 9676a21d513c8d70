using System.Collections.Immutable;

namespace Ftp.Actors.Catalog;

/// <summary>Everything the catalogue holds, as one value.</summary>
/// <param name="Revision">Sequence number of the last event: the revision of everything.</param>
/// <param name="NextEntryId">Ids of access entries are never reused.</param>
public sealed record CatalogState(
    long Revision,
    long NextEntryId,
    ImmutableSortedDictionary<string, Resource> Resources,
    ImmutableSortedDictionary<string, Group> Groups,
    ImmutableSortedDictionary<string, SettingOverride> Settings)
{
    public static CatalogState Empty { get; } = new(
        0,
        1,
        ImmutableSortedDictionary.Create<string, Resource>(StringComparer.OrdinalIgnoreCase),
        ImmutableSortedDictionary.Create<string, Group>(StringComparer.OrdinalIgnoreCase),
        ImmutableSortedDictionary.Create<string, SettingOverride>(StringComparer.Ordinal));
}
