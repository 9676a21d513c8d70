using Ftp.Actors.Network.Tls;
using Ftp.Actors.Settings;
using Xunit;
using static Ftp.Actors.Tests.Network.Tls.TlsWorld;

namespace Ftp.Actors.Tests.Network.Tls;

/// <summary>Which versions and ciphers are spoken, as <c>openssl s_client</c> finds it: SslStream as the client would refuse the old ones of itself.</summary>
public sealed class TlsPolicyTests
{
    private const string Weak = "@SECLEVEL=0";

    [Theory]
    [InlineData("-tls1_3", "TLS 1.3")]
    [InlineData("-tls1_2", "TLS 1.2")]
    [InlineData("-tls1_2 -cipher ECDHE-RSA-AES128-GCM-SHA256", "TLS 1.2")]
    [InlineData("-tls1_2 -cipher ECDHE-RSA-CHACHA20-POLY1305", "TLS 1.2")]
    public async Task What_is_spoken(string arguments, string version)
    {
        var (said, exit, facts, failure) = await OpenSslClient.RunAsync(Terms(Identity(rsa: true)), arguments);
        Assert.Equal(version, facts?.Protocol ?? failure?.ToString());
        Assert.Contains("220 hello", said, StringComparison.Ordinal);
        Assert.Equal(0, exit);
    }

    [Theory]
    [InlineData("-tls1_1 -cipher ALL:" + Weak)]
    [InlineData("-tls1 -cipher ALL:" + Weak)]
    [InlineData("-tls1_2 -cipher ECDHE-RSA-AES128-SHA256:ECDHE-RSA-AES256-SHA384:ECDHE-RSA-AES128-SHA:ECDHE-RSA-AES256-SHA")]
    [InlineData("-tls1_2 -cipher AES128-GCM-SHA256:AES256-GCM-SHA384:AES128-SHA:AES256-SHA256")]
    [InlineData("-tls1_2 -cipher DHE-RSA-AES256-GCM-SHA384:DHE-RSA-AES128-SHA")]
    [InlineData("-tls1_2 -cipher aNULL:eNULL:" + Weak)]
    public async Task What_is_not_spoken(string arguments)
    {
        var (said, exit, facts, failure) = await OpenSslClient.RunAsync(Terms(Identity(rsa: true)), arguments);
        Assert.Null(facts);
        Assert.Equal("no common version or cipher", failure?.Message);
        Assert.DoesNotContain("220 hello", said, StringComparison.Ordinal);
        Assert.NotEqual(0, exit);
    }

    [Fact]
    public async Task The_setting_raises_the_least_version()
    {
        var terms = Terms(Identity(), TlsVersion.Tls13);
        Assert.Equal("no common version or cipher", (await OpenSslClient.RunAsync(terms, "-tls1_2")).Failure?.Message);
        Assert.Equal("TLS 1.3", (await OpenSslClient.RunAsync(terms, "-tls1_3")).Facts?.Protocol);
    }

    /// <summary>Also for elliptic keys, and with client certificates asked for: each could have had a context of its own.</summary>
    [Theory]
    [InlineData(ClientCertificates.Off)]
    [InlineData(ClientCertificates.Asked)]
    public async Task The_cipher_list_holds_for_every_handshake_of_an_identity(ClientCertificates clients)
    {
        var terms = Terms(Identity(), clients: clients);
        for (var i = 0; i < 3; i++)
        {
            var (_, _, weak, refused) = await OpenSslClient.RunAsync(terms, "-tls1_2 -cipher ECDHE-ECDSA-AES128-SHA:ECDHE-ECDSA-AES128-SHA256");
            Assert.Null(weak);
            Assert.Equal("no common version or cipher", refused?.Message);
            var (_, _, strong, failure) = await OpenSslClient.RunAsync(terms, "-tls1_2 -alpn ftp -cipher ECDHE-ECDSA-AES128-GCM-SHA256");
            Assert.Equal("TLS 1.2 TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", strong?.ToString() ?? failure?.ToString());
        }
    }

    /// <summary>A client of TLS 1.2 has one ticket for as long as it is logged in.</summary>
    [Theory]
    [InlineData("-tls1_2")]
    [InlineData("-tls1_3")]
    public async Task Tickets_live_a_week(string version)
    {
        // with TLS 1.3 the ticket comes after the handshake, and s_client tells it when it has read it
        var (said, _, facts, failure) = await OpenSslClient.RunAsync(Terms(Identity()), version);
        Assert.True(facts is not null, failure?.ToString());
        Assert.Contains("lifetime hint: 604800", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Renegotiation_is_refused()
    {
        // "R" alone on a line makes s_client renegotiate; the refusal leaves with what we say next
        var (said, _, facts, _) = await OpenSslClient.RunAsync(Terms(Identity()), "-tls1_2", "R\n", async (server, socket) =>
        {
            await socket.ReceiveAsync(Memory<byte>.Empty, Cancel);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
            var waiting = server.WaitReadableAsync(stop.Token).AsTask();
            while (socket.Available > 0)
                await Task.Yield();
            Assert.False(waiting.IsCompleted);
            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
            await server.WriteAsync("200\r\n"u8.ToArray(), Cancel);
        });
        Assert.NotNull(facts);
        Assert.Contains("RENEGOTIATING", said, StringComparison.Ordinal);
        Assert.Contains("no renegotiation", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_compressed()
    {
        Assert.Contains("Compression: NONE", (await OpenSslClient.RunAsync(Terms(Identity()), "-tls1_2 -comp")).Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_end_is_a_close_notify()
    {
        // -msg names each record; the last of ours must be the alert
        var (said, _, _, _) = await OpenSslClient.RunAsync(Terms(Identity()), "-tls1_2 -msg");
        Assert.Contains("<<< TLS 1.2, Alert [length 0002], warning close_notify", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-alpn http/1.1")]
    [InlineData("-alpn h2,http/1.1")]
    public async Task Another_protocol_ends_the_handshake_with_its_alert(string arguments)
    {
        var (said, exit, _, failure) = await OpenSslClient.RunAsync(Terms(Identity()), arguments);
        Assert.Contains("no ALPN protocol ftp", failure?.Message, StringComparison.Ordinal);
        Assert.Contains("no application protocol", said, StringComparison.Ordinal);
        Assert.NotEqual(0, exit);
    }

    [Fact]
    public async Task A_downgrade_is_noticed()
    {
        // the client says that it fell back from a newer version: RFC 7507
        var (_, _, facts, failure) = await OpenSslClient.RunAsync(Terms(Identity()), "-tls1_2 -fallback_scsv");
        Assert.Null(facts);
        Assert.Contains("fell back", failure?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_second_look_at_ciphers_knows_good_from_bad()
    {
        foreach (var suite in Enum.GetValues<System.Net.Security.TlsCipherSuite>())
        {
            var name = suite.ToString();
            var good = name is "TLS_AES_128_GCM_SHA256" or "TLS_AES_256_GCM_SHA384" or "TLS_CHACHA20_POLY1305_SHA256" or "TLS_AES_128_CCM_SHA256" or "TLS_AES_128_CCM_8_SHA256"
                || (name.StartsWith("TLS_ECDHE_", StringComparison.Ordinal) && !name.Contains("PSK", StringComparison.Ordinal) && !name.Contains("CBC", StringComparison.Ordinal)
                    && !name.Contains("NULL", StringComparison.Ordinal) && !name.Contains("RC4", StringComparison.Ordinal));
            Assert.True(good == CipherPolicy.Allows(suite), name);
        }
    }
}
