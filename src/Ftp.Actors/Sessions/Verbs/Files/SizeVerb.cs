using Ftp.Actors.Protocol;

namespace Ftp.Actors.Sessions.Verbs.Files;

/// <summary>
/// SIZE (RFC 3659 section 4): the octets that RETR would send. For TYPE A that would take reading the file, so it is refused there, as ProFTPD and vsftpd do:
/// a wrong number would make clients resume at a wrong place.
/// </summary>
public static class SizeVerb
{
    public static Step Handle(Turn turn) => turn.State.Parameters.Type == TransferType.Ascii
        ? turn.Reply(Replies.SizeNeedsBinary)
        : FileQuery.Ask(turn, turn.Argument, (now, _, facts) => now.Reply(facts.Kind == FileKind.File ? Replies.Size(facts.Size) : Replies.NotAPlainFile));
}
