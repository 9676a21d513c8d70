using Ftp.Actors.Protocol;

namespace Ftp.Actors.Storage.Names;

/// <summary>Names that the server keeps for itself in its users' directories; no client sees, reaches or makes one.</summary>
internal static class OwnNames
{
    /// <summary>Tells one root from another, and a mounted one from an empty mount point.</summary>
    public const string RootMarker = ".ftp-storage-root";
    public const string Prefix = ".ftp-";
    public const string Suffix = ".part";

    /// <summary>Without regard to case: on a file system that ignores case, another spelling opens the same file.</summary>
    public static bool IsOwn(string name) =>
        name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)
        && (name.EndsWith(Suffix, StringComparison.OrdinalIgnoreCase) || name.Equals(RootMarker, StringComparison.OrdinalIgnoreCase));

    public static bool IsOwn(FtpPath path)
    {
        foreach (var component in path.Components.AsSpan())
        {
            if (IsOwn(component))
                return true;
        }

        return false;
    }
}
