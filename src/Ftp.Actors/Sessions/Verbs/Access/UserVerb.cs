using Ftp.Actors.Accounts;
using Ftp.Actors.Protocol;
using Ftp.Actors.Settings;
using Ftp.Actors.Supervision;

namespace Ftp.Actors.Sessions.Verbs.Access;

/// <summary>USER (RFC 959 section 4.1.1). Said again after a login it begins another: the former is given back first.</summary>
public static class UserVerb
{
    private const int MostRemembered = 4 * LoginName.MaximumLength;

    public static Step Handle(Turn turn) => turn.State.IsLoggedIn
        ? turn.Ask(new Effect.Release(new ReleaseLogin(turn.World.Session)),
            (now, _) => Name(now.Log(SessionLog.LoggedOut(now)).With(now.State.LoggedOut(now.World.Now))))
        : Name(turn);

    /// <summary>Every name is answered alike: who exists is nobody's business before the password was right.</summary>
    private static Step Name(Turn turn)
    {
        if (IsTlsRequired(turn))
        {
            return turn.Reply(Replies.TlsRequired);
        }

        var login = turn.Argument.Length > MostRemembered ? turn.Argument[..MostRemembered] : turn.Argument;
        var named = turn.With(turn.State with { User = login });
        return named.Reply(LoginName.IsGuest(login) && turn.World.Settings.Guests ? Replies.GuestPasswordWanted : Replies.PasswordWanted);
    }

    /// <summary>Before the password travels (RFC 4217 section 11). No connection has TLS yet, so what requires it lets nobody in rather than everybody.</summary>
    private static bool IsTlsRequired(Turn turn) => turn.World.Settings.RequireTls switch
    {
        RequireTls.Always => true,
        RequireTls.Remote => !turn.World.Settings.LocalNetworks.Holds(turn.World.Peer.Address),
        RequireTls.Logins => !LoginName.IsGuest(turn.Argument),
        _ => false,
    };
}
