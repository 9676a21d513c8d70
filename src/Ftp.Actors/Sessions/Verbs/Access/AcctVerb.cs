using Ftp.Actors.Protocol;

namespace Ftp.Actors.Sessions.Verbs.Access;

/// <summary>ACCT (RFC 959 section 4.1.1): accounts have no accounts here; 202 says so.</summary>
public static class AcctVerb
{
    public static Step Handle(Turn turn) => turn.Reply(Replies.AccountNotNeeded);
}
