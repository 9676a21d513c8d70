using System.Net.Sockets;
using Ftp.Actors.Protocol;

namespace Ftp.Actors.Sessions.Verbs.Data;

/// <summary>EPSV (RFC 2428 section 3): the client connects to the address it knows already, so no address can be wrong behind a NAT.</summary>
public static class EpsvVerb
{
    public static Step Handle(Turn turn)
    {
        var overIPv6 = turn.World.Local.AddressFamily == AddressFamily.InterNetworkV6;
        _ = HostPort.TryParseEpsv(turn.Argument.Trim(), out var request);
        return request switch
        {
            EpsvRequest.All => turn.With(turn.State with { ExtendedPassiveOnly = true }).Reply(Replies.ExtendedPassiveOnly),
            EpsvRequest.IPv4 when overIPv6 => turn.Reply(Replies.UseNetworkProtocol("(2)")),
            EpsvRequest.IPv6 when !overIPv6 => turn.Reply(Replies.UseNetworkProtocol("(1)")),
            EpsvRequest.UnknownProtocol => turn.Reply(Replies.UseNetworkProtocol(overIPv6 ? "(2)" : "(1)")),
            EpsvRequest.Syntax => turn.Reply(Replies.BadSyntax(turn.Command!.Row.Syntax)),
            _ => DataAgreement.Replace(turn, new Effect.Listen(turn.World.Local.Address, turn.World.Peer.Address), isPassive: true,
                static (now, endPoint) => now.Reply(Replies.EnteringExtendedPassive(HostPort.FormatEpsv(endPoint.Port)))),
        };
    }
}
