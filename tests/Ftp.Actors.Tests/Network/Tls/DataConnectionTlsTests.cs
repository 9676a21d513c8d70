using System.Net.Sockets;
using System.Security.Authentication;
using Ftp.Actors.Settings;
using Xunit;
using static Ftp.Actors.Tests.Network.Tls.TlsWorld;

namespace Ftp.Actors.Tests.Network.Tls;

public sealed class DataConnectionTlsTests
{
    public static TheoryData<SslProtocols> Versions => [SslProtocols.Tls12, SslProtocols.Tls13];

    /// <summary>An attacker can send a FIN, but no close_notify: a file that ends with FIN alone may have been cut.</summary>
    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_proper_end_is_told_from_a_cut_at_every_place(SslProtocols protocols)
    {
        var identity = Identity();
        var host = NewHost();
        await using var session = await TlsSession.StartAsync(Terms(identity), Client(protocols, host));
        byte[]? all = null;
        for (var cut = 0; all is null || cut <= all.Length; cut++)
        {
            await using var data = await session.DataAsync(DataBinding.SameSession, Client(protocols, host));
            await data.Server.WriteAsync(new byte[1], Cancel);
            await data.Client.ReadTextAsync(1);
            var first = await data.Wire.HoldAsync(() => data.Client.WriteAsync("hello"u8.ToArray(), Cancel).AsTask());
            var second = await data.Wire.HoldAsync(() => data.Client.WriteAsync("world"u8.ToArray(), Cancel).AsTask());
            all = [.. first, .. second, .. await data.Wire.HoldAsync(() => data.Client.ShutdownAsync())];
            await data.Socket.SendAsync(all.AsMemory(0, cut), Cancel);
            data.Socket.Shutdown(SocketShutdown.Send);
            var (received, thrown) = await ReadAllAsync(data);
            var atRecord = cut == 0 || cut == first.Length || cut == first.Length + second.Length || cut == all.Length;
            Assert.Equal(!atRecord, thrown);
            Assert.Equal(cut == all.Length, !thrown && data.Server.EndedProperly);
            Assert.Equal(cut < first.Length ? 0 : cut < first.Length + second.Length ? 5 : 10, received);
        }
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task The_server_says_close_notify_before_FIN_when_it_completes(SslProtocols protocols)
    {
        var host = NewHost();
        await using var session = await TlsSession.StartAsync(Terms(Identity()), Client(protocols, host));
        await using var data = await session.DataAsync(DataBinding.SameSession, Client(protocols, host));
        var file = new byte[3_000_000];
        new Random(2).NextBytes(file);
        async Task SendAsync()
        {
            await data.Server.WriteAsync(file, Cancel);
            await data.Server.CompleteAsync(Cancel);
        }

        var sending = SendAsync();
        var received = new byte[file.Length];
        await data.Client.ReadExactlyAsync(received, Cancel);
        Assert.True(file.AsSpan().SequenceEqual(received));
        Assert.Equal(0, await data.Client.ReadAsync(new byte[1], Cancel));
        Assert.False(data.Records.EndedRaw);
        Assert.Equal(0, await data.Socket.ReceiveAsync(new byte[1], Cancel));
        // the client keeps its side open: it may wait for the 226 first
        await sending;
        Assert.Equal(file.Length, data.Server.Acknowledged(file.Length));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task The_server_says_close_notify_before_FIN_when_it_only_disposes(SslProtocols protocols)
    {
        var host = NewHost();
        await using var session = await TlsSession.StartAsync(Terms(Identity()), Client(protocols, host));
        await using var data = await session.DataAsync(DataBinding.SameSession, Client(protocols, host));
        await data.Server.DisposeAsync();
        Assert.Equal(0, await data.Client.ReadAsync(new byte[1], Cancel));
        Assert.False(data.Records.EndedRaw);
    }

    [Fact]
    public async Task Disposing_waits_for_nobody_and_cuts_visibly_what_was_not_taken()
    {
        var host = NewHost();
        await using var session = await TlsSession.StartAsync(Terms(Identity()), Client(SslProtocols.Tls13, host));
        await using var data = await session.DataAsync(DataBinding.SameSession, Client(SslProtocols.Tls13, host));
        var stuck = data.Server.WriteAsync(new byte[64 * 1024 * 1024], Cancel).AsTask();
        Assert.False(stuck.IsCompleted);
        await data.Server.DisposeAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => stuck);
        Assert.ThrowsAny<Exception>(() => CopyAllAsync(data).GetAwaiter().GetResult() < 64 * 1024 * 1024 && data.Records.EndedRaw ? throw new IOException("cut") : 0);
    }

    [Fact]
    public async Task Aborting_resets_and_ends_reads_and_writes_at_once()
    {
        var host = NewHost();
        await using var session = await TlsSession.StartAsync(Terms(Identity()), Client(SslProtocols.Tls13, host));
        await using var data = await session.DataAsync(DataBinding.SameSession, Client(SslProtocols.Tls13, host));
        var reading = data.Server.ReadAsync(new byte[10], Cancel).AsTask();
        var writing = data.Server.WriteAsync(new byte[64 * 1024 * 1024], Cancel).AsTask();
        Assert.False(reading.IsCompleted || writing.IsCompleted);
        data.Server.Abort();
        await Assert.ThrowsAnyAsync<Exception>(() => reading);
        await Assert.ThrowsAnyAsync<Exception>(() => writing);
        await Assert.ThrowsAnyAsync<Exception>(() => CopyAllAsync(data));
        data.Server.Abort();
    }

    [Fact]
    public async Task Large_uploads_arrive_whole_into_buffers_of_any_size()
    {
        var host = NewHost();
        await using var session = await TlsSession.StartAsync(Terms(Identity()), Client(SslProtocols.Tls13, host));
        foreach (var size in (int[])[1000, 16 * 1024, 256 * 1024])
        {
            await using var data = await session.DataAsync(DataBinding.SameSession, Client(SslProtocols.Tls13, host));
            await data.Server.WriteAsync(new byte[1], Cancel);
            await data.Client.ReadTextAsync(1);
            var file = new byte[3_000_000];
            new Random(size).NextBytes(file);
            async Task SendAsync()
            {
                await data.Client.WriteAsync(file, Cancel);
                await data.Client.ShutdownAsync();
            }

            var sending = SendAsync();
            var received = new List<byte>();
            var buffer = new byte[size];
            for (int count; (count = await data.Server.ReadAsync(buffer, Cancel)) > 0;)
                received.AddRange(buffer.AsSpan(0, count));
            await sending;
            Assert.True(data.Server.EndedProperly);
            Assert.Null(data.Server.Plain);
            Assert.True(file.AsSpan().SequenceEqual(received.ToArray()));
        }
    }

    private static async Task<(int Received, bool Thrown)> ReadAllAsync(TlsData data)
    {
        var received = 0;
        try
        {
            for (int count; (count = await data.Server.ReadAsync(new byte[256 * 1024], Cancel)) > 0;)
                received += count;
            return (received, false);
        }
        catch (IOException)
        {
            return (received, true);
        }
    }

    private static async Task<long> CopyAllAsync(TlsData data)
    {
        var total = 0L;
        var buffer = new byte[64 * 1024];
        for (int count; (count = await data.Client.ReadAsync(buffer, Cancel)) > 0;)
            total += count;
        return total;
    }
}
