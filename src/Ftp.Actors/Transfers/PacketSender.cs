using System.Net.Sockets;
using System.Threading.Tasks.Sources;

namespace Ftp.Actors.Transfers;

/// <summary><see cref="Socket.SendPacketsAsync"/> as something to await: the runtime's sendfile, which waits where the send queue is full. One per transfer, reused.</summary>
internal sealed class PacketSender : SocketAsyncEventArgs, IValueTaskSource<int>
{
    private ManualResetValueTaskSourceCore<int> _source;

    public PacketSender()
        : base(true)
    {
    }

    /// <returns>Bytes sent.</returns>
    /// <exception cref="SocketException">The connection broke.</exception>
    public ValueTask<int> SendAsync(Socket socket, FileStream file, long offset, int count)
    {
        _source.Reset();
        SendPacketsElements = [new SendPacketsElement(file, offset, count)];
        if (!socket.SendPacketsAsync(this))
            OnCompleted(this);
        return new ValueTask<int>(this, _source.Version);
    }

    protected override void OnCompleted(SocketAsyncEventArgs e)
    {
        if (SocketError == SocketError.Success)
            _source.SetResult(BytesTransferred);
        else
            _source.SetException(new SocketException((int)SocketError));
    }

    int IValueTaskSource<int>.GetResult(short token) => _source.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource<int>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);
}
