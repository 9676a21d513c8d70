using Ftp.Actors.Protocol;
using Ftp.Actors.Supervision;

namespace Ftp.Actors.Sessions.Verbs.Security;

/// <summary>
/// AUTH (RFC 2228 section 3, RFC 4217 sections 4 and 17). Accepted, it makes the session what it was after the connect: who logged in, or said USER, in clear does so
/// again under TLS. TLS-C is TLS by another name; TLS-P and SSL, of the drafts before RFC 4217, imply PBSZ 0 and PROT P, which PROT C takes back.
/// </summary>
public static class AuthVerb
{
    public static Step Handle(Turn turn)
    {
        if (turn.State.Tls is not null)
        {
            return turn.Reply(Replies.TlsAlready);
        }

        if (ProtectsData(turn.Argument.Trim().ToUpperInvariant()) is not { } protectData)
        {
            return turn.Reply(Replies.UnknownMechanism);
        }

        if (!turn.World.TlsReady)
        {
            return turn.Log(SessionLog.TlsRefused(turn, $"the certificate '{turn.World.Settings.Certificate}' cannot be used")).Reply(Replies.TlsUnavailable);
        }

        return turn.State.IsLoggedIn
            ? turn.Ask(new Effect.Release(new ReleaseLogin(turn.World.Session)), (now, _) => Begin(now.Log(SessionLog.LoggedOut(now)), protectData))
            : Begin(turn, protectData);
    }

    private static Step Begin(Turn turn, bool protectData) => TlsSwitch.Start(
        turn.With(turn.State.Reinitialized(turn.World.Now)).Do(Act.DropChannel.Instance), Replies.TlsBegins, protectData);

    private static bool? ProtectsData(string mechanism) => mechanism switch
    {
        "TLS" or "TLS-C" => false,
        "TLS-P" or "SSL" => true,
        _ => null,
    };
}
