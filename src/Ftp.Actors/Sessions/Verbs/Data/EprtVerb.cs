using System.Net;
using System.Net.Sockets;
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
            // RFC 2428 section 2: an address of the other family cannot be reached from this session.
            EprtResult.Ok when asked.AddressFamily != turn.World.Peer.AddressFamily =>
                turn.Reply(Replies.UseNetworkProtocol(turn.World.Peer.AddressFamily == AddressFamily.InterNetworkV6 ? "(2)" : "(1)")),
            // lftp says "::" over IPv6: it listens on all its addresses and names none
            EprtResult.Ok when asked.Address.Equals(IPAddress.IPv6Any) => ActiveTarget.Agree(turn, new IPEndPoint(turn.World.Peer.Address, asked.Port)),
            EprtResult.Ok => ActiveTarget.Agree(turn, asked),
            EprtResult.UnknownProtocol => turn.Reply(Replies.UseNetworkProtocol("(1,2)")),
            _ => turn.Reply(Replies.BadSyntax(turn.Command!.Row.Syntax)),
        };
    }
}
