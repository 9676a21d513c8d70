using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Ftp.Host.Start;

/// <summary>The few calls that a start needs and the runtime does not offer.</summary>
internal static partial class Native
{
    internal const int LockExclusiveNow = 2 | 4;
    internal const int ReadAllowed = 4;
    internal const int WriteAndSearchAllowed = 2 | 1;

    private const int ReadWriteCreateCloexecNoFollowLinux = 0x2 | 0x40 | 0x80000 | 0x20000;
    private const int ReadWriteCreateCloexecNoFollowBsd = 0x2 | 0x200 | 0x1000000 | 0x100;

    /// <summary>Opens or makes a file of the owner's, without any of the runtime's own locking: the holder's pid is read while the lock is held.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    internal static SafeFileHandle OpenOwn(string path)
    {
        var handle = Open(path, OperatingSystem.IsLinux() ? ReadWriteCreateCloexecNoFollowLinux : ReadWriteCreateCloexecNoFollowBsd, 0b110_000_000);
        return handle < 0 ? throw new IOException(Marshal.GetLastPInvokeErrorMessage()) : new SafeFileHandle(handle, ownsHandle: true);
    }

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    internal static partial int Lock(SafeFileHandle file, int operation);

    [LibraryImport("libc", EntryPoint = "access", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Access(string path, int mode);

    [LibraryImport("libc", EntryPoint = "umask")]
    internal static partial uint Umask(uint mask);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags, int mode);
}
