using Ftp.Actors.Accounts;
using Ftp.Actors.Protocol;
using Ftp.Actors.Supervision;

namespace Ftp.Actors.Sessions.Verbs.Access;

/// <summary>
/// USER (RFC 959 section 4.1.1). Said again after a login it begins another: the former is given back first. Where a client certificate stands for the password the
/// answer is 232 and the login is done (RFC 2228 section 3).
/// </summary>
public static class UserVerb
{
    private const int MostRemembered = 4 * LoginName.MaximumLength;

    public static Step Handle(Turn turn) => turn.State.IsLoggedIn
        ? turn.Ask(new Effect.Release(new ReleaseLogin(turn.World.Session)),
            (now, _) => Name(now.Log(SessionLog.LoggedOut(now)).With(now.State.LoggedOut(now.World.Now))))
        : Name(turn);

    private static Step Name(Turn turn)
    {
        var login = turn.Argument.Length > MostRemembered ? turn.Argument[..MostRemembered] : turn.Argument;
        var named = turn.With(turn.State with { User = login });
        if (TlsPolicy.RefusesClearLogin(named, login))
        {
            return LoginName.IsGuest(login) ? RefuseClear(named) : named.Ask(new Effect.FindAccount(new AccountQueries.Get(login)), UnlessExcepted);
        }

        if (named.State.Tls?.Client is not { } certificate || LoginName.IsGuest(login))
        {
            return WantPassword(named);
        }

        var question = new VerifyCertificate(login, certificate.Fingerprint, turn.World.Host, SessionClock.LoginEnds(turn.State, turn.World));
        return named.Ask(new Effect.Recognize(question), Recognized);
    }

    /// <summary>Every name is answered alike: who exists is nobody's business before the password was right.</summary>
    private static Step WantPassword(Turn turn) =>
        turn.Reply(LoginName.IsGuest(turn.State.User!) && turn.World.Settings.Guests ? Replies.GuestPasswordWanted : Replies.PasswordWanted);

    /// <summary>A device that has no TLS is asked for its password where its account says so. Whoever tries names learns which are such: that is the price of not asking all.</summary>
    private static Step UnlessExcepted(Turn turn, AccountFound found) => found.Account is { Profile.Tls.Require: false } ? WantPassword(turn) : RefuseClear(turn);

    private static Step RefuseClear(Turn turn) => LoginRefusals.Count(turn.Log(SessionLog.TlsRefused(turn, $"login as {turn.State.User} needs TLS")), Replies.TlsRequired);

    /// <summary>A certificate that stands for nothing here is no failure: the password still may be right.</summary>
    private static Step Recognized(Turn turn, LoginVerdict verdict) =>
        verdict is LoginVerdict.Accepted { Profile: var profile } ? Entrance.Begin(turn, profile, byCertificate: true) : WantPassword(turn);
}
