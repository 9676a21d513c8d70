using Ftp.Actors.Protocol;
using Ftp.Actors.Storage;

namespace Ftp.Actors.Sessions;

/// <summary>One call of the storage.</summary>
public sealed record StorageWork<T>(Func<IFileStorage, CancellationToken, ValueTask<StorageResult<T>>> Call) : Effect.Work<StorageResult<T>>
{
    public override ValueTask<StorageResult<T>> RunAsync(NodeServices services, CancellationToken cancel) => Call(services.Storage, cancel);
}

public static class StorageWork
{
    /// <summary>Asks the storage; a failure is logged and becomes the reply.</summary>
    public static Step AskStorage<T>(
        this Turn turn, Target target, Func<IFileStorage, CancellationToken, ValueTask<StorageResult<T>>> call, Func<Turn, T, Step> then) =>
        turn.Ask(new StorageWork<T>(call), (now, result) => result.Ok ? then(now, result.Value!) : now.Fail(target, result.Error, result.Detail, result.Quota));

    public static Step Fail(this Turn turn, Target target, StorageError error, string? detail, QuotaRefusal? quota = null) => quota is null
        ? turn.Log(SessionLog.Failed(turn, target, error, detail)).Reply(StorageReplies.For(error))
        : turn.Log(SessionLog.QuotaRefused(turn, target, quota)).Reply(quota.Counting ? Replies.QuotaCounting : Replies.OverQuota(quota.BytesLeft, quota.FilesLeft));
}
