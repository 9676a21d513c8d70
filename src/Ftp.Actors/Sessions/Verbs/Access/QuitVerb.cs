using Ftp.Actors.Protocol;

namespace Ftp.Actors.Sessions.Verbs.Access;

/// <summary>QUIT (RFC 959 section 4.1.1). A running transfer has ended by now: the table makes QUIT wait for it.</summary>
public static class QuitVerb
{
    public static Step Handle(Turn turn) => turn.End(Replies.Goodbye);
}
