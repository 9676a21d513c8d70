using Ftp.Actors.Protocol;
using Microsoft.Win32.SafeHandles;

namespace Ftp.Actors.Storage.Linux;

/// <summary>renameat2(2), and the same promise where a file system lacks RENAME_NOREPLACE (NFS and some FUSE ones say EINVAL).</summary>
internal static unsafe class Renaming
{
    public static StorageError Rename(SafeFileHandle from, byte[] name, SafeFileHandle to, byte[] newName, bool overwrite)
    {
        fixed (byte* old = name, fresh = newName)
        {
            if (Libc.RenameAt2(from, old, to, fresh, overwrite ? 0 : Libc.RenameNoReplace) == 0)
                return StorageError.None;
            var errno = Errno.Last;
            if (errno is not (Errno.Invalid or Errno.NoSystemCall or Errno.NotSupported) || overwrite)
                return errno == Errno.Invalid ? StorageError.Refused : Errno.Error(errno);
            if (Confined.Stat(from, old, out var facts) is var missing && missing != 0)
                return Errno.Error(missing);
            return facts.Kind == FileKind.Directory ? Directory(from, old, to, fresh) : File(from, old, to, fresh);
        }
    }

    /// <summary>A second name first: link(2) fails if it is taken.</summary>
    private static StorageError File(SafeFileHandle from, byte* old, SafeFileHandle to, byte* fresh)
    {
        if (Libc.LinkAt(from, old, to, fresh, 0) < 0)
            return Errno.Error(Errno.Last);
        return Errno.Of(Libc.UnlinkAt(from, old, 0));
    }

    /// <summary>An empty directory takes the name, then is replaced: rename(2) replaces empty directories only. A directory into itself stays EINVAL.</summary>
    private static StorageError Directory(SafeFileHandle from, byte* old, SafeFileHandle to, byte* fresh)
    {
        if (Libc.MakeDirectoryAt(to, fresh, 0x1C0) < 0)
            return Errno.Error(Errno.Last);
        if (Libc.RenameAt2(from, old, to, fresh, 0) == 0)
            return StorageError.None;
        var errno = Errno.Last;
        _ = Libc.UnlinkAt(to, fresh, Libc.RemoveDirectory);
        return errno == Errno.Invalid ? StorageError.Refused : Errno.Error(errno);
    }
}
