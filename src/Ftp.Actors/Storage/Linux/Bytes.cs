using System.Text;
using Ftp.Actors.Protocol;

namespace Ftp.Actors.Storage.Linux;

/// <summary>Names and paths as the kernel takes them: bytes with a NUL at the end.</summary>
internal static class Bytes
{
    public static byte[] Of(string name)
    {
        var bytes = NameCodec.Encode(name);
        Array.Resize(ref bytes, bytes.Length + 1);
        return bytes;
    }

    /// <summary>Relative to a directory handle; "." for the directory itself.</summary>
    public static byte[] Of(FtpPath path) => path.IsRoot ? [(byte)'.', 0] : Of(string.Join('/', path.Components));

    /// <summary>The name under which /proc shows what a handle has open: opening it opens that very inode.</summary>
    public static byte[] OfHandle(nint handle) => Encoding.ASCII.GetBytes(PathOfHandle(handle) + "\0");

    public static string PathOfHandle(nint handle) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"/proc/self/fd/{handle}");
}
