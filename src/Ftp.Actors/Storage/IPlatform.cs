using Ftp.Actors.Protocol;
using Microsoft.Win32.SafeHandles;

namespace Ftp.Actors.Storage;

/// <summary>What an operating system must offer below the policy of <see cref="FileStorage"/>.</summary>
internal interface IPlatform
{
    /// <summary>What this platform cannot promise, for the log at start; null where all promises hold.</summary>
    string? WeakerPromises { get; }
    /// <summary>What the operator should mend on this machine, a sentence each.</summary>
    IEnumerable<string> Cautions => [];
    StorageResult<IConfinedRoot> OpenRoot(string path);

    /// <summary>The only writer's lock on the file, for the lifetime of the handle or until <see cref="Unlock"/>; it dies with the process.</summary>
    LockOutcome Lock(SafeFileHandle file);
    void Unlock(SafeFileHandle file);
    StorageError Sync(SafeFileHandle file);
    StorageError Truncate(SafeFileHandle file, long length);
    StorageError SetMode(SafeFileHandle file, int mode);
    StorageResult<FileFacts> Facts(SafeFileHandle file, string name);
    /// <summary>Mode, group and access list of the file that will be replaced; as far as the service's user may.</summary>
    StorageError CopyAttributes(Node from, SafeFileHandle to);
    /// <summary>Shares the content of one file with another without copying; false where the file system cannot.</summary>
    bool TryClone(SafeFileHandle from, SafeFileHandle to);
    /// <summary>Bytes that the service's user may still write.</summary>
    long Free(SafeFileHandle file);
}

/// <summary><see cref="Unsupported"/>: the file system has no locks, nothing is known about other writers.</summary>
internal enum LockOutcome { Taken, Held, Unsupported }

/// <summary>One directory tree that nothing leaves.</summary>
internal interface IConfinedRoot : IDisposable
{
    ulong Device { get; }
    ulong Inode { get; }
    long FileSystemType { get; }
    /// <summary>A call may hang for minutes.</summary>
    bool IsNetwork { get; }
    long Free();

    /// <summary>Opens what <paramref name="path"/> names below <paramref name="source"/>: links are followed as long as they stay inside, other spellings of a name found.</summary>
    StorageResult<Node> Open(FtpPath source, FtpPath path, bool directory);
    /// <summary>Makes the source's directory and what is missing above it.</summary>
    StorageResult<bool> Ensure(FtpPath source, int mode);
    /// <summary>Handles of sources are looked up again: somebody may have moved them.</summary>
    void ForgetSources();
    /// <summary>The same, now and then without a reason; and mounts below the root are looked for.</summary>
    void LookAgain() => ForgetSources();
}
