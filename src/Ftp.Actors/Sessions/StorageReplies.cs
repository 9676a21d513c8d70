using Ftp.Actors.Protocol;
using Ftp.Actors.Storage;

namespace Ftp.Actors.Sessions;

/// <summary>What an error of the storage is to the client; its details stay in the log.</summary>
public static class StorageReplies
{
    public static Reply For(StorageError error) => error switch
    {
        StorageError.NotFound or StorageError.Outside => Replies.NotFound,
        StorageError.NotADirectory => Replies.NotADirectory,
        StorageError.IsADirectory => Replies.IsADirectory,
        StorageError.AlreadyExists => Replies.AlreadyExists,
        StorageError.NotEmpty => Replies.NotEmpty,
        StorageError.Denied or StorageError.Refused => Replies.NotPermitted,
        StorageError.CrossDevice => Replies.CopyInstead,
        StorageError.NoSpace => Replies.NoSpaceLeft,
        StorageError.NameTooLong => Replies.NameTooLong,
        StorageError.Unavailable => Replies.StorageUnavailable,
        StorageError.ReadOnly => Replies.ReadOnly,
        StorageError.NotAFile => Replies.NotAPlainFile,
        StorageError.BadOffset => Replies.BeyondEnd,
        StorageError.Busy => Replies.StoredBySomebody,
        StorageError.OverQuota => Replies.OverQuota(null, null),
        StorageError.QuotaCounting => Replies.QuotaCounting,
        _ => Replies.ServerError,
    };
}
