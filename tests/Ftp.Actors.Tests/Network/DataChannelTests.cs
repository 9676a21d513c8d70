using System.Net;
using System.Net.Sockets;
using Ftp.Actors.Network;
using Ftp.Actors.Settings;
using Ftp.Testing.Transfers;
using Xunit;

namespace Ftp.Actors.Tests.Network;

public sealed class DataChannelTests
{
    private static readonly IPAddress Other = IPAddress.Parse("127.0.0.2");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_wrong_peer_is_closed_at_once_and_waited_past()
    {
        await using var channel = TransferServices.Channels(29000, 29009).Listen();
        for (var i = 0; i < 20; i++)
        {
            using var wrong = await ConnectAsync(channel, Other);
            Assert.Equal(0, await ReceiveOrResetAsync(wrong));
        }
        using var client = await ConnectAsync(channel);
        await using var connection = await channel.OpenAsync(Cancel);
        await connection.WriteAsync(new byte[] { 42 }, Cancel);
        Assert.Equal(1, await ReceiveOrResetAsync(client));
    }

    [Fact]
    public async Task Foreign_peers_may_connect_where_the_settings_say_so()
    {
        var settings = new ServerSettings { PassivePorts = new PortRange(29010, 29019), ForeignDataAddresses = true };
        await using var channel = new DataChannels(new Published<ServerSettings>(settings)).Listen();
        using var client = await ConnectAsync(channel, Other);
        await using var connection = await channel.OpenAsync(Cancel);
        Assert.NotNull(connection.Plain);
    }

    [Fact]
    public async Task A_second_connection_is_refused()
    {
        await using var channel = TransferServices.Channels(29020, 29029).Listen();
        using var client = await ConnectAsync(channel);
        await using var connection = await channel.OpenAsync(Cancel);
        await Assert.ThrowsAsync<SocketException>(() => ConnectAsync(channel));
    }

    [Fact]
    public async Task An_exhausted_range_gives_null_and_each_port_comes_back()
    {
        var channels = TransferServices.Channels(29030, 29039);
        var all = Enumerable.Range(0, 10).Select(_ => channels.Listen()).ToArray();
        Assert.Equal(10, all.Select(c => c.EndPoint.Port).Distinct().Count());
        Assert.Null(channels.Listen(IPAddress.Loopback, IPAddress.Loopback));
        await all[3].DisposeAsync();
        await all[3].DisposeAsync();
        await using var again = channels.Listen();
        Assert.Equal(all[3].EndPoint, again.EndPoint);
        Assert.Null(channels.Listen(IPAddress.Loopback, IPAddress.Loopback));
        foreach (var channel in all)
            await channel.DisposeAsync();
    }

    [Fact]
    public async Task Ports_of_other_processes_are_stepped_over()
    {
        using var other = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        other.Bind(new IPEndPoint(IPAddress.Any, 29040));
        other.Listen(1);
        var channels = TransferServices.Channels(29040, 29041);
        await using var channel = channels.Listen();
        Assert.Equal(29041, channel.EndPoint.Port);
        Assert.Null(channels.Listen(IPAddress.Loopback, IPAddress.Loopback));
        other.Dispose();
        await using var free = channels.Listen();
        Assert.Equal(29040, free.EndPoint.Port);
    }

    [Fact]
    public async Task Ten_thousand_channels_fit_one_after_the_other_into_ten_ports()
    {
        var channels = TransferServices.Channels(29050, 29059);
        for (var cycle = 0; cycle < 10_000; cycle++)
        {
            await using var channel = channels.Listen();
            if (cycle % 20 != 0)
                continue;
            // a used port stays in TIME_WAIT at the side that closes first: ours
            using var client = await ConnectAsync(channel);
            var connection = await channel.OpenAsync(Cancel);
            await connection.CompleteAsync(Cancel);
            await connection.DisposeAsync();
            Assert.Equal(0, await ReceiveOrResetAsync(client));
        }
    }

    [Fact]
    public async Task Waiting_ends_with_the_token_and_a_client_that_came_unasked_is_closed()
    {
        var channels = TransferServices.Channels(29060, 29069);
        await using (var channel = channels.Listen())
        {
            using var timeOut = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
            var opening = channel.OpenAsync(timeOut.Token);
            await timeOut.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => opening);
        }
        var unused = channels.Listen();
        using var client = await ConnectAsync(unused);
        await unused.DisposeAsync();
        Assert.Equal(0, await ReceiveOrResetAsync(client));
    }

    [Fact]
    public async Task IPv6_and_mapped_addresses_are_understood()
    {
        var channels = TransferServices.Channels(29070, 29079);
        await using var mapped = channels.Listen(IPAddress.Loopback.MapToIPv6(), IPAddress.Loopback.MapToIPv6())!;
        Assert.Equal(IPAddress.Loopback, mapped.EndPoint.Address);
        using var client = await ConnectAsync(mapped);
        await using var connection = await mapped.OpenAsync(Cancel);

        Assert.SkipUnless(Socket.OSSupportsIPv6, "no IPv6 here");
        await using var six = channels.Listen(IPAddress.IPv6Loopback, IPAddress.IPv6Loopback)!;
        using var client6 = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
        await client6.ConnectAsync(six.EndPoint, Cancel);
        await using var connection6 = await six.OpenAsync(Cancel);
    }

    [Fact]
    public async Task Completing_waits_until_the_last_byte_is_acknowledged()
    {
        await using var channel = TransferServices.Channels(29080, 29089).Listen();
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 64 * 1024 };
        await client.ConnectAsync(channel.EndPoint, Cancel);
        await using var connection = await channel.OpenAsync(Cancel);
        // as much as the kernel takes at once
        connection.Plain!.Blocking = false;
        var queued = connection.Plain.Send(new byte[8 * 1024 * 1024]);
        var completing = connection.CompleteAsync(Cancel).AsTask();
        Assert.False(completing.IsCompleted);
        Assert.True(connection.Acknowledged(queued) < queued);
        var received = 0;
        for (int count; (count = await client.ReceiveAsync(new byte[256 * 1024], Cancel)) > 0; received += count)
            Assert.False(completing.IsCompleted && received < queued - 1024 * 1024);
        Assert.Equal(queued, received);
        // the client has not closed its side: it may wait for the 226 first
        await completing;
    }

    [Fact]
    public async Task Input_that_nobody_wanted_does_not_turn_the_end_into_a_reset()
    {
        await using var channel = TransferServices.Channels(29090, 29099).Listen();
        using var client = await ConnectAsync(channel);
        await using var connection = await channel.OpenAsync(Cancel);
        await client.SendAsync(new byte[3000], Cancel);
        await connection.WriteAsync(new byte[100], Cancel);
        await connection.CompleteAsync(Cancel);
        await connection.DisposeAsync();
        Assert.Equal(100, await client.ReceiveAsync(new byte[200], Cancel));
        Assert.Equal(0, await client.ReceiveAsync(new byte[200], Cancel));
    }

    private static async Task<Socket> ConnectAsync(IDataChannel channel, IPAddress? from = null)
    {
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        client.Bind(new IPEndPoint(from ?? IPAddress.Loopback, 0));
        await client.ConnectAsync(channel.EndPoint, Cancel);
        return client;
    }

    private static async Task<int> ReceiveOrResetAsync(Socket client)
    {
        try
        {
            return await client.ReceiveAsync(new byte[10], Cancel);
        }
        catch (SocketException)
        {
            return 0;
        }
    }
}
