using Ftp.Actors.Protocol;
using Ftp.Actors.Storage.Roots;

namespace Ftp.Actors.Storage.Counting;

/// <summary>
/// Shows a visitor every file below a folder, one folder at a time, each while nothing else is changed in the root: so each has been seen either before a change or
/// after it, and the order of the walk tells which. Links are not followed. Memory grows with the folders that wait, not with the files.
/// </summary>
internal sealed class TreeWalk(RootKeeper keeper, Gate gate, ITreeVisitor visitor)
{
    /// <summary>Blocks for long: not on a thread that others wait for.</summary>
    public StorageResult<bool> Run(FtpPath start, CancellationToken cancel)
    {
        var pending = new Stack<FtpPath>();
        pending.Push(start);
        var children = new List<string>();
        while (pending.TryPop(out var path))
        {
            if (cancel.IsCancellationRequested)
                return new(default, StorageError.Unavailable, "the counting was called off");
            var root = keeper.Current();
            if (!root.Ok)
                return new(default, root.Error, root.Detail);
            children.Clear();
            var stored = path;
            var error = gate.Alone(() => Look(root.Value!, path, children, out stored));
            if (error is not (StorageError.None or StorageError.NotFound or StorageError.NotADirectory or StorageError.Outside))
                return new(default, error, $"the folder {path} could not be read");
            children.Sort(string.CompareOrdinal);
            for (var i = children.Count - 1; i >= 0; i--)
                pending.Push(stored.Child(children[i]));
        }

        return true;
    }

    private StorageError Look(IConfinedRoot root, FtpPath path, List<string> children, out FtpPath stored)
    {
        stored = path;
        var opened = root.Open(FtpPath.Root, path, directory: true);
        if (!opened.Ok)
            return Denied(opened.Error, path.ToString());
        using var folder = opened.Value!;
        stored = folder.Stored;
        if (folder.RealPath is not { } real)
            return StorageError.Failed;
        if (!visitor.Enters(real))
            return StorageError.None;
        var read = folder.Read(details: true);
        if (!read.Ok)
            return Denied(read.Error, real);
        using var entries = read.Value!;
        while (true)
        {
            var next = entries.Next(out var entry);
            if (!next.Ok)
                return next.Error;
            if (!next.Value)
                break;
            if (entry.Kind == FileKind.File)
                visitor.File(real, entry.Name, entry.Size);
            else if (entry.IsDirectory && FtpPath.IsComponent(entry.Name))
                children.Add(entry.Name);
        }

        visitor.Leave(real);
        return StorageError.None;
    }

    /// <summary>lost+found is root's: what the server's user cannot read, none of its clients stored.</summary>
    private StorageError Denied(StorageError error, string folder)
    {
        if (error != StorageError.Denied)
            return error;
        visitor.Unreadable(folder);
        return StorageError.None;
    }
}
