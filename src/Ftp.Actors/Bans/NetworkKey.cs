using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Ftp.Actors.Supervision;

namespace Ftp.Actors.Bans;

/// <summary>A network as a key of tables: made from an address without allocating, so that a look-up at every connect costs nothing.</summary>
/// <param name="Bits">The network's bits from the top; those behind the prefix are 0.</param>
internal readonly record struct NetworkKey(bool IsV6, int Prefix, UInt128 Bits)
{
    private const int V4Bits = 32;
    private const int V6HostBits = 64;
    private const int MappedBits = 96;

    /// <summary>The host of an address, as the limits count hosts: an IPv4 address, or an IPv6 /64.</summary>
    public static NetworkKey OfHost(IPAddress address)
    {
        var host = HostKey.Of(address);
        return host.IsV6 ? new NetworkKey(true, V6HostBits, (UInt128)host.Bits << V6HostBits) : new NetworkKey(false, V4Bits, (UInt128)host.Bits << MappedBits);
    }

    /// <summary>Of IPv4-mapped networks the IPv4 network.</summary>
    public static NetworkKey Of(IPNetwork network)
    {
        var (address, prefix) = (network.BaseAddress, network.PrefixLength);
        return address.IsIPv4MappedToIPv6 && prefix >= MappedBits ? Around(address.MapToIPv4(), prefix - MappedBits) : Around(address, prefix);
    }

    /// <summary>The network of this length that holds an address.</summary>
    /// <param name="address">Not IPv4-mapped.</param>
    public static NetworkKey Around(IPAddress address, int prefix)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        address.TryWriteBytes(bytes, out _);
        return new NetworkKey(address.AddressFamily == AddressFamily.InterNetworkV6, prefix, Cut(BinaryPrimitives.ReadUInt128BigEndian(bytes), prefix));
    }

    public bool Holds(NetworkKey other) => IsV6 == other.IsV6 && Prefix <= other.Prefix && Cut(other.Bits, Prefix) == Bits;

    public IPNetwork ToNetwork()
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, Bits);
        return new IPNetwork(new IPAddress(IsV6 ? bytes : bytes[..4]), Prefix);
    }

    private static UInt128 Cut(UInt128 bits, int prefix) => prefix == 0 ? UInt128.Zero : bits & (UInt128.MaxValue << (128 - prefix));
}
