using Ftp.Actors.Catalog;
using Ftp.Actors.Protocol;

namespace Ftp.Actors.Sessions.Verbs.Access;

/// <summary>
/// A refused login: nobody is named any more, and so many of them end the session. What was guessed wrong counts against the host too: a wrong password, and a login that nobody
/// has. All else does not: a right password that something else refuses, guests who are not let in (file managers try them unasked), clear logins where TLS is needed, what could
/// not be checked. A client certificate that is nobody's does not either: a key cannot be guessed, and its owner may go on with a password.
/// </summary>
public static class LoginRefusals
{
    /// <summary>A wrong guess. The answer may wait.</summary>
    public static Step Guessed(Turn turn, string why) =>
        turn.Log(SessionLog.LoginFailed(turn, why, "password")).Ask(new Effect.CountFailure(turn.State.User ?? ""), static (now, verdict) =>
            verdict.Ban is null ? Count(now, Replies.LoginIncorrect) : now.With(now.State with { User = null }).End(Replies.TooManyFailedLogins));

    /// <summary>Answered like a wrong guess, but none.</summary>
    public static Step Refuse(Turn turn, string why, string rule) => Count(turn.Log(SessionLog.LoginFailed(turn, why, rule)), Replies.LoginIncorrect);

    /// <summary>From a network that the account or one of its groups does not let in.</summary>
    public static Step Refuse(Turn turn, LoginRefusal refusal) => Count(turn.Log(SessionLog.NetworkRefused(turn, refusal)), Replies.LoginIncorrect);

    public static Step Count(Turn turn, Reply reply)
    {
        var failures = turn.State.FailedLogins + 1;
        var nobody = turn.With(turn.State with { FailedLogins = failures, User = null });
        return failures >= turn.World.Settings.LoginTries ? nobody.End(Replies.TooManyFailedLogins) : nobody.Reply(reply);
    }

    /// <summary>A wrong guess of somebody who is logged in and stays so (SITE PSWD), until there were too many.</summary>
    public static Step GuessedInSession(Turn turn, Reply reply) => turn.Ask(new Effect.CountFailure(turn.Account.Login), (now, verdict) =>
    {
        var failures = now.State.FailedLogins + 1;
        var counted = now.With(now.State with { FailedLogins = failures });
        return verdict.Ban is not null || failures >= now.World.Settings.LoginTries ? counted.End(Replies.TooManyFailedLogins) : counted.Reply(reply);
    });

    /// <summary>The password was right: it does not count among the failures.</summary>
    public static Step DoNotCount(Turn turn, Reply reply) => turn.With(turn.State with { User = null }).Reply(reply);
}
