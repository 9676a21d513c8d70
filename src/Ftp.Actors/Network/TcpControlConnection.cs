using System.Net;
using System.Net.Sockets;
using Ftp.Actors.Network.Tls;
using Ftp.Actors.Protocol;

namespace Ftp.Actors.Network;

/// <summary>A control connection over plain TCP.</summary>
internal sealed class TcpControlConnection : IControlConnection
{
    private static readonly TimeSpan LongestDrain = TimeSpan.FromSeconds(2);

    private readonly Socket _socket;
    private readonly TimeProvider _time;
    private int _closed;

    /// <exception cref="SocketException">The peer went while it waited to be accepted.</exception>
    public TcpControlConnection(Socket socket, TimeProvider time)
    {
        _socket = socket;
        _time = time;
        Peer = socket.RemoteEndPoint.Unmapped();
        Local = socket.LocalEndPoint.Unmapped();
        if (!OperatingSystem.IsLinux())
            Configure(socket);
        socket.Blocking = false;
    }

    public IPEndPoint Peer { get; }
    public IPEndPoint Local { get; }

    /// <summary>
    /// On Linux an accepted socket inherits all of it from its listener, so it costs no system call per session. Urgent data inline: ABOR comes behind a telnet
    /// Synch. Keep-alive: during a long transfer the control connection is silent, and NAT boxes forget it after a few minutes.
    /// </summary>
    public static void Configure(Socket socket)
    {
        socket.NoDelay = true;
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.OutOfBandInline, true);
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 60);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 15);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 6);
    }

    public async ValueTask WaitReadableAsync(CancellationToken cancel)
    {
        try
        {
            await _socket.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None, cancel).ConfigureAwait(false);
        }
        catch (SocketException) when (_closed == 0)
        {
            // the peer is gone: the next Read says how
        }
    }

    public int Read(Span<byte> buffer)
    {
        var count = _socket.Receive(buffer, SocketFlags.None, out var error);
        return error switch
        {
            SocketError.Success => count,
            SocketError.WouldBlock => -1,
            _ => throw new SocketException((int)error),
        };
    }

    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        var sent = _socket.Send(bytes.Span, SocketFlags.None, out var error);
        if (error == SocketError.Success && sent == bytes.Length)
            return ValueTask.CompletedTask;
        return error is SocketError.Success or SocketError.WouldBlock
            ? SendRestAsync(bytes[Math.Max(sent, 0)..], cancel)
            : ValueTask.FromException(new SocketException((int)error));
    }

    private async ValueTask SendRestAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        while (bytes.Length > 0)
            bytes = bytes[await _socket.SendAsync(bytes, SocketFlags.None, cancel).ConfigureAwait(false)..];
    }

    public bool PeerIsGone()
    {
        try
        {
            return TcpInfo.Established(_socket) is { } established ? !established : PeekSaysGone();
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            return true;
        }
    }

    public IDataTls? DataTls => null;

    public Task<TlsFacts> StartTlsAsync(TlsTerms terms, CancellationToken cancel) => throw new TlsFailedException("no TLS");

    public Task StopTlsAsync(CancellationToken cancel) => throw new TlsFailedException("no TLS");

    private bool PeekSaysGone()
    {
        Span<byte> one = stackalloc byte[1];
        var count = _socket.Receive(one, SocketFlags.Peek, out var error);
        return error == SocketError.Success ? count == 0 : error != SocketError.WouldBlock;
    }

    /// <summary>Closing while input waits unread makes the kernel send a reset, and a reset overtakes the 221 in the client's buffer: so what comes is drained first.</summary>
    public async ValueTask CloseAsync()
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0)
            return;
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
            using var bound = new CancellationTokenSource(LongestDrain, _time);
            await _socket.DrainAsync(bound.Token).ConfigureAwait(false);
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // gone already, or it will not stop talking: closed below either way
        }
        finally
        {
            _socket.Dispose();
        }
    }

    public void Abort()
    {
        if (Interlocked.Exchange(ref _closed, 1) == 0)
            _socket.Reset();
    }

    public ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _closed, 1) == 0)
            _socket.Dispose();
        return ValueTask.CompletedTask;
    }
}
