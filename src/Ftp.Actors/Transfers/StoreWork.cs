using Ftp.Actors.Bandwidth;
using Ftp.Actors.Network;
using Ftp.Actors.Protocol;
using Ftp.Actors.Quotas;
using Ftp.Actors.Storage;

namespace Ftp.Actors.Transfers;

/// <summary>STOR, STOU, APPE. Published only at a proper end; whatever else happens, disposing interrupts it.</summary>
internal sealed class StoreWork(TransferJob.Store job, bool ascii, Throttle? throttle, Func<bool> peerIsGone, IFileStorage storage, QuotaLedger quotas, TimeProvider time) : TransferWork
{
    private static readonly TimeSpan LongestGrace = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan ShortestGrace = TimeSpan.FromMilliseconds(1);

    private IUpload? _upload;
    private ConnectionSupply? _supply;
    private long _started;
    private bool _ended;

    public override async ValueTask<StorageResult<OpenedWork>> OpenAsync(CancellationToken cancel)
    {
        if (quotas.Missing(job.Quotas) is { } missing)
            return missing.Result<OpenedWork>();
        var opened = await storage.OpenStoreAsync(job.Request, cancel).ConfigureAwait(false);
        if (!opened.Ok)
            return new(default, opened.Error, opened.Detail) { Quota = opened.Quota };
        _upload = opened.Value!;
        return new OpenedWork(null, _upload.Name) { Stored = _upload.Stored, Uses = _upload.Uses };
    }

    public override DataPath Path(IDataConnection connection, TransferMeter meter, CancellationToken cancel)
    {
        _started = time.GetTimestamp();
        _supply = new ConnectionSupply(connection, meter, throttle, cancel);
        return TransferGraphs.Upload(_supply, ascii, new UploadDrain(_upload!, job.MaximumSize));
    }

    /// <summary>
    /// Over plain TCP the FIN of a killed client looks like the end of the file; over TLS the client says close_notify. What can be told besides is told: the control connection died with it, or fewer bytes
    /// came than ALLO announced (of the whole file: a client that continues may announce either).
    /// </summary>
    public override async ValueTask<FileFacts?> FinishAsync(IDataConnection connection, TransferMeter meter, CancellationToken cancel)
    {
        _supply!.GiveBack();
        if (!connection.EndedProperly && !job.AcceptUncleanEnd)
            throw new IncompleteFault("The client closed the data connection without TLS close_notify: it may have been cut off");
        if (job.LeastBytes is { } least && meter.Bytes < least - _upload!.StartOffset)
            throw new IncompleteFault($"{least} bytes were announced and {_upload.StartOffset + meter.Bytes} are there");
        await GraceAsync(cancel).ConfigureAwait(false);
        if (peerIsGone())
            throw new IncompleteFault("The control connection had ended before the data");
        cancel.ThrowIfCancellationRequested();
        _ended = true;
        // over TLS this says our close_notify before the FIN, and waits for nobody: a client that has closed answers it with a reset, and would seem to be silent
        await connection.DisposeAsync().ConfigureAwait(false);
        var published = await _upload!.PublishAsync().ConfigureAwait(false);
        return published.Ok ? published.Value : throw new StorageFault(published.Error, published.Detail) { Quota = published.Quota };
    }

    /// <summary>
    /// Linux closes the descriptors of a killed process last opened first: the FIN of the data connection leaves before that of the control connection, by microseconds
    /// or by what the scheduler likes. Looking at once published 29 half files in 200 kills. So the look waits a tenth of the time that the transfer took, which a
    /// client does not notice and a small file does not pay.
    /// </summary>
    private async ValueTask GraceAsync(CancellationToken cancel)
    {
        var grace = time.GetElapsedTime(_started) / 10;
        if (grace >= ShortestGrace)
            await Task.Delay(grace < LongestGrace ? grace : LongestGrace, time, cancel).ConfigureAwait(false);
    }

    public override async ValueTask DiscardAsync()
    {
        _ended = true;
        await _upload!.DiscardAsync().ConfigureAwait(false);
    }

    public override async ValueTask DisposeAsync()
    {
        if (_upload is null)
            return;
        try
        {
            if (!_ended)
                await _upload.InterruptAsync().ConfigureAwait(false);
        }
        finally
        {
            await _upload.DisposeAsync().ConfigureAwait(false);
        }
    }
}
