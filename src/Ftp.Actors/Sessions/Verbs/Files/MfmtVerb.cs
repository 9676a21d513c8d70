using Ftp.Actors.Protocol;

namespace Ftp.Actors.Sessions.Verbs.Files;

/// <summary>MFMT time path (draft-somers-ftp-mfxx-04 section 3), UTC.</summary>
public static class MfmtVerb
{
    public static Step Handle(Turn turn) => turn.Argument.Split(' ', 2) is [var text, { Length: > 0 } path] && FtpTime.TryParse(text, out var time)
        ? SetTime.Do(turn, path, time, target => Replies.ModifiedSet(FtpTime.Format(time), target.Path))
        : turn.Reply(Replies.BadSyntax(turn.Command!.Row.Syntax));
}
