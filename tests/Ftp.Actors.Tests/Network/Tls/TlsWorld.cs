using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ftp.Actors.Network;
using Ftp.Actors.Network.Tls;
using Ftp.Actors.Settings;
using Xunit;

namespace Ftp.Actors.Tests.Network.Tls;

/// <summary>Certificates, and both ends of connections on loopback.</summary>
internal static class TlsWorld
{
    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TlsIdentity Identity(string name = "auto", bool rsa = false, params string[] names)
    {
        using var certificate = SelfSigned(name, rsa);
        return new TlsIdentity(name, names, SslStreamCertificateContext.Create(Reread(certificate), null, offline: true));
    }

    public static X509Certificate2 SelfSigned(string name, bool rsa = false, DateTimeOffset? from = null, DateTimeOffset? until = null)
    {
        var start = from ?? DateTimeOffset.UtcNow.AddDays(-1);
        using AsymmetricAlgorithm key = rsa ? RSA.Create(2048) : ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Request(name, key).CreateSelfSigned(start, until ?? start.AddYears(1));
    }

    public static CertificateRequest Request(string name, AsymmetricAlgorithm key)
    {
        var subject = new X500DistinguishedName($"CN={name}");
        return key is RSA rsa ? new CertificateRequest(subject, rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1) : new CertificateRequest(subject, (ECDsa)key, HashAlgorithmName.SHA256);
    }

    /// <summary>Its key no longer hangs on the object that made it.</summary>
    public static X509Certificate2 Reread(X509Certificate2 certificate) => X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);

    public static TlsTerms Terms(TlsIdentity identity, TlsVersion minimum = TlsVersion.Tls12, ClientCertificates clients = ClientCertificates.Off, X509Certificate2Collection? authorities = null) =>
        new(_ => identity, minimum, clients, authorities);

    public static SslClientAuthenticationOptions Client(SslProtocols protocols, string host = "", params string[] alpn) => new()
    {
        TargetHost = host,
        EnabledSslProtocols = protocols,
        ApplicationProtocols = alpn.Length == 0 ? null : [.. alpn.Select(a => new SslApplicationProtocol(a))],
#pragma warning disable CA5359 // self-signed, made a moment ago
        RemoteCertificateValidationCallback = (_, _, _, _) => true,
#pragma warning restore CA5359
    };

    public static string NewHost() => $"{Guid.NewGuid():N}.test";

    public static async Task<(Socket Client, Socket Server)> SocketsAsync()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await client.ConnectAsync(listener.LocalEndPoint!, Cancel);
        var server = await listener.AcceptAsync(Cancel);
        server.NoDelay = true;
        return (client, server);
    }

    /// <summary>Reads what there is by the rules of the contract.</summary>
    public static async Task<string> ReadTextAsync(this IControlConnection connection, int length)
    {
        var text = "";
        var buffer = new byte[100];
        while (text.Length < length)
        {
            await connection.WaitReadableAsync(Cancel);
            var count = connection.Read(buffer);
            Assert.NotEqual(0, count);
            text += System.Text.Encoding.ASCII.GetString(buffer, 0, Math.Max(count, 0));
        }

        return text;
    }

    public static async Task<string> ReadTextAsync(this Stream stream, int length)
    {
        var buffer = new byte[length];
        await stream.ReadExactlyAsync(buffer, Cancel);
        return System.Text.Encoding.ASCII.GetString(buffer);
    }
}

/// <summary>A control connection with TLS on it, seen from both ends.</summary>
internal sealed class TlsSession : IAsyncDisposable
{
    private TlsSession(Socket socket, TcpControlConnection server, SslStream client, RecordStream records, HeldWire wire, TlsFacts facts) =>
        (Socket, Server, Client, Records, _wire, Facts) = (socket, server, client, records, wire, facts);

    private readonly HeldWire _wire;
    private int _transfers;

    public Socket Socket { get; }
    /// <summary>Under the client's TLS: tells close_notify from FIN.</summary>
    public RecordStream Records { get; }
    public TcpControlConnection Server { get; }
    public SslStream Client { get; }
    public TlsFacts Facts { get; }

    public static async Task<TlsSession> StartAsync(TlsTerms terms, SslClientAuthenticationOptions options, TlsEngine? engine = null)
    {
        var (socket, accepted) = await TlsWorld.SocketsAsync();
        var server = new TcpControlConnection(accepted, TimeProvider.System) { Engine = engine };
        var wire = new HeldWire(new SocketWire(socket));
        var records = new RecordStream(wire, oneRecord: true);
        var client = new SslStream(records);
        var asking = client.AuthenticateAsClientAsync(options, TlsWorld.Cancel);
        try
        {
            var facts = await server.StartTlsAsync(terms, TlsWorld.Cancel);
            await asking;
            await server.WriteAsync("220 hello\r\n"u8.ToArray(), TlsWorld.Cancel);
            await client.ReadTextAsync(11);
            return new TlsSession(socket, server, client, records, wire, facts);
        }
        catch
        {
            // the client must see the alert, not a reset
            var closing = server.CloseAsync();
            await asking.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            socket.Dispose();
            await closing;
            throw;
        }
    }

    /// <summary>The record that the client would send next, for the test to send.</summary>
    public Task<byte[]> RecordOfAsync(string text) => _wire.HoldAsync(() => Client.WriteAsync(System.Text.Encoding.ASCII.GetBytes(text), TlsWorld.Cancel).AsTask());

    public Task<byte[]> RecordOfGoodbyeAsync() => _wire.HoldAsync(() => Client.ShutdownAsync());

    /// <summary>Both ends of a data connection, its handshakes run.</summary>
    public async Task<TlsData> DataAsync(DataBinding binding, SslClientAuthenticationOptions options)
    {
        var (socket, accepted) = await TlsWorld.SocketsAsync();
        var wire = new HeldWire(new SocketWire(socket));
        var records = new RecordStream(wire, oneRecord: true);
        var client = new SslStream(records);
        // the 150, which clients wait for: before or after the server began with the data connection, as threads will have it
        var late = _transfers++ % 2 == 0;
        if (!late)
            await ReplyAsync();
        var securing = Server.DataTls!.SecureAsync(new PlainDataConnection(accepted), binding, TlsWorld.Cancel);
        if (late)
            await ReplyAsync();
        var asking = client.AuthenticateAsClientAsync(options, TlsWorld.Cancel);
        try
        {
            var server = await securing;
            await asking;
            await ReplyAsync();
            return new TlsData(server, client, records, wire, socket);
        }
        catch
        {
            await ReplyAsync();
            await asking.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            await client.DisposeAsync();
            socket.Dispose();
            throw;
        }
    }

    /// <summary>The next ticket of TLS 1.3 comes in front of a reply.</summary>
    private async Task ReplyAsync()
    {
        await Server.WriteAsync("200 ok\r\n"u8.ToArray(), TlsWorld.Cancel);
        await Client.ReadTextAsync(8);
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Client.DisposeAsync();
        Socket.Dispose();
    }
}

/// <summary>Both ends of a data connection over TLS.</summary>
internal sealed record TlsData(IDataConnection Server, SslStream Client, RecordStream Records, HeldWire Wire, Socket Socket) : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Client.DisposeAsync();
        Socket.Dispose();
    }
}
