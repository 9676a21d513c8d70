using System.Buffers;
using Ftp.Actors.Storage;

namespace Ftp.Actors.Transfers;

/// <summary>The bytes of a file that must be changed on their way (TYPE A, TLS), or that the disk may keep us waiting for, through one pooled buffer.</summary>
internal sealed class FileChunks(IReadableFile file, long offset, long length) : ISupply<Chunk>
{
    private const int Largest = 128 * 1024;

    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent((int)Math.Clamp(length, 1, Largest));
    private readonly long _end = offset + length;
    private long _next = offset;

    public async ValueTask<Chunk?> NextAsync()
    {
        if (_next >= _end)
            return null;
        var read = await file.ReadAsync(_buffer.AsMemory(0, (int)Math.Min(_buffer.Length, _end - _next)), _next).ConfigureAwait(false);
        if (!read.Ok)
            throw new StorageFault(read.Error, read.Detail);
        if (read.Value == 0)
            throw StorageFault.Shrunk();
        _next += read.Value;
        return new Chunk(_buffer, read.Value);
    }

    /// <summary>Only after a proper end: a send that was broken off may still read the buffer.</summary>
    public void GiveBack() => ArrayPool<byte>.Shared.Return(_buffer);
}
