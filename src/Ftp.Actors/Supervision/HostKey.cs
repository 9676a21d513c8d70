using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Ftp.Actors.Supervision;

/// <summary>What counts as one host: an IPv4 address, or an IPv6 /64, because one customer's line has 2^64 addresses to change between.</summary>
internal readonly record struct HostKey(bool IsV6, ulong Bits)
{
    /// <summary>An IPv4 address that arrived through a dual-mode socket (::ffff:a.b.c.d) is the IPv4 address.</summary>
    public static HostKey Of(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            return new HostKey(false, BinaryPrimitives.ReadUInt32BigEndian(bytes));
        }

        return address.IsIPv4MappedToIPv6
            ? new HostKey(false, BinaryPrimitives.ReadUInt32BigEndian(bytes[12..]))
            : new HostKey(true, BinaryPrimitives.ReadUInt64BigEndian(bytes));
    }

    /// <summary><c>192.0.2.1</c> or <c>2001:db8::/64</c>.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        if (!IsV6)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)Bits);
            return new IPAddress(bytes[..4]).ToString();
        }

        BinaryPrimitives.WriteUInt64BigEndian(bytes, Bits);
        return $"{new IPAddress(bytes)}/64";
    }
}
