using Ftp.Actors.Accounts;
using Ftp.Actors.Protocol;
using Ftp.Actors.Storage;
using Ftp.Actors.Supervision;

namespace Ftp.Actors.Sessions.Verbs.Access;

/// <summary>
/// The way in, once the password or the certificate was right: look for the root, take a place, and only then be somebody. The account enters the state when nothing
/// can refuse it any more, so an exception or a time-out on the way leaves nobody logged in.
/// </summary>
public static class Entrance
{
    public static Step Begin(Turn turn, AccountProfile profile, bool byCertificate)
    {
        if (!profile.Enabled)
        {
            return LoginRefusals.Refuse(turn, "the account is disabled", "account");
        }

        if (turn.World.Rights.RefusesLogin(profile, turn.World.Peer.Address) is { } refusal)
        {
            return LoginRefusals.Refuse(turn, refusal);
        }

        if (TlsPolicy.RefusesClearLogin(turn, profile))
        {
            // Only the account asks for it, so nobody could say so before: the operator must know that the password is not secret any more.
            return LoginRefusals.DoNotCount(turn.Log(SessionLog.TlsRefused(turn, $"{profile.Login} needs TLS, and its password travelled in clear")), Replies.TlsRequired);
        }

        return HomeWork.For(turn.World, profile) is { } work
            ? turn.Ask(work, (now, result) => result.Error switch
            {
                StorageError.None => Admit(now, profile, byCertificate),
                StorageError.Unavailable => now.Log(SessionLog.LoginFailed(now, result.Detail ?? "the storage is not available", "unavailable")).End(Replies.LoginNotCheckable),
                _ => LoginRefusals.DoNotCount(now.Log(SessionLog.LoginFailed(now, result.Detail ?? "the root of the account is gone", "root")), Replies.LoginIncorrect),
            })
            : Admit(turn, profile, byCertificate);
    }

    private static Step Admit(Turn turn, AccountProfile profile, bool byCertificate) =>
        turn.Ask(new Effect.Admit(new AdmitLogin(turn.World.Session, profile.Login, profile.IsGuest, profile.MaximumConnections)), (now, admission) => admission switch
        {
            Admission.Granted => Enter(now, profile, byCertificate),
            // Not a limit: it was sent away while it stood in line.
            Admission.Refused when now.State.EndReason is { } reason => now.End(Replies.SessionEnds(reason)),
            Admission.Refused refused => now.Log(SessionLog.Limit(now, refused, "login")).End(Replies.TooManySessions(LimitText.For(refused.Limit))),
            _ => throw new ArgumentOutOfRangeException(nameof(admission), admission, null),
        });

    private static Step Enter(Turn turn, AccountProfile profile, bool byCertificate)
    {
        var somebody = turn.With(turn.State with { Account = profile, ByCertificate = byCertificate, FailedLogins = 0, UnknownCommands = 0 });
        somebody = somebody.Log(SessionLog.LoggedIn(somebody));
        somebody = profile.IsGuest ? somebody : somebody.Do(new Act.NoteGoodLogin(profile.Login));
        somebody = somebody.State.Tls is null && !profile.IsGuest ? somebody.Do(new Act.NoteClearLogin(profile.Login)) : somebody;
        return OwnFolders.For(turn.World, profile) is { } folders
            ? somebody.Ask(folders, static (now, troubles) => Welcome(troubles.Aggregate(now, static (logged, trouble) => logged.Log(SessionLog.NoOwnFolder(logged, trouble)))))
            : Welcome(somebody);
    }

    private static Step Welcome(Turn turn)
    {
        var welcome = turn.World.Settings.Welcome;
        return turn.Reply(turn.State.ByCertificate ? Replies.LoggedInByCertificate(welcome) : Replies.LoggedIn(welcome));
    }
}
