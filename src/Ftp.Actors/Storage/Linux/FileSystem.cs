using Microsoft.Win32.SafeHandles;

namespace Ftp.Actors.Storage.Linux;

/// <summary>statfs(2).</summary>
internal static unsafe class FileSystem
{
    public static long Type(SafeFileHandle handle) => Read(handle, out var facts) ? facts.Type : 0;

    /// <summary>Unknown counts as endless: the write itself will say ENOSPC.</summary>
    public static long Free(SafeFileHandle handle)
    {
        if (!Read(handle, out var facts))
            return long.MaxValue;
        var unit = facts.FragmentSize > 0 ? facts.FragmentSize : facts.BlockSize;
        return facts.Available > long.MaxValue / Math.Max(1, unit) ? long.MaxValue : facts.Available * unit;
    }

    /// <summary>Those that may not answer: a server or a user's process stands behind them.</summary>
    public static bool IsNetwork(long type) => type is
        0x6969 // NFS
        or 0xFF534D42 or 0xFE534D42 or 0x517B // CIFS, SMB2, SMB
        or 0x65735546 // FUSE
        or 0x00C36400 // Ceph
        or 0x01021997 // 9P
        or 0x5346414F or 0x6B414653 // AFS
        or 0x0BD00BD0 // Lustre
        or 0x19830326 // BeeGFS
        or 0x47504653 // GPFS
        or 0x01161970 // GFS2
        or 0x7461636F; // OCFS2

    private static bool Read(SafeFileHandle handle, out Libc.StatFs facts)
    {
        fixed (Libc.StatFs* result = &facts)
            return Libc.FileSystem(handle, result) == 0;
    }
}
