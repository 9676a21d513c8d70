using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Ftp.Testing.Wire;

/// <summary>A socket as a stream that can break off: it stands below a client's TLS and so counts, and cuts, what really goes over the wire.</summary>
public sealed class WireStream(Socket socket) : Stream
{
    private const int SiocOutQ = 0x5411;

    private long _left = long.MaxValue;
    private byte[] _front = [];
    private bool _finAtCut = true;

    /// <summary>The server ended the TCP connection. Over TLS a stream that ended without this ended by close_notify.</summary>
    public bool SawEnd { get; private set; }

    public bool IsCut => _left < 0;

    /// <summary>After so many more bytes comes a FIN, in the middle of a record where it falls so; what is written later goes nowhere.</summary>
    /// <param name="fin">False: the cut alone; how the connection ends is the caller's.</param>
    public void CutAfter(long bytes, bool fin = true) => (_left, _finAtCut) = (bytes, fin);

    /// <summary>Bytes of the next segment; null: as they are written. Each is in the server's kernel before the next leaves, so that none are merged.</summary>
    public Func<int>? Segments { get; set; }

    /// <summary>Leaves in front of the next bytes that are written, in one piece with them.</summary>
    public void Glue(byte[] front) => _front = [.. _front, .. front];

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

        if (_front.Length > 0)
        {
            buffer = (byte[])[.. _front, .. buffer.Span];
            _front = [];
        }

        var now = (int)Math.Min(buffer.Length, _left);
        _left = _left == long.MaxValue ? _left : _left - now;
        for (var rest = buffer[..now]; !rest.IsEmpty;)
        {
            var segment = Segments is { } size ? rest[..Math.Clamp(size(), 1, rest.Length)] : rest;
            rest = rest[await socket.SendAsync(segment, cancellationToken)..];
            await (Segments is null ? Task.CompletedTask : AcknowledgedAsync(cancellationToken));
        }

        if (now < buffer.Length || _left == 0)
        {
            _left = -1;
            if (_finAtCut)
            {
                socket.Shutdown(SocketShutdown.Send);
            }
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

    private async Task AcknowledgedAsync(CancellationToken cancel)
    {
        while (IoControl((int)socket.Handle, SiocOutQ, out var unacknowledged) == 0 && unacknowledged > 0)
        {
            cancel.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    [DllImport("libc", EntryPoint = "ioctl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int IoControl(int descriptor, nuint request, out int value);
}
