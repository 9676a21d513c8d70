using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ftp.Testing.Wire;
using Xunit;

namespace Ftp.Actors.Tests.Wire;

/// <summary>The tests' own client does what its options say; else tests of the server would pass for no reason.</summary>
public sealed class TlsClientTests : IDisposable
{
    private readonly X509Certificate2 _certificate = SelfSigned("server.test");
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public TlsClientTests()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
    }

    public static TheoryData<SslProtocols> Protocols => [SslProtocols.Tls12, SslProtocols.Tls13];

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task A_second_handshake_with_the_same_value_resumes_and_one_with_another_value_does_not(SslProtocols protocol)
    {
        var client = TlsClient.Only(protocol);
        await ShakeAsync(client, resumed: false);
        await ShakeAsync(client, resumed: true);
        await ShakeAsync(client with { Alpn = ["ftp"] }, resumed: true);
        await ShakeAsync(client with { Resume = false }, resumed: false);
        await ShakeAsync(client, resumed: true);
        await ShakeAsync(TlsClient.Only(protocol), resumed: false);
        using var own = SelfSigned("client.test");
        await ShakeAsync(client with { Certificate = own }, resumed: false);
        await ShakeAsync(client with { Certificate = own }, resumed: true);
    }

    [Fact]
    public async Task Only_the_trusted_certificate_passes()
    {
        using var other = SelfSigned("other.test");
        await ShakeAsync(new TlsClient { Trusted = _certificate }, resumed: false);
        await Assert.ThrowsAsync<AuthenticationException>(() => ShakeAsync(new TlsClient { Trusted = other }, resumed: false));
    }

    [Theory]
    [InlineData(WireEnd.Clean, null, 100_000)]
    [InlineData(WireEnd.Fin, null, 100_000)]
    [InlineData(WireEnd.Clean, 20_000L, 16_384)]
    [InlineData(WireEnd.Clean, 3L, 0)]
    public async Task An_upload_ends_as_told(WireEnd end, long? cutAfter, int arrives)
    {
        var (data, server) = await ShakenAsync(new TlsClient());
        await using (data)
        await using (server)
        {
            var got = new MemoryStream();
            var serving = ServeAsync(server, got);
            if (cutAfter is { } bytes)
            {
                data.CutAfter(bytes);
            }

            await data.SendAsync(new byte[100_000]);
            await data.EndAsync(end);
            var broken = await serving;
            Assert.Equal(arrives, got.Length);
            Assert.Equal(cutAfter is not null, broken is IOException);
        }
    }

    public void Dispose()
    {
        _listener.Dispose();
        _certificate.Dispose();
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Reads to the end and then ends its own side, as servers do: a client waits for that.</summary>
    private static async Task<Exception?> ServeAsync(SslStream server, MemoryStream got)
    {
        var broken = await Record.ExceptionAsync(() => server.CopyToAsync(got, Cancel));
        await server.DisposeAsync();
        return broken;
    }

    private async Task ShakeAsync(TlsClient client, bool resumed)
    {
        var (data, server) = await ShakenAsync(client);
        await using (data)
        await using (server)
        {
            // the tickets of TLS 1.3 come with the first bytes
            await server.WriteAsync("x"u8.ToArray(), Cancel);
            Assert.Equal(1, await data.Stream.ReadAsync(new byte[1], Cancel));
            Assert.Equal(resumed, data.Resumed);
        }
    }

    private async Task<(WireData Client, SslStream Server)> ShakenAsync(TlsClient client)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(_listener.LocalEndPoint!, Cancel);
        var data = new WireData(socket);
        var server = new SslStream(new NetworkStream(await _listener.AcceptAsync(Cancel), ownsSocket: true));
        var serving = server.AuthenticateAsServerAsync(
            new SslServerAuthenticationOptions
            {
                ServerCertificate = _certificate,
                ClientCertificateRequired = client.Certificate is not null,
                RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null || client.Certificate is null,
                ApplicationProtocols = [new SslApplicationProtocol("ftp")],
            },
            Cancel);
        try
        {
            await data.SecureAsync(client);
        }
        catch
        {
            await Record.ExceptionAsync(() => serving);
            await server.DisposeAsync();
            await data.DisposeAsync();
            throw;
        }

        await serving;
        return (data, server);
    }

    private static X509Certificate2 SelfSigned(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        return new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }
}
