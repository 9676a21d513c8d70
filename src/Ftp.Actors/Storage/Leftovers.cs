using Ftp.Actors.Protocol;
using Ftp.Actors.Storage.Names;

namespace Ftp.Actors.Storage;

/// <summary>Partials that stand in somebody's way.</summary>
internal static class Leftovers
{
    private const int Most = 1000;

    /// <summary>Not one that is being written.</summary>
    public static StorageError Remove(IPlatform platform, Node folder, string name)
    {
        var opened = folder.OpenWrite(name);
        if (!opened.Ok)
            return opened.Error;
        using var file = opened.Value!;
        return platform.Lock(file) == LockOutcome.Held ? StorageError.Busy : folder.RemoveFile(name);
    }

    /// <summary>
    /// A directory that shows nothing to anybody must be removable, although interrupted uploads lie in it. False where there is anything else, or an
    /// upload that is still running.
    /// </summary>
    public static bool TryClear(IPlatform platform, Spot spot)
    {
        var opened = spot.Folder.OpenEntry(spot.Name);
        if (!opened.Ok)
            return false;
        using var folder = opened.Value!;
        var names = new List<string>();
        using (var entries = folder.Read(details: false).Value)
        {
            while (entries is not null && entries.Next(out var entry) is { Ok: true, Value: true })
            {
                if (entry.Kind != FileKind.File || !OwnNames.IsOwn(entry.Name) || entry.Name == OwnNames.RootMarker || names.Count == Most)
                    return false;
                names.Add(entry.Name);
            }
        }

        return names.Count > 0 && names.TrueForAll(name => Remove(platform, folder, name) == StorageError.None);
    }
}
