using System.Net.Security;
using System.Net.Sockets;

namespace Ftp.Testing.Wire;

/// <summary>How a client ends what it sends.</summary>
public enum WireEnd
{
    /// <summary>close_notify, then FIN; in clear only FIN.</summary>
    Clean,
    /// <summary>FIN between records and no close_notify, as devices do that know no better.</summary>
    Fin,
    /// <summary>RST.</summary>
    Reset,
}

/// <summary>The client's end of a data connection, in clear until <see cref="SecureAsync"/>.</summary>
public sealed class WireData(Socket socket) : IAsyncDisposable
{
    private readonly WireStream _below = new(socket);
    private Task? _answer;

    public Socket Socket => socket;

    public WireStream Below => _below;

    /// <summary>Null: in clear.</summary>
    public SslStream? Tls { get; private set; }

    public Stream Stream => Tls ?? (Stream)_below;

    public bool Resumed => Tls is not null && TlsClient.Resumed(Tls);

    public async Task SecureAsync(TlsClient client)
    {
        Tls = await client.HandshakeAsync(_below);
    }

    /// <summary>After so many more bytes on the wire (records with their headers, where TLS is spoken) comes a FIN and nothing else.</summary>
    public void CutAfter(long bytes) => _below.CutAfter(bytes);

    public async Task SendAsync(ReadOnlyMemory<byte> content)
    {
        using var bound = new CancellationTokenSource(FtpWire.Patience);
        _answer ??= Tls is null ? null : TakeAnswerAsync(Tls);
        // A FIN in mid-record shall find the rest unsent: whole content at once would first be held by TLS.
        const int Piece = 64 * 1024;
        for (; !content.IsEmpty && !_below.IsCut; content = content[Math.Min(Piece, content.Length)..])
        {
            await Stream.WriteAsync(content[..Math.Min(Piece, content.Length)], bound.Token);
        }
    }

    public async Task EndAsync(WireEnd end)
    {
        if (end == WireEnd.Reset)
        {
            socket.LingerState = new LingerOption(true, 0);
            socket.Dispose();
            return;
        }

        if (Tls is not null && end == WireEnd.Clean && !_below.IsCut)
        {
            await Tls.ShutdownAsync();
        }

        if (!_below.IsCut)
        {
            socket.Shutdown(SocketShutdown.Send);
        }

        await (_answer ?? Task.CompletedTask);
    }

    /// <summary>What the server sends beside an upload: nothing but its goodbye. (Tickets come on the control connection.)</summary>
    private static async Task TakeAnswerAsync(SslStream tls)
    {
        using var bound = new CancellationTokenSource(FtpWire.Patience);
        var nothing = new byte[16];
        try
        {
            while (await tls.ReadAsync(nothing, bound.Token) > 0)
            {
            }
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            // the connection's end is not judged here
        }
    }

    /// <exception cref="WireException">Over TLS it ended without close_notify: what came may be cut short.</exception>
    public async Task ReadAllAsync(Stream content)
    {
        using var bound = new CancellationTokenSource(FtpWire.Patience);
        await Stream.CopyToAsync(content, bound.Token);
        if (Tls is not null && _below.SawEnd)
        {
            throw new WireException("the server ended the data connection without close_notify");
        }

        try
        {
            // servers may wait for the answer to theirs
            await EndAsync(WireEnd.Clean);
        }
        catch (Exception e) when (e is IOException or SocketException or InvalidOperationException)
        {
            // or may not, or this side had ended before it read
        }
    }

    public async Task<byte[]> ReadAllAsync()
    {
        using var content = new MemoryStream();
        await ReadAllAsync(content);
        return content.ToArray();
    }

    public async ValueTask DisposeAsync()
    {
        if (Tls is not null)
        {
            await Tls.DisposeAsync();
        }

        await _below.DisposeAsync();
        socket.Dispose();
    }
}
