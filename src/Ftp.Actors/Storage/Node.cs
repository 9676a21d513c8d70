using Ftp.Actors.Protocol;
using Microsoft.Win32.SafeHandles;

namespace Ftp.Actors.Storage;

/// <summary>
/// Something open inside a source, reached by its stored path without following any link, and the operations on it or, if it is a directory,
/// on one name in it. A name is one component; a link under a name is never followed. All of it blocks: callers choose the thread.
/// </summary>
internal abstract class Node(FtpPath stored) : IDisposable
{
    /// <summary>Where it is, inside the source, as on disk.</summary>
    public FtpPath Stored { get; } = stored;

    /// <summary>Where it is on this machine, links followed; null where the system does not say. For counting only: nothing is opened by it.</summary>
    public abstract string? RealPath { get; }

    public abstract StorageResult<FileFacts> Facts();
    public abstract StorageResult<IReadableFile> OpenRead();
    /// <summary>The permission bits; those above them stay.</summary>
    public abstract StorageError SetMode(int mode);
    public abstract StorageError SetModified(DateTimeOffset modified);

    /// <summary>Of the entry itself, link or not.</summary>
    public abstract StorageResult<FileFacts> Stat(string name);
    /// <summary>The entry itself, link or not.</summary>
    public abstract StorageResult<Node> OpenEntry(string name);
    /// <summary>A new file that only the server may open; <see cref="StorageError.AlreadyExists"/> if the name is taken by anything.</summary>
    public abstract StorageResult<SafeFileHandle> Create(string name);
    /// <summary>An existing regular file, for reading and writing.</summary>
    public abstract StorageResult<SafeFileHandle> OpenWrite(string name);
    public abstract StorageError MakeDirectory(string name, int mode);
    public abstract StorageError RemoveFile(string name);
    public abstract StorageError RemoveDirectory(string name);
    /// <summary>Atomic; never a copy. Without <paramref name="overwrite"/> a taken name is an error whatever others do meanwhile.</summary>
    public abstract StorageError Rename(string name, Node folder, string newName, bool overwrite);
    /// <summary>The entries survive a power cut.</summary>
    public abstract StorageError Sync();
    /// <summary>Bytes that the service's user may still write in this directory's file system.</summary>
    public abstract long Free();
    /// <param name="details">False: names and kinds only.</param>
    public abstract StorageResult<EntryReader> Read(bool details);

    public abstract void Dispose();
}

/// <summary>Every entry of a directory but "." and "..", unfiltered.</summary>
internal abstract class EntryReader : IDisposable
{
    /// <summary>False at the end.</summary>
    public abstract StorageResult<bool> Next(out FileFacts entry);
    public abstract bool Exists(string name);
    public abstract void Dispose();
}
