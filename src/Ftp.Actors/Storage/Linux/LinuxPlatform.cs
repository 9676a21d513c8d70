using System.Collections.Frozen;
using System.Text;
using Ftp.Actors.Protocol;
using Microsoft.Win32.SafeHandles;

namespace Ftp.Actors.Storage.Linux;

internal sealed unsafe class LinuxPlatform(FrozenSet<string>? networkTypes = null) : IPlatform
{
    private const int SetLock = 37; // F_OFD_SETLK: belongs to the open file, not to the process, and dies with it
    private const short WriteLock = 1, NoLock = 2;
    private const uint CloneRequest = 0x40049409; // FICLONE

    public string? WeakerPromises => null;

    public IEnumerable<string> Cautions => HardLinks("/proc/sys/fs/protected_hardlinks") is { } caution ? [caution] : [];

    /// <summary>A hard link is no link that could be refused: whoever may make one gives a file a second place.</summary>
    public static string? HardLinks(string setting) => File.Exists(setting) && File.ReadAllText(setting).Trim() == "0"
        ? "fs.protected_hardlinks is 0: users of this machine can make hard links to files of others, and so bring into a served folder what lies outside it; "
          + "sysctl fs.protected_hardlinks=1 forbids that."
        : null;

    /// <summary>openat2 came with Linux 5.6 and some container filters forbid it; /proc may not be mounted.</summary>
    public static bool IsAvailable()
    {
        if (!OperatingSystem.IsLinux() || !Libc.IsSupportedArchitecture)
            return false;
        using var root = OpenPath("/", out _);
        if (root is null)
            return false;
        using var again = Confined.Open(root, [(byte)'.', 0], Libc.PathOnly | Libc.Directory, Confined.Strict, out _);
        return again is not null && Confined.PathOf(again) is not null;
    }

    public StorageResult<IConfinedRoot> OpenRoot(string path)
    {
        var handle = OpenPath(path, out var errno);
        if (handle is null)
            return Errno.Result<IConfinedRoot>(errno, "open");
        errno = Confined.Stat(handle, out var facts);
        if (errno == 0)
            return new LinuxRoot(handle, facts, networkTypes ?? MountsBelow.NetworkTypes);
        handle.Dispose();
        return Errno.Result<IConfinedRoot>(errno, "statx");
    }

    /// <summary>The one place where a path from the configuration, links and all, is opened.</summary>
    private static SafeFileHandle? OpenPath(string path, out int errno)
    {
        fixed (byte* bytes = Bytes.Of(path))
        {
            var handle = Libc.Open(bytes, Libc.PathOnly | Libc.Directory | Libc.CloseOnExec);
            errno = handle < 0 ? Errno.Last : 0;
            return handle < 0 ? null : new SafeFileHandle(handle, ownsHandle: true);
        }
    }

    public LockOutcome Lock(SafeFileHandle file) => SetLockType(file, WriteLock) switch
    {
        0 => LockOutcome.Taken,
        Errno.Again or Errno.Access => LockOutcome.Held,
        _ => LockOutcome.Unsupported, // ENOLCK, ENOSYS, EINVAL
    };

    public void Unlock(SafeFileHandle file) => SetLockType(file, NoLock);

    private static int SetLockType(SafeFileHandle file, short type)
    {
        var range = new Libc.FileLock { Type = type };
        return Libc.Control(file, SetLock, &range) == 0 ? 0 : Errno.Last;
    }

    public StorageError Sync(SafeFileHandle file) => SyncHandle(file);

    public static StorageError SyncHandle(SafeFileHandle file)
    {
        while (Libc.Sync(file) < 0)
        {
            var errno = Errno.Last;
            if (errno == Errno.Interrupted)
                continue;
            // EINVAL: a file system that has nothing to flush.
            return errno == Errno.Invalid ? StorageError.None : Errno.Error(errno);
        }

        return StorageError.None;
    }

    public StorageError Truncate(SafeFileHandle file, long length) => Errno.Of(Libc.Truncate(file, length));

    public StorageError SetMode(SafeFileHandle file, int mode) => Errno.Of(Libc.ChangeMode(file, (uint)mode));

    public StorageResult<FileFacts> Facts(SafeFileHandle file, string name)
    {
        var errno = Confined.Stat(file, out var facts);
        return errno == 0 ? facts.Facts(name) : Errno.Result<FileFacts>(errno, "statx");
    }

    public StorageError CopyAttributes(Node from, SafeFileHandle to)
    {
        var source = ((LinuxNode)from).Handle;
        if (Confined.Stat(source, out var old) is var errno && errno != 0)
            return Errno.Error(errno);
        // The service's user may give only groups it is in; what it may not give stays its own.
        _ = Libc.ChangeOwner(to, uint.MaxValue, old.Group);
        var error = SetMode(to, old.Mode & 0x1FF);
        CopyAccessList(source, to);
        return error;
    }

    private static void CopyAccessList(SafeFileHandle from, SafeFileHandle to)
    {
        fixed (byte* path = Bytes.OfHandle(from.DangerousGetHandle()), name = "system.posix_acl_access\0"u8)
        {
            var size = Libc.GetAttribute(path, name, null, 0);
            if (size <= 0)
                return; // none, or a file system without
            fixed (byte* value = new byte[size])
            {
                var length = Libc.GetAttribute(path, name, value, size);
                if (length > 0)
                    _ = Libc.SetAttribute(to, name, value, length, 0);
            }
        }
    }

    public bool TryClone(SafeFileHandle from, SafeFileHandle to) => Libc.Ioctl(to, CloneRequest, from.DangerousGetHandle()) == 0;

    public long Free(SafeFileHandle file) => FileSystem.Free(file);
}
