using System.Collections.Immutable;
using Ftp.Actors.Protocol;
using Ftp.Actors.Storage.Counting;
using Ftp.Actors.Storage.Roots;
using Microsoft.Win32.SafeHandles;

namespace Ftp.Actors.Storage;

/// <summary>Names one file or directory without a real path: where it is confined, and the path inside.</summary>
public sealed record StoragePlace(DirectorySource Source, FtpPath Path);

/// <summary>
/// Asked when what would be touched is stored under another path than the one that was asked for (a link inside the source, or another Unicode
/// normalization of the name), so that rights are decided on what is opened and never on another spelling of it.
/// </summary>
/// <param name="stored">The path inside the same source, as on disk.</param>
public delegate bool StoredPathGuard(FtpPath stored);

public enum StorageError
{
    None = 0,
    NotFound,
    NotADirectory,
    IsADirectory,
    AlreadyExists,
    NotEmpty,
    /// <summary>The operating system refuses the service's user.</summary>
    Denied,
    /// <summary>The guard refused, or the operation was not among those allowed by the request.</summary>
    Refused,
    /// <summary>A link or name that leads out of the source.</summary>
    Outside,
    /// <summary>Between file systems or sources.</summary>
    CrossDevice,
    /// <summary>ENOSPC, EDQUOT, or below <c>minimum-free</c>.</summary>
    NoSpace,
    NameTooLong,
    /// <summary>The root is not what it was: its mount is gone, or it does not answer in time.</summary>
    Unavailable,
    ReadOnly,
    /// <summary>Not a regular file (device, pipe, socket).</summary>
    NotAFile,
    /// <summary>The offset lies beyond the end of the file.</summary>
    BadOffset,
    /// <summary>Somebody else holds it (the partial of an upload that is still running).</summary>
    Busy,
    Failed,
    /// <summary>A quota leaves no room.</summary>
    OverQuota,
    /// <summary>A quota holds here, and what it counts is not known now.</summary>
    QuotaCounting,
}

/// <param name="Detail">For the operator's log, never for the client.</param>
public readonly record struct StorageResult<T>(T? Value, StorageError Error, string? Detail = null)
{
    public bool Ok => Error == StorageError.None;

    /// <summary>Which quota it was, with <see cref="StorageError.OverQuota"/> and <see cref="StorageError.QuotaCounting"/>.</summary>
    public QuotaRefusal? Quota { get; init; }

    public static implicit operator StorageResult<T>(T value) => new(value, StorageError.None);

    public static implicit operator StorageResult<T>(StorageError error) => new(default, error);
}

/// <summary>What can still be stored in a folder.</summary>
/// <param name="Free">Bytes above <c>minimum-free</c> of its file system.</param>
/// <param name="Quota">Null: none holds there.</param>
public sealed record StorageRoom(long Free, QuotaRoom? Quota);

/// <summary>Who asks, as far as storage must know: interrupted uploads belong to a login. Null for guests: theirs are not kept.</summary>
public readonly record struct StorageCaller(string? Login);

/// <summary>A regular file open for reading. The owner disposes it.</summary>
public interface IReadableFile : IDisposable
{
    /// <summary>For pread(2) and sendfile(2) that do not wait.</summary>
    SafeFileHandle Handle => Stream.SafeFileHandle;
    /// <summary>Open for asynchronous use, as the runtime's sending of files wants it.</summary>
    FileStream Stream { get; }
    FileFacts Facts { get; }
    /// <summary>The length now: a file may shrink or grow meanwhile.</summary>
    long CurrentLength { get; }
    /// <summary>It lies behind a network: reading may wait for minutes, so only <see cref="ReadAsync"/> may be used, which waits on threads of the root.</summary>
    bool Blocks => false;
    /// <summary>Up to the length of <paramref name="buffer"/>; 0 at the end. After an error the buffer may still be written to: leave it to the collector.</summary>
    ValueTask<StorageResult<int>> ReadAsync(Memory<byte> buffer, long offset) =>
        new(Guarded.Call<int>(() => RandomAccess.Read(Handle, buffer.Span, offset)));
}

[Flags]
public enum StoreAllowed { None = 0, Create = 1, Overwrite = 2, Append = 4 }

/// <summary>
/// StoreUnique: the target's name, or <c>name.1.txt</c>, <c>name.2.txt</c>… if it is taken (the guard is asked for a name that the storage chose); a target that is a directory gets a generated name in it.
/// Store with an offset below the end of a complete file needs Overwrite as well as Append: what was behind the offset goes.
/// </summary>
public enum StoreKind { Store, StoreUnique, Append }

/// <param name="Allowed">What the rights let this upload do; checked against what is really there, atomically with the opening.</param>
/// <param name="Offset">REST before STOR; 0 for a whole file. Ignored by Append.</param>
/// <param name="Announced">ALLO's size, for the free-space check.</param>
/// <param name="KeepPartial">Keep an interrupted upload to a new name (named accounts, <c>keep-partial</c> above 0).</param>
/// <param name="Live">Publish as it grows (<c>publish = live</c>).</param>
public sealed record StoreRequest(
    StoragePlace Target, StoreKind Kind, StoreAllowed Allowed, StorageCaller Caller, long Offset, long? Announced, bool KeepPartial, bool Live,
    int FileMode, int DirectoryMode, StoredPathGuard Guard);

/// <summary>
/// An upload under way. Bytes go through <see cref="WriteAsync"/> from <see cref="StartOffset"/> on. What was behind the offset goes with the first of them, or
/// with the publication: a client whose data connection is never made loses nothing. Nothing is visible under the target's name (unless live) until
/// <see cref="PublishAsync"/> has returned: fsync, rename, fsync of the directory. Exactly one of the three ends is called; Dispose without one is an interruption.
/// </summary>
public interface IUpload : IAsyncDisposable
{
    SafeFileHandle Handle { get; }
    long StartOffset { get; }
    /// <summary>The name it will have: STOU chooses it.</summary>
    string Name { get; }
    /// <summary>One after the other. After an error the bytes may still be read: leave their buffer to the collector.</summary>
    ValueTask<StorageResult<bool>> WriteAsync(ReadOnlyMemory<byte> bytes, long position) => new(Guarded.Call<bool>(() =>
    {
        RandomAccess.Write(Handle, bytes.Span, position);
        return true;
    }));
    /// <summary>Where it will stand inside the source, links followed, as spelled on disk; null where a storage does not tell.</summary>
    FtpPath? Stored => null;
    /// <summary>What of <see cref="StoreRequest.Allowed"/> it lives on, by what was there when it was opened; None where a storage does not tell.</summary>
    StoreAllowed Uses => StoreAllowed.None;
    /// <summary>False where <c>minimum-free</c> would be passed; asked every few MiB.</summary>
    bool HasSpace();
    /// <summary>The same where the disk may lie behind a network.</summary>
    ValueTask<bool> HasSpaceAsync() => new(HasSpace());
    /// <summary>Takes as long as the disk needs: whether the file is there must be known. Given up only where it could not begin; then it is an interruption.</summary>
    ValueTask<StorageResult<FileFacts>> PublishAsync();
    /// <summary>Not a proper end: kept for continuing if the request said so, else removed. The target is untouched.</summary>
    ValueTask InterruptAsync();
    /// <summary>Removed whatever the request said: it broke a rule (size, name).</summary>
    ValueTask DiscardAsync();
}

/// <summary>Entries of a directory in the order of the disk, in batches, so that memory does not grow with the directory. Partials and the server's own files never appear, except the caller's.</summary>
public interface IDirectoryReader : IDisposable
{
    /// <summary>Clears and fills <paramref name="batch"/> with up to <paramref name="most"/> entries; false at the end. Blocks on the disk: call it on a storage lane.</summary>
    StorageResult<bool> Read(List<FileFacts> batch, int most);
}

/// <summary>The confined file system. Every operation resolves by directory handles below its source (openat2 RESOLVE_BENEATH), never by string comparison.</summary>
public interface IFileStorage
{
    /// <param name="follow">Judge the target of a link instead of the link.</param>
    ValueTask<StorageResult<FileFacts>> StatAsync(StoragePlace place, StorageCaller caller, StoredPathGuard guard, bool follow, CancellationToken cancel);
    ValueTask<StorageResult<IReadableFile>> OpenReadAsync(StoragePlace place, StorageCaller caller, StoredPathGuard guard, CancellationToken cancel);
    ValueTask<StorageResult<IUpload>> OpenStoreAsync(StoreRequest request, CancellationToken cancel);
    ValueTask<StorageResult<IDirectoryReader>> OpenDirectoryAsync(StoragePlace place, StorageCaller caller, StoredPathGuard guard, CancellationToken cancel);
    /// <summary>One <see cref="IDirectoryReader.Read"/>: on the root's threads where the disk lies behind a network, else here and now. Without such a notion it is a pool thread.</summary>
    /// <remarks>Not cancelled half-way: the reader may be disposed only when this has returned.</remarks>
    ValueTask<StorageResult<bool>> ReadDirectoryAsync(IDirectoryReader reader, List<FileFacts> batch, int most) =>
        new(Task.Run(() => reader.Read(batch, most)));
    ValueTask<StorageResult<FileFacts>> MakeDirectoryAsync(StoragePlace place, int mode, StoredPathGuard guard, CancellationToken cancel);
    ValueTask<StorageResult<FileFacts>> RemoveDirectoryAsync(StoragePlace place, StoredPathGuard guard, CancellationToken cancel);
    /// <summary>Removes a file or a link itself; the caller's own interrupted upload where only that exists.</summary>
    ValueTask<StorageResult<FileFacts>> DeleteAsync(StoragePlace place, StorageCaller caller, StoredPathGuard guard, CancellationToken cancel);
    /// <summary>renameat2 inside one file system; never a copy. Without <paramref name="overwrite"/> an existing target is <see cref="StorageError.AlreadyExists"/>, atomically. The guards see both stored paths.</summary>
    ValueTask<StorageResult<FileFacts>> RenameAsync(
        StoragePlace from, StoragePlace to, bool overwrite, StorageCaller caller, StoredPathGuard fromGuard, StoredPathGuard toGuard, CancellationToken cancel);
    ValueTask<StorageResult<FileFacts>> SetModifiedAsync(StoragePlace place, DateTimeOffset modified, StoredPathGuard guard, CancellationToken cancel);
    /// <summary>The nine permission bits only. The server's user keeps what it needs to go on serving: rw of files, rwx of directories.</summary>
    ValueTask<StorageResult<FileFacts>> SetModeAsync(StoragePlace place, int mode, StoredPathGuard guard, CancellationToken cancel);
    /// <summary>A small text file (the folder's message): at most <paramref name="most"/> bytes.</summary>
    ValueTask<StorageResult<byte[]>> ReadSmallAsync(StoragePlace place, int most, StoredPathGuard guard, CancellationToken cancel);

    /// <summary>Makes a source's directory and what is missing above it (first login of a <c>{login}</c> home; <c>resources add --create</c>).</summary>
    ValueTask<StorageResult<bool>> EnsureSourceAsync(DirectorySource source, int mode, CancellationToken cancel);
    /// <summary>Is the source a directory here and now? For <c>resources add</c>.</summary>
    ValueTask<StorageResult<FileFacts>> StatSourceAsync(DirectorySource source, CancellationToken cancel);
    /// <summary>The real path of a source's directory, links followed; of one that is not there, where it would be.</summary>
    ValueTask<StorageResult<string>> WhereAsync(DirectorySource source, CancellationToken cancel) => new(new StorageResult<string>(null, StorageError.Unavailable));
    /// <summary>Shows every file at or below a source's directory, as <see cref="ITreeVisitor"/> has it. Nothing there is nothing to show.</summary>
    ValueTask<StorageResult<bool>> WalkAsync(DirectorySource start, ITreeVisitor visitor, CancellationToken cancel) => new(new StorageResult<bool>(default, StorageError.Unavailable));
    /// <summary>What can still be stored in a directory.</summary>
    ValueTask<StorageResult<StorageRoom>> RoomAsync(StoragePlace place, StoredPathGuard guard, CancellationToken cancel) => new(new StorageResult<StorageRoom>(null, StorageError.Unavailable));
    /// <summary>Names of the configured roots; "" is the main one.</summary>
    ImmutableArray<string> Roots { get; }
}
