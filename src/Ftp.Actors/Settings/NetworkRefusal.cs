using System.Collections.Immutable;
using System.Net;
using Ftp.Actors.Protocol;

namespace Ftp.Actors.Settings;

/// <summary>The list that keeps an address out.</summary>
/// <param name="List"><c>deny-from</c>, which wins, or <c>allow-from</c>; of the port for implicit TLS with <c>implicit-tls-</c> before it.</param>
/// <param name="Network">The network of a deny list that holds the address; null: no network of the allow list does.</param>
public sealed record NetworkRefusal(string List, IPNetwork? Network, IPAddress Address)
{
    /// <param name="allow">Empty: everybody.</param>
    /// <returns>Null: it is let in.</returns>
    public static NetworkRefusal? Of(ImmutableArray<IPNetwork> allow, ImmutableArray<IPNetwork> deny, IPAddress address, string prefix = "")
    {
        if (allow.IsDefaultOrEmpty && deny.IsDefaultOrEmpty)
        {
            return null;
        }

        var plain = address.Unmapped();
        foreach (var network in deny.IsDefault ? [] : deny)
        {
            if (network.Contains(plain))
            {
                return new NetworkRefusal(prefix + "deny-from", network, plain);
            }
        }

        return allow.IsDefaultOrEmpty || allow.Holds(plain) ? null : new NetworkRefusal(prefix + "allow-from", null, plain);
    }

    /// <param name="whose">The settings, user ada, group staff.</param>
    public string Why(string whose) => Network is { } network
        ? $"{Address} is in {network} of {List} of {whose}"
        : $"{Address} is in no network of {List} of {whose}";
}
