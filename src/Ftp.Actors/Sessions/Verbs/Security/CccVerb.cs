using Ftp.Actors.Protocol;

namespace Ftp.Actors.Sessions.Verbs.Security;

/// <summary>
/// CCC (RFC 2228 section 3, RFC 4217 section 5), for firewalls that must read PORT and PASV. Only after the login: else anybody could have handshakes made for nothing
/// (RFC 4217 section 15.3). Data connections stay as they are.
/// </summary>
public static class CccVerb
{
    public static Step Handle(Turn turn)
    {
        if (turn.State.Tls is null)
        {
            return turn.Reply(Replies.ClearNeedsTls);
        }

        if (!TlsPolicy.MayClear(turn))
        {
            return turn.Log(SessionLog.TlsRefused(turn, "the control connection keeps TLS")).Reply(Replies.ClearNotAllowed);
        }

        return turn.State.IsLoggedIn
            ? TlsSwitch.Stop(turn, Replies.CommandsGoClear, static state => state with { Tls = null, Cleared = true })
            : turn.Reply(Replies.LoginFirst);
    }
}
