using Ftp.Actors.Protocol;
using Ftp.Actors.Storage.Counting;
using Ftp.Actors.Storage.Roots;
using Microsoft.Win32.SafeHandles;

namespace Ftp.Actors.Storage.Uploads;

/// <summary>What every upload needs beside the file and the directory it lies in.</summary>
internal sealed record UploadContext(IPlatform Platform, RootKeeper Keeper, TimeProvider Time, StoreRequest Request);

/// <summary>
/// Sees to it that exactly one of the three ends is carried out, on threads for that: fsync(2) waits for a disk, and a thousand uploads that end together must not
/// hold the threads that everything else runs on. The end closes the handles, where it is carried out and after whatever still writes.
/// </summary>
/// <param name="cut">To this length the file is cut before its first byte comes; null if nothing stands behind the start.</param>
internal abstract class Upload(UploadContext context, Node folder, SafeFileHandle file, long startOffset, long? cut) : IUpload
{
    private static readonly TimeSpan SpaceAgain = TimeSpan.FromMilliseconds(250);

    /// <summary>How long a publication waits for a thread.</summary>
    private static readonly TimeSpan PublishWait = TimeSpan.FromMinutes(5);

    private readonly Lock _one = new();
    private long? _cut = cut;
    private int _ended;
    private volatile bool _carriedOut;
    private long _askedAt;
    private bool _hasSpace = true;
    private IUploadCharge? _charge;

    protected UploadContext Context => context;

    protected Node Folder => folder;

    public SafeFileHandle Handle => file;

    public long StartOffset => startOffset;

    public abstract string Name { get; }

    public FtpPath? Stored => folder.Stored.Child(Name);

    public StoreAllowed Uses { get; set; }

    /// <summary>The name of the file while it is written.</summary>
    protected abstract string WrittenAs { get; }

    /// <summary>So much of it was cloned from the file that it will replace.</summary>
    protected virtual long Shared => 0;

    /// <summary>Takes what the upload needs of the quotas. Refused, it must be <see cref="Refuse"/>d.</summary>
    /// <param name="replaces">A file has the target's name.</param>
    public StorageResult<bool> Charge(bool replaces) => folder is CountedNode counted
        ? counted.Adopt(WrittenAs, Facts, size => new UploadStart("", size, Shared, context.Request.Announced, replaces), out _charge)
        : true;

    /// <summary>As if it had never been opened.</summary>
    public void Refuse()
    {
        TryEnd();
        CarryOut(() => Done(_charge is { IsFresh: true } ? Discard : Interrupt));
    }

    private StorageResult<FileFacts> Facts() => context.Platform.Facts(file, WrittenAs);

    /// <summary>No byte has come, and none of what was there has gone.</summary>
    protected bool IsUntouched => _cut is not null;

    public ValueTask<StorageResult<bool>> WriteAsync(ReadOnlyMemory<byte> bytes, long position) => context.Keeper.RunData(() => Write(bytes, position));

    private StorageResult<bool> Write(ReadOnlyMemory<byte> bytes, long position)
    {
        lock (_one)
        {
            if (_carriedOut)
                return new(default, StorageError.Failed, "the upload has already ended");
            if (_charge?.Grow(position + bytes.Length) is { } refused)
                return refused.Result<bool>();
            var error = Begin();
            if (error != StorageError.None)
                return error;
            RandomAccess.Write(file, bytes.Span, position);
            return true;
        }
    }

    private StorageError Begin()
    {
        var error = _cut is { } length ? context.Platform.Truncate(file, length) : StorageError.None;
        if (error == StorageError.None)
            _cut = null;
        return error;
    }

    public async ValueTask<bool> HasSpaceAsync() => await context.Keeper.RunData<bool>(() => HasSpace()).ConfigureAwait(false) is not { Ok: true, Value: false };

    public bool HasSpace()
    {
        if (_askedAt == 0 || context.Time.GetElapsedTime(_askedAt) >= SpaceAgain)
        {
            _askedAt = Math.Max(1, context.Time.GetTimestamp());
            _hasSpace = context.Keeper.HasRoom(context.Platform.Free(file), 0);
        }

        return _hasSpace;
    }

    public async ValueTask<StorageResult<FileFacts>> PublishAsync()
    {
        if (!TryEnd())
            return new(default, StorageError.Failed, "the upload has already ended");
        var published = await context.Keeper.Ends.RunWhole(
            () => CarryOut(() => Begin() is var error && error != StorageError.None ? Failed(error) : Publish()), PublishWait).ConfigureAwait(false);
        if (!_carriedOut)
            await BreakOffAsync(Interrupt).ConfigureAwait(false);
        return published;
    }

    public async ValueTask InterruptAsync()
    {
        if (TryEnd())
            await BreakOffAsync(Interrupt).ConfigureAwait(false);
    }

    public async ValueTask DiscardAsync()
    {
        if (TryEnd())
            await BreakOffAsync(Discard).ConfigureAwait(false);
    }

    public ValueTask DisposeAsync() => InterruptAsync();

    /// <summary>Carried out whenever the disk comes back; but nobody needs its result, so a transfer does not wait for that.</summary>
    private async ValueTask BreakOffAsync(Action end)
    {
        var ending = context.Keeper.Ends.RunWhole(() => CarryOut(() => Done(end)), Timeout.InfiniteTimeSpan).AsTask();
        try
        {
            await ending.WaitAsync(RootKeeper.Deadline, context.Time).ConfigureAwait(false);
            if (!_carriedOut)
                Close(); // the storage is being closed: no thread takes it any more
        }
        catch (TimeoutException)
        {
        }
    }

    private StorageResult<T> CarryOut<T>(Func<StorageResult<T>> end)
    {
        lock (_one)
        {
            _carriedOut = true;
            try
            {
                return end();
            }
            finally
            {
                Settle();
                Close();
            }
        }
    }

    private void Settle()
    {
        if (_charge is { } charge)
            ((CountedNode)folder).Settle(charge, Facts);
    }

    private StorageResult<FileFacts> Failed(StorageError error)
    {
        Interrupt();
        return error;
    }

    private void Close()
    {
        file.Dispose();
        folder.Dispose();
    }

    protected abstract StorageResult<FileFacts> Publish();
    protected abstract void Interrupt();
    protected abstract void Discard();

    /// <summary>Does the name still belong to this very file?</summary>
    protected bool IsMine(string name) =>
        folder.Stat(name) is { Ok: true } entry && context.Platform.Facts(file, name) is { Ok: true } own
        && entry.Value.Inode == own.Value.Inode && entry.Value.Device == own.Value.Device;

    private bool TryEnd() => Interlocked.Exchange(ref _ended, 1) == 0;

    private static StorageResult<bool> Done(Action act)
    {
        act();
        return true;
    }
}
