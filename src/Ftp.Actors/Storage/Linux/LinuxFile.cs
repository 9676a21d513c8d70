using Ftp.Actors.Protocol;
using Microsoft.Win32.SafeHandles;

namespace Ftp.Actors.Storage.Linux;

/// <summary>The inode that openat2 found, opened once more through /proc, which no rename can redirect: the handle that found it was a bare path, so that opening harms no device or pipe.</summary>
internal sealed unsafe class LinuxFile(SafeFileHandle handle, FileFacts facts) : IReadableFile
{
    private FileStream? _stream;

    public SafeFileHandle Handle => handle;

    /// <summary>
    /// The runtime's own sendfile takes only a stream that was opened for asynchronous use, which a handle made here can never become: so it is opened a third time,
    /// and only where it is asked for. A small file is sent without it and saves six system calls.
    /// </summary>
    /// <exception cref="IOException">It cannot be opened any more.</exception>
    /// <exception cref="ObjectDisposedException"/>
    public FileStream Stream => _stream ??= Again();

    /// <summary>By the handle's number, which after closing is another file's, perhaps another session's: so it is held meanwhile.</summary>
    private FileStream Again()
    {
        var held = false;
        handle.DangerousAddRef(ref held);
        try
        {
            return new FileStream(
                Bytes.PathOfHandle(handle.DangerousGetHandle()), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1,
                FileOptions.Asynchronous | FileOptions.SequentialScan);
        }
        finally
        {
            handle.DangerousRelease();
        }
    }

    public FileFacts Facts => facts;

    public long CurrentLength => RandomAccess.GetLength(handle);

    public static StorageResult<IReadableFile> Open(SafeFileHandle path, FileFacts facts)
    {
        int opened;
        fixed (byte* bytes = Bytes.OfHandle(path.DangerousGetHandle()))
        {
            do
                opened = Libc.Open(bytes, Libc.ReadOnly | Libc.NonBlock | Libc.CloseOnExec);
            while (opened < 0 && Errno.Last == Errno.Interrupted);
        }

        return opened < 0
            ? Errno.Result<IReadableFile>(Errno.Last, "open")
            : new LinuxFile(new SafeFileHandle(opened, ownsHandle: true), facts);
    }

    public void Dispose()
    {
        _stream?.Dispose();
        handle.Dispose();
    }
}
