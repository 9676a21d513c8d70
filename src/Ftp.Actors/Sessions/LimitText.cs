using System.Globalization;
using Ftp.Actors.Supervision;

namespace Ftp.Actors.Sessions;

/// <summary>Limits in words: the name of the setting, or the state that refuses.</summary>
public static class LimitText
{
    public static string For(Limit limit) => limit switch
    {
        Limit.MaximumConnections => "maximum-connections",
        Limit.MaximumSessions => "maximum-sessions",
        Limit.MaximumSessionsBeforeLogin => "maximum-sessions-before-login",
        Limit.MaximumConnectionsPerLogin => "maximum-connections-per-login",
        Limit.MaximumConnectionsPerHost => "maximum-connections-per-host",
        Limit.MaximumGuests => "maximum-guests",
        Limit.Draining => "the server is draining",
        _ => "FTP is off",
    };

    /// <summary><c>maximum-connections is 200</c>; a state has no number.</summary>
    public static string Why(Limit limit, long maximum) =>
        limit is Limit.ServerOff or Limit.Draining ? For(limit) : string.Create(CultureInfo.InvariantCulture, $"{For(limit)} is {maximum}");
}
