namespace Ftp.Actors.Sessions;

/// <summary>When a session must be looked at again although nothing happens. One coarse timer a session: with ten thousand of them a timer per command would be work.</summary>
public static class SessionClock
{
    /// <summary>How long a revoked right may go on moving bytes, at most: half of the second that is promised.</summary>
    public static TimeSpan RightsCheck { get; } = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(50);

    /// <summary>A time-out that an administrator lowers reaches sessions that stand within this: the timer is armed by the settings of its moment. Ten thousand idle sessions make some 300 looks a second of it.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    public static DateTimeOffset Next(SessionState state, SessionWorld world)
    {
        var next = state.Switching ? SwitchEnds(state, world)
            : !state.IsLoggedIn ? LoginEnds(state, world)
            : state.Transfer is not null ? world.Now + RightsCheck
            : IdleEnds(state, world);
        if (state is { Channel: { } channel, Pending: null } && ChannelEnds(channel, state, world) is var ends && ends < next)
        {
            next = ends;
        }

        // What is due but cannot be done yet (an effect is in flight) is looked at again soon, not at once and for ever.
        var (soon, late) = (world.Now + Shortest, world.Now + Longest);
        return next < soon ? soon : next > late ? late : next;
    }

    public static DateTimeOffset LoginEnds(SessionState state, SessionWorld world) => state.LoginSince + world.Settings.LoginTimeout;

    /// <summary>A handshake is part of logging in. CCC comes after it, and its close_notify has as long from the command on.</summary>
    public static DateTimeOffset SwitchEnds(SessionState state, SessionWorld world) =>
        state.IsLoggedIn ? state.LastActivity + world.Settings.LoginTimeout : LoginEnds(state, world);

    public static DateTimeOffset IdleEnds(SessionState state, SessionWorld world) =>
        state.LastActivity + (state.Account?.Limits.IdleTimeout ?? world.Settings.IdleTimeout);

    /// <summary>A passive port that nobody uses goes back to the range, so that idle sessions cannot hold all of it.</summary>
    public static DateTimeOffset ChannelEnds(AgreedChannel channel, SessionState state, SessionWorld world) =>
        channel.Since + (2 * (state.Account?.Limits.DataConnectTimeout ?? world.Settings.DataConnectTimeout));
}
