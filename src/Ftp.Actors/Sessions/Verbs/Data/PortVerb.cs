using Ftp.Actors.Protocol;

namespace Ftp.Actors.Sessions.Verbs.Data;

/// <summary>PORT (RFC 959 section 4.1.2).</summary>
public static class PortVerb
{
    public static Step Handle(Turn turn)
    {
        if (turn.State.ExtendedPassiveOnly)
        {
            return turn.Reply(Replies.OnlyExtendedPassiveNow);
        }

        return HostPort.TryParsePort(turn.Argument.Trim(), out var asked) ? ActiveTarget.Agree(turn, asked) : turn.Reply(Replies.BadSyntax(turn.Command!.Row.Syntax));
    }
}
