using System.Net;
using System.Net.Sockets;

namespace Ftp.Actors.Network;

/// <summary>PORT/EPRT: connects from the address that the client knows us by. The source port is any: port 20 would need a privilege and buys nothing.</summary>
internal sealed class ActiveChannel(IPAddress local, IPEndPoint target, Descriptors descriptors) : IDataChannel
{
    private const int IpLevel = 0;
    private const int BindAddressNoPort = 24;

    public IPEndPoint EndPoint { get; } = target;
    public bool IsPassive => false;

    public async Task<IDataConnection> OpenAsync(CancellationToken cancel)
    {
        var socket = Make();
        try
        {
            PlainDataConnection.Configure(socket);
            if (local.AddressFamily == EndPoint.AddressFamily)
                BindAddress(socket);
            await socket.ConnectAsync(EndPoint, cancel).ConfigureAwait(false);
            return new PlainDataConnection(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private Socket Make()
    {
        try
        {
            var socket = new Socket(EndPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            descriptors.Found();
            return socket;
        }
        catch (SocketException failure)
        {
            descriptors.Failed(failure);
            throw;
        }
    }

    private void BindAddress(Socket socket)
    {
        // a bind to port 0 takes the port from all targets at once: some 28,000 transfers a minute and TIME_WAIT has them all. Chosen at connect, it is per target
        if (OperatingSystem.IsLinux() && socket.AddressFamily == AddressFamily.InterNetwork)
            socket.SetRawSocketOption(IpLevel, BindAddressNoPort, BitConverter.GetBytes(1));
        socket.Bind(new IPEndPoint(local, 0));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
