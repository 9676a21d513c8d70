using Ftp.Actors.Protocol;

namespace Ftp.Actors.Sessions.Verbs.Security;

/// <summary>PROT (RFC 2228 section 3, RFC 4217 section 9). It holds for transfers that begin from now on. After CCC whoever is on the way could say PROT C, so nobody may.</summary>
public static class ProtVerb
{
    public static Step Handle(Turn turn)
    {
        if (turn.State.Tls is null)
        {
            return turn.Reply(turn.State.Cleared ? Replies.NotInClear : Replies.AuthFirst);
        }

        if (!turn.State.BufferSizeKnown)
        {
            return turn.Reply(Replies.BufferSizeFirst);
        }

        return turn.Argument.Trim().ToUpperInvariant() switch
        {
            "P" => Set(turn, true),
            "C" when TlsPolicy.NeedsProtectedData(turn) => turn.Log(SessionLog.TlsRefused(turn, "data connections need TLS here")).Reply(Replies.DataMustHaveTls),
            "C" => Set(turn, false),
            "S" or "E" => turn.Reply(Replies.ProtectionNotSupported),
            _ => turn.Reply(Replies.UnknownProtection),
        };
    }

    private static Step Set(Turn turn, bool on) => turn.With(turn.State with { DataProtected = on }).Reply(Replies.DataProtection(on));
}
