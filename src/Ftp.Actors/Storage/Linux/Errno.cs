using System.Runtime.InteropServices;

namespace Ftp.Actors.Storage.Linux;

/// <summary>What the kernel's numbers mean to a client.</summary>
internal static class Errno
{
    public const int NotPermitted = 1, NoEntry = 2, Interrupted = 4, Again = 11, Access = 13, Exists = 17, CrossDevice = 18, NotDirectory = 20, IsDirectory = 21,
        Invalid = 22, NoSystemCall = 38, Loop = 40, NotSupported = 95;

    public static int Last => Marshal.GetLastPInvokeError();

    public static StorageError Error(int errno) => errno switch
    {
        NoEntry => StorageError.NotFound,
        NotDirectory => StorageError.NotADirectory,
        IsDirectory => StorageError.IsADirectory,
        Exists => StorageError.AlreadyExists,
        39 => StorageError.NotEmpty, // ENOTEMPTY
        NotPermitted or Access or 26 => StorageError.Denied, // EPERM, EACCES, ETXTBSY
        CrossDevice => StorageError.CrossDevice,
        28 or 122 => StorageError.NoSpace, // ENOSPC, EDQUOT
        27 => StorageError.NoSpace, // EFBIG: the file system can hold no file of that size
        36 => StorageError.NameTooLong,
        30 => StorageError.ReadOnly,
        6 or 19 => StorageError.NotAFile, // ENXIO, ENODEV: a socket, a pipe without reader
        16 or Again => StorageError.Busy,
        // EIO, ESTALE, ETIMEDOUT, EHOSTDOWN, EHOSTUNREACH, ENOTCONN, EREMOTEIO, ENOLINK: the file system behind the root is not answering
        5 or 116 or 110 or 112 or 113 or 107 or 121 or 67 => StorageError.Unavailable,
        Loop => StorageError.NotFound,
        _ => StorageError.Failed,
    };

    /// <summary>The result of a failed call, with a line for the operator's log.</summary>
    public static StorageResult<T> Result<T>(int errno, string call) =>
        new(default, Error(errno), $"{call}: {Marshal.GetPInvokeErrorMessage(errno)} (errno {errno})");

    /// <summary>Result of a call that gives nothing back.</summary>
    public static StorageError Of(int result) => result >= 0 ? StorageError.None : Error(Last);
}
