using Ftp.Actors.Storage;

namespace Ftp.Actors.Transfers;

/// <summary>The disk failed a transfer, not the network: the reply is 451, 452 or 552 and not 426.</summary>
internal sealed class StorageFault(StorageError error, string? detail) : Exception(detail)
{
    private const int Io = 5;
    private const int ReadOnlyFileSystem = 30;
    private const int NoSpace = 28;
    private const int Stale = 116;
    private const int DiskQuota = 122;
    private const int WindowsDiskFull = unchecked((int)0x80070070);

    public StorageError Error { get; } = error;

    public QuotaRefusal? Quota { get; init; }

    /// <summary>.NET leaves the errno of a failed read or write in <see cref="Exception.HResult"/> on Unix.</summary>
    public static StorageFault Of(Exception failure) => new(
        failure switch
        {
            UnauthorizedAccessException => StorageError.Denied,
            { HResult: NoSpace or DiskQuota or WindowsDiskFull } => StorageError.NoSpace,
            { HResult: ReadOnlyFileSystem } => StorageError.ReadOnly,
            { HResult: Stale } => StorageError.Unavailable,
            _ => StorageError.Failed,
        },
        failure.Message);

    public static StorageFault Shrunk() => new(StorageError.Failed, "The file became shorter while it was sent");

    public static StorageFault OfErrno(int errno) => new(StorageError.Failed, errno == Io ? "The disk could not be read (EIO)" : $"Reading failed (errno {errno})");
}

/// <summary>An upload grew beyond what a rule allows.</summary>
internal sealed class TooLargeFault(long maximum) : Exception
{
    public long Maximum { get; } = maximum;
}

/// <summary>An upload that ended before its proper end.</summary>
internal sealed class IncompleteFault(string why) : Exception(why);
