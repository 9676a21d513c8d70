using Ftp.Actors.Protocol;

namespace Ftp.Actors.Sessions.Verbs.Security;

/// <summary>Verbs that the table knows as not implemented never get past the gate; this answers for a row that would.</summary>
public static class NotImplementedVerb
{
    public static Step Handle(Turn turn) => turn.Reply(Replies.CommandNotImplemented);
}
