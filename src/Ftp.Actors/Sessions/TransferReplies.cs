using Ftp.Actors.Protocol;
using Ftp.Actors.Storage;
using Ftp.Actors.Transfers;

namespace Ftp.Actors.Sessions;

/// <summary>What the client and the operator hear of a transfer.</summary>
public static class TransferReplies
{
    public static Reply Opening(RunningTransfer transfer) => transfer switch
    {
        { Plan: TransferPlan.OfListing } => Replies.OpeningListing,
        { Verb: "STOU", Name: { } name } => Replies.OpeningUnique(name),
        _ => Replies.Opening(transfer.Ascii ? "ASCII" : "BINARY", transfer.Target.Path, transfer.Size),
    };

    public static Reply Ending(RunningTransfer transfer, TransferOutcome outcome) => outcome switch
    {
        // It was quicker than the order to stop: what is published is published.
        TransferOutcome.Completed => transfer is { Verb: "STOU", Name: { } name } ? Replies.StoredUnique(name) : Replies.TransferComplete,
        TransferOutcome.NotOpened { Error: StorageError.NotADirectory } when transfer.Verb == "MLSD" => Replies.ListingNeedsDirectory,
        TransferOutcome.NotOpened { Quota: { Counting: false } full } when transfer.StopReason is null => Replies.OverQuota(full.BytesLeft, full.FilesLeft),
        TransferOutcome.NotOpened notOpened when transfer.StopReason is null => StorageReplies.For(notOpened.Error),
        TransferOutcome.StorageFailed { Quota: { Counting: false } full } when transfer.StopReason is null => Replies.OverQuota(full.BytesLeft, full.FilesLeft),
        TransferOutcome.StorageFailed { Error: StorageError.OverQuota or StorageError.QuotaCounting } over when transfer.StopReason is null => StorageReplies.For(over.Error),
        TransferOutcome.StorageFailed failed when transfer.StopReason is null =>
            failed.Error == StorageError.NoSpace ? Replies.NoSpaceLeft : failed.Error == StorageError.Unavailable ? Replies.StorageUnavailable
            // somebody took the name while the bytes came
            : failed.Error == StorageError.AlreadyExists ? Replies.AlreadyExists : Replies.ServerError,
        TransferOutcome.TooLarge tooLarge => Replies.FileTooLarge(tooLarge.Maximum),
        _ when transfer.StopReason is { } reason => Replies.Stopped(reason),
        TransferOutcome.NotConnected => Replies.DataConnectionFailed,
        TransferOutcome.NotProtected { NotBound: true } => Replies.DataNotBound,
        TransferOutcome.NotProtected => Replies.DataTlsFailed,
        TransferOutcome.Incomplete => Replies.IncompleteUpload,
        _ => Replies.ConnectionLost,
    };

    /// <summary>Transfers of files are logged whole; a listing only where it failed.</summary>
    public static Turn Log(Turn turn, RunningTransfer transfer, TransferOutcome outcome)
    {
        var elapsed = turn.World.Now - transfer.Since;
        return outcome switch
        {
            TransferOutcome.Completed when transfer.Plan is TransferPlan.OfListing => turn,
            TransferOutcome.Completed done => turn.Log(SessionLog.Transfer(turn, transfer, done.Bytes, done.Took, "complete", good: true)),
            TransferOutcome.NotOpened { Quota: { } quota } => turn.Log(SessionLog.QuotaRefused(turn, transfer.Target, quota)),
            TransferOutcome.StorageFailed { Quota: { } quota } => turn.Log(SessionLog.QuotaRefused(turn, transfer.Target, quota)),
            TransferOutcome.NotOpened failed => turn.Log(SessionLog.Failed(turn, transfer.Target, failed.Error, failed.Detail)),
            TransferOutcome.NotConnected failed => turn.Log(SessionLog.Transfer(turn, transfer, 0, elapsed, failed.Why, good: false)),
            TransferOutcome.NotProtected failed => turn.Log(SessionLog.Transfer(
                turn, transfer, 0, elapsed, transfer.StopReason ?? failed.Why, good: false, failed.NotBound ? "refused.tls" : "tls.failed")),
            TransferOutcome.Aborted failed => turn.Log(SessionLog.Transfer(turn, transfer, failed.Bytes, elapsed, transfer.StopReason ?? failed.Why, good: false)),
            TransferOutcome.StorageFailed failed =>
                turn.Log(SessionLog.Transfer(turn, transfer, failed.Bytes, elapsed, $"{failed.Error} {failed.Detail}".TrimEnd(), good: false)),
            TransferOutcome.TooLarge failed => turn.Log(SessionLog.Transfer(turn, transfer, failed.Bytes, elapsed, "larger than maximum-file-size", good: false)),
            TransferOutcome.Incomplete failed => turn.Log(SessionLog.Transfer(turn, transfer, failed.Bytes, elapsed, failed.Why, good: false)),
            _ => turn,
        };
    }
}
