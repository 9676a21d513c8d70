using Ftp.Actors.Protocol;

namespace Ftp.Actors.Sessions.Verbs.Access;

/// <summary>A refused login: nobody is named any more, and the third of them ends the session.</summary>
public static class LoginRefusals
{
    private const int MostFailures = 3;

    public static Step Refuse(Turn turn, string why) => Count(turn.Log(SessionLog.LoginFailed(turn, why)), Replies.LoginIncorrect);

    public static Step Count(Turn turn, Reply reply)
    {
        var failures = turn.State.FailedLogins + 1;
        var nobody = turn.With(turn.State with { FailedLogins = failures, User = null });
        return failures >= MostFailures ? nobody.End(Replies.TooManyFailedLogins) : nobody.Reply(reply);
    }

    /// <summary>Of somebody who is logged in and stays so (SITE PSWD), until there were too many.</summary>
    public static Step CountInSession(Turn turn, Reply reply)
    {
        var failures = turn.State.FailedLogins + 1;
        var counted = turn.With(turn.State with { FailedLogins = failures });
        return failures >= MostFailures ? counted.End(Replies.TooManyFailedLogins) : counted.Reply(reply);
    }

    /// <summary>The password was right: it does not count among the failures.</summary>
    public static Step DoNotCount(Turn turn, Reply reply) => turn.With(turn.State with { User = null }).Reply(reply);
}
