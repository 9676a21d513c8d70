using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Ftp.Actors.Network;
using Ftp.Actors.Network.Tls;
using Ftp.Actors.Settings;
using Xunit;
using static Ftp.Actors.Tests.Network.Tls.TlsWorld;

namespace Ftp.Actors.Tests.Network.Tls;

public sealed class ControlTlsTests
{
    public static TheoryData<SslProtocols> Versions => [SslProtocols.Tls12, SslProtocols.Tls13];

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Reading_never_waits_and_waiting_keeps_what_came(SslProtocols protocols)
    {
        await using var session = await TlsSession.StartAsync(Terms(Identity()), Client(protocols));
        var buffer = new byte[4];
        Assert.Equal(-1, session.Server.Read(buffer));
        var readable = session.Server.WaitReadableAsync(Cancel).AsTask();
        Assert.False(readable.IsCompleted);
        await session.Client.WriteAsync("NOOP\r\n"u8.ToArray(), Cancel);
        await readable;
        await session.Server.WaitReadableAsync(Cancel);
        Assert.Equal(4, session.Server.Read(buffer));
        Assert.Equal(2, session.Server.Read(buffer));
        Assert.Equal(-1, session.Server.Read(buffer));
        await session.Client.ShutdownAsync();
        await session.Server.WaitReadableAsync(Cancel);
        Assert.Equal(0, session.Server.Read(buffer));
        Assert.Equal(0, session.Server.Read(buffer));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Waiting_can_be_given_up_and_taken_up_again_also_inside_a_record(SslProtocols protocols)
    {
        await using var session = await TlsSession.StartAsync(Terms(Identity()), Client(protocols));
        var record = await session.RecordOfAsync("NOOP\r\n");
        for (var sent = 0; sent < record.Length; sent++)
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
            var waiting = session.Server.WaitReadableAsync(stop.Token).AsTask();
            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
            await session.Socket.SendAsync(record.AsMemory(sent, 1), Cancel);
        }

        Assert.Equal("NOOP\r\n", await session.Server.ReadTextAsync(6));
    }

    [Fact]
    public async Task A_wait_that_began_in_clear_is_harmless()
    {
        var (socket, accepted) = await SocketsAsync();
        using var raw = socket;
        await using var server = new TcpControlConnection(accepted, TimeProvider.System);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var begun = server.WaitReadableAsync(stop.Token).AsTask();
        var second = server.WaitReadableAsync(stop.Token).AsTask();
        await using var client = new SslStream(new NetworkStream(socket));
        var asking = client.AuthenticateAsClientAsync(Client(SslProtocols.Tls13), Cancel);
        await server.StartTlsAsync(Terms(Identity()), Cancel);
        await asking;
        await begun;
        await second;
        Assert.Equal(-1, server.Read(new byte[10]));
        await client.WriteAsync("PBSZ 0\r\n"u8.ToArray(), Cancel);
        Assert.Equal("PBSZ 0\r\n", await server.ReadTextAsync(8));
    }

    /// <summary>10,000 idle sessions would hold 300 MB otherwise.</summary>
    [Theory]
    [MemberData(nameof(Versions))]
    public async Task An_idle_session_waits_with_an_empty_buffer_down_to_the_socket(SslProtocols protocols)
    {
        var (here, there) = MemoryWire.Pair();
        var wire = new WatchedWire(here);
        var records = new RecordStream(wire, oneRecord: true);
        using var server = new SslStream(records);
        await using var client = new SslStream(new RecordStream(there, oneRecord: false));
        var serving = server.AuthenticateAsServerAsync(ServerOptions.For(Identity(), TlsVersion.Tls12, ServerOptions.ControlProtocols), Cancel);
        await client.AuthenticateAsClientAsync(Client(protocols), Cancel);
        await serving;
        using var control = new TlsControl(null!, server, records);
        for (var i = 0; i < 3; i++)
        {
            var waiting = control.WaitReadableAsync(Cancel).AsTask();
            Assert.False(waiting.IsCompleted);
            Assert.Equal(0, wire.Asked);
            // that of the handshake goes with the first command
            Assert.True(i == 0 || SslBuffer.LengthOf(server) == 0);
            await client.WriteAsync("NOOP\r\n"u8.ToArray(), Cancel);
            await waiting;
            Assert.Equal(6, control.Read(new byte[100]));
        }
    }

    [Fact]
    public async Task A_peer_that_broke_the_connection_is_told_by_the_next_read()
    {
        await using var session = await TlsSession.StartAsync(Terms(Identity()), Client(SslProtocols.Tls13));
        var waiting = session.Server.WaitReadableAsync(Cancel).AsTask();
        session.Socket.LingerState = new LingerOption(true, 0);
        session.Socket.Dispose();
        await waiting;
        Assert.Throws<SocketException>(() => session.Server.Read(new byte[10]));
        Assert.True(session.Server.PeerIsGone());
    }

    [Fact]
    public async Task What_is_not_TLS_in_the_middle_of_it_ends_the_session()
    {
        await using var session = await TlsSession.StartAsync(Terms(Identity()), Client(SslProtocols.Tls13));
        await session.Socket.SendAsync("NOOP\r\nNOOP\r\n"u8.ToArray(), Cancel);
        await session.Server.WaitReadableAsync(Cancel);
        Assert.Throws<SocketException>(() => session.Server.Read(new byte[10]));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Closing_says_close_notify_and_lets_the_last_reply_arrive_although_commands_were_left_unread(SslProtocols protocols)
    {
        await using var session = await TlsSession.StartAsync(Terms(Identity()), Client(protocols));
        await session.Client.WriteAsync(new byte[3000], Cancel);
        await session.Server.WriteAsync("221 bye\r\n"u8.ToArray(), Cancel);
        var closing = session.Server.CloseAsync().AsTask();
        Assert.Equal("221 bye\r\n", await session.Client.ReadTextAsync(9));
        Assert.Equal(0, await session.Client.ReadAsync(new byte[1], Cancel));
        Assert.False(session.Records.EndedRaw);
        Assert.Equal(0, await session.Socket.ReceiveAsync(new byte[1], Cancel));
        session.Socket.Dispose();
        await closing;
    }

    [Fact]
    public async Task Disposing_says_close_notify_too()
    {
        await using var session = await TlsSession.StartAsync(Terms(Identity()), Client(SslProtocols.Tls13));
        await session.Server.DisposeAsync();
        Assert.Equal(0, await session.Client.ReadAsync(new byte[1], Cancel));
        Assert.False(session.Records.EndedRaw);
    }

    [Fact]
    public async Task Closing_does_not_wait_for_ever_for_a_client_that_reads_nothing()
    {
        await using var session = await TlsSession.StartAsync(Terms(Identity()), Client(SslProtocols.Tls13));
        var stuck = session.Server.WriteAsync(new byte[64 * 1024 * 1024], Cancel).AsTask();
        Assert.False(stuck.IsCompleted);
        await session.Server.CloseAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => stuck);
        Assert.True(session.Server.PeerIsGone());
    }

    [Fact]
    public async Task Aborting_resets_and_ends_a_wait()
    {
        await using var session = await TlsSession.StartAsync(Terms(Identity()), Client(SslProtocols.Tls13));
        var waiting = session.Server.WaitReadableAsync(Cancel).AsTask();
        session.Server.Abort();
        await waiting.ContinueWith(static _ => { }, Cancel, TaskContinuationOptions.None, TaskScheduler.Default);
        var failure = await Assert.ThrowsAsync<SocketException>(async () => await session.Socket.ReceiveAsync(new byte[1], Cancel));
        Assert.Equal(SocketError.ConnectionReset, failure.SocketErrorCode);
        Assert.ThrowsAny<Exception>(() => session.Server.Read(new byte[1]) == -1 ? throw new ObjectDisposedException("") : 0);
    }

    [Fact]
    public async Task A_reply_larger_than_the_kernel_takes_arrives_whole()
    {
        await using var session = await TlsSession.StartAsync(Terms(Identity()), Client(SslProtocols.Tls13));
        var reply = new byte[16 * 1024 * 1024];
        new Random(1).NextBytes(reply);
        var writing = session.Server.WriteAsync(reply, Cancel).AsTask();
        var received = new byte[reply.Length];
        await session.Client.ReadExactlyAsync(received, Cancel);
        await writing;
        Assert.True(reply.AsSpan().SequenceEqual(received));
    }
}
