using System.Collections.Immutable;
using Ftp.Actors.Catalog;

namespace Ftp.Actors.History;

internal sealed partial class HistoryService
{
    private const int Batch = 500;

    /// <summary>The most events that one question looks at; the answer says how far it came.</summary>
    private const int MostLookedAt = 200_000;

    /// <summary>How far back a command's change is looked for: a repeat comes soon.</summary>
    private const int MostForCommand = 10_000;

    private Task<HistoryPage> FindAsync(HistoryQueries.FindCommand find, CancellationToken cancel) =>
        WalkAsync(null, null, e => e.Stamp?.CommandId == find.CommandId, _ => false, 0, 1, MostForCommand, cancel);

    private Task<HistoryPage> ListAsync(HistoryQueries.List list, CancellationToken cancel) => WalkAsync(
        list.Of is { } subject ? new HistoryFilter(subject) : null,
        list.Before,
        e => (list.From is not { } from || e.At >= from) && (list.To is not { } to || e.At <= to) && (list.By is not { } by || e.Stamp?.Origin.By == by),
        // when the journal wrote it: a stamp may come from a clock that was wrong for a while
        e => list.From is { } from && e.WrittenAt < from - TimeSpan.FromDays(1) && e.At < from,
        list.Skip, list.Limit, MostLookedAt, cancel);

    /// <summary>
    /// From a position back. A page is told by the position it ends at, not by a count from the newest: what comes meanwhile moves nothing.
    /// </summary>
    private async Task<HistoryPage> WalkAsync(
        HistoryFilter? of, long? before, Func<JournalEvent, bool> takes, Func<JournalEvent, bool> isTooOld, int skip, int limit, int most, CancellationToken cancel)
    {
        var (lines, position, looked) = (ImmutableArray.CreateBuilder<HistoryLine>(), before ?? long.MaxValue, 0);
        while (await journal.BackAsync(position, Batch, of?.Entities, cancel).ConfigureAwait(false) is { Count: > 0 } batch)
        {
            var changes = of is { NeedsStates: true } ? await ChangesAsync(batch, cancel).ConfigureAwait(false) : null;
            var names = of?.Entities.Count;
            foreach (var e in batch)
            {
                if (lines.Count == limit)
                {
                    return new HistoryPage(lines.ToImmutable(), position, null);
                }

                if (isTooOld(e))
                {
                    return new HistoryPage(lines.ToImmutable(), null, null);
                }

                (position, looked) = (e.Position, looked + 1);
                // asked of every event, also of those that others leave out: it follows renamings
                var about = of?.Takes(e.Happened, changes?.GetValueOrDefault(e.Revision)) ?? true;
                if (about && takes(e) && skip-- <= 0)
                {
                    lines.Add(HistoryWords.Line(e));
                }

                if (looked >= most)
                {
                    return new HistoryPage(lines.ToImmutable(), position, e.At);
                }

                // under its earlier name it has events that this batch was not asked for
                if (of?.Entities.Count != names)
                {
                    break;
                }
            }
        }

        return new HistoryPage(lines.ToImmutable(), null, null);
    }

    /// <summary>The catalogue before and after each of these events, by revision.</summary>
    private async Task<Dictionary<long, (CatalogState Before, CatalogState After)?>> ChangesAsync(IReadOnlyList<JournalEvent> batch, CancellationToken cancel)
    {
        var changes = new Dictionary<long, (CatalogState Before, CatalogState After)?>();
        // an event of this moment is not known to the timeline before it has looked again
        var state = await _catalog.AtAsync(batch[^1].Revision - 1, cancel).ConfigureAwait(false);
        foreach (var e in batch.Reverse())
        {
            var next = state.Apply(e.Happened);
            changes[e.Revision] = (state, next);
            state = next;
        }

        return changes;
    }
}
