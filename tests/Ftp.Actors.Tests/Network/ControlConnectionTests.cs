using System.Net;
using System.Net.Sockets;
using Ftp.Actors.Network;
using Xunit;

namespace Ftp.Actors.Tests.Network;

public sealed class ControlConnectionTests : IAsyncLifetime
{
    private readonly IControlListener _listener = new TcpControlListeners().Bind(new IPEndPoint(IPAddress.Loopback, 0));
    private readonly Socket _client = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private IControlConnection _connection = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _client.ConnectAsync(_listener.EndPoint, Cancel);
        _connection = await _listener.AcceptAsync(Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        await _listener.DisposeAsync();
        _client.Dispose();
    }

    [Fact]
    public void Both_ends_are_known()
    {
        Assert.Equal(_client.LocalEndPoint, _connection.Peer);
        Assert.Equal(_client.RemoteEndPoint, _connection.Local);
    }

    [Fact]
    public async Task Reading_never_waits_and_waiting_takes_nothing()
    {
        var buffer = new byte[100];
        Assert.Equal(-1, _connection.Read(buffer));
        var readable = _connection.WaitReadableAsync(Cancel).AsTask();
        Assert.False(readable.IsCompleted);
        await _client.SendAsync("NOOP\r\n"u8.ToArray(), Cancel);
        await readable;
        await _connection.WaitReadableAsync(Cancel);
        Assert.Equal(6, _connection.Read(buffer));
        Assert.Equal(-1, _connection.Read(buffer));
        _client.Shutdown(SocketShutdown.Send);
        await _connection.WaitReadableAsync(Cancel);
        Assert.Equal(0, _connection.Read(buffer));
    }

    [Fact]
    public async Task Urgent_data_stands_inline()
    {
        // what clients send before ABOR: IAC IP, and IAC DM as urgent data
        _client.NoDelay = true;
        await _client.SendAsync(new byte[] { 0xFF, 0xF4, 0xFF }, Cancel);
        await _client.SendAsync(new byte[] { 0xF2 }, SocketFlags.OutOfBand, Cancel);
        await _client.SendAsync("ABOR\r\n"u8.ToArray(), Cancel);
        var received = new List<byte>();
        var buffer = new byte[100];
        while (received.Count < 10)
        {
            await _connection.WaitReadableAsync(Cancel);
            var count = _connection.Read(buffer);
            received.AddRange(buffer[..Math.Max(count, 0)]);
        }
        Assert.Equal([0xFF, 0xF4, 0xFF, 0xF2, .. "ABOR\r\n"u8], received);
    }

    [Fact]
    public async Task A_reply_larger_than_the_kernel_takes_arrives_whole()
    {
        var reply = new byte[16 * 1024 * 1024];
        new Random(1).NextBytes(reply);
        var writing = _connection.WriteAsync(reply, Cancel).AsTask();
        var received = new byte[reply.Length];
        for (var total = 0; total < received.Length;)
            total += await _client.ReceiveAsync(received.AsMemory(total), Cancel);
        await writing;
        Assert.Equal(reply, received);
    }

    [Fact]
    public async Task Waiting_can_be_given_up_and_taken_up_again()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var waiting = _connection.WaitReadableAsync(stop.Token).AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await _client.SendAsync(new byte[1], Cancel);
        await _connection.WaitReadableAsync(Cancel);
        Assert.Equal(1, _connection.Read(new byte[10]));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task A_peer_that_is_gone_is_seen_also_behind_unread_commands(bool reset, bool unread)
    {
        Assert.False(_connection.PeerIsGone());
        if (unread)
            await _client.SendAsync("NOOP\r\n"u8.ToArray(), Cancel);
        Assert.False(_connection.PeerIsGone());
        if (reset)
            _client.LingerState = new LingerOption(true, 0);
        _client.Dispose();
        var deadline = Environment.TickCount64 + 10_000;
        while (!_connection.PeerIsGone())
        {
            Assert.True(Environment.TickCount64 < deadline);
            await Task.Yield();
        }
    }

    [Fact]
    public async Task Closing_lets_the_last_reply_arrive_although_commands_were_left_unread()
    {
        await _client.SendAsync(new byte[3000], Cancel);
        await _connection.WaitReadableAsync(Cancel);
        await _connection.WriteAsync("221 bye\r\n"u8.ToArray(), Cancel);
        var closing = _connection.CloseAsync().AsTask();
        var buffer = new byte[100];
        Assert.Equal(9, await _client.ReceiveAsync(buffer, Cancel));
        Assert.Equal(0, await _client.ReceiveAsync(buffer, Cancel));
        _client.Dispose();
        await closing;
    }

    [Fact]
    public async Task Closing_does_not_wait_for_ever_for_a_client_that_stays()
    {
        await _connection.CloseAsync();
        Assert.Equal(0, await _client.ReceiveAsync(new byte[1], Cancel));
        Assert.True(_connection.PeerIsGone());
    }

    [Fact]
    public async Task Aborting_resets_and_ends_a_wait()
    {
        var waiting = _connection.WaitReadableAsync(Cancel).AsTask();
        _connection.Abort();
        await Assert.ThrowsAnyAsync<Exception>(() => waiting);
        var failure = await Assert.ThrowsAsync<SocketException>(async () => await _client.ReceiveAsync(new byte[1], Cancel));
        Assert.Equal(SocketError.ConnectionReset, failure.SocketErrorCode);
        Assert.True(_connection.PeerIsGone());
    }
}
