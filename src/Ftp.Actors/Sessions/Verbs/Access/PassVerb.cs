using Ftp.Actors.Accounts;
using Ftp.Actors.Protocol;
using Ftp.Actors.Storage;
using Ftp.Actors.Supervision;

namespace Ftp.Actors.Sessions.Verbs.Access;

/// <summary>
/// PASS (RFC 959 section 4.1.1): verify, look for the root, take a place, and only then be somebody. The account enters the state when nothing can refuse it any more,
/// so an exception or a time-out on the way leaves nobody logged in.
/// </summary>
public static class PassVerb
{
    private const int MostFailures = 3;

    public static Step Handle(Turn turn)
    {
        if (turn.State.IsLoggedIn)
        {
            return turn.Reply(Replies.AlreadyLoggedIn);
        }

        if (turn.State.User is not { } login)
        {
            return turn.Reply(Replies.UserFirst);
        }

        if (LoginName.IsGuest(login))
        {
            return turn.World.Settings.Guests ? Prepare(turn, AccountProfile.Guest(login)) : Refuse(turn, "guests are off");
        }

        var question = new VerifyLogin(login, new Secret(turn.Argument), turn.World.Host, SessionClock.LoginEnds(turn.State, turn.World));
        return turn.Ask(new Effect.Verify(question), Judge);
    }

    private static Step Judge(Turn turn, LoginVerdict verdict) => verdict switch
    {
        LoginVerdict.Accepted { Profile: { Enabled: true } profile } => Prepare(turn, profile),
        LoginVerdict.Accepted => Refuse(turn, "the account is disabled"),
        LoginVerdict.Refused refused => Refuse(turn, refused.Why),
        LoginVerdict.Unavailable unavailable => turn.Log(SessionLog.LoginFailed(turn, unavailable.Why)).End(Replies.LoginNotCheckable),
        _ => throw new ArgumentOutOfRangeException(nameof(verdict), verdict, null),
    };

    private static Step Prepare(Turn turn, AccountProfile profile) => HomeWork.For(turn.World, profile) is { } work
        ? turn.Ask(work, (now, result) => result.Error switch
        {
            StorageError.None => Admit(now, profile),
            StorageError.Unavailable => now.Log(SessionLog.LoginFailed(now, result.Detail ?? "the storage is not available")).End(Replies.LoginNotCheckable),
            _ => RefuseWithoutRoot(now, result.Detail ?? "the root of the account is gone"),
        })
        : Admit(turn, profile);

    private static Step Admit(Turn turn, AccountProfile profile) =>
        turn.Ask(new Effect.Admit(new AdmitLogin(turn.World.Session, profile.Login, profile.IsGuest, profile.MaximumConnections)), (now, admission) => admission switch
        {
            Admission.Granted => Enter(now, profile),
            // Not a limit: it was sent away while it stood in line.
            Admission.Refused when now.State.EndReason is { } reason => now.End(Replies.SessionEnds(reason)),
            Admission.Refused refused => now.Log(SessionLog.Limit(now, refused, "login")).End(Replies.TooManySessions(LimitText.For(refused.Limit))),
            _ => throw new ArgumentOutOfRangeException(nameof(admission), admission, null),
        });

    private static Step Enter(Turn turn, AccountProfile profile)
    {
        var somebody = turn.With(turn.State with { Account = profile, FailedLogins = 0, UnknownCommands = 0 });
        somebody = somebody.Log(SessionLog.LoggedIn(somebody));
        return OwnFolders.For(turn.World, profile) is { } folders
            ? somebody.Ask(folders, static (now, troubles) => Welcome(troubles.Aggregate(now, static (logged, trouble) => logged.Log(SessionLog.NoOwnFolder(logged, trouble)))))
            : Welcome(somebody);
    }

    private static Step Welcome(Turn turn) => turn.Reply(Replies.LoggedIn(turn.World.Settings.Welcome));

    /// <summary>The password was right: it does not count among the failures.</summary>
    private static Step RefuseWithoutRoot(Turn turn, string why)
    {
        var logged = turn.Log(SessionLog.LoginFailed(turn, why));
        return logged.With(turn.State with { User = null }).Reply(Replies.LoginIncorrect);
    }

    private static Step Refuse(Turn turn, string why)
    {
        var failures = turn.State.FailedLogins + 1;
        var logged = turn.Log(SessionLog.LoginFailed(turn, why));
        var nobody = logged.With(turn.State with { FailedLogins = failures, User = null });
        return failures >= MostFailures ? nobody.End(Replies.TooManyFailedLogins) : nobody.Reply(Replies.LoginIncorrect);
    }
}
