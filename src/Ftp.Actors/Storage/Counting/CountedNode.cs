using Ftp.Actors.Protocol;
using Microsoft.Win32.SafeHandles;

namespace Ftp.Actors.Storage.Counting;

/// <summary>A node whose changes the ledger hears of: a file made, removed, moved, replaced; a folder made or moved.</summary>
internal sealed class CountedNode(Node inner, Counter counter) : Node(inner.Stored)
{
    private IFileLedger Ledger => counter.Ledger;

    public override string? RealPath => inner.RealPath;

    public static Node Bare(Node node) => node is CountedNode counted ? counted.Uncounted : node;

    private Node Uncounted => inner;

    public override StorageResult<FileFacts> Facts() => inner.Facts();

    public override StorageResult<IReadableFile> OpenRead() => inner.OpenRead();

    public override StorageError SetMode(int mode) => inner.SetMode(mode);

    public override StorageError SetModified(DateTimeOffset modified) => inner.SetModified(modified);

    public override StorageResult<FileFacts> Stat(string name) => inner.Stat(name);

    public override StorageResult<Node> OpenEntry(string name)
    {
        var opened = inner.OpenEntry(name);
        return opened.Ok ? new CountedNode(opened.Value!, counter) : opened;
    }

    public override StorageResult<SafeFileHandle> OpenWrite(string name) => inner.OpenWrite(name);

    public override StorageError RemoveDirectory(string name) => inner.RemoveDirectory(name);

    public override StorageError Sync() => inner.Sync();

    public override long Free() => inner.Free();

    public override StorageResult<EntryReader> Read(bool details) => inner.Read(details);

    public override void Dispose() => inner.Dispose();

    public override StorageResult<SafeFileHandle> Create(string name) => counter.Gate.Run(() =>
    {
        var made = inner.Create(name);
        if (made.Ok && In(name) is { } path)
            Ledger.Created(path);
        return made;
    });

    public override StorageError MakeDirectory(string name, int mode) => counter.Gate.Run(() =>
    {
        var error = inner.MakeDirectory(name, mode);
        if (error == StorageError.None && In(name) is { } path)
            Ledger.FolderMade(path);
        return error;
    });

    public override StorageError RemoveFile(string name) => counter.Gate.Run(() =>
    {
        var facts = inner.Stat(name);
        var error = inner.RemoveFile(name);
        if (error != StorageError.None)
            return error;
        if (!facts.Ok)
            Ledger.Doubt(counter.Root, $"the size of a file that was removed is not known: {facts.Error}");
        else if (In(name) is { } path)
            Ledger.Removed(path, SizeOf(facts));
        return error;
    });

    public override StorageError Rename(string name, Node folder, string newName, bool overwrite)
    {
        var target = Bare(folder);
        return counter.Gate.Run(() =>
        {
            var (source, goal) = (inner.Stat(name), target.Stat(newName));
            if (!source.Ok)
                return source.Error;
            if (In(name) is not { } from || In(target, newName) is not { } to || IsSame(source.Value, goal))
                return inner.Rename(name, target, newName, overwrite);
            var error = Begin(source.Value, goal, from, to, name, out var move);
            if (error != StorageError.None)
                return error;
            error = inner.Rename(name, target, newName, overwrite);
            move.Done(error == StorageError.None);
            return error;
        });
    }

    private StorageError Begin(FileFacts source, StorageResult<FileFacts> goal, string from, string to, string name, out IPendingMove move)
    {
        if (!source.IsDirectory)
            return Ledger.BeginMove(from, to, SizeOf(source), SizeOf(goal), out move)?.Error ?? StorageError.None;

        IReadOnlyList<(string, FileSum)> folders = [];
        move = NoMove.Instance;
        switch (Ledger.Judge(from, to))
        {
            case FolderMove.Busy:
                return StorageError.Busy;
            case FolderMove.Counted:
                var counted = SubtreeSum.Of(inner, name);
                if (!counted.Ok)
                    return counted.Error;
                folders = counted.Value!;
                break;
        }

        return Ledger.BeginFolderMove(from, to, folders, out move)?.Error ?? StorageError.None;
    }

    /// <summary>An upload begins to write a file of this folder.</summary>
    /// <returns><see cref="StorageError.Busy"/> where the open file has lost the name meanwhile: what went into it would count nowhere.</returns>
    public StorageResult<bool> Adopt(string name, Func<StorageResult<FileFacts>> facts, Func<long, UploadStart> start, out IUploadCharge? charge)
    {
        (var result, charge) = counter.Gate.Run(() =>
        {
            if (In(name) is not { } path)
                return (StorageError.Failed, null);
            var (file, entry) = (facts(), inner.Stat(name));
            if (!file.Ok || !entry.Ok || entry.Value.Inode != file.Value.Inode || entry.Value.Device != file.Value.Device)
                return ((StorageResult<bool>)StorageError.Busy, (IUploadCharge?)null);
            var refused = Ledger.Adopt(start(file.Value.Size) with { Path = path }, out var taken);
            return (refused is null ? true : refused.Result<bool>(), taken);
        });
        return result;
    }

    public void Settle(IUploadCharge charge, Func<StorageResult<FileFacts>> facts) => counter.Gate.Run(() =>
    {
        charge.Settle(facts() is { Ok: true } known ? known.Value.Size : null);
        return true;
    });

    private string? In(string name) => In(inner, name);

    private string? In(Node folder, string name)
    {
        if (folder.RealPath is { } path)
            return $"{(path == "/" ? "" : path)}/{name}";
        Ledger.Doubt(counter.Root, "the real path of a folder could not be had");
        return null;
    }

    private static long? SizeOf(StorageResult<FileFacts> entry) => entry is { Ok: true, Value.Kind: FileKind.File } ? entry.Value.Size : null;

    /// <summary>Two names of one file: rename(2) then does nothing.</summary>
    private static bool IsSame(FileFacts source, StorageResult<FileFacts> goal) =>
        goal.Ok && source.Inode != 0 && goal.Value.Inode == source.Inode && goal.Value.Device == source.Device;

    private sealed class NoMove : IPendingMove
    {
        public static NoMove Instance { get; } = new();

        public void Done(bool happened)
        {
        }
    }
}
