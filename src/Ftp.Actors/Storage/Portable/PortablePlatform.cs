using Ftp.Actors.Protocol;
using Microsoft.Win32.SafeHandles;

namespace Ftp.Actors.Storage.Portable;

/// <summary>For systems without openat2: System.IO, names checked one by one, no links at all.</summary>
internal sealed class PortablePlatform : IPlatform
{
    public string? WeakerPromises =>
        "Storage works without openat2 (it needs Linux 5.6 or newer on 64-bit x86 or ARM, and /proc): links are refused, but somebody who can change directories "
        + "on this machine while the server works may lead it out of a resource; directories are not flushed, and running uploads hold no locks.";

    public StorageResult<IConfinedRoot> OpenRoot(string path) =>
        Directory.Exists(path) ? new PortableRoot(Path.GetFullPath(path)) : StorageError.NotFound;

    public LockOutcome Lock(SafeFileHandle file) => LockOutcome.Unsupported;

    public void Unlock(SafeFileHandle file)
    {
    }

    public StorageError Sync(SafeFileHandle file) => PortableNode.Try(() => RandomAccess.FlushToDisk(file));

    public StorageError Truncate(SafeFileHandle file, long length) => PortableNode.Try(() => RandomAccess.SetLength(file, length));

    public StorageError SetMode(SafeFileHandle file, int mode) => PortableNode.Try(() =>
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, (UnixFileMode)(mode & 0x1FF));
    });

    public StorageResult<FileFacts> Facts(SafeFileHandle file, string name) => Guarded<FileFacts>(() => new FileFacts(
        name, FileKind.File, RandomAccess.GetLength(file), File.GetLastWriteTimeUtc(file), File.GetCreationTimeUtc(file),
        OperatingSystem.IsWindows() ? 0x1A4 : (int)File.GetUnixFileMode(file) & 0x1FF, 0, 0));

    public StorageError CopyAttributes(Node from, SafeFileHandle to) => from.Facts() is { Ok: true } old ? SetMode(to, old.Value.Mode) : StorageError.None;

    public bool TryClone(SafeFileHandle from, SafeFileHandle to) => false;

    /// <summary>.NET tells it by path only; the root's is looked at instead.</summary>
    public long Free(SafeFileHandle file) => long.MaxValue;

    public static StorageResult<T> Guarded<T>(Func<StorageResult<T>> act) => Roots.Guarded.Call(act);
}
