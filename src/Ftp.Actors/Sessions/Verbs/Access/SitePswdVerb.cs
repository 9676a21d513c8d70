using Ftp.Actors.Accounts;
using Ftp.Actors.Catalog;
using Ftp.Actors.Protocol;
using Ftp.Actors.Settings;

namespace Ftp.Actors.Sessions.Verbs.Access;

/// <summary>
/// SITE PSWD old new, as Serv-U has it: the owner of an account sets its password. Only one who logged in with the password: a certificate alone is no leave to try
/// passwords. The old one is checked like a login's and a wrong one counts as a failed login, else a session left open would be a place to guess at. Other sessions of the
/// login go on: clients that work with several connections would lose their transfers; who fears an intruder disables the account or kicks him.
/// </summary>
public static class SitePswdVerb
{
    public static Step Handle(Turn turn)
    {
        // a session that is to be closed for too many guesses must have no transfer to close over
        if (turn.State.Transfer is not null)
        {
            return turn.Reply(Replies.PasswordChangeAfterTransfer);
        }

        if (Refusal(turn) is { } refusal)
        {
            return Refuse(turn, refusal);
        }

        if (!PasswordPair.TryParse(turn.Argument, out var pair))
        {
            return turn.Reply(Replies.PasswordsWanted(turn.Command!.Row.Syntax));
        }

        // what needs no hash is said at once
        var wrong = PasswordPolicy.Of(turn.World.Settings).Wrong(pair.New, turn.Account.Login);
        if (wrong.IsEmpty && pair.New == pair.Old)
        {
            wrong = ["it is the old one"];
        }

        if (!wrong.IsEmpty)
        {
            return turn.Reply(Replies.NewPasswordUnfit(wrong));
        }

        var login = turn.Account.Login;
        var question = new VerifyLogin(login, new Secret(pair.Old), turn.World.Host, turn.World.Now + turn.World.Settings.LoginTimeout);
        var chosen = new Secret(pair.New);
        return turn.Ask(new Effect.Verify(question), (now, verdict) => Judge(now, login, chosen, verdict));
    }

    private static Step Judge(Turn turn, string login, Secret chosen, LoginVerdict verdict) => verdict switch
    {
        // the world may have moved while the hash was made
        LoginVerdict.Accepted when Refusal(turn) is { } refusal => Refuse(turn, refusal),
        LoginVerdict.Accepted => turn.Ask(
            new Effect.ChangePassword(new AccountCommands.SetPassword(login, chosen, new Origin(login, "ftp", turn.World.Host))), Changed),
        LoginVerdict.Refused refused => LoginRefusals.GuessedInSession(turn.Log(SessionLog.OldPasswordWrong(turn, refused.Why)), Replies.OldPasswordWrong),
        LoginVerdict.Unavailable unavailable => turn.Log(SessionLog.PasswordNotChanged(turn, unavailable.Why, "unavailable")).Reply(Replies.PasswordNotCheckable),
        _ => throw new ArgumentOutOfRangeException(nameof(verdict), verdict, null),
    };

    private static Step Changed(Turn turn, AccountAnswer answer) => answer switch
    {
        AccountAnswer.Done => turn.With(turn.State with { FailedLogins = 0 }).Reply(Replies.PasswordChanged),
        AccountAnswer.Refused { Kind: RefusalKind.Invalid } refused => turn.Reply(Replies.NewPasswordUnfit([refused.Message])),
        AccountAnswer.Refused refused => turn.Log(SessionLog.PasswordNotChanged(turn, refused.Message, "unavailable")).Reply(Replies.PasswordNotCheckable),
        _ => throw new ArgumentOutOfRangeException(nameof(answer), answer, null),
    };

    /// <summary>
    /// Without TLS only from one's own networks, whatever require-tls says: a change is the cure for a password that was seen on the way, and one that travels the same way
    /// cures nothing. Nor where the account must have TLS, which may have been asked since the login, and never after CCC.
    /// </summary>
    private static (Reply Reply, string Rule)? Refusal(Turn turn)
    {
        var (account, settings) = (turn.Account, turn.World.Settings);
        return account.IsGuest ? (Replies.GuestsHaveNoPassword, "guest")
            : !(account.Limits.ChangePassword ?? settings.PasswordChange) ? (Replies.PasswordChangeOff, account.Limits.ChangePassword is null ? "password-change" : "account")
            : turn.State.ByCertificate ? (Replies.PasswordChangeNeedsPassword, "certificate")
            : turn.State.Tls is not null ? null
            : turn.State.Cleared ? (Replies.PasswordChangeNeedsTls, "clear-command-channel")
            : TlsPolicy.RefusesClearLogin(turn, account) ? (Replies.PasswordChangeNeedsTls, "require-tls")
            : settings.LocalNetworks.Holds(turn.World.Peer.Address) ? null
            : (Replies.PasswordChangeNeedsTls, "local-networks");
    }

    private static Step Refuse(Turn turn, (Reply Reply, string Rule) refusal) =>
        turn.Log(SessionLog.PasswordNotChanged(turn, refusal.Reply.Text, refusal.Rule)).Reply(refusal.Reply);
}
