using Ftp.Actors.Supervision;

namespace Ftp.Actors.Sessions;

/// <summary>Limits by the name of their setting.</summary>
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
        Limit.Draining => "the server is closing",
        _ => "the server is off",
    };
}
