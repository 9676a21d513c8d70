using Xunit;

namespace Ftp.Actors.Tests.Bandwidth;

/// <summary>A clock that stands until the test moves it; timers ring in their order, each at its own moment, on the thread that moves it.</summary>
internal sealed class VirtualTime : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly PriorityQueue<Timer, (TimeSpan Due, long Number)> _timers = new();
    private TimeSpan _now;
    private long _number;

    public TimeSpan Now
    {
        get
        {
            lock (_lock)
            {
                return _now;
            }
        }
    }

    /// <summary>Somebody waits for a moment to come.</summary>
    public bool IsWaitedFor
    {
        get
        {
            lock (_lock)
            {
                return _timers.UnorderedItems.Any(t => t.Element.Number == t.Priority.Number);
            }
        }
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Now.Ticks;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch + Now;

    public void Advance(TimeSpan by)
    {
        for (var until = Now + by; Next(until) is { } timer;)
            timer.Ring();
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    private Timer? Next(TimeSpan until)
    {
        lock (_lock)
        {
            while (_timers.TryPeek(out var timer, out var at) && at.Due <= until)
            {
                _timers.Dequeue();
                if (timer.Number != at.Number)
                    continue;
                _now = at.Due;
                return timer;
            }

            _now = until;
            return null;
        }
    }

    private sealed class Timer(VirtualTime owner, Action ring) : ITimer
    {
        public long Number { get; private set; } = -1;

        public void Ring() => ring();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Assert.Equal(Timeout.InfiniteTimeSpan, period);
            lock (owner._lock)
            {
                Number = dueTime == Timeout.InfiniteTimeSpan ? -1 : owner._number++;
                if (Number >= 0)
                    owner._timers.Enqueue(this, (owner._now + dueTime, Number));
            }

            return true;
        }

        public void Dispose() => Number = -1;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
