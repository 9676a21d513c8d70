using Ftp.Actors.Catalog;

namespace Ftp.Actors.History;

/// <summary>
/// The catalogue at any revision: the fold of its events up to there. Snapshots are not asked: they are few, and one that cannot be read must not change the past. States at
/// intervals are kept, so that a question costs the events since the last one kept; they share what did not change.
/// </summary>
/// <param name="step">Events between two states that are kept, at first.</param>
/// <param name="most">The most states that are kept; beyond it every second one goes and the step doubles.</param>
internal sealed class CatalogTimeline(IJournalReader journal, int step = 1000, int most = 256) : IDisposable
{
    private const int Batch = 500;

    private readonly SemaphoreSlim _one = new(1);
    private List<Mark> _marks = [new Mark(CatalogState.Empty) { Earliest = DateTimeOffset.MaxValue }];
    private CatalogState _head = CatalogState.Empty;
    private long _step = step;

    public void Dispose() => _one.Dispose();

    /// <summary>The catalogue as the journal has it now.</summary>
    public Task<CatalogState> NowAsync(CancellationToken cancel) => AloneAsync(() => Task.FromResult(_head), cancel);

    /// <exception cref="ArgumentOutOfRangeException">There is no such revision yet.</exception>
    public Task<CatalogState> AtAsync(long revision, CancellationToken cancel) => AloneAsync(
        async () =>
        {
            ArgumentOutOfRangeException.ThrowIfNegative(revision);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(revision, _head.Revision);
            if (revision == _head.Revision)
            {
                return _head;
            }

            var state = _marks[MarkAt(revision)].State;
            await foreach (var e in EventsAsync(state.Revision, revision, cancel).ConfigureAwait(false))
            {
                state = state.Apply(e.Happened);
            }

            return state;
        },
        cancel);

    /// <summary>
    /// The last revision that is not later than the moment, in the journal's order; 0 where all are later. Clocks are set back and forth: with this rule a stamp from the future
    /// hides nothing that came after it.
    /// </summary>
    public Task<long> RevisionAtAsync(DateTimeOffset moment, CancellationToken cancel) => AloneAsync(
        async () =>
        {
            for (var i = _marks.Count - 1; i >= 0; i--)
            {
                if (_marks[i].Earliest > moment)
                {
                    continue;
                }

                var (from, found) = (_marks[i].State.Revision, 0L);
                await foreach (var e in EventsAsync(from, i + 1 < _marks.Count ? _marks[i + 1].State.Revision : _head.Revision, cancel).ConfigureAwait(false))
                {
                    found = e.At <= moment ? e.Revision : found;
                }

                return found;
            }

            return 0L;
        },
        cancel);

    private int MarkAt(long revision) => _marks.FindLastIndex(m => m.State.Revision <= revision);

    private async Task<T> AloneAsync<T>(Func<Task<T>> question, CancellationToken cancel)
    {
        await _one.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            await CatchUpAsync(cancel).ConfigureAwait(false);
            return await question().ConfigureAwait(false);
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task CatchUpAsync(CancellationToken cancel)
    {
        await foreach (var e in EventsAsync(_head.Revision, long.MaxValue, cancel).ConfigureAwait(false))
        {
            _head = _head.Apply(e.Happened);
            var last = _marks[^1];
            last.Earliest = e.At < last.Earliest ? e.At : last.Earliest;
            if (_head.Revision - last.State.Revision >= _step)
            {
                _marks.Add(new Mark(_head) { Earliest = DateTimeOffset.MaxValue });
                Thin();
            }
        }
    }

    private void Thin()
    {
        if (_marks.Count <= most)
        {
            return;
        }

        var kept = new List<Mark>();
        for (var i = 0; i < _marks.Count; i += 2)
        {
            var next = i + 1 < _marks.Count ? _marks[i + 1].Earliest : DateTimeOffset.MaxValue;
            kept.Add(new Mark(_marks[i].State) { Earliest = next < _marks[i].Earliest ? next : _marks[i].Earliest });
        }

        // the last one may be gone: what follows belongs to the one before it
        _marks = kept;
        _step *= 2;
    }

    private async IAsyncEnumerable<JournalEvent> EventsAsync(long after, long last, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        while (after < last)
        {
            var batch = await journal.ForwardAsync(CatalogActor.Id, after, (int)Math.Min(Batch, last - after), cancel).ConfigureAwait(false);
            foreach (var e in batch)
            {
                yield return e.Revision == ++after ? e : throw new InvalidDataException($"event {after} of the catalogue is missing in the journal (the next one there is {e.Revision})");
            }

            if (batch.Count == 0)
            {
                yield break;
            }
        }
    }

    /// <summary>A state that is kept.</summary>
    private sealed class Mark(CatalogState state)
    {
        public CatalogState State { get; } = state;

        /// <summary>The earliest time of the events between this state and the next one kept.</summary>
        public DateTimeOffset Earliest { get; set; }
    }
}
