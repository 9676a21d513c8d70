using System.Net;
using System.Net.Sockets;
using Ftp.Actors.Network.Tls;
using Ftp.Actors.Protocol;

namespace Ftp.Actors.Network;

/// <summary>A control connection over TCP, with TLS over it from <see cref="StartTlsAsync"/> to <see cref="StopTlsAsync"/>.</summary>
internal sealed class TcpControlConnection : IControlConnection
{
    private static readonly TimeSpan LongestDrain = TimeSpan.FromSeconds(2);

    private readonly Socket _socket;
    private readonly TimeProvider _time;
    private int _closed;
    private TlsControl? _tls;

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
    public IDataTls? DataTls { get; private set; }

    /// <summary>Tests take the machine's abilities away.</summary>
    internal TlsEngine? Engine { get; init; }

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
        if (_tls is { } tls)
        {
            await tls.WaitReadableAsync(cancel).ConfigureAwait(false);
            if (!tls.Over)
                return;
            _tls = null;
        }

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
        if (_tls is { } tls)
            return tls.Read(buffer);
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
        if (_tls is { Stopping: false } tls)
            return tls.WriteAsync(bytes, cancel);
        var sent = _socket.Send(bytes.Span, SocketFlags.None, out var error);
        if (error == SocketError.Success && sent == bytes.Length)
            return ValueTask.CompletedTask;
        return error is SocketError.Success or SocketError.WouldBlock
            ? _socket.SendAllAsync(bytes[Math.Max(sent, 0)..], cancel)
            : ValueTask.FromException(new SocketException((int)error));
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

    public async Task<TlsFacts> StartTlsAsync(TlsTerms terms, CancellationToken cancel)
    {
        if (_tls is { Stopping: true } old)
            await TlsFailedException.OrAsync(old.SettleAsync(cancel)).ConfigureAwait(false);
        if (_tls is { Over: false })
            throw new TlsFailedException("TLS is on already");
        _tls = null;
        var shake = await ControlHandshake.RunAsync(Engine ?? TlsEngine.Default, _socket, terms, _time, cancel).ConfigureAwait(false);
        DataTls = shake.Data;
        _tls = shake.Control;
        return shake.Facts;
    }

    public Task StopTlsAsync(CancellationToken cancel) =>
        _tls is { Stopping: false } tls ? TlsFailedException.OrAsync(tls.StopAsync(cancel)) : throw new TlsFailedException("TLS is not on");

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
            using var bound = new CancellationTokenSource(LongestDrain, _time);
            if (_tls is { Stopping: false } tls)
                await TlsFailedException.OrAsync(tls.ShutdownAsync().WaitAsync(bound.Token)).ConfigureAwait(false);
            _socket.Shutdown(SocketShutdown.Send);
            await _socket.DrainAsync(bound.Token).ConfigureAwait(false);
        }
        catch (Exception gone) when (gone is SocketException or IOException or InvalidOperationException or OperationCanceledException)
        {
            // gone already, or it will not stop talking: closed below either way
        }
        finally
        {
            Release();
        }
    }

    public void Abort()
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0)
            return;
        _socket.Reset();
        _tls?.Dispose();
    }

    public ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _closed, 1) == 0)
        {
            if (_tls is { Stopping: false } tls)
                tls.SayGoodbye();
            Release();
        }

        return ValueTask.CompletedTask;
    }

    private void Release()
    {
        _socket.Dispose();
        _tls?.Dispose();
    }
}
