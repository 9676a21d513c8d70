using Ftp.Actors.Protocol;
using Ftp.Actors.Storage.Roots;
using Microsoft.Win32.SafeHandles;

namespace Ftp.Actors.Storage;

/// <summary>A file behind a network. Its bytes are read on the root's threads: a server that is gone must not keep those on which everything else runs.</summary>
internal sealed class NetworkFile(IReadableFile file, RootKeeper keeper) : IReadableFile
{
    public SafeFileHandle Handle => file.Handle;

    public FileStream Stream => file.Stream;

    public FileFacts Facts => file.Facts;

    /// <summary>As it was opened: asking again is a call that may hang.</summary>
    public long CurrentLength => file.Facts.Size;

    public bool Blocks => true;

    public ValueTask<StorageResult<int>> ReadAsync(Memory<byte> buffer, long offset) =>
        keeper.RunData<int>(() => RandomAccess.Read(file.Handle, buffer.Span, offset));

    public void Dispose() => file.Dispose();
}
