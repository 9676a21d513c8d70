using System.Net;
using System.Net.Sockets;

namespace Ftp.Actors.Network;

/// <summary>Binds control ports. IPv6 sockets are v6-only, so that 0.0.0.0 and :: stand side by side.</summary>
public sealed class TcpControlListeners(TimeProvider? time = null) : IControlListeners
{
    /// <summary>A burst of logins waits in the kernel instead of being refused; the kernel caps it at net.core.somaxconn.</summary>
    private const int Backlog = 4096;

    public IControlListener Bind(IPEndPoint endPoint)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (endPoint.AddressFamily == AddressFamily.InterNetworkV6)
                socket.DualMode = false;
            TcpControlConnection.Configure(socket);
            socket.Bind(endPoint);
            socket.Listen(Backlog);
            return new TcpControlListener(socket, time ?? TimeProvider.System);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
