using Ftp.Actors.Protocol;

namespace Ftp.Actors.Sessions.Verbs.Talk;

/// <summary>NOOP (RFC 959 section 4.1.3).</summary>
public static class NoopVerb
{
    public static Step Handle(Turn turn) => turn.Reply(Replies.Noop);
}
