using System.Buffers;
using Ftp.Actors.Storage;

namespace Ftp.Actors.Transfers;

/// <summary>The bytes of a file that must be changed on their way (TYPE A, TLS), through one pooled buffer.</summary>
internal sealed class FileChunks(IReadableFile file, long offset, long length) : ISupply<Chunk>
{
    private const int Largest = 128 * 1024;

    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent((int)Math.Clamp(length, 1, Largest));
    private readonly long _end = offset + length;
    private long _next = offset;

    public ValueTask<Chunk?> NextAsync()
    {
        if (_next >= _end)
            return default;
        try
        {
            var count = RandomAccess.Read(file.Handle, _buffer.AsSpan(0, (int)Math.Min(_buffer.Length, _end - _next)), _next);
            if (count == 0)
                throw StorageFault.Shrunk();
            _next += count;
            return ValueTask.FromResult<Chunk?>(new Chunk(_buffer, count));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw StorageFault.Of(failure);
        }
    }

    /// <summary>Only after a proper end: a send that was broken off may still read the buffer.</summary>
    public void GiveBack() => ArrayPool<byte>.Shared.Return(_buffer);
}
