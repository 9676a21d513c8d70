namespace Ftp.Actors.Bandwidth;

/// <summary>When a claim begins, and under which rate it was made.</summary>
internal readonly record struct Slot(double Start, int Era);

/// <summary>
/// One limit and the transfers under it. Each claim takes the line's end and moves it by the time that its bytes take at the rate; a transfer has one claim at a time, none
/// longer than its share, so those who want more take turns: the line is never longer than a fraction of a second, and a newcomer is in it. Whoever does not claim leaves
/// the whole to the others. Times are seconds on the table's clock. Thread-safe; only limited transfers come here.
/// </summary>
internal sealed class RateGate(RateKey key)
{
    /// <summary>The shares of all members together, in seconds of the rate.</summary>
    private const int RoundsPerSecond = 10;

    /// <summary>A piece is not smaller for the sake of many members: packets of single bytes would cost more than they carry.</summary>
    private const int Least = 64;

    /// <summary>What an idle line saves up, in seconds of the rate: as much as a timer may be late. With a round it stays within 5 % over 5 s.</summary>
    private const double Credit = 0.125;

    private readonly Lock _lock = new();
    private readonly RateMeter _moved = new();
    private RateLimit _limit;
    private double _free = double.NegativeInfinity;
    private int _era;
    private int _waiting;
    private volatile int _members;

    public RateKey Key => key;

    /// <summary>Transfers under the limit. Written by the table alone, under its lock.</summary>
    public int Members { get => _members; set => _members = value; }

    /// <summary>It is on the table's list of those without members whose line has not run down. The table's, as <see cref="Members"/>.</summary>
    public bool Settling { get; set; }

    /// <summary>The most that one claim may take: a tenth of a second of the rate among all members.</summary>
    public static int Share(long rate, int members)
    {
        var even = rate / ((long)RoundsPerSecond * Math.Max(1, members));
        var least = Math.Clamp(rate / RoundsPerSecond, 1, Least);
        return (int)Math.Clamp(even, least, int.MaxValue);
    }

    /// <summary>
    /// Takes the end of the line. A rate that is another than the last begins a new line at once: what was claimed under the old one, a fraction of a second, is neither
    /// waited for at the new rate nor paid again.
    /// </summary>
    public Slot Claim(int bytes, in RateLimit limit, double now)
    {
        lock (_lock)
        {
            if (limit.Rate != _limit.Rate)
                (_free, _era) = (now, _era + 1);
            _limit = limit;
            var start = Math.Max(_free, now - Credit);
            _free = start + (bytes / (double)limit.Rate);
            _moved.Add(now, bytes);
            return new Slot(start, _era);
        }
    }

    /// <summary>Claimed and not used.</summary>
    public void GiveBack(int bytes, int era, double now)
    {
        lock (_lock)
        {
            if (era != _era)
                return;
            _free -= bytes / (double)_limit.Rate;
            _moved.Add(now, -bytes);
        }
    }

    /// <summary>Nobody would have to wait.</summary>
    public bool IsSettled(double now)
    {
        lock (_lock)
        {
            return _free <= now;
        }
    }

    public void BeginWaiting() => Interlocked.Increment(ref _waiting);

    public void EndWaiting() => Interlocked.Decrement(ref _waiting);

    /// <summary>Null: nobody has claimed anything yet.</summary>
    public BandwidthLine? Describe(double now)
    {
        lock (_lock)
        {
            return _limit.Rate == 0 ? null : new BandwidthLine(key, _limit.Own, _limit.Rate, _moved.PerSecond(now), _members, Volatile.Read(ref _waiting));
        }
    }
}
