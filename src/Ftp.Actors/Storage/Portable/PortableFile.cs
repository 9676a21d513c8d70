using Ftp.Actors.Protocol;

namespace Ftp.Actors.Storage.Portable;

internal sealed class PortableFile(FileStream stream, FileFacts facts) : IReadableFile
{
    public FileStream Stream => stream;

    public FileFacts Facts => facts;

    public long CurrentLength => RandomAccess.GetLength(stream.SafeFileHandle);

    public void Dispose() => stream.Dispose();
}
