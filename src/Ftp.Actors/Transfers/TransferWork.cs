using Ftp.Actors.Network;
using Ftp.Actors.Protocol;
using Ftp.Actors.Storage;

namespace Ftp.Actors.Transfers;

/// <param name="Size">Bytes that will go over the wire; null where unknown (uploads, TYPE A, listings). curl takes the figure in the 150 for the size.</param>
/// <param name="Name">The name being stored.</param>
internal readonly record struct OpenedWork(long? Size, string? Name)
{
    /// <inheritdoc cref="TransferOpened.Stored"/>
    public FtpPath? Stored { get; init; }

    /// <inheritdoc cref="TransferOpened.Uses"/>
    public StoreAllowed Uses { get; init; }
}

/// <summary>One transfer's file side: what is opened, the path its bytes take, and how it ends. Disposing without a proper end is an interruption.</summary>
internal abstract class TransferWork : IAsyncDisposable
{
    public static TransferWork Of(TransferOrder order, NodeServices services) => order.Job switch
    {
        TransferJob.Retrieve job => new RetrieveWork(job, order.Ascii, order.Throttle, services),
        TransferJob.Store job => new StoreWork(job, order.Ascii, order.Throttle, order.PeerIsGone, services.Storage, services.Quotas, services.Time),
        TransferJob.Listing job => new ListingWork(job),
        _ => throw new ArgumentOutOfRangeException(nameof(order), order.Job, "A job without a data path"),
    };

    public abstract ValueTask<StorageResult<OpenedWork>> OpenAsync(CancellationToken cancel);

    public abstract DataPath Path(IDataConnection connection, TransferMeter meter, CancellationToken cancel);

    /// <summary>The stream came to its end: is it the proper one? Returns the facts of what was stored.</summary>
    /// <exception cref="StorageFault"/>
    /// <exception cref="IncompleteFault"/>
    public abstract ValueTask<FileFacts?> FinishAsync(IDataConnection connection, TransferMeter meter, CancellationToken cancel);

    /// <summary>It broke a rule: nothing of it is kept.</summary>
    public virtual ValueTask DiscardAsync() => ValueTask.CompletedTask;

    public abstract ValueTask DisposeAsync();
}
