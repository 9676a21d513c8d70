using System.Net.Security;
using System.Net.Sockets;

namespace Ftp.Testing.Wire;

/// <summary>The control connection over TLS (RFC 4217).</summary>
public sealed partial class FtpWire
{
    /// <summary>Null: the control connection is in clear.</summary>
    public SslStream? Tls { get; private set; }

    /// <summary>How this client shook hands on its control connection.</summary>
    public TlsClient? Client { get; private set; }

    private Stream Stream => Tls ?? (Stream)_below;

    /// <summary>AUTH TLS and the handshake; with <paramref name="protect"/> then PBSZ 0 and PROT P, and every data connection is over TLS from there.</summary>
    public async Task StartTlsAsync(TlsClient? client = null, bool protect = true)
    {
        await ExpectAsync("AUTH TLS", 234);
        await HandshakeAsync(client);
        if (protect)
        {
            await ProtectAsync();
        }
    }

    /// <summary>The handshake alone.</summary>
    /// <exception cref="WireException">The server had said more in clear.</exception>
    public async Task HandshakeAsync(TlsClient? client = null)
    {
        if (_begin < _end)
        {
            throw new WireException($"{_end - _begin} bytes in clear stand before the handshake");
        }

        Client = client ?? new TlsClient();
        Tls = await Client.HandshakeAsync(_below);
    }

    /// <summary>PBSZ 0 and PROT P.</summary>
    public async Task ProtectAsync()
    {
        await ExpectAsync("PBSZ 0", 200);
        await ExpectAsync("PROT P", 200);
        DataClient = Client;
    }

    /// <summary>CCC, and close_notify both ways; the connection goes on in clear.</summary>
    public async Task StopTlsAsync()
    {
        await ExpectAsync("CCC", 200);
        await EndTlsAsync();
    }

    /// <summary>close_notify both ways, after which the connection is in clear (CCC, REIN).</summary>
    public async Task EndTlsAsync()
    {
        var tls = Tls ?? throw new WireException("TLS is not on");
        await tls.ShutdownAsync();
        using var bound = new CancellationTokenSource(Patience);
        if (await tls.ReadAsync(_buffer, bound.Token) > 0)
        {
            throw new WireException("the server says more inside TLS");
        }

        if (_below.SawEnd)
        {
            throw new WireException("the server closed without close_notify");
        }

        await tls.DisposeAsync();
        (Tls, DataClient) = (null, null);
    }

    /// <summary>A server that speaks TLS from the first byte (implicit FTPS).</summary>
    public static async Task<(FtpWire Wire, WireReply Greeting)> GreetImplicitAsync(int port, TlsClient? client = null, string host = "127.0.0.1", string? from = null)
    {
        var wire = await OpenAsync(port, host, from);
        try
        {
            await wire.HandshakeAsync(client);
            return (wire, await wire.ReadAsync());
        }
        catch
        {
            await wire.DisposeAsync();
            throw;
        }
    }

    /// <summary>AUTH TLS (or the implicit port), USER, PASS, PBSZ 0, PROT P.</summary>
    public static async Task<FtpWire> LoginTlsAsync(
        int port, string login, string password, TlsClient? client = null, bool isImplicit = false, string host = "127.0.0.1", string? from = null)
    {
        FtpWire wire;
        if (isImplicit)
        {
            (wire, _) = await GreetImplicitAsync(port, client, host, from);
        }
        else
        {
            wire = await ConnectAsync(port, host, from);
            await wire.StartTlsAsync(client, protect: false);
        }

        await wire.ExpectAsync($"USER {login}", 331);
        await wire.ExpectAsync($"PASS {password}", 230);
        await wire.ProtectAsync();
        return wire;
    }

    /// <summary>The server has ended the control connection with close_notify before its FIN.</summary>
    public async Task<bool> EndedProperlyAsync()
    {
        try
        {
            return Tls is not null && await ClosedAsync() && !_below.SawEnd;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
