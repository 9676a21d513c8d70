using System.Net.Sockets;

namespace Ftp.Testing.Wire;

/// <summary>A socket as a stream that can break off: it stands below a client's TLS and so counts, and cuts, what really goes over the wire.</summary>
public sealed class WireStream(Socket socket) : Stream
{
    private long _left = long.MaxValue;

    /// <summary>The server ended the TCP connection. Over TLS a stream that ended without this ended by close_notify.</summary>
    public bool SawEnd { get; private set; }

    public bool IsCut => _left < 0;

    /// <summary>After so many more bytes comes a FIN, in the middle of a record where it falls so; what is written later goes nowhere.</summary>
    public void CutAfter(long bytes) => _left = bytes;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await socket.ReceiveAsync(buffer, cancellationToken);
        SawEnd |= read == 0 && buffer.Length > 0;
        return read;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (IsCut)
        {
            return;
        }

        var now = (int)Math.Min(buffer.Length, _left);
        _left = _left == long.MaxValue ? _left : _left - now;
        for (var rest = buffer[..now]; !rest.IsEmpty;)
        {
            rest = rest[await socket.SendAsync(rest, cancellationToken)..];
        }

        if (now < buffer.Length || _left == 0)
        {
            _left = -1;
            socket.Shutdown(SocketShutdown.Send);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
