using System.Collections.Immutable;
using Ftp.Actors.Persistence;
using Ftp.Actors.Serialization;

namespace Ftp.Actors.Catalog;

/// <summary>
/// Bringing back what was taken. One command and one event for all that goes together: a resource without its access list, or a group without its members, is never there for a
/// moment, and a crash leaves all of it or nothing. What is to be brought back was worked out from the journal for one revision of the catalogue; at any other it is refused.
/// </summary>
public static partial class CatalogRules
{
    private static CatalogDecision Restore(CatalogState state, CatalogCommands.RestoreResource c, Stamp stamp) =>
        FirstWrong(
            [
                Unplanned(state, c, c.Value.Access), NameRules.Name("resource", c.Value.Name),
                state.Resources.Count >= CatalogLimits.Resources ? $"there are {CatalogLimits.Resources} resources already, which is the most" : null,
            ],
            () => Quarantine(state, EntityKind.Resource, c.Value.Name)
                ?? (state.Resources.TryGetValue(c.Value.Name, out var there)
                    ? CatalogDecision.AlreadyExists($"resource '{there.Name}' exists already")
                    : new ResourceRestored(stamp, c.Value.Name, StoredResource.Of(c.Value))));

    private static CatalogDecision Restore(CatalogState state, Resource resource, CatalogCommands.RestoreEntries c, Stamp stamp)
    {
        var holder = Canonical(state, c.Holder);
        var here = resource.Access.Where(a => a.Holder == holder && a.Folder == c.Folder).ToList();
        return FirstWrong(
            [
                Unplanned(state, c, c.Entries), c.Entries.All(e => e.Holder == holder && e.Folder == c.Folder) ? null : "entries of one holder at one folder are restored together",
                TooMany(resource, c.Entries.Length - here.Count),
            ],
            () => here.OrderBy(e => e.Id).SequenceEqual(c.Entries.OrderBy(e => e.Id)) ? CatalogDecision.Nothing.Instance : new EntriesRestored(stamp, resource.Name, c.Folder, holder, c.Entries));
    }

    private static CatalogDecision Restore(CatalogState state, CatalogCommands.RestoreGroup c, Stamp stamp) =>
        FirstWrong(
            [
                Unplanned(state, c, [.. c.Entries.Select(e => e.Entry)]), NameRules.Name("group", c.Value.Name), TooMany(state, c.Entries),
                state.Groups.Count >= CatalogLimits.Groups ? $"there are {CatalogLimits.Groups} groups already, which is the most" : null,
            ],
            () => Quarantine(state, EntityKind.Group, c.Value.Name)
                ?? (state.Groups.TryGetValue(c.Value.Name, out var there)
                    ? CatalogDecision.AlreadyExists($"group '{there.Name}' exists already")
                    : new GroupRestored(stamp, c.Value.Name, StoredGroup.Of(c.Value), c.Entries)));

    private static CatalogDecision Restore(CatalogState state, CatalogCommands.RestoreLogin c, Stamp stamp) =>
        FirstWrong(
            [
                Unplanned(state, c, [.. c.Entries.Select(e => e.Entry)]), TooMany(state, c.Entries),
                c.Groups.FirstOrDefault(g => !state.Groups.ContainsKey(g)) is { } gone ? $"there is no group '{NameRules.Printable(gone)}'" : null,
            ],
            () => Quarantine(state, EntityKind.Login, c.Login)
                ?? (c.Groups.IsEmpty && c.Entries.IsEmpty ? CatalogDecision.Nothing.Instance : new LoginRestored(stamp, c.Login, c.Groups, c.Entries)));

    private static string? Unplanned(CatalogState state, CatalogCommand command, ImmutableArray<AccessEntry> entries) =>
        command.ExpectedRevision is null ? "what is restored is worked out for one revision, which the command names"
        : entries.Any(e => e.Id >= state.NextEntryId || e.Rights == Protocol.Rights.None) ? "only entries that were there before are restored"
        : null;

    private static string? TooMany(Resource resource, int more) =>
        resource.Access.Length + more > CatalogLimits.EntriesPerResource ? $"resource '{resource.Name}' would have more than {CatalogLimits.EntriesPerResource} entries" : null;

    private static string? TooMany(CatalogState state, ImmutableArray<PlacedEntry> entries) =>
        entries.GroupBy(e => e.Resource, StringComparer.OrdinalIgnoreCase)
            .Select(g => state.Resources.TryGetValue(g.Key, out var resource) ? TooMany(resource, g.Count()) : $"there is no resource '{NameRules.Printable(g.Key)}'")
            .FirstOrDefault(wrong => wrong is not null);
}
