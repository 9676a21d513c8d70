using System.Collections.Immutable;

namespace Ftp.Actors.Bandwidth;

/// <summary>
/// The limits of this node that transfers run under. A limit is here while somebody is under it, and for the fraction of a second until its line has run down: else one
/// small file after another would pass each time as the first. So it is bounded by the transfers. Thread-safe. An unlimited transfer never comes here.
/// </summary>
public sealed class RateTable(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<RateKey, RateGate> _gates = [];
    private readonly Queue<RateGate> _settling = new();
    private readonly long _origin = time.GetTimestamp();

    /// <summary>Seconds since the table was made, on the monotonic clock.</summary>
    internal double Now => (time.GetTimestamp() - _origin) / (double)time.TimestampFrequency;

    /// <summary>The limits that transfers run under now, those with the most transfers first within their kind.</summary>
    public ImmutableArray<BandwidthLine> Report()
    {
        var now = Now;
        lock (_lock)
        {
            return
            [
                .. _gates.Values.Where(g => g.Members > 0).Select(g => g.Describe(now)).OfType<BandwidthLine>()
                    .OrderBy(l => l.Key.Scope).ThenByDescending(l => l.Transfers).ThenBy(l => l.Key.Name, StringComparer.Ordinal).ThenBy(l => l.Key.Direction),
            ];
        }
    }

    /// <summary>How many limits it holds, with those that run down.</summary>
    internal int Count
    {
        get
        {
            lock (_lock)
            {
                Sweep();
                return _gates.Count;
            }
        }
    }

    internal RateGate Join(RateKey key)
    {
        lock (_lock)
        {
            Sweep();
            if (!_gates.TryGetValue(key, out var gate))
                _gates.Add(key, gate = new RateGate(key));
            gate.Members++;
            return gate;
        }
    }

    internal void Leave(RateGate gate)
    {
        lock (_lock)
        {
            if (--gate.Members == 0 && !gate.Settling)
            {
                gate.Settling = true;
                _settling.Enqueue(gate);
            }

            Sweep();
        }
    }

    private void Sweep()
    {
        while (_settling.TryPeek(out var gate) && (gate.Members > 0 || gate.IsSettled(Now)))
        {
            _settling.Dequeue();
            gate.Settling = false;
            if (gate.Members == 0)
                _gates.Remove(gate.Key);
        }
    }
}
