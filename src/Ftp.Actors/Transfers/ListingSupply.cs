using System.Buffers;
using Ftp.Actors.Storage;

namespace Ftp.Actors.Transfers;

/// <summary>A listing's lines gathered into pieces of some 32 KiB; the next piece is made when the last has been sent, so memory stays flat whatever the directory holds.</summary>
internal sealed class ListingSupply(IListingLines lines, CancellationToken cancel) : ISupply<Chunk>
{
    private const int Enough = 32 * 1024;

    private readonly PooledWriter _writer = new();
    private bool _more = true;

    public async ValueTask<Chunk?> NextAsync()
    {
        _writer.Clear();
        while (_more && _writer.Written.Length < Enough)
        {
            var read = await lines.ReadAsync(_writer, cancel).ConfigureAwait(false);
            if (!read.Ok)
                throw new StorageFault(read.Error, read.Detail);
            _more = read.Value;
        }
        return _writer.Written.Length == 0 ? null : _writer.Written;
    }

    /// <summary>Only after a proper end: a send that was broken off may still read the buffer.</summary>
    public void GiveBack() => _writer.GiveBack();

    private sealed class PooledWriter : IBufferWriter<byte>
    {
        private byte[] _buffer = ArrayPool<byte>.Shared.Rent(8 * 1024);
        private int _length;

        public Chunk Written => new(_buffer, _length);

        public void Clear() => _length = 0;

        public void GiveBack() => ArrayPool<byte>.Shared.Return(_buffer);

        public void Advance(int count)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(count);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _buffer.Length - _length);
            _length += count;
        }

        public Memory<byte> GetMemory(int sizeHint = 0)
        {
            Reserve(sizeHint);
            return _buffer.AsMemory(_length);
        }

        public Span<byte> GetSpan(int sizeHint = 0)
        {
            Reserve(sizeHint);
            return _buffer.AsSpan(_length);
        }

        private void Reserve(int hint)
        {
            var room = Math.Max(hint, 256);
            if (_buffer.Length - _length >= room)
                return;
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_buffer.Length * 2, checked(_length + room)));
            _buffer.AsSpan(0, _length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }
    }
}
