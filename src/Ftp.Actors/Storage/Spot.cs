using Ftp.Actors.Protocol;
using Ftp.Actors.Storage.Names;

namespace Ftp.Actors.Storage;

/// <summary>A name in an open directory: what operations that make, remove or rename work on.</summary>
/// <param name="Name">As on disk if it is there, else as asked.</param>
/// <param name="Entry">What has the name, link or not; <see cref="StorageError.NotFound"/> if nothing.</param>
internal sealed record Spot(Node Folder, string Name, StorageResult<FileFacts> Entry) : IDisposable
{
    public FtpPath Stored => Folder.Stored.Child(Name);

    public bool IsFree => Entry.Error == StorageError.NotFound;

    /// <summary>An error other than "nothing there", or None.</summary>
    public StorageError Fault => IsFree ? StorageError.None : Entry.Error;

    public void Dispose() => Folder.Dispose();
}

/// <summary>From what was asked to what is on disk, with the guard asked wherever the two differ.</summary>
internal static class Finding
{
    /// <summary>What the path names, links followed inside the source.</summary>
    public static StorageResult<Node> Open(IConfinedRoot root, StoragePlace place, bool directory, StoredPathGuard guard)
    {
        if (OwnNames.IsOwn(place.Path))
            return StorageError.NotFound;
        var opened = root.Open(place.Source.Path, place.Path, directory);
        if (!opened.Ok || opened.Value!.Stored == place.Path)
            return opened;
        var error = OwnNames.IsOwn(opened.Value.Stored) ? StorageError.NotFound : guard(opened.Value.Stored) ? StorageError.None : StorageError.Refused;
        if (error == StorageError.None)
            return opened;
        opened.Value.Dispose();
        return error;
    }

    /// <summary>The directory above, and the last name in it, not followed. The root of a source has no name: <see cref="StorageError.Refused"/>.</summary>
    public static StorageResult<Spot> Locate(IConfinedRoot root, StoragePlace place, StoredPathGuard guard)
    {
        if (place.Path.IsRoot)
            return StorageError.Refused;
        var parent = root.Open(place.Source.Path, place.Path.Parent, directory: true);
        if (!parent.Ok)
            return new(null, parent.Error, parent.Detail);

        var spot = At(parent.Value!, place.Path.Name);
        if (spot.Stored == place.Path || (!OwnNames.IsOwn(spot.Stored) && guard(spot.Stored)))
            return spot;
        spot.Dispose();
        return StorageError.Refused;
    }

    private static Spot At(Node folder, string asked)
    {
        var entry = folder.Stat(asked);
        if (entry.Error != StorageError.NotFound || UnicodeForms.IsAscii(asked))
            return new Spot(folder, asked, entry);
        foreach (var spelling in UnicodeForms.Spellings(asked).Skip(1).Where(FtpPath.IsComponent))
        {
            if (folder.Stat(spelling) is { Ok: true } other)
                return new Spot(folder, spelling, other);
        }

        return new Spot(folder, asked, entry);
    }

    /// <summary>The caller's interrupted upload under a target's name, if there is one.</summary>
    /// <returns>The partial's own name and facts.</returns>
    public static FileFacts? KeptPartial(Node folder, string target, StorageCaller caller)
    {
        if (caller.Login is not { } login)
            return null;
        foreach (var spelling in UnicodeForms.Spellings(target))
        {
            if (folder.Stat(PartialNames.Kept(login, spelling)) is { Ok: true, Value.Kind: FileKind.File } found)
                return found.Value;
        }

        return null;
    }
}
