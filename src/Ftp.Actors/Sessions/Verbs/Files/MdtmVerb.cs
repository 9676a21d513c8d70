using Ftp.Actors.Protocol;

namespace Ftp.Actors.Sessions.Verbs.Files;

/// <summary>MDTM (RFC 3659 section 3), UTC.</summary>
public static class MdtmVerb
{
    public static Step Handle(Turn turn) =>
        FileQuery.Ask(turn, turn.Argument, (now, _, facts) => now.Reply(Replies.Modified(FtpTime.Format(facts.Modified))));
}
