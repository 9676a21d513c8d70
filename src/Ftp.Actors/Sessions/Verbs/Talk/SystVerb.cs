using Ftp.Actors.Protocol;

namespace Ftp.Actors.Sessions.Verbs.Talk;

/// <summary>SYST (RFC 959 section 4.1.3). Clients choose their reader of LIST lines by it, so it names the form of those lines and not the machine.</summary>
public static class SystVerb
{
    public static Step Handle(Turn turn) => turn.Reply(Replies.System);
}
