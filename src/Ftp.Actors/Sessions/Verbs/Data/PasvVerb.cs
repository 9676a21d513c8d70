using System.Net;
using Ftp.Actors.Protocol;

namespace Ftp.Actors.Sessions.Verbs.Data;

/// <summary>PASV (RFC 959 section 4.1.2). The address comes from the policy, never from anything the client sent.</summary>
public static class PasvVerb
{
    public static Step Handle(Turn turn)
    {
        if (turn.State.ExtendedPassiveOnly)
        {
            return turn.Reply(Replies.OnlyExtendedPassiveNow);
        }

        var (peer, local) = (turn.World.Peer.Address, turn.World.Local.Address);
        if (!PassiveAddressPolicy.IsUsable(local))
        {
            return turn.Reply(Replies.PassiveNeedsIPv4);
        }

        var choice = PassiveAddressPolicy.Choose(turn.World.Settings, peer, local);
        return IPAddress.TryParse(choice.Address, out var address)
            ? Listen(turn, address)
            : turn.Ask(new ResolveName(choice.Address), static (now, found) => found.Address is { } resolved ? Listen(now, resolved) : now.Reply(Replies.PassiveAddressUnknown));
    }

    private static Step Listen(Turn turn, IPAddress told)
    {
        if (!PassiveAddressPolicy.IsUsable(told))
        {
            return turn.Reply(Replies.PassiveNeedsIPv4);
        }

        if (PassiveAddressPolicy.IsUnreachable(turn.World.Settings, turn.World.Peer.Address, told))
        {
            turn = turn.Log(SessionLog.PassivePrivate(turn, told.ToString())).Do(new Act.RaiseAlarm("passive-address",
                $"{turn.World.Host} was told the passive address {told}, which only the local network reaches; set ftp.settings.passive-address to the public address"));
        }

        return DataAgreement.Replace(turn, new Effect.Listen(turn.World.Local.Address, turn.World.Peer.Address), isPassive: true,
            (now, endPoint) => now.Reply(Replies.EnteringPassive(HostPort.FormatPasv(new IPEndPoint(told, endPoint.Port)))));
    }
}
