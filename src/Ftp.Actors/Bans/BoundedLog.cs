using System.Globalization;
using Ftp.Actors.Log;

namespace Ftp.Actors.Bans;

/// <summary>Entries of one kind, no more than a bound a second: a flood of guesses must not become a flood of log lines. What was left out is counted. Thread-safe.</summary>
internal sealed class BoundedLog(ILogSink log, TimeProvider time, string kind, string what)
{
    private const int MostPerSecond = 20;

    private readonly Lock _lock = new();
    private long _second;
    private int _written;
    private long _leftOut;

    public void Write(Func<DateTimeOffset, LogEntry> entry)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            Turn(now);
            if (_written++ >= MostPerSecond)
            {
                _leftOut++;
                return;
            }
        }

        log.Write(entry(now));
    }

    /// <summary>Writes what was left out, once its second is over.</summary>
    public void Flush()
    {
        lock (_lock)
        {
            Turn(time.GetUtcNow());
        }
    }

    private void Turn(DateTimeOffset now)
    {
        var second = now.ToUnixTimeSeconds();
        if (second == _second)
        {
            return;
        }

        if (_leftOut > 0)
        {
            log.Write(new LogEntry(now, LogLevel.Error, kind, string.Create(CultureInfo.InvariantCulture, $"{_leftOut} more {what}")));
        }

        (_second, _written, _leftOut) = (second, 0, 0);
    }
}
