using Ftp.Actors.Bandwidth;
using Ftp.Actors.Network;
using Ftp.Actors.Protocol;
using Ftp.Actors.Storage;

namespace Ftp.Actors.Transfers;

/// <summary>RETR. Sends as many bytes as the file had when it was opened: one that grows meanwhile ends there, one that shrinks fails.</summary>
internal sealed class RetrieveWork(TransferJob.Retrieve job, bool ascii, Throttle? throttle, NodeServices services) : TransferWork
{
    private IReadableFile? _file;
    private Extents? _extents;
    private FileChunks? _chunks;
    private long _length;

    public override async ValueTask<StorageResult<OpenedWork>> OpenAsync(CancellationToken cancel)
    {
        FtpPath? stored = null;
        bool Guard(FtpPath path) => job.Guard((stored = path).Value);
        var opened = await services.Storage.OpenReadAsync(job.Place, job.Caller, Guard, cancel).ConfigureAwait(false);
        if (!opened.Ok)
            return new(default, opened.Error, opened.Detail);
        _file = opened.Value!;
        _length = _file.CurrentLength - job.Offset;
        if (_length < 0)
            return StorageError.BadOffset;
        return new OpenedWork(ascii ? null : _length, null) { Stored = stored };
    }

    public override DataPath Path(IDataConnection connection, TransferMeter meter, CancellationToken cancel)
    {
        // sendfile(2) reads on whatever thread the socket is written from: in the end the one on which the runtime waits for all sockets
        if (!ascii && connection.Plain is { } socket && !_file!.Blocks)
        {
            _extents = new Extents(_file, socket, new ExtentPlan(job.Offset, _length), meter, services.Time, throttle, cancel);
            return TransferGraphs.Download(_extents);
        }
        _chunks = new FileChunks(_file!, job.Offset, _length);
        return TransferGraphs.DownloadBytes(_chunks, ascii, new ConnectionDrain(connection, meter, throttle, cancel));
    }

    public override async ValueTask<FileFacts?> FinishAsync(IDataConnection connection, TransferMeter meter, CancellationToken cancel)
    {
        _chunks?.GiveBack();
        await connection.CompleteAsync(cancel).ConfigureAwait(false);
        return null;
    }

    public override ValueTask DisposeAsync()
    {
        _extents?.Dispose();
        _file?.Dispose();
        return ValueTask.CompletedTask;
    }
}
