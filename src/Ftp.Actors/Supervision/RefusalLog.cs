using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using Ftp.Actors.Log;
using Ftp.Actors.Protocol;
using Ftp.Actors.Sessions;

namespace Ftp.Actors.Supervision;

/// <summary>
/// Writes refused connections down, each with its limit, but no more than a bound a second: a flood must not become a flood of log lines.
/// What was left out is counted.
/// </summary>
internal sealed class RefusalLog(ILogSink log, TimeProvider time)
{
    private const int MostPerSecond = 50;

    private long _second;
    private int _written;
    private long _leftOut;

    public void Refused(IPEndPoint peer, LimitRefusal refusal)
    {
        var now = time.GetUtcNow();
        var second = now.ToUnixTimeSeconds();
        if (second != _second)
        {
            Flush(now);
            _second = second;
        }

        if (_written++ >= MostPerSecond)
        {
            _leftOut++;
            return;
        }

        log.Write(new LogEntry(now, LogLevel.Error, "session.refused", $"connection refused: {LimitText.Why(refusal.Limit, refusal.Maximum)}")
        {
            Host = peer.Address.Unmapped().ToString(),
            Fields = ImmutableDictionary<string, string>.Empty.Add("limit", LimitText.For(refusal.Limit)),
        });
    }

    private void Flush(DateTimeOffset now)
    {
        if (_leftOut > 0)
        {
            var text = string.Create(CultureInfo.InvariantCulture, $"{_leftOut} more connections were refused");
            log.Write(new LogEntry(now, LogLevel.Error, "session.refused", text));
        }

        _written = 0;
        _leftOut = 0;
    }
}
