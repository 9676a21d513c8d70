using System.Net;
using Ftp.Actors.Protocol;

namespace Ftp.Actors.Sessions.Verbs.Data;

/// <summary>PASV (RFC 959 section 4.1.2). The address comes from the policy, never from anything the client sent.</summary>
public static class PasvVerb
{
    private const string Alarm = "passive-address";

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

        return DataAgreement.Replace(Warn(turn, told), new Effect.Listen(turn.World.Local.Address, turn.World.Peer.Address), isPassive: true,
            (now, endPoint) => now.Reply(Replies.EnteringPassive(HostPort.FormatPasv(new IPEndPoint(told, endPoint.Port)))));
    }

    /// <summary>The alarm ends with the first public peer that is told an address it can reach.</summary>
    private static Turn Warn(Turn turn, IPAddress told)
    {
        var (settings, peer) = (turn.World.Settings, turn.World.Peer.Address);
        if (!PassiveAddressPolicy.IsUnreachable(settings, peer, told))
        {
            return PassiveAddressPolicy.IsPrivate(settings, peer) ? turn : turn.Do(new Act.ClearAlarm(Alarm));
        }

        if (turn.State.PassiveWarned)
        {
            return turn;
        }

        return turn.With(turn.State with { PassiveWarned = true }).Log(SessionLog.PassivePrivate(turn, told.ToString())).Do(new Act.RaiseAlarm(Alarm,
            $"{turn.World.Host} was told the passive address {told}, which only the local network reaches; set ftp.settings.passive-address to the public address"));
    }
}
