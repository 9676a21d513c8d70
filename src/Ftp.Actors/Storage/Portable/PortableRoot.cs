using Ftp.Actors.Protocol;

namespace Ftp.Actors.Storage.Portable;

internal sealed class PortableRoot(string path) : IConfinedRoot
{
    public ulong Device => 0;

    public ulong Inode => 0;

    public long FileSystemType => 0;

    public bool IsNetwork => false;

    public long Free() => new DriveInfo(path).AvailableFreeSpace;

    public StorageResult<Node> Open(FtpPath source, FtpPath inside, bool directory)
    {
        var at = path;
        foreach (var component in source.Append(inside).Components)
        {
            if (!IsSafe(component))
                return StorageError.NotFound;
            if (at.Length != path.Length && !Directory.Exists(at))
                return File.Exists(at) ? StorageError.NotADirectory : StorageError.NotFound;
            at = Path.Combine(at, component);
            if (PortableNode.Info(at) is { LinkTarget: not null })
                return StorageError.Outside;
        }

        if (PortableNode.Info(at) is not { } info)
            return StorageError.NotFound;
        return directory && info is not DirectoryInfo ? StorageError.NotADirectory : new PortableNode(at, inside);
    }

    public StorageResult<bool> Ensure(FtpPath source, int mode)
    {
        for (var depth = 0; depth < source.Depth; depth++)
        {
            var above = Open(FtpPath.Root, source.Take(depth), directory: true);
            if (!above.Ok)
                return above.Error;
            using var folder = above.Value!;
            var error = folder.MakeDirectory(source.Components[depth], mode);
            if (error is not (StorageError.None or StorageError.AlreadyExists))
                return error;
        }

        return Open(FtpPath.Root, source, directory: true) is { Ok: false } missing ? missing.Error : true;
    }

    public void ForgetSources()
    {
    }

    public void Dispose()
    {
    }

    /// <summary>What Windows reads as something else than a name: streams (a:b), backslashes, devices, trailing dots; and bytes that are not text.</summary>
    public static bool IsSafe(string name) =>
        name.AsSpan().IndexOfAny(Path.GetInvalidFileNameChars()) < 0 && !NameCodec.HasEscapes(name)
        && (!OperatingSystem.IsWindows() || (!IsShortName(name) && name[^1] is not ('.' or ' ') && !IsDevice(name)));

    /// <summary>PROGRA~1 is another way to say a longer name.</summary>
    private static bool IsShortName(string name)
    {
        var tilde = name.IndexOf('~', StringComparison.Ordinal);
        return tilde >= 0 && tilde + 1 < name.Length && char.IsAsciiDigit(name[tilde + 1]);
    }

    private static bool IsDevice(string name)
    {
        var stem = name.Split('.')[0].TrimEnd().ToUpperInvariant();
        return stem is "CON" or "PRN" or "AUX" or "NUL" || (stem.Length == 4 && (stem.StartsWith("COM", StringComparison.Ordinal) || stem.StartsWith("LPT", StringComparison.Ordinal)));
    }
}
