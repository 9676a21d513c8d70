using System.Collections.Immutable;
using Ftp.Actors.Persistence;

namespace Ftp.Actors.Catalog;

/// <summary>Everything the catalogue holds, as one value.</summary>
/// <param name="Revision">Sequence number of the last event: the revision of everything.</param>
/// <param name="NextEntryId">Ids of access entries are never reused.</param>
public sealed partial record CatalogState(
    long Revision,
    long NextEntryId,
    ImmutableSortedDictionary<string, Resource> Resources,
    ImmutableSortedDictionary<string, Group> Groups,
    ImmutableSortedDictionary<string, SettingOverride> Settings)
{
    /// <summary>What an unreadable event was about: it gives nobody anything until it is removed (a setting: until it is set again).</summary>
    public ImmutableDictionary<EntityId, string> Quarantined { get; init; } = ImmutableDictionary<EntityId, string>.Empty;

    /// <summary>The last commands that changed something, oldest first.</summary>
    public ImmutableList<AnsweredCommand> Answered { get; init; } = [];

    /// <summary>Who changed it last; null: nobody yet, or what a former version stored.</summary>
    public LastChange? Changed { get; init; }

    public static CatalogState Empty { get; } = new(
        0,
        1,
        ImmutableSortedDictionary.Create<string, Resource>(StringComparer.OrdinalIgnoreCase),
        ImmutableSortedDictionary.Create<string, Group>(StringComparer.OrdinalIgnoreCase),
        ImmutableSortedDictionary.Create<string, SettingOverride>(StringComparer.Ordinal));
}

public sealed record LastChange(string By, DateTimeOffset At);
