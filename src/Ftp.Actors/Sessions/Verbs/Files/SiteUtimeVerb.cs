using Ftp.Actors.Protocol;

namespace Ftp.Actors.Sessions.Verbs.Files;

/// <summary>
/// SITE UTIME in its two spellings: <c>YYYYMMDDhhmm[ss] path</c>, and the one of lftp and ProFTPD, <c>path atime mtime ctime UTC</c>, of which the middle time counts.
/// </summary>
public static class SiteUtimeVerb
{
    public static Step Handle(Turn turn)
    {
        var words = turn.Argument.Split(' ');
        if (words is [.. var name, var accessed, var modified, var changed, "UTC"] && name.Length > 0 && IsTime(accessed, out _) && IsTime(modified, out var middle) && IsTime(changed, out _))
        {
            return SetTime.Do(turn, string.Join(' ', name), middle, static _ => Replies.AttributesSet);
        }

        return turn.Argument.Split(' ', 2) is [var text, { Length: > 0 } path] && IsTime(text, out var time)
            ? SetTime.Do(turn, path, time, static _ => Replies.AttributesSet)
            : turn.Reply(Replies.BadSyntax(turn.Command!.Row.Syntax));
    }

    private static bool IsTime(string text, out DateTimeOffset time) => FtpTime.TryParse(text.Length == 12 ? text + "00" : text, out time);
}
