using Ftp.Actors.Network;
using Ftp.Actors.Protocol;
using Ftp.Actors.Storage;

namespace Ftp.Actors.Transfers;

/// <summary>LIST, NLST, MLSD. The lines end with CRLF already, whatever TYPE says.</summary>
internal sealed class ListingWork(TransferJob.Listing job) : TransferWork
{
    private IListingLines? _lines;
    private ListingSupply? _supply;

    public override async ValueTask<StorageResult<OpenedWork>> OpenAsync(CancellationToken cancel)
    {
        var opened = await job.Open(cancel).ConfigureAwait(false);
        if (!opened.Ok)
            return new(default, opened.Error, opened.Detail);
        _lines = opened.Value;
        return new OpenedWork(null, null);
    }

    public override DataPath Path(IDataConnection connection, TransferMeter meter, CancellationToken cancel)
    {
        _supply = new ListingSupply(_lines!, cancel);
        return TransferGraphs.Listing(_supply, new ConnectionDrain(connection, meter, throttle: null, cancel));
    }

    public override async ValueTask<FileFacts?> FinishAsync(IDataConnection connection, TransferMeter meter, CancellationToken cancel)
    {
        _supply!.GiveBack();
        await connection.CompleteAsync(cancel).ConfigureAwait(false);
        return null;
    }

    public override ValueTask DisposeAsync() => _lines?.DisposeAsync() ?? ValueTask.CompletedTask;
}
