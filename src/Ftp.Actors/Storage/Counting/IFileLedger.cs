namespace Ftp.Actors.Storage.Counting;

/// <summary>
/// Who counts what is stored. The storage tells it of every file that comes, goes, grows or moves, and asks before one grows; a real path tells it which sums that
/// touches, so no verb can forget it. Every call but <see cref="IUploadCharge.Grow"/> is made inside the root's <see cref="Gate"/>: nothing else changes there between the file
/// system's answer and the ledger's note of it.
/// </summary>
/// <remarks>Paths are absolute, links followed, with "/" between components. Thread-safe.</remarks>
public interface IFileLedger
{
    /// <summary>Something in this root is counted. False: the storage changes files side by side.</summary>
    bool Watches(string root);

    /// <summary>A new empty file, which <see cref="Adopt"/> or a move is about to make somebody's.</summary>
    void Created(string path);

    /// <param name="size">Null: it was no regular file.</param>
    void Removed(string path, long? size);

    /// <summary>A folder came, empty.</summary>
    void FolderMade(string path);

    /// <summary>Before a file is moved.</summary>
    /// <param name="size">Null: no regular file.</param>
    /// <param name="replaced">Size of the file that gives way; null: none does.</param>
    QuotaRefusal? BeginMove(string from, string to, long? size, long? replaced, out IPendingMove move);

    FolderMove Judge(string from, string to);

    /// <summary>Before a folder is moved.</summary>
    /// <param name="folders">What lies in it, by folder, as "" or "/sub/folder"; empty where <see cref="Judge"/> said <see cref="FolderMove.Free"/>.</param>
    QuotaRefusal? BeginFolderMove(string from, string to, IReadOnlyList<(string Below, FileSum Sum)> folders, out IPendingMove move);

    /// <summary>An upload begins to write this file: until it is settled its size is a reservation. Refused or not, <paramref name="charge"/> must be settled.</summary>
    QuotaRefusal? Adopt(UploadStart start, out IUploadCharge charge);

    /// <summary>What can still be stored in this folder; null where nothing limits it.</summary>
    QuotaRoom? Room(string folder);

    /// <summary>The storage does not know what it has done to the sums of this root.</summary>
    void Doubt(string root, string why);
}

/// <summary>Bytes and files, or a change of them.</summary>
public readonly record struct FileSum(long Bytes, long Files)
{
    public static FileSum operator +(FileSum a, FileSum b) => new(checked(a.Bytes + b.Bytes), checked(a.Files + b.Files));

    public static FileSum operator -(FileSum a) => new(-a.Bytes, -a.Files);
}

/// <param name="Bytes">Null: not limited.</param>
/// <param name="Counting">The sum is not known now, so nothing may be stored.</param>
public sealed record QuotaRoom(long? Bytes, long? Files, bool Counting);

/// <summary>How an upload begins.</summary>
/// <param name="Size">Of the file now.</param>
/// <param name="Shared">So much of it is a clone of the file that it will replace.</param>
/// <param name="Announced">ALLO: reserved at once.</param>
/// <param name="Replaces">A file has the target's name, so that there will not be one more.</param>
public sealed record UploadStart(string Path, long Size, long Shared, long? Announced, bool Replaces);

/// <summary>What an upload that is under way holds of the quotas.</summary>
public interface IUploadCharge
{
    /// <summary>The file was made for this upload.</summary>
    bool IsFresh { get; }

    /// <summary>Before the file grows to this size. Costs a lock and no message.</summary>
    QuotaRefusal? Grow(long size);

    /// <summary>The end, good or not: what the file has become counts, the rest is given back. Once, however often it is called.</summary>
    /// <param name="size">Null: not known.</param>
    void Settle(long? size);
}

public interface IPendingMove
{
    /// <summary>Once.</summary>
    void Done(bool happened);
}

public enum FolderMove
{
    /// <summary>Every sum stays as it is.</summary>
    Free,
    /// <summary>What lies in it must be told.</summary>
    Counted,
    /// <summary>Not now: it is being counted, or an upload in it is under way.</summary>
    Busy,
}

/// <summary>Looks at a tree, folder after folder, in the order of <see cref="string.CompareOrdinal(string, string)"/> of each component.</summary>
public interface ITreeVisitor
{
    /// <summary>False: it and what is below is passed over.</summary>
    bool Enters(string folder);

    void File(string folder, string name, long size);

    /// <summary>All files of the folder itself have been told; nothing was changed in it since the first.</summary>
    void Leave(string folder);

    /// <summary>The server's user may not read it.</summary>
    void Unreadable(string folder);
}
