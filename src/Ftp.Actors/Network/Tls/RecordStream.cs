using System.Buffers.Binary;

namespace Ftp.Actors.Network.Tls;

/// <summary>What stands between SslStream and the connection, and sees what SslStream keeps to itself. Closing it closes nothing.</summary>
/// <param name="oneRecord">
/// A read gives no byte beyond the TLS record that has begun: after CCC clear text follows, and what SslStream has swallowed it does not give back. An empty read waits.
/// Otherwise empty reads, by which SslStream avoids holding a buffer, cost a data connection a system call for each record, so they return at once.
/// </param>
internal sealed class RecordStream(IWire wire, bool oneRecord) : Stream
{
    private const int HeaderLength = 5;

    private readonly byte[] _header = new byte[HeaderLength];
    private int _headerHas;
    private int _bodyLacks;

    /// <summary>The peer's FIN was read. Where it is not, a read that gave 0 had seen its close_notify.</summary>
    public bool EndedRaw { get; private set; }

    /// <summary>The first byte that ever came; null: none yet.</summary>
    public byte? First { get; private set; }

    /// <summary>Looks at each flight of the handshake before it leaves; null afterwards.</summary>
    public Action<ReadOnlyMemory<byte>>? Flight { get; set; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty)
            return oneRecord ? await wire.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) : 0;
        if (oneRecord)
            buffer = buffer[..Math.Min(buffer.Length, _headerHas < HeaderLength ? HeaderLength - _headerHas : _bodyLacks)];
        var count = await wire.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        if (count == 0)
            EndedRaw = true;
        else
            Note(buffer.Span[..count]);
        return count;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Flight?.Invoke(buffer);
        return wire.WriteAsync(buffer, cancellationToken);
    }

    /// <summary>SslStream sends the alert for a refused certificate this way. It may not block: what the kernel does not take is not waited for.</summary>
    public override void Write(ReadOnlySpan<byte> buffer) => wire.WriteAsync(buffer.ToArray(), CancellationToken.None).AsTask().Forget();

    private void Note(ReadOnlySpan<byte> bytes)
    {
        First ??= bytes[0];
        if (!oneRecord)
            return;
        if (_headerHas == HeaderLength)
        {
            _bodyLacks -= bytes.Length;
        }
        else
        {
            bytes.CopyTo(_header.AsSpan(_headerHas));
            _headerHas += bytes.Length;
            if (_headerHas < HeaderLength)
                return;
            _bodyLacks = BinaryPrimitives.ReadUInt16BigEndian(_header.AsSpan(HeaderLength - sizeof(ushort)));
        }

        if (_bodyLacks == 0)
            _headerHas = 0;
    }

    public override bool CanRead => true;
    public override bool CanWrite => true;
    public override bool CanSeek => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Nothing here blocks.");
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
}
