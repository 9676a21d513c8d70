using Ftp.Actors.Network.Tls;
using Ftp.Actors.Protocol;

namespace Ftp.Actors.Sessions;

/// <summary>The control connection from clear to TLS and back. The reply that allows it is the last thing said before, and what the client sent ahead is not done.</summary>
public static class TlsSwitch
{
    /// <summary>Before the greeting. Clients of the implicit port have always taken data for protected, so PROT P is implied (and PROT C can be said).</summary>
    public static Step Implicit(Turn turn) => turn.Ask(new Effect.StartTls(0), static (now, facts) =>
        Began(now, facts, protectData: true).Reply(Replies.Greeting(now.World.Settings.Greeting)));

    public static Step Start(Turn turn, Reply last, bool protectData)
    {
        var (said, dropped) = LastWord(turn, last);
        return said.Ask(new Effect.StartTls(dropped), (now, facts) => new Step.Silent(Began(now, facts, protectData)));
    }

    /// <param name="after">The state from then on.</param>
    public static Step Stop(Turn turn, Reply last, Func<SessionState, SessionState> after)
    {
        var (said, dropped) = LastWord(turn, last);
        return said.Ask(new Effect.StopTls(dropped), (now, _) => new Step.Silent(now.Log(SessionLog.TlsStopped(now)).With(after(now.State))));
    }

    /// <summary>Nothing can be said: where the handshake stopped the client may read neither clear text nor TLS.</summary>
    public static Step Failed(Turn turn, Exception cause)
    {
        var why = cause is TlsFailedException ? cause.Message : $"{cause.GetType().Name}: {cause.Message}";
        return new Step.Ended(turn.Log(SessionLog.TlsFailed(turn, why)), null, "TLS failed");
    }

    private static Turn Began(Turn turn, TlsFacts facts, bool protectData)
    {
        var now = turn.With(turn.State.UnderTls(facts, protectData));
        return now.Log(SessionLog.TlsStarted(now, facts));
    }

    private static (Turn Said, int Dropped) LastWord(Turn turn, Reply last) =>
        (turn.Do(new Act.Send(last, turn.Text)).With(turn.State with { Waiting = [] }), turn.State.Waiting.Count);
}
