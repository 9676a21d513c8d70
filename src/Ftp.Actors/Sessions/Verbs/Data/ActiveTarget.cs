using System.Net;
using System.Net.Sockets;
using Ftp.Actors.Protocol;

namespace Ftp.Actors.Sessions.Verbs.Data;

/// <summary>
/// What PORT and EPRT share: the server connects to the control connection's own peer and to no port below 1024, else it would knock at other people's doors for
/// whoever asks (RFC 2577, the bounce attack). The settings can allow foreign addresses; low ports never.
/// </summary>
public static class ActiveTarget
{
    public static Step Agree(Turn turn, IPEndPoint asked)
    {
        var peer = turn.World.Peer.Address;
        var own = asked.Address.AddressFamily == peer.AddressFamily && asked.Address.GetAddressBytes().AsSpan().SequenceEqual(peer.GetAddressBytes());
        if (!own && (!turn.World.Settings.ForeignDataAddresses || !IsHost(asked.Address) || asked.AddressFamily != peer.AddressFamily))
        {
            return turn.Log(SessionLog.AddressRefused(turn, $"{asked} is not the client's address")).Reply(Replies.ForeignAddress);
        }

        if (asked.Port < 1024)
        {
            return turn.Log(SessionLog.AddressRefused(turn, $"port {asked.Port} is below 1024")).Reply(Replies.LowPort);
        }

        // The peer's own value has the scope of a link-local address, which EPRT cannot spell.
        var target = new IPEndPoint(own ? peer : asked.Address, asked.Port);
        return DataAgreement.Replace(turn, new Effect.ConnectTo(turn.World.Local.Address, target), isPassive: false, static (now, _) => now.Reply(Replies.PortTaken));
    }

    private static bool IsHost(IPAddress address) =>
        !IPAddress.IsLoopback(address) && !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any) && !address.IsIPv6Multicast
        && !(address.AddressFamily == AddressFamily.InterNetwork && address.GetAddressBytes()[0] >= 224);
}
