using Ftp.Actors.Protocol;
using Ftp.Actors.Supervision;

namespace Ftp.Actors.Sessions.Verbs.Access;

/// <summary>
/// REIN (RFC 959 section 4.1.1): all is as after the connect. RFC 4217 section 13: TLS that AUTH began ends, and the 220 is the last that is said in it; the connection to
/// the implicit port begins with TLS and so keeps it.
/// </summary>
public static class ReinVerb
{
    public static Step Handle(Turn turn) => turn.State.IsLoggedIn
        ? turn.Ask(new Effect.Release(new ReleaseLogin(turn.World.Session)), (now, _) => Begin(now.Log(SessionLog.LoggedOut(now))))
        : Begin(turn);

    private static Step Begin(Turn turn)
    {
        var greeting = Replies.Reinitialized(turn.World.Settings.Greeting);
        var anew = turn.With(turn.State.Reinitialized(turn.World.Now)).Do(Act.DropChannel.Instance);
        return turn switch
        {
            { State.Tls: { } tls, World.ImplicitTls: true } => anew.With(anew.State.UnderTls(tls, protectData: true)).Reply(greeting),
            { State.Tls: not null } => TlsSwitch.Stop(anew, greeting, static state => state.UnderTls(null, protectData: false)),
            _ => anew.With(anew.State.UnderTls(null, protectData: false)).Reply(greeting),
        };
    }
}
