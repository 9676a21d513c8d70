using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using Ftp.Actors.Log;
using Ftp.Actors.Protocol;

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

        var address = peer.Address.Unmapped();
        var limit = Name(refusal.Limit);
        log.Write(new LogEntry(now, LogLevel.Error, "session.refused", $"connection refused: {limit}{Maximum(refusal)}")
        {
            Host = address.ToString(),
            Fields = ImmutableDictionary<string, string>.Empty.Add("limit", limit),
        });
    }

    /// <summary>The name of the setting, or of the state, that refuses.</summary>
    public static string Name(Limit limit) => limit switch
    {
        Limit.MaximumConnections => "maximum-connections",
        Limit.MaximumSessions => "maximum-sessions",
        Limit.MaximumSessionsBeforeLogin => "maximum-sessions-before-login",
        Limit.MaximumConnectionsPerLogin => "maximum-connections-per-login",
        Limit.MaximumConnectionsPerHost => "maximum-connections-per-host",
        Limit.MaximumGuests => "maximum-guests",
        Limit.ServerOff => "FTP is off",
        Limit.Draining => "the server is draining",
        _ => limit.ToString(),
    };

    private static string Maximum(LimitRefusal refusal) =>
        refusal.Limit is Limit.ServerOff or Limit.Draining ? "" : string.Create(CultureInfo.InvariantCulture, $" is {refusal.Maximum}");

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
