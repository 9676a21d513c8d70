using System.Net;
using System.Net.Sockets;
using Ftp.Actors.Protocol;

namespace Ftp.Actors.Network;

internal sealed class TcpControlListener(Socket socket, TimeProvider time) : IControlListener
{
    private volatile bool _closed;

    public IPEndPoint EndPoint { get; } = socket.LocalEndPoint.Unmapped();

    /// <summary>
    /// A client that has gone while it waited (ECONNABORTED) is no failure. Out of descriptors (EMFILE) is one: the call would fail again at once, so the caller
    /// must pause, while the clients wait in the backlog.
    /// </summary>
    public async ValueTask<IControlConnection> AcceptAsync(CancellationToken cancel)
    {
        while (true)
        {
            Socket? accepted = null;
            try
            {
                accepted = await socket.AcceptAsync(cancel).ConfigureAwait(false);
                return new TcpControlConnection(accepted, time);
            }
            catch (SocketException failure) when (!_closed)
            {
                accepted?.Dispose();
                if (accepted is null && failure.SocketErrorCode is not (SocketError.ConnectionAborted or SocketError.ConnectionReset))
                    throw;
            }
            catch (SocketException)
            {
                accepted?.Dispose();
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
