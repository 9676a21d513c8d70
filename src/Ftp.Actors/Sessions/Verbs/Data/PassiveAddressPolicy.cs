using System.Net;
using System.Net.Sockets;
using Ftp.Actors.Settings;

namespace Ftp.Actors.Sessions.Verbs.Data;

/// <summary>Which address a 227 tells a peer (setting <c>passive-address</c>).</summary>
public static class PassiveAddressPolicy
{
    /// <param name="Address">An IP address or a DNS name.</param>
    /// <param name="IsFromRule">False: no rule applies, and it is the address that the client reached.</param>
    public readonly record struct Choice(string Address, bool IsFromRule);

    /// <summary>The first rule whose network holds the peer; a rule without a network is told to peers outside <c>local-networks</c> only, for inside them the outer address may not be reachable.</summary>
    public static Choice Choose(ServerSettings settings, IPAddress peer, IPAddress local)
    {
        foreach (var rule in settings.PassiveAddress.Rules)
        {
            if (rule.For is { } network ? network.Contains(peer) : !settings.LocalNetworks.Holds(peer))
            {
                return new Choice(rule.Address, true);
            }
        }

        return new Choice(local.ToString(), false);
    }

    /// <summary>A public peer cannot reach a private address: its every passive transfer would fail, and the operator must hear why.</summary>
    public static bool IsUnreachable(ServerSettings settings, IPAddress peer, IPAddress told) => !IsPrivate(settings, peer) && IsPrivate(settings, told);

    public static bool IsPrivate(ServerSettings settings, IPAddress address) => settings.LocalNetworks.Holds(address) || NetworkList.Private.Holds(address);

    /// <summary>227 knows IPv4 only.</summary>
    public static bool IsUsable(IPAddress address) => address.AddressFamily == AddressFamily.InterNetwork;
}
