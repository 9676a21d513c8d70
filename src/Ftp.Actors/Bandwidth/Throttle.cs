using System.Collections.Immutable;
using Ftp.Actors.Catalog;
using Ftp.Actors.Settings;

namespace Ftp.Actors.Bandwidth;

/// <summary>
/// What one transfer may move, piece by piece, under all limits that hold for it. It looks at the published settings and rights before each piece, so a change needs no
/// message: without a limit that is three comparisons and nothing else. With one it claims a piece at every limit and waits, by a timer, until the last of them lets it begin.
/// Taking and giving back are the stream's, one at a time; the rest may be asked by anybody.
/// </summary>
public sealed class Throttle(RateTable table, TimeProvider time, Published<ServerSettings> settings, Published<RightsSnapshot> rights, ThrottleSubject subject) : IDisposable
{
    /// <summary>Limits that change are seen by those who wait within this.</summary>
    private static readonly TimeSpan LongestSleep = TimeSpan.FromMilliseconds(250);

    /// <summary>A wait that is shorter than a timer can measure is none.</summary>
    private const double Soon = 0.001;

    /// <summary>For so long after a wait it counts as held back.</summary>
    private const double Lately = 1;

    private readonly Lock _lock = new();
    private Hold[] _holds = [];
    private Hold[] _claimed = [];
    private RateGate? _alone;
    private bool _disposed;

    private ServerSettings? _settings;
    private RightsSnapshot? _rights;
    private OwnRates? _known;

    private volatile OwnRates _own = OwnRates.None;
    private volatile HeldBack? _held;
    private volatile bool _waiting;

    public ThrottleSubject Subject => subject;

    /// <summary>What the account and the administrator say of this transfer, at any time.</summary>
    public OwnRates Own { get => _own; set => _own = value; }

    /// <summary>It waits at this moment, so its peer cannot be blamed.</summary>
    public bool IsWaiting => _waiting;

    /// <summary>The limit that held it back in the last second; null: none did.</summary>
    public RateLimit? HeldBy => _held is { } held && (_waiting || table.Now - held.Until < Lately) ? held.By : null;

    /// <summary>No limit holds.</summary>
    public bool IsOpen
    {
        get
        {
            Look();
            return _holds.Length == 0;
        }
    }

    /// <summary>Waits for its turn.</summary>
    /// <param name="most">Bytes wanted, at least 1.</param>
    /// <returns>Bytes that may be moved now: from 1 to <paramref name="most"/>.</returns>
    /// <exception cref="OperationCanceledException">What was claimed is given back.</exception>
    public ValueTask<int> TakeAsync(int most, CancellationToken cancel)
    {
        var (bytes, start, by) = Claim(most);
        return start - table.Now <= Soon ? ValueTask.FromResult(bytes) : WaitAsync(most, bytes, start, by!.Value, cancel);
    }

    /// <summary>So many bytes of the last piece were not moved.</summary>
    public void GiveBack(int bytes)
    {
        if (bytes > 0)
            GiveBack(_claimed, bytes);
    }

    /// <summary>The limits are left; who asks afterwards gets what he wants.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            Adopt([]);
        }
    }

    private async ValueTask<int> WaitAsync(int most, int bytes, double start, Hold by, CancellationToken cancel)
    {
        while (true)
        {
            var claimed = _claimed;
            (_held, _waiting) = (new HeldBack(by.Limit, start), true);
            by.Gate.BeginWaiting();
            try
            {
                while (true)
                {
                    var left = start - table.Now;
                    if (left <= Soon)
                        return bytes;
                    // whole milliseconds, upwards: a timer of less is none, and the loop would spin
                    var sleep = TimeSpan.FromMilliseconds(Math.Ceiling(Math.Min(left, LongestSleep.TotalSeconds) * 1000));
                    await Task.Delay(sleep, time, cancel).ConfigureAwait(false);
                    if (Look())
                        break;
                }
            }
            catch (OperationCanceledException)
            {
                GiveBack(claimed, bytes);
                throw;
            }
            finally
            {
                by.Gate.EndWaiting();
                _waiting = false;
            }

            GiveBack(claimed, bytes);
            (bytes, start, var next) = Claim(most);
            if (next is null || start - table.Now <= Soon)
                return bytes;
            by = next.Value;
        }
    }

    private (int Bytes, double Start, Hold? By) Claim(int most)
    {
        Look();
        var holds = _claimed = _holds;
        var bytes = most;
        foreach (var hold in holds)
            bytes = Math.Min(bytes, RateGate.Share(hold.Limit.Rate, hold.Gate.Members));
        var now = table.Now;
        (double Start, Hold? By) latest = (now, null);
        for (var i = 0; i < holds.Length; i++)
        {
            holds[i].Slot = holds[i].Gate.Claim(bytes, holds[i].Limit, now);
            if (holds[i].Slot.Start > latest.Start)
                latest = (holds[i].Slot.Start, holds[i]);
        }

        return (bytes, latest.Start, latest.By);
    }

    private void GiveBack(Hold[] claimed, int bytes)
    {
        var now = table.Now;
        foreach (var hold in claimed)
            hold.Gate.GiveBack(bytes, hold.Slot.Era, now);
    }

    /// <summary>Looks whether other limits hold than before.</summary>
    /// <returns>They do.</returns>
    private bool Look()
    {
        var (nowSettings, nowRights, own) = (settings.Current, rights.Current, _own);
        if (ReferenceEquals(nowSettings, _settings) && ReferenceEquals(nowRights, _rights) && ReferenceEquals(own, _known))
            return false;
        (_settings, _rights, _known) = (nowSettings, nowRights, own);
        var resource = subject.Resource is { } name && nowRights.State.Resources.TryGetValue(name, out var found) ? found.Options : null;
        lock (_lock)
        {
            return Adopt(_disposed ? [] : RateRules.Of(subject, nowSettings, resource, own));
        }
    }

    private bool Adopt(ImmutableArray<RateLimit> limits)
    {
        var before = _holds;
        if (limits.AsSpan().SequenceEqual([.. before.Select(h => h.Limit)]))
            return false;
        var after = new Hold[limits.Length];
        for (var i = 0; i < after.Length; i++)
        {
            var limit = limits[i];
            after[i] = new Hold { Limit = limit, Gate = Array.Find(before, h => h.Gate.Key == limit.Key) is { Gate: { } same } ? same : Join(limit.Key) };
        }

        _holds = after;
        foreach (var gone in before.Where(b => b.Limit.Key.Scope != RateScope.Transfer && !Array.Exists(after, a => a.Gate == b.Gate)))
            table.Leave(gone.Gate);
        return true;
    }

    /// <summary>What limits this transfer alone stands in no table: nobody else could be under it.</summary>
    private RateGate Join(RateKey key) => key.Scope == RateScope.Transfer ? _alone ??= new RateGate(key) { Members = 1 } : table.Join(key);

    private sealed record HeldBack(RateLimit By, double Until);

    private record struct Hold
    {
        public RateLimit Limit { get; init; }

        public RateGate Gate { get; init; }

        public Slot Slot { get; set; }
    }
}
