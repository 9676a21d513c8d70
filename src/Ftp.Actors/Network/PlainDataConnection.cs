using System.Net.Sockets;

namespace Ftp.Actors.Network;

/// <summary>A data connection without TLS. Buffer sizes are left to the kernel's autotuning: a fixed SO_SNDBUF would switch it off.</summary>
internal sealed class PlainDataConnection : IDataConnection
{
    /// <summary>What the send queue still counts when all bytes are acknowledged and only our FIN is not: its acknowledgement may be delayed by 40 ms.</summary>
    private const int OnlyFin = 1;

    private static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestLook = TimeSpan.FromMilliseconds(100);

    private readonly Socket _socket;
    private int _closed;

    public PlainDataConnection(Socket socket)
    {
        _socket = socket;
        if (!OperatingSystem.IsLinux())
            Configure(socket);
        socket.Blocking = false;
    }

    public Socket? Plain => _socket;
    public bool EndedProperly => true;

    /// <summary>Inherited from the listener on Linux. With Nagle the last segment of a small file would wait for an acknowledgement.</summary>
    public static void Configure(Socket socket) => socket.NoDelay = true;

    public ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancel) => _socket.ReceiveAsync(buffer, SocketFlags.None, cancel);

    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel) => _socket.SendAllAsync(bytes, cancel);

    public long? Acknowledged(long written)
    {
        try
        {
            return TcpInfo.Acknowledged(_socket);
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            return null;
        }
    }

    /// <summary>Returns when the peer has acknowledged every byte, so that 226 means "arrived"; unread input is drained, for closing over it would send a reset.</summary>
    public ValueTask CompleteAsync(CancellationToken cancel)
    {
        _socket.Shutdown(SocketShutdown.Send);
        return TcpInfo.Unacknowledged(_socket) is null or <= OnlyFin && _socket.Available == 0 ? ValueTask.CompletedTask : ArriveAsync(cancel);
    }

    private async ValueTask ArriveAsync(CancellationToken cancel)
    {
        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        // most clients close as soon as they see our FIN: that wakes us. Some first wait for the 226, so the queue is looked at too
        var drained = _socket.DrainAsync(done.Token);
        try
        {
            for (var look = FirstLook; TcpInfo.Unacknowledged(_socket) is > OnlyFin; look = look < LongestLook ? look * 2 : LongestLook)
            {
                if (drained.IsCompleted)
                    await drained.ConfigureAwait(false);
                var pause = Task.Delay(look, cancel);
                await (drained.IsCompleted ? pause : Task.WhenAny(drained, pause)).ConfigureAwait(false);
                cancel.ThrowIfCancellationRequested();
            }
        }
        finally
        {
            await done.CancelAsync().ConfigureAwait(false);
            await drained.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
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
