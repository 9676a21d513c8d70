using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using Ftp.Actors.Bans;
using Ftp.Actors.Catalog;
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

    public void Refused(IPEndPoint peer, LimitRefusal refusal) => Write(now =>
        new LogEntry(now, LogLevel.Error, "session.refused", $"connection refused: {LimitText.Why(refusal.Limit, refusal.Maximum)}")
        {
            Host = peer.Address.Unmapped().ToString(),
            Fields = ImmutableDictionary<string, string>.Empty.Add("limit", LimitText.For(refusal.Limit)).Add("rule", "limit").Add("rule-id", LimitText.For(refusal.Limit)),
        });

    /// <param name="session">The one that ends; null: it did not begin.</param>
    public void Refused(IPEndPoint peer, Fence fence, long? session = null) =>
        Write(now => fence.Entry(now, peer.Address, session is null ? "connection refused" : "session ended") with { Session = session });

    /// <summary>A session whose account may not be there from its network any more.</summary>
    public void Refused(SessionSeat seat, string login, LoginRefusal refusal, long revision) => Write(now =>
        new LogEntry(now, LogLevel.Error, "refused.network", $"session ended: {refusal.Why}")
        {
            Session = seat.Id,
            Login = login,
            Host = seat.Host.ToString(),
            Fields = ImmutableDictionary<string, string>.Empty
                .Add("rule", refusal.Refusal.List).Add("rule-id", refusal.Of).Add("revision", revision.ToString(CultureInfo.InvariantCulture)),
        });

    private void Write(Func<DateTimeOffset, LogEntry> entry)
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

        log.Write(entry(now));
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
