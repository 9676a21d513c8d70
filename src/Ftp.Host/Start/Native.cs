using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Ftp.Host.Start;

/// <summary>The few calls that a start needs and the runtime does not offer.</summary>
internal static partial class Native
{
    internal const int LockSharedNow = 1 | 4;
    internal const int LockExclusiveNow = 2 | 4;
    internal const int ReadAllowed = 4;
    internal const int WriteAndSearchAllowed = 2 | 1;

    private const int CurrentDirectory = -100;
    private const int NoFollow = 0x100;
    private const uint TypeWanted = 1;
    private const int ModeAt = 28;
    private const int TypeMask = 0xF000;
    private const int RegularType = 0x8000;
    private const int ReadWriteCreateCloexecNoFollowLinux = 0x2 | 0x40 | 0x80000 | 0x20000;
    private const int ReadWriteCreateCloexecNoFollowBsd = 0x2 | 0x200 | 0x1000000 | 0x100;

    /// <summary>Opens or makes a file of the owner's, without any of the runtime's own locking: the holder's pid is read while the lock is held.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    internal static SafeFileHandle OpenOwn(string path)
    {
        var handle = Open(path, OperatingSystem.IsLinux() ? ReadWriteCreateCloexecNoFollowLinux : ReadWriteCreateCloexecNoFollowBsd, 0b110_000_000);
        return handle < 0 ? throw new IOException(Marshal.GetLastPInvokeErrorMessage()) : new SafeFileHandle(handle, ownsHandle: true);
    }

    /// <summary>No folder, link, socket or pipe. The runtime tells folders and links only.</summary>
    internal static unsafe bool IsRegularFile(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return (File.GetAttributes(path) & (FileAttributes.Directory | FileAttributes.ReparsePoint | FileAttributes.Device)) == 0;
        }

        // struct statx is the same on every architecture: 256 bytes, stx_mode in two of them at 28
        var found = stackalloc byte[256];
        return StatX(CurrentDirectory, path, NoFollow, TypeWanted, found) == 0
            ? (*(ushort*)(found + ModeAt) & TypeMask) == RegularType
            : throw new IOException($"{path}: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int StatX(int directory, string path, int flags, uint mask, byte* found);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    internal static partial int Lock(SafeFileHandle file, int operation);

    [LibraryImport("libc", EntryPoint = "access", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Access(string path, int mode);

    [LibraryImport("libc", EntryPoint = "umask")]
    internal static partial uint Umask(uint mask);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags, int mode);
}
