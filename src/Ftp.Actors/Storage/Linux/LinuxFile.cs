using Ftp.Actors.Protocol;
using Microsoft.Win32.SafeHandles;

namespace Ftp.Actors.Storage.Linux;

/// <summary>
/// sendfile(2) through .NET needs a FileStream that was opened for asynchronous use, and a handle made here can never become one:
/// so the inode that openat2 found is opened once more through /proc, which no rename can redirect.
/// </summary>
internal sealed class LinuxFile(FileStream stream, FileFacts facts) : IReadableFile
{
    public FileStream Stream => stream;

    public FileFacts Facts => facts;

    public long CurrentLength => RandomAccess.GetLength(stream.SafeFileHandle);

    public static StorageResult<IReadableFile> Open(SafeFileHandle path, FileFacts facts)
    {
        try
        {
            var stream = new FileStream(
                Bytes.PathOfHandle(path.DangerousGetHandle()), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1,
                FileOptions.Asynchronous | FileOptions.SequentialScan);
            return new LinuxFile(stream, facts);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new(null, StorageErrors.Of(e), e.Message);
        }
    }

    public void Dispose() => stream.Dispose();
}
