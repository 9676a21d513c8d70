using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Ftp.Actors.Network;
using Ftp.Actors.Network.Tls;
using Ftp.Actors.Settings;
using Xunit;
using static Ftp.Actors.Tests.Network.Tls.TlsWorld;

namespace Ftp.Actors.Tests.Network.Tls;

public sealed class HandshakeTests
{
    [Fact]
    public async Task What_it_came_to_is_told()
    {
        await using var session = await TlsSession.StartAsync(Terms(Identity("shop")), Client(SslProtocols.Tls13, "ftp.example.com", "ftp"));
        Assert.Equal(new TlsFacts("TLS 1.3", "TLS_AES_256_GCM_SHA384", "shop", "ftp.example.com", null), session.Facts);
        Assert.Equal("TLS 1.3 TLS_AES_256_GCM_SHA384", session.Facts.ToString());
        Assert.Equal("ftp", session.Client.NegotiatedApplicationProtocol.ToString());
    }

    [Theory]
    [InlineData("http/1.1")]
    [InlineData("h2,http/1.1")]
    [InlineData("ftp-data")]
    public async Task A_client_that_took_us_for_another_server_is_refused(string offered)
    {
        var failure = await Assert.ThrowsAsync<TlsFailedException>(() => TlsSession.StartAsync(Terms(Identity()), Client(SslProtocols.Tls13, "", offered.Split(','))));
        Assert.Contains("no ALPN protocol ftp", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("h2,ftp")]
    [InlineData("x-filezilla-ftp,ftp")]
    public async Task A_client_that_names_ftp_among_others_is_served(string offered)
    {
        await using var session = await TlsSession.StartAsync(Terms(Identity()), Client(SslProtocols.Tls13, "", offered.Split(',')));
        Assert.Equal("ftp", session.Client.NegotiatedApplicationProtocol.ToString());
    }

    [Theory]
    [InlineData("ftp-data")]
    [InlineData("ftp")]
    [InlineData("")]
    public async Task Data_connections_may_name_either_protocol_or_none(string offered)
    {
        var host = NewHost();
        await using var session = await TlsSession.StartAsync(Terms(Identity()), Client(SslProtocols.Tls13, host, "ftp"));
        await using var data = await session.DataAsync(DataBinding.SameSession, Client(SslProtocols.Tls13, host, offered.Split(',', StringSplitOptions.RemoveEmptyEntries)));
        Assert.Equal(offered, data.Client.NegotiatedApplicationProtocol.ToString());
    }

    [Fact]
    public async Task Data_connections_of_browsers_are_refused()
    {
        var host = NewHost();
        await using var session = await TlsSession.StartAsync(Terms(Identity()), Client(SslProtocols.Tls13, host));
        var failure = await Assert.ThrowsAsync<TlsFailedException>(() => session.DataAsync(DataBinding.Address, Client(SslProtocols.Tls13, host, "h2")));
        Assert.False(failure.NotBound);
    }

    [Fact]
    public async Task The_name_that_the_client_asks_for_chooses_the_certificate()
    {
        var (one, two) = (Identity("one"), Identity("two"));
        var terms = Terms(one) with { Select = name => name == "two.test" ? two : one };
        foreach (var (host, expected) in new[] { ("two.test", "two"), ("one.test", "one"), ("", "one") })
        {
            await using var session = await TlsSession.StartAsync(terms, Client(SslProtocols.Tls13, host));
            Assert.Equal(expected, session.Facts.Certificate);
            Assert.Equal(host.Length == 0 ? null : host, session.Facts.ServerName);
            Assert.Equal($"CN={expected}", session.Client.RemoteCertificate!.Subject);
            // the data connection has the session's certificate, whatever it asks for
            await using var data = await session.DataAsync(DataBinding.Address, Client(SslProtocols.Tls13, NewHost()));
            Assert.Equal($"CN={expected}", data.Client.RemoteCertificate!.Subject);
        }
    }

    [Fact]
    public async Task Where_no_certificate_can_be_used_the_client_hears_an_alert()
    {
        var (socket, accepted) = await SocketsAsync();
        using var raw = socket;
        await using var server = new TcpControlConnection(accepted, TimeProvider.System);
        await using var client = new SslStream(new NetworkStream(socket));
        var asking = client.AuthenticateAsClientAsync(Client(SslProtocols.Tls13, "x.test"), Cancel);
        var failure = await Assert.ThrowsAsync<TlsFailedException>(() => server.StartTlsAsync(Terms(Identity()) with { Select = _ => null }, Cancel));
        Assert.Equal("no certificate can be used now for the name x.test", failure.Message);
        var heard = await Assert.ThrowsAsync<AuthenticationException>(() => asking);
        Assert.Contains("unrecognized name", heard.ToString(), StringComparison.OrdinalIgnoreCase);
        Assert.Null(server.DataTls);
    }

    [Theory]
    [InlineData("USER anonymous\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\n\r\n")]
    [InlineData("\r\n")]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n")]
    public async Task Plain_text_instead_of_a_handshake_is_named(string text)
    {
        var (socket, accepted) = await SocketsAsync();
        using var raw = socket;
        await using var server = new TcpControlConnection(accepted, TimeProvider.System);
        await socket.SendAsync(System.Text.Encoding.ASCII.GetBytes(text), Cancel);
        socket.Shutdown(SocketShutdown.Send);
        var failure = await Assert.ThrowsAsync<TlsFailedException>(() => server.StartTlsAsync(Terms(Identity()), Cancel));
        Assert.Equal("the client did not speak TLS", failure.Message);
    }

    [Fact]
    public async Task A_client_that_goes_is_told_apart()
    {
        var (socket, accepted) = await SocketsAsync();
        using var raw = socket;
        await using var server = new TcpControlConnection(accepted, TimeProvider.System);
        socket.Shutdown(SocketShutdown.Send);
        var failure = await Assert.ThrowsAsync<TlsFailedException>(() => server.StartTlsAsync(Terms(Identity()), Cancel));
        Assert.Equal("the client went before it spoke", failure.Message);
    }

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task One_byte_at_a_time_will_do(SslProtocols protocols)
    {
        var (socket, accepted) = await SocketsAsync();
        using var raw = socket;
        await using var server = new TcpControlConnection(accepted, TimeProvider.System);
        await using var client = new SslStream(new RecordStream(new DripWire(new SocketWire(socket)), oneRecord: false));
        var asking = client.AuthenticateAsClientAsync(Client(protocols), Cancel);
        await server.StartTlsAsync(Terms(Identity()), Cancel);
        await asking;
        await client.WriteAsync("PBSZ 0\r\n"u8.ToArray(), Cancel);
        Assert.Equal("PBSZ 0\r\n", await server.ReadTextAsync(8));
    }

    /// <summary>SslStream takes an encrypted record whose first byte is 1 for a ClientHello, and asks for the certificate again: one handshake of TLS 1.2 in 256 failed.</summary>
    [Fact]
    public async Task A_Finished_that_looks_like_a_hello_is_no_second_hello()
    {
        var (socket, accepted) = await SocketsAsync();
        using var raw = socket;
        await using var server = new TcpControlConnection(accepted, TimeProvider.System);
        var asked = 0;
        var identity = Identity();
        var terms = Terms(identity) with { Select = _ => ++asked == 1 ? identity : null };
        await using var client = new SslStream(new RecordStream(new ForgedFinishedWire(new SocketWire(socket)), oneRecord: false));
        var asking = client.AuthenticateAsClientAsync(Client(SslProtocols.Tls12), Cancel);
        var failure = await Assert.ThrowsAsync<TlsFailedException>(() => server.StartTlsAsync(terms, Cancel));
        // what was changed was found changed, and nothing worse
        Assert.Contains("bad record mac", failure.ToString(), StringComparison.Ordinal);
        Assert.Equal(1, asked);
        await server.CloseAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => asking);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(60)]
    public async Task A_handshake_that_hangs_ends_with_its_token(int sent)
    {
        var (socket, accepted) = await SocketsAsync();
        using var raw = socket;
        await using var server = new TcpControlConnection(accepted, TimeProvider.System);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        // the beginning of a ClientHello
        byte[] hello = [22, 3, 1, 1, 0, 1, 0, 0, 252, 3, 3, .. new byte[60]];
        await socket.SendAsync(hello.AsMemory(0, sent), Cancel);
        var starting = server.StartTlsAsync(Terms(Identity()), stop.Token);
        Assert.False(starting.IsCompleted);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => starting);
        await server.CloseAsync();
        Assert.Equal(0, await socket.ReceiveAsync(new byte[10], Cancel));
    }

    [Fact]
    public async Task A_data_handshake_that_hangs_ends_with_its_token_and_a_reset()
    {
        await using var session = await TlsSession.StartAsync(Terms(Identity()), Client(SslProtocols.Tls13));
        var (socket, accepted) = await SocketsAsync();
        using var raw = socket;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var securing = session.Server.DataTls!.SecureAsync(new PlainDataConnection(accepted), DataBinding.SameSession, stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => securing);
        var failure = await Assert.ThrowsAsync<SocketException>(async () => await socket.ReceiveAsync(new byte[10], Cancel));
        Assert.Equal(SocketError.ConnectionReset, failure.SocketErrorCode);
    }
}
