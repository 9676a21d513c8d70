using Ftp.Actors.Storage;

namespace Ftp.Actors.Transfers;

/// <summary>Writes an upload's bytes one after the other into its hidden file, and asks now and then whether the disk still has room.</summary>
internal sealed class UploadDrain(IUpload upload, long? maximum) : IDrain<Chunk>
{
    private const long SpaceCheck = 4 * 1024 * 1024;

    private long _sinceCheck;

    /// <summary>Size of the whole file so far.</summary>
    public long Position { get; private set; } = upload.StartOffset;

    public async ValueTask TakeAsync(Chunk chunk)
    {
        if (maximum is { } most && chunk.Length > most - Position)
            throw new TooLargeFault(most);
        _sinceCheck += chunk.Length;
        if (_sinceCheck >= SpaceCheck)
        {
            _sinceCheck = 0;
            if (!await upload.HasSpaceAsync().ConfigureAwait(false))
                throw new StorageFault(StorageError.NoSpace, "minimum-free would be passed");
        }
        var written = await upload.WriteAsync(chunk.Memory, Position).ConfigureAwait(false);
        if (!written.Ok)
            throw new StorageFault(written.Error, written.Detail) { Quota = written.Quota };
        Position += chunk.Length;
    }
}
