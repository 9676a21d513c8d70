using Ftp.Actors.Protocol;
using Ftp.Actors.Supervision;

namespace Ftp.Actors.Sessions.Verbs.Access;

/// <summary>REIN (RFC 959 section 4.1.1): all is as after the connect. What counts against guessing (failed logins, unknown commands) goes on counting.</summary>
public static class ReinVerb
{
    public static Step Handle(Turn turn) => turn.State.IsLoggedIn
        ? turn.Ask(new Effect.Release(new ReleaseLogin(turn.World.Session)), (now, _) => Begin(now.Log(SessionLog.LoggedOut(now))))
        : Begin(turn);

    private static Step Begin(Turn turn)
    {
        // The time for logging in does not start again for somebody who never did: REIN would be a way to stay for ever.
        var since = turn.State.IsLoggedIn ? turn.World.Now : turn.State.LoginSince;
        var state = turn.State.LoggedOut(since) with
        {
            Parameters = TransferParameters.Default,
            Facts = MlsxFacts.Default,
            Channel = null,
            ExtendedPassiveOnly = false,
            Utf8 = false,
            Client = null,
        };
        return turn.With(state).Do(Act.DropChannel.Instance).Reply(Replies.Reinitialized(turn.World.Settings.Greeting));
    }
}
