using System.Collections.Frozen;
using Ftp.Actors.Protocol;
using Microsoft.Win32.SafeHandles;

namespace Ftp.Actors.Storage.Linux;

/// <summary>
/// Network file systems that somebody mounted below a root on a local one. They are not entered: the root's operations run where a call that hangs would stop every
/// session, and when such a mount goes, an empty directory would be written to. As roots of their own they have threads and a marker. Other mounts below a root
/// (a volume, a data set for each home) are entered like directories. A root that itself lies behind a network has nothing of this: its server decides what is below.
/// </summary>
internal sealed class MountsBelow(SafeFileHandle root, FrozenSet<string> types)
{
    /// <summary>A user's process stands behind FUSE, an automounter behind autofs.</summary>
    public static readonly FrozenSet<string> NetworkTypes = FrozenSet.Create(
        StringComparer.Ordinal, "nfs", "nfs4", "cifs", "smb3", "smbfs", "ceph", "9p", "virtiofs", "fuse", "fuseblk", "autofs", "afs", "lustre", "beegfs", "gpfs", "gfs2",
        "ocfs2");

    private const string Advice = "a network file system is mounted there, inside a storage root: give it a name in ftp.storage.more-roots and use that";

    private volatile string[] _paths = [];

    public string? Detail => _paths.Length == 0 ? null : Advice;

    /// <summary>Reads the kernel's table, which touches none of the file systems in it.</summary>
    public void Look()
    {
        if (Path(root) is { } top)
            _paths = [.. Paths(File.ReadAllBytes("/proc/self/mountinfo"), types).Where(path => IsIn(path, top) && path != top)];
    }

    public bool Covers(SafeFileHandle folder, FtpPath path)
    {
        if (_paths.Length == 0 || Path(folder) is not { } above)
            return false;
        var whole = path.IsRoot ? above : (above == "/" ? "" : above) + path;
        return Array.Exists(_paths, mount => IsIn(whole, mount));
    }

    public bool Covers(SafeFileHandle folder, string name) => _paths.Length > 0 && Covers(folder, FtpPath.Root.Child(name));

    /// <summary>By a path without links; where <paramref name="links"/> are to be followed, one that leads into any mount at all is refused while there are such mounts.</summary>
    public SafeFileHandle? Open(SafeFileHandle folder, FtpPath path, int flags, bool links, out int errno)
    {
        if (_paths.Length == 0)
            return Confined.Open(folder, Bytes.Of(path), flags, links ? Confined.Inside : Confined.Strict, out errno);
        if (Covers(folder, path))
        {
            errno = Errno.CrossDevice;
            return null;
        }

        var opened = Confined.Open(folder, Bytes.Of(path), flags, Confined.Strict, out errno);
        return opened is null && links && errno is Errno.Loop or Errno.NotDirectory
            ? Confined.Open(folder, Bytes.Of(path), flags, Confined.Inside | Libc.ResolveNoMounts, out errno)
            : opened;
    }

    /// <summary>proc(5), /proc/pid/mountinfo: the fifth field is where, the first after "-" is what.</summary>
    public static IEnumerable<string> Paths(ReadOnlySpan<byte> table, FrozenSet<string> types)
    {
        var paths = new List<string>();
        foreach (var range in table.Split((byte)'\n'))
        {
            var fields = NameCodec.Decode(table[range]).Split(' ');
            var dash = Array.IndexOf(fields, "-");
            if (dash < 5 || dash + 1 >= fields.Length)
                continue;
            var type = fields[dash + 1];
            if (types.Contains(type) || types.Contains(type.Split('.')[0]))
                paths.Add(NameCodec.Decode(Unescape(NameCodec.Encode(fields[4]))));
        }

        return paths;
    }

    /// <summary>\040 and its like.</summary>
    private static byte[] Unescape(byte[] text)
    {
        var plain = new List<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 3 < text.Length)
            {
                plain.Add((byte)(((text[i + 1] - '0') << 6) | ((text[i + 2] - '0') << 3) | (text[i + 3] - '0')));
                i += 3;
            }
            else
            {
                plain.Add(text[i]);
            }
        }

        return [.. plain];
    }

    private static string? Path(SafeFileHandle handle) => Confined.PathOf(handle) is { } path ? NameCodec.Decode(path) : null;

    private static bool IsIn(string path, string above) =>
        above == "/" || (path.StartsWith(above, StringComparison.Ordinal) && (path.Length == above.Length || path[above.Length] == '/'));
}
