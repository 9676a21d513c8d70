using Microsoft.Win32.SafeHandles;

namespace Ftp.Actors.Storage.Linux;

/// <summary>openat2(2): the kernel itself keeps a path below a directory handle, whatever anybody renames meanwhile.</summary>
internal static unsafe class Confined
{
    /// <summary>Not even a link that stays inside: success means that the path given is the path on disk.</summary>
    public const ulong Strict = Libc.ResolveBeneath | Libc.ResolveNoMagicLinks | Libc.ResolveNoSymlinks;
    public const ulong Inside = Libc.ResolveBeneath | Libc.ResolveNoMagicLinks;

    /// <summary>The kernel says EAGAIN when a rename raced with the walk; someone who renames all day must not keep us here.</summary>
    private const int MostTries = 64;

    /// <returns>The handle, or null and the error number.</returns>
    public static SafeFileHandle? Open(SafeFileHandle directory, byte[] path, int flags, ulong resolve, out int errno, uint mode = 0)
    {
        var how = new Libc.OpenHow { Flags = (ulong)(uint)(flags | Libc.CloseOnExec), Mode = mode, Resolve = resolve };
        fixed (byte* bytes = path)
        {
            for (var i = 0; i < MostTries; i++)
            {
                var handle = Libc.OpenAt2(directory, bytes, &how);
                if (handle >= 0)
                {
                    errno = 0;
                    return new SafeFileHandle(handle, ownsHandle: true);
                }

                errno = Errno.Last;
                if (errno is not (Errno.Again or Errno.Interrupted))
                    return null;
            }
        }

        errno = Errno.Again;
        return null;
    }

    public static int Stat(SafeFileHandle directory, byte[] name, out StatX facts)
    {
        fixed (byte* bytes = name)
            return Stat(directory, bytes, out facts);
    }

    /// <returns>0 or the error number.</returns>
    public static int Stat(SafeFileHandle directory, byte* name, out StatX facts)
    {
        fixed (StatX* result = &facts)
        {
            var flags = Libc.SymlinkNoFollow | Libc.NoAutomount | (*name == 0 ? Libc.EmptyPath : 0);
            return Libc.StatX(directory, name, flags, StatX.Wanted, result) >= 0 ? 0 : Errno.Last;
        }
    }

    /// <summary>Of what is open itself.</summary>
    public static int Stat(SafeFileHandle handle, out StatX facts) => Stat(handle, [0], out facts);

    /// <summary>Path of what a handle has open, as the kernel sees it now.</summary>
    public static byte[]? PathOf(SafeFileHandle handle)
    {
        var buffer = new byte[4096 + 256];
        nint length;
        fixed (byte* link = Bytes.OfHandle(handle.DangerousGetHandle()), bytes = buffer)
            length = Libc.ReadLink(link, bytes, buffer.Length);
        return length <= 0 || length == buffer.Length ? null : buffer[..(int)length];
    }

    public static string? LinkTarget(SafeFileHandle directory, byte* name)
    {
        const int most = 4096;
        var buffer = stackalloc byte[most];
        var length = Libc.ReadLinkAt(directory, name, buffer, most);
        return length < 0 ? null : Protocol.NameCodec.Decode(new ReadOnlySpan<byte>(buffer, (int)length));
    }
}
