using Ftp.Actors.Protocol;

namespace Ftp.Actors.Sessions.Verbs.Data;

/// <summary>EPRT (RFC 2428 section 2).</summary>
public static class EprtVerb
{
    public static Step Handle(Turn turn)
    {
        if (turn.State.ExtendedPassiveOnly)
        {
            return turn.Reply(Replies.OnlyExtendedPassiveNow);
        }

        return HostPort.TryParseEprt(turn.Argument.Trim(), out var asked) switch
        {
            EprtResult.Ok => ActiveTarget.Agree(turn, asked),
            EprtResult.UnknownProtocol => turn.Reply(Replies.UseNetworkProtocol("(1,2)")),
            _ => turn.Reply(Replies.BadSyntax(turn.Command!.Row.Syntax)),
        };
    }
}
