using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Ftp.Actors.Network.Tls;
using Xunit;
using static Ftp.Actors.Tests.Network.Tls.TlsWorld;

namespace Ftp.Actors.Tests.Network.Tls;

/// <summary>CCC and REIN: back to clear text on the same connection (RFC 4217 sections 6 and 11).</summary>
public sealed class StopTlsTests
{
    public static TheoryData<SslProtocols> Versions => [SslProtocols.Tls12, SslProtocols.Tls13];

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_client_that_answers_with_close_notify_loses_none_of_the_commands_behind_it(SslProtocols protocols)
    {
        await using var session = await TlsSession.StartAsync(Terms(Identity()), Client(protocols));
        await session.Server.StopTlsAsync(Cancel);
        Assert.Equal(0, await session.Client.ReadAsync(new byte[1], Cancel));
        Assert.False(session.Records.EndedRaw);
        // in one segment
        var goodbye = await session.RecordOfGoodbyeAsync();
        await session.Socket.SendAsync((byte[])[.. goodbye, .. "PWD\r\nNOOP\r\n"u8], Cancel);
        Assert.Equal("PWD\r\nNOOP\r\n", await session.Server.ReadTextAsync(11));
        await SpeaksClearAsync(session);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Every_split_of_the_answer_and_the_command_behind_it_is_understood(SslProtocols protocols)
    {
        var identity = Identity();
        for (var split = 1; split < 40; split += 3)
        {
            await using var session = await TlsSession.StartAsync(Terms(identity), Client(protocols));
            await session.Server.StopTlsAsync(Cancel);
            byte[] all = [.. await session.RecordOfGoodbyeAsync(), .. "PWD\r\n"u8];
            var reading = session.Server.ReadTextAsync(5);
            await session.Socket.SendAsync(all.AsMemory(0, Math.Min(split, all.Length)), Cancel);
            await session.Socket.SendAsync(all.AsMemory(Math.Min(split, all.Length)), Cancel);
            Assert.Equal("PWD\r\n", await reading);
        }
    }

    /// <summary><c>curl --ftp-ssl-ccc</c> in its passive mode.</summary>
    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_client_that_goes_on_in_clear_at_once_is_understood(SslProtocols protocols)
    {
        await using var session = await TlsSession.StartAsync(Terms(Identity()), Client(protocols));
        await session.Server.StopTlsAsync(Cancel);
        await session.Socket.SendAsync("PWD\r\n"u8.ToArray(), Cancel);
        Assert.Equal("PWD\r\n", await session.Server.ReadTextAsync(5));
        Assert.Equal(0, await session.Client.ReadAsync(new byte[1], Cancel));
        await SpeaksClearAsync(session);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_command_that_was_on_its_way_under_TLS_is_kept(SslProtocols protocols)
    {
        await using var session = await TlsSession.StartAsync(Terms(Identity()), Client(protocols));
        await session.Client.WriteAsync("PWD\r\n"u8.ToArray(), Cancel);
        await session.Client.WriteAsync("NOOP\r\n"u8.ToArray(), Cancel);
        await session.Server.StopTlsAsync(Cancel);
        await session.Client.ShutdownAsync();
        await session.Socket.SendAsync("QUIT\r\n"u8.ToArray(), Cancel);
        Assert.Equal("PWD\r\nNOOP\r\nQUIT\r\n", await session.Server.ReadTextAsync(17));
    }

    [Fact]
    public async Task A_client_that_says_nothing_keeps_nobody_waiting()
    {
        await using var session = await TlsSession.StartAsync(Terms(Identity()), Client(SslProtocols.Tls13));
        await session.Server.StopTlsAsync(Cancel);
        Assert.Equal(0, await session.Client.ReadAsync(new byte[1], Cancel));
        Assert.Equal(-1, session.Server.Read(new byte[1]));
        await session.Server.WriteAsync("421 idle\r\n"u8.ToArray(), Cancel);
        var text = new byte[10];
        await new NetworkStream(session.Socket).ReadExactlyAsync(text, Cancel);
        Assert.Equal("421 idle\r\n", Encoding.ASCII.GetString(text));
        var closing = session.Server.CloseAsync();
        Assert.Equal(0, await session.Socket.ReceiveAsync(text, Cancel));
        session.Socket.Dispose();
        await closing;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_client_that_goes_is_gone(bool goodbye)
    {
        await using var session = await TlsSession.StartAsync(Terms(Identity()), Client(SslProtocols.Tls13));
        await session.Server.StopTlsAsync(Cancel);
        if (goodbye)
            await session.Client.ShutdownAsync();
        session.Socket.Shutdown(SocketShutdown.Send);
        await session.Server.WaitReadableAsync(Cancel);
        Assert.Equal(0, session.Server.Read(new byte[1]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task TLS_can_be_begun_again(bool goodbye)
    {
        var host = NewHost();
        await using var session = await TlsSession.StartAsync(Terms(Identity()), Client(SslProtocols.Tls13, host));
        var before = session.Server.DataTls;
        await session.Server.StopTlsAsync(Cancel);
        Assert.Same(before, session.Server.DataTls);
        Assert.Equal(0, await session.Client.ReadAsync(new byte[1], Cancel));
        if (goodbye)
            await session.Client.ShutdownAsync();
        await session.Socket.SendAsync("AUTH TLS\r\n"u8.ToArray(), Cancel);
        Assert.Equal("AUTH TLS\r\n", await session.Server.ReadTextAsync(10));
        await using var again = new SslStream(new NetworkStream(session.Socket));
        var asking = again.AuthenticateAsClientAsync(Client(SslProtocols.Tls13, host), Cancel);
        await session.Server.StartTlsAsync(Terms(Identity("other")), Cancel);
        await asking;
        Assert.NotSame(before, session.Server.DataTls);
        await again.WriteAsync("PWD\r\n"u8.ToArray(), Cancel);
        Assert.Equal("PWD\r\n", await session.Server.ReadTextAsync(5));
        await Assert.ThrowsAsync<TlsFailedException>(() => session.Server.StartTlsAsync(Terms(Identity()), Cancel));
    }

    [Fact]
    public async Task There_must_be_TLS_to_stop()
    {
        await using var session = await TlsSession.StartAsync(Terms(Identity()), Client(SslProtocols.Tls13));
        await session.Server.StopTlsAsync(Cancel);
        await Assert.ThrowsAsync<TlsFailedException>(() => session.Server.StopTlsAsync(Cancel));
    }

    private static async Task SpeaksClearAsync(TlsSession session)
    {
        await session.Server.WriteAsync("257 /\r\n"u8.ToArray(), Cancel);
        var text = new byte[7];
        await new NetworkStream(session.Socket).ReadExactlyAsync(text, Cancel);
        Assert.Equal("257 /\r\n", Encoding.ASCII.GetString(text));
        await session.Socket.SendAsync("NOOP\r\n"u8.ToArray(), Cancel);
        Assert.Equal("NOOP\r\n", await session.Server.ReadTextAsync(6));
    }
}
