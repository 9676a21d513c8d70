using System.Globalization;
using Ftp.Actors.Protocol;

namespace Ftp.Actors.Sessions.Verbs.Security;

/// <summary>PBSZ (RFC 2228 section 3, RFC 4217 section 9): any 32 bit number is taken and answered with 0.</summary>
public static class PbszVerb
{
    public static Step Handle(Turn turn)
    {
        if (turn.State.Tls is null)
        {
            return turn.Reply(turn.State.Cleared ? Replies.NotInClear : Replies.AuthFirst);
        }

        return uint.TryParse(turn.Argument.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out _)
            ? turn.With(turn.State with { BufferSizeKnown = true }).Reply(Replies.BufferSize)
            : turn.Reply(Replies.BadSyntax(turn.Command!.Row.Syntax));
    }
}
