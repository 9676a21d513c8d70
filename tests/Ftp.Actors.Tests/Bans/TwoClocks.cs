namespace Ftp.Actors.Tests.Bans;

/// <summary>A machine whose wall clock can be set while its running clock goes on.</summary>
internal sealed class TwoClocks : TimeProvider
{
    public static readonly DateTimeOffset Start = new(2026, 3, 3, 12, 0, 0, TimeSpan.Zero);

    private readonly Lock _lock = new();
    private DateTimeOffset _wall = Start;
    private TimeSpan _running = TimeSpan.FromHours(5);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp()
    {
        lock (_lock)
        {
            return _running.Ticks;
        }
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            return _wall;
        }
    }

    public void Advance(TimeSpan by)
    {
        lock (_lock)
        {
            (_wall, _running) = (_wall + by, _running + by);
        }
    }

    /// <summary>Somebody sets the clock.</summary>
    public void SetWall(DateTimeOffset wall)
    {
        lock (_lock)
        {
            _wall = wall;
        }
    }
}
