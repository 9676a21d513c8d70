using System.Net;
using System.Net.Sockets;
using Ftp.Actors.Log;
using Ftp.Actors.Protocol;

namespace Ftp.Actors.Network;

internal sealed class TcpControlListener(Socket socket, IAlarms? alarms, TimeProvider time) : IControlListener
{
    private const string Alarm = "descriptors";
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private volatile bool _closed;

    public IPEndPoint EndPoint { get; } = socket.LocalEndPoint.Unmapped();

    /// <summary>
    /// An accept that fails is no reason to stop listening: the client may have gone while it waited (ECONNABORTED), or the process is out of descriptors
    /// (EMFILE): then the call would fail again at once and spin a core, so it pauses, and the clients wait in the backlog.
    /// </summary>
    public async ValueTask<IControlConnection> AcceptAsync(CancellationToken cancel)
    {
        var pause = FirstPause;
        while (true)
        {
            Socket? accepted = null;
            try
            {
                accepted = await socket.AcceptAsync(cancel).ConfigureAwait(false);
                var connection = new TcpControlConnection(accepted, time);
                if (pause > FirstPause)
                    alarms?.Clear(Alarm);
                return connection;
            }
            catch (SocketException failure) when (!_closed)
            {
                accepted?.Dispose();
                if (accepted is not null || failure.SocketErrorCode is SocketError.ConnectionAborted or SocketError.ConnectionReset)
                    continue;
                if (pause == FirstPause && failure.SocketErrorCode is (SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable))
                    alarms?.Raise(Alarm, $"No descriptor left for new connections on {EndPoint}: raise the limit of open files (LimitNOFILE)");
                await Task.Delay(pause, time, cancel).ConfigureAwait(false);
                pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, LongestPause.Ticks));
            }
            catch (SocketException)
            {
                throw new ObjectDisposedException(nameof(TcpControlListener));
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        _closed = true;
        socket.Dispose();
        return ValueTask.CompletedTask;
    }
}
