using System.Net;
using System.Net.Sockets;

namespace Ftp.Actors.Protocol;

/// <summary>IPv4 on a socket of both families.</summary>
public static class Addresses
{
    /// <summary>An IPv4 peer can arrive as ::ffff:a.b.c.d; rights, limits and 227 speak of a.b.c.d.</summary>
    public static IPAddress Unmapped(this IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    /// <exception cref="SocketException">A socket that is not connected any more has none.</exception>
    public static IPEndPoint Unmapped(this EndPoint? endPoint) => endPoint is IPEndPoint ip
        ? new IPEndPoint(ip.Address.Unmapped(), ip.Port)
        : throw new SocketException((int)SocketError.NotConnected);
}
