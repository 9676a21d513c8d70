using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Ftp.Testing;
using Ftp.Testing.Processes;
using Ftp.Testing.Wire;
using Xunit;

namespace Ftp.EndToEnd.Tests.Security;

/// <summary>The wrong protocol on the wrong port: clear text where TLS begins, TLS where it does not, HTTP anywhere (ALPACA, CVE-2021-3618), and handshakes that never go on.</summary>
public sealed class ForeignProtocolTests(SecuredServer tls) : IClassFixture<SecuredServer>
{
    [Theory]
    [InlineData("USER ada\r\nPASS Lovelace-1815\r\nMKD in-clear\r\n")]
    [InlineData("AUTH TLS\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")]
    [InlineData("\r\n")]
    public async Task Clear_text_on_the_implicit_port_gets_no_word_in_clear_and_no_login(string text)
    {
        await using var wire = await FtpWire.OpenAsync(tls.ImplicitPort);
        await wire.SendRawAsync(Encoding.ASCII.GetBytes(text));
        wire.Control.Shutdown(SocketShutdown.Send);
        var answer = await wire.ReadRawToEndAsync();
        Assert.True(answer.Length == 0 || answer[0] == RawTls.Alert, Encoding.Latin1.GetString(answer));
        Assert.False(Directory.Exists(Path.Combine(tls.Files, "in-clear")));
    }

    [Fact]
    public async Task A_tls_hello_on_the_plain_port_is_no_command_and_no_handshake()
    {
        await using var wire = await FtpWire.ConnectAsync(tls.Port);
        await wire.SendRawAsync(RawTls.Hello(RawTls.Tls12, RawTls.GoodSuites));
        await wire.SendRawAsync("\r\n"u8.ToArray());
        wire.Control.Shutdown(SocketShutdown.Send);
        var answer = await wire.ReadRawToEndAsync();
        Assert.True(answer.Length == 0 || answer[0] is (byte)'4' or (byte)'5', Encoding.Latin1.GetString(answer));
        await using var next = await tls.LoginAsync();
        await next.ExpectAsync("PWD", 257);
    }

    [Theory]
    [InlineData("h2")]
    [InlineData("http/1.1")]
    [InlineData("h2,http/1.1")]
    [InlineData("smtp")]
    public async Task A_client_that_offers_only_foreign_protocols_gets_no_handshake(string offered)
    {
        foreach (var protocol in new[] { SslProtocols.Tls12, SslProtocols.Tls13 })
        {
            var client = TlsClient.Only(protocol) with { Alpn = offered.Split(',') };
            await using var wire = await FtpWire.ConnectAsync(tls.Port);
            await wire.ExpectAsync("AUTH TLS", 234);
            await RefusedAsync(async () =>
            {
                await wire.HandshakeAsync(client);
                await wire.ExpectAsync("NOOP", 200, 530);
            });
            await RefusedAsync(() => FtpWire.GreetImplicitAsync(tls.ImplicitPort, client));
        }
    }

    [Theory]
    [InlineData("ftp", "ftp")]
    [InlineData("h2,ftp", "ftp")]
    [InlineData(null, "")]
    public async Task A_client_that_offers_ftp_or_nothing_is_served(string? offered, string chosen)
    {
        await using var wire = await tls.LoginAsync(new TlsClient { Alpn = offered?.Split(',') });
        Assert.Equal(chosen, Encoding.ASCII.GetString(wire.Tls!.NegotiatedApplicationProtocol.Protocol.Span));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_browsers_post_over_tls_is_cut_and_nothing_of_it_comes_back(bool isImplicit)
    {
        var wire = isImplicit ? (await FtpWire.GreetImplicitAsync(tls.ImplicitPort)).Wire : await FtpWire.ConnectAsync(tls.Port);
        await using (wire)
        {
            if (!isImplicit)
            {
                await wire.StartTlsAsync(protect: false);
            }

            var request = new StringBuilder("POST /upload HTTP/1.1\r\n");
            for (var i = 0; i < 200; i++)
            {
                request.Append(System.Globalization.CultureInfo.InvariantCulture, $"X-Header-{i}: <script>reflected()</script>\r\n");
            }

            request.Append("\r\nUSER ada\r\nPASS Lovelace-1815\r\nMKD by-a-browser\r\n");
            try
            {
                await wire.SendRawAsync(Encoding.ASCII.GetBytes(request.ToString()));
            }
            catch (Exception e) when (Attempts.IsBreak(e))
            {
                // cut while it was still sending
            }

            var answer = Encoding.Latin1.GetString(await wire.ReadRawToEndAsync());
            Assert.DoesNotContain("reflected", answer, StringComparison.Ordinal);
            Assert.True(answer.Count(c => c == '\n') <= 1, answer);
            Assert.False(Directory.Exists(Path.Combine(tls.Files, "by-a-browser")));
        }
    }

    [Fact]
    public async Task Two_hundred_handshakes_that_stop_half_way_hold_nobody_up_and_end_by_login_timeout()
    {
        var implicitPort = SecuredServer.FreePort();
        await using var server = await ServerProcess.StartAsync([$"ftp.settings.implicit-tls-port={implicitPort}", "ftp.settings.login-timeout=5s"]);
        await server.AddUserAsync("ada", "Lovelace-1815");
        await WorksAsync(server);
        var descriptors = server.DescriptorCount();
        var random = TestScale.Seeded(11);
        var hello = RawTls.Hello(RawTls.Tls12, RawTls.GoodSuites);
        List<FtpWire> halves = [];
        for (var i = 0; i < 200; i++)
        {
            var wire = i % 2 == 0 ? await FtpWire.OpenAsync(implicitPort) : await FtpWire.ConnectAsync(server.Port);
            if (i % 2 == 1)
            {
                await wire.ExpectAsync("AUTH TLS", 234);
            }

            await wire.SendRawAsync(hello.AsMemory(0, random.Next(0, hello.Length)));
            halves.Add(wire);
        }

        await WorksAsync(server);
        foreach (var wire in halves)
        {
            // the server ends each of them by itself; whatever it says before, it is no reply in clear
            var last = await wire.ReadRawToEndAsync();
            Assert.True(last.Length == 0 || last[0] == RawTls.Alert, Encoding.Latin1.GetString(last));
            await wire.DisposeAsync();
        }

        using var bound = new CancellationTokenSource(FtpWire.Patience);
        while ((await server.CtlJsonAsync("status")).GetProperty("sessions").GetInt32() > 0 || server.DescriptorCount() > descriptors + 5)
        {
            Assert.False(bound.IsCancellationRequested, $"descriptors {descriptors} → {server.DescriptorCount()}");
        }
    }

    [Fact]
    public async Task Half_handshakes_on_data_connections_end_by_their_timeout_and_the_session_goes_on()
    {
        await tls.WithSettingAsync("data-connect-timeout", "1s", async () =>
        {
            await using var wire = await tls.LoginAsync();
            for (var i = 0; i < 3; i++)
            {
                using var data = await wire.PassiveAsync();
                await data.SendAsync(RawTls.Hello(RawTls.Tls12, RawTls.GoodSuites).AsMemory(0, 40 * i), TestContext.Current.CancellationToken);
                await wire.ExpectAsync("LIST", 150);
                Assert.InRange((await wire.ReadAsync()).Code, 400, 599);
            }

            await wire.ListAsync("NLST");
        });
    }

    private static async Task WorksAsync(ServerProcess server)
    {
        await using var wire = await FtpWire.LoginTlsAsync(server.Port, "ada", "Lovelace-1815");
        await wire.ListAsync("NLST");
        await wire.QuitAsync();
    }

    /// <summary>TLS 1.3 clients learn of a refusal only with the first byte they read.</summary>
    private static async Task RefusedAsync(Func<Task> handshake)
    {
        var e = await Assert.ThrowsAnyAsync<Exception>(handshake);
        Assert.True(Attempts.IsBreak(e), e.ToString());
        Assert.False(e is WireException { Reply: not null }, e.ToString());
    }
}
