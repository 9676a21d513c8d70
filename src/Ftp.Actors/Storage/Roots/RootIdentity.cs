using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Ftp.Actors.Protocol;
using Ftp.Actors.Storage.Names;

namespace Ftp.Actors.Storage.Roots;

/// <summary>
/// Remembers what a root is. A marker file in the root holds a random id, a file in the data directory the same: when a mount has gone, the empty directory
/// below it has no marker. A root that cannot be written (a read-only export) is known by its file-system type and inode instead; device numbers change
/// with every mount. Deleting the file in the data directory accepts a root that was replaced on purpose.
/// </summary>
internal sealed class RootIdentity(IPlatform platform, PartialNames partials, string dataDirectory, string root)
{
    private const string Unmarked = "unmarked ";

    private static readonly FtpPath Marker = FtpPath.Root.Child(OwnNames.RootMarker);

    public string File { get; } =
        Path.Combine(dataDirectory, "roots", (root.Length == 0 ? "main" : "more-" + Uri.EscapeDataString(root)) + ".id");

    /// <summary>Was this root ever seen?</summary>
    public bool IsKnown => System.IO.File.Exists(File);

    /// <summary>Null where the root is the one that was there before, or is new; else what is wrong.</summary>
    public StorageResult<string?> Check(IConfinedRoot opened)
    {
        var marker = ReadMarker(opened);
        if (marker.Error is not (StorageError.None or StorageError.NotFound))
            return new(null, marker.Error, marker.Detail);

        var kind = Unmarked + string.Create(CultureInfo.InvariantCulture, $"{opened.FileSystemType:x}:{opened.Inode}");
        if (IsKnown)
        {
            var known = System.IO.File.ReadAllText(File).Trim();
            if (known == (marker.Value ?? kind))
                return default(StorageResult<string?>);
            return marker.Value is null ? "its marker file is missing: is its file system mounted?" : "it belongs to another storage";
        }

        Remember(marker.Value ?? (TryMark(opened) is { } made ? made : kind));
        return default(StorageResult<string?>);
    }

    private static StorageResult<string?> ReadMarker(IConfinedRoot opened)
    {
        var node = opened.Open(FtpPath.Root, Marker, directory: false);
        if (!node.Ok)
            return new(null, node.Error, node.Detail);
        using var held = node.Value!;
        var file = held.OpenRead();
        if (!file.Ok)
            return new(null, file.Error, file.Detail);
        using var open = file.Value!;
        Span<byte> bytes = stackalloc byte[128];
        var read = open.Stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return Encoding.ASCII.GetString(bytes[..read]).Trim();
    }

    /// <summary>Written whole before it has its name: nodes that share the root may all be starting.</summary>
    private string? TryMark(IConfinedRoot opened)
    {
        var top = opened.Open(FtpPath.Root, FtpPath.Root, directory: true);
        if (!top.Ok)
            return null;
        using var folder = top.Value!;
        var name = partials.Random();
        var created = folder.Create(name);
        if (!created.Ok)
            return null;
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        using (var file = created.Value!)
        {
            RandomAccess.Write(file, Encoding.ASCII.GetBytes(id + "\n"), 0);
            platform.Sync(file);
        }

        var error = folder.Rename(name, folder, OwnNames.RootMarker, overwrite: false);
        folder.Sync();
        if (error == StorageError.None)
            return id;
        folder.RemoveFile(name);
        return ReadMarker(opened).Value;
    }

    private void Remember(string id)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        var fresh = File + ".new";
        using (var stream = new FileStream(fresh, FileMode.Create, FileAccess.Write))
        {
            stream.Write(Encoding.ASCII.GetBytes(id + "\n"));
            stream.Flush(flushToDisk: true);
        }

        System.IO.File.Move(fresh, File, overwrite: true);
    }
}
