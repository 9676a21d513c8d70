using Ftp.Actors.Protocol;
using Ftp.Actors.Storage.Roots;
using Microsoft.Win32.SafeHandles;

namespace Ftp.Actors.Storage.Uploads;

/// <summary>What every upload needs: the file, the directory it lies in, and threads that may wait for the disk.</summary>
internal sealed record UploadContext(IPlatform Platform, RootKeeper Keeper, Lane Disk, TimeProvider Time, StoreRequest Request);

/// <summary>
/// Sees to it that exactly one of the three ends is carried out, on a lane of its own: fsync(2) waits for a disk, and a thousand uploads that end together
/// must not hold the threads that everything else runs on.
/// </summary>
internal abstract class Upload(UploadContext context, Node folder, SafeFileHandle file, long startOffset) : IUpload
{
    private static readonly TimeSpan SpaceAgain = TimeSpan.FromMilliseconds(250);

    private int _ended;
    private long _askedAt;
    private bool _hasSpace = true;

    protected UploadContext Context => context;

    protected Node Folder => folder;

    public SafeFileHandle Handle => file;

    public long StartOffset => startOffset;

    public abstract string Name { get; }

    public FtpPath? Stored => folder.Stored.Child(Name);

    public StoreAllowed Uses { get; set; }

    public bool HasSpace()
    {
        if (_askedAt == 0 || context.Time.GetElapsedTime(_askedAt) >= SpaceAgain)
        {
            _askedAt = Math.Max(1, context.Time.GetTimestamp());
            _hasSpace = context.Keeper.HasRoom(context.Platform.Free(file), 0);
        }

        return _hasSpace;
    }

    public async ValueTask<StorageResult<FileFacts>> PublishAsync() =>
        TryEnd() ? await OnDisk(Publish).ConfigureAwait(false) : new(default, StorageError.Failed, "the upload has already ended");

    public async ValueTask InterruptAsync()
    {
        if (TryEnd())
            await OnDisk(() => Done(Interrupt)).ConfigureAwait(false);
    }

    public async ValueTask DiscardAsync()
    {
        if (TryEnd())
            await OnDisk(() => Done(Discard)).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await InterruptAsync().ConfigureAwait(false);
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

    private ValueTask<StorageResult<T>> OnDisk<T>(Func<StorageResult<T>> act) => context.Disk.Run(act, CancellationToken.None);

    private static StorageResult<bool> Done(Action act)
    {
        act();
        return true;
    }
}
