using System.Buffers;
using Ftp.Actors.Protocol;
using Ftp.Actors.Sessions;
using Ftp.Actors.Sessions.Listings;
using Ftp.Actors.Storage;
using Ftp.Actors.Transfers;

namespace Ftp.Actors.Tests.Sessions;

/// <summary>A transfer without a data connection: asks the storage as a real one does, then says how it ended.</summary>
internal static class FakeTransfer
{
    public static TransferJob JobOf(TestNode node, TransferPlan plan) => plan switch
    {
        TransferPlan.OfFile file => file.Job,
        TransferPlan.OfListing listing => new TransferJob.Listing(cancel => Listing.OpenAsync(listing.Request, node.Services, cancel)),
        _ => throw new NotSupportedException(),
    };

    public static IEnumerable<object> Run(TestNode node, long runId, TransferJob job, TransferOutcome? outcome)
    {
        var (error, opened, stored) = Open(node, runId, job);
        if (error != StorageError.None)
        {
            return [new TransferEnded(runId, new TransferOutcome.NotOpened(error, null))];
        }

        return [opened!, new TransferEnded(runId, outcome ?? new TransferOutcome.Completed(7, TimeSpan.FromSeconds(1), stored))];
    }

    private static (StorageError Error, TransferOpened? Opened, FileFacts? Stored) Open(TestNode node, long runId, TransferJob job)
    {
        switch (job)
        {
            case TransferJob.Retrieve retrieve:
                FtpPath? reached = null;
                var found = node.Storage.StatAsync(retrieve.Place, retrieve.Caller, path => retrieve.Guard((reached = path).Value), follow: true, default).AsTask().GetAwaiter().GetResult();
                var error = !found.Ok ? found.Error : found.Value.Kind != FileKind.File ? StorageError.IsADirectory
                    : retrieve.Offset > found.Value.Size ? StorageError.BadOffset : StorageError.None;
                return (error, new TransferOpened(runId, found.Value.Size - retrieve.Offset, null, new TransferMeter()) { Stored = reached }, null);
            case TransferJob.Store store:
                var upload = node.Storage.OpenStoreAsync(store.Request, default).AsTask().GetAwaiter().GetResult();
                return !upload.Ok
                    ? (upload.Error, null, null)
                    : (StorageError.None, new TransferOpened(runId, null, upload.Value!.Name, new TransferMeter()) { Stored = upload.Value.Stored, Uses = upload.Value.Uses }, upload.Value.PublishAsync().AsTask().GetAwaiter().GetResult().Value);
            case TransferJob.Listing listing:
                var lines = listing.Open(default).AsTask().GetAwaiter().GetResult();
                if (!lines.Ok)
                {
                    return (lines.Error, null, null);
                }

                var buffer = new ArrayBufferWriter<byte>();
                while (lines.Value!.ReadAsync(buffer, default).AsTask().GetAwaiter().GetResult().Value)
                {
                }

                return (StorageError.None, new TransferOpened(runId, null, null, new TransferMeter()), null);
            default:
                throw new NotSupportedException();
        }
    }
}
