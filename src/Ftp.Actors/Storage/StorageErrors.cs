namespace Ftp.Actors.Storage;

/// <summary>What an exception of System.IO means; for code that writes to a handle of ours.</summary>
public static class StorageErrors
{
    private const int NoSpace = 28, QuotaExceeded = 122, FileTooLarge = 27, ReadOnly = 30, InputOutput = 5, Stale = 116, TimedOut = 110;

    public static StorageError Of(Exception exception) => exception switch
    {
        FileNotFoundException or DirectoryNotFoundException => StorageError.NotFound,
        UnauthorizedAccessException => StorageError.Denied,
        PathTooLongException => StorageError.NameTooLong,
        IOException io => Of(io),
        _ => StorageError.Failed,
    };

    /// <summary>HResult is the error number on Unix, 0x8007xxxx on Windows.</summary>
    private static StorageError Of(IOException exception) => OperatingSystem.IsWindows()
        ? (exception.HResult & 0xFFFF) switch
        {
            0x70 or 0x27 => StorageError.NoSpace,
            0x20 or 0x21 => StorageError.Busy,
            0x50 or 0xB7 => StorageError.AlreadyExists,
            0x91 => StorageError.NotEmpty,
            0x11 => StorageError.CrossDevice,
            _ => StorageError.Failed,
        }
        : exception.HResult switch
        {
            NoSpace or QuotaExceeded or FileTooLarge => StorageError.NoSpace,
            ReadOnly => StorageError.ReadOnly,
            InputOutput or Stale or TimedOut => StorageError.Unavailable,
            11 or 35 => StorageError.Busy, // EWOULDBLOCK: somebody holds a lock on the file
            17 => StorageError.AlreadyExists,
            18 => StorageError.CrossDevice,
            39 or 66 => StorageError.NotEmpty,
            _ => StorageError.Failed,
        };
}
