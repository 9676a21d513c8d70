using Ftp.Actors.Protocol;

namespace Ftp.Actors.Sessions.Verbs.Transfers;

/// <summary>
/// ABOR (RFC 959 section 4.1.3). The transfer was stopped, or left the line for a slot, when the ABOR arrived and has had its 426 by now; an agreed data connection that nobody uses is closed too.
/// </summary>
public static class AborVerb
{
    public static Step Handle(Turn turn) => turn.With(turn.State with { Channel = null, Restart = 0 }).Do(Act.DropChannel.Instance)
        .Reply(turn.Command!.Stopped ? Replies.AbortDone : Replies.NothingToAbort);
}
