using Ftp.Actors.Protocol;
using Microsoft.Win32.SafeHandles;

namespace Ftp.Actors.Storage.Counting;

/// <summary>What the nodes of one root share.</summary>
/// <param name="Root">Its name.</param>
internal sealed record Counter(string Root, IFileLedger Ledger, Gate Gate);

/// <summary>A platform whose roots tell the ledger of every change: all that the storage does goes through them, so there is no way past it.</summary>
internal sealed class CountedPlatform(IPlatform inner, Counter counter) : IPlatform
{
    public string? WeakerPromises => inner.WeakerPromises;

    public IEnumerable<string> Cautions => inner.Cautions;

    public StorageResult<IConfinedRoot> OpenRoot(string path)
    {
        var opened = inner.OpenRoot(path);
        return opened.Ok ? new CountedRoot(opened.Value!, counter) : opened;
    }

    public LockOutcome Lock(SafeFileHandle file) => inner.Lock(file);

    public void Unlock(SafeFileHandle file) => inner.Unlock(file);

    public StorageError Sync(SafeFileHandle file) => inner.Sync(file);

    public StorageError Truncate(SafeFileHandle file, long length) => inner.Truncate(file, length);

    public StorageError SetMode(SafeFileHandle file, int mode) => inner.SetMode(file, mode);

    public StorageResult<FileFacts> Facts(SafeFileHandle file, string name) => inner.Facts(file, name);

    public StorageError CopyAttributes(Node from, SafeFileHandle to) => inner.CopyAttributes(CountedNode.Bare(from), to);

    public bool TryClone(SafeFileHandle from, SafeFileHandle to) => inner.TryClone(from, to);

    public long Free(SafeFileHandle file) => inner.Free(file);
}

internal sealed class CountedRoot(IConfinedRoot inner, Counter counter) : IConfinedRoot
{
    public ulong Device => inner.Device;

    public ulong Inode => inner.Inode;

    public long FileSystemType => inner.FileSystemType;

    public bool IsNetwork => inner.IsNetwork;

    public long Free() => inner.Free();

    public StorageResult<Node> Open(FtpPath source, FtpPath path, bool directory)
    {
        var opened = inner.Open(source, path, directory);
        return opened.Ok ? new CountedNode(opened.Value!, counter) : opened;
    }

    /// <summary>The first folder that was missing is new, and all below it.</summary>
    public StorageResult<bool> Ensure(FtpPath source, int mode) => counter.Gate.Run(() =>
    {
        var missing = FirstMissing(source);
        var made = inner.Ensure(source, mode);
        if (missing is { } top && RealPath(top) is { } path)
            counter.Ledger.FolderMade(path);
        return made;
    });

    private FtpPath? FirstMissing(FtpPath source)
    {
        for (var depth = source.Depth; depth > 0; depth--)
        {
            using var above = inner.Open(FtpPath.Root, source.Take(depth), directory: true).Value;
            if (above is not null)
                return depth == source.Depth ? null : source.Take(depth + 1);
        }

        return source.Depth == 0 ? null : source.Take(1);
    }

    private string? RealPath(FtpPath path)
    {
        using var node = inner.Open(FtpPath.Root, path, directory: true).Value;
        return node?.RealPath;
    }

    public void ForgetSources() => inner.ForgetSources();

    public void LookAgain() => inner.LookAgain();

    public void Dispose() => inner.Dispose();
}
