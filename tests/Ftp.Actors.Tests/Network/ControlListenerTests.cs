using System.Net;
using System.Net.Sockets;
using Ftp.Actors.Network;
using Xunit;

namespace Ftp.Actors.Tests.Network;

public sealed class ControlListenerTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Any_and_IPv6Any_share_a_port()
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6, "no IPv6 here");
        var listeners = new TcpControlListeners();
        await using var four = listeners.Bind(new IPEndPoint(IPAddress.Any, 0));
        await using var six = listeners.Bind(new IPEndPoint(IPAddress.IPv6Any, four.EndPoint.Port));
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(new IPEndPoint(IPAddress.Loopback, four.EndPoint.Port), Cancel);
        await using var connection = await four.AcceptAsync(Cancel);
        Assert.Equal(AddressFamily.InterNetwork, connection.Peer.AddressFamily);
        using var client6 = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
        await client6.ConnectAsync(new IPEndPoint(IPAddress.IPv6Loopback, six.EndPoint.Port), Cancel);
        await using var connection6 = await six.AcceptAsync(Cancel);
        Assert.Equal(IPAddress.IPv6Loopback, connection6.Peer.Address);
    }

    [Fact]
    public async Task A_busy_port_is_an_error_that_names_itself()
    {
        var listeners = new TcpControlListeners();
        await using var first = listeners.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Assert.Equal(SocketError.AddressAlreadyInUse, Assert.Throws<SocketException>(() => listeners.Bind(first.EndPoint)).SocketErrorCode);
    }

    [Fact]
    public async Task A_burst_of_connections_waits_in_the_backlog()
    {
        await using var listener = new TcpControlListeners().Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var clients = new List<Socket>();
        for (var i = 0; i < 300; i++)
        {
            var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            clients.Add(client);
            await client.ConnectAsync(listener.EndPoint, Cancel);
        }
        foreach (var client in clients)
        {
            await using var connection = await listener.AcceptAsync(Cancel);
            Assert.Equal(client.LocalEndPoint, connection.Peer);
            client.Dispose();
        }
    }

    [Fact]
    public async Task Clients_that_reset_while_they_wait_do_not_end_the_listening()
    {
        await using var listener = new TcpControlListeners().Bind(new IPEndPoint(IPAddress.Loopback, 0));
        for (var i = 0; i < 50; i++)
        {
            using var gone = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await gone.ConnectAsync(listener.EndPoint, Cancel);
            gone.LingerState = new LingerOption(true, 0);
        }
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(listener.EndPoint, Cancel);
        while (true)
        {
            await using var connection = await listener.AcceptAsync(Cancel);
            if (connection.Peer.Equals(client.LocalEndPoint))
                break;
        }
    }

    [Fact]
    public async Task Closing_the_listener_ends_the_accepting()
    {
        var listener = new TcpControlListeners().Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var accepting = listener.AcceptAsync(Cancel).AsTask();
        await listener.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => accepting);
    }

    [Fact]
    public async Task Accepted_connections_have_inherited_what_a_session_needs()
    {
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        TcpControlConnection.Configure(listener);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);
        await client.ConnectAsync(listener.LocalEndPoint!, Cancel);
        using var accepted = await listener.AcceptAsync(Cancel);
        await using var connection = new TcpControlConnection(accepted, TimeProvider.System);
        Assert.True(accepted.NoDelay);
        Assert.NotEqual(0, (int)accepted.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive)!);
        Assert.NotEqual(0, (int)accepted.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.OutOfBandInline)!);
        Assert.Equal(60, (int)accepted.GetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime)!);
    }
}
