using Ftp.Actors.Protocol;

namespace Ftp.Actors.Sessions.Verbs.Places;

/// <summary>PWD (RFC 959 section 4.1.3).</summary>
public static class PwdVerb
{
    public static Step Handle(Turn turn) =>
        turn.With(turn.State with { DirectoryGone = false }).Reply(Replies.WorkingDirectory(turn.State.Directory));
}
