using Ftp.Actors.Protocol;
using Microsoft.Win32.SafeHandles;

namespace Ftp.Actors.Storage.Linux;

/// <summary>An O_PATH handle.</summary>
internal sealed unsafe class LinuxNode(SafeFileHandle handle, FtpPath stored, MountsBelow mounts) : Node(stored)
{
    public SafeFileHandle Handle => handle;

    public override string? RealPath => Confined.PathOf(handle) is { } path ? NameCodec.Decode(path) : null;

    public override StorageResult<FileFacts> Facts()
    {
        var errno = Confined.Stat(handle, out var facts);
        return errno == 0 ? facts.Facts(Stored.Name) : Errno.Result<FileFacts>(errno, "statx");
    }

    public override StorageResult<IReadableFile> OpenRead()
    {
        var facts = Facts();
        return facts switch
        {
            { Ok: false } => new(null, facts.Error, facts.Detail),
            { Value.Kind: FileKind.Directory } => StorageError.IsADirectory,
            { Value.Kind: not FileKind.File } => StorageError.NotAFile,
            _ => LinuxFile.Open(handle, facts.Value),
        };
    }

    public override StorageError SetMode(int mode)
    {
        if (Confined.Stat(handle, out var facts) is var errno && errno != 0)
            return Errno.Error(errno);
        // set-group-id of a directory makes its files inherit the group: the operator's. On a file such bits are never ours to keep.
        var above = facts.Kind == FileKind.Directory ? facts.Mode & 0xE00 : 0;
        fixed (byte* path = Bytes.OfHandle(handle.DangerousGetHandle()))
            return Errno.Of(Libc.ChangeModeAt(Libc.CurrentDirectory, path, (uint)((mode & 0x1FF) | above), 0));
    }

    public override StorageError SetModified(DateTimeOffset modified)
    {
        const long omit = (1L << 30) - 2; // UTIME_OMIT
        var ticks = modified.UtcTicks - DateTimeOffset.UnixEpoch.Ticks;
        var seconds = Math.DivRem(ticks, TimeSpan.TicksPerSecond, out var rest);
        if (rest < 0)
            (seconds, rest) = (seconds - 1, rest + TimeSpan.TicksPerSecond);
        var times = stackalloc Libc.TimeSpec[2];
        times[0].Nanoseconds = omit;
        times[1] = new Libc.TimeSpec { Seconds = seconds, Nanoseconds = rest * 100 };
        fixed (byte* path = Bytes.OfHandle(handle.DangerousGetHandle()))
            return Errno.Of(Libc.SetTimesAt(Libc.CurrentDirectory, path, times, 0));
    }

    public override StorageResult<FileFacts> Stat(string name)
    {
        if (mounts.Covers(handle, name))
            return new(default, StorageError.Outside, mounts.Detail);
        fixed (byte* bytes = Bytes.Of(name))
        {
            var errno = Confined.Stat(handle, bytes, out var facts);
            if (errno != 0)
                return Errno.Result<FileFacts>(errno, "statx");
            return facts.Facts(name, facts.Kind == FileKind.Link ? Confined.LinkTarget(handle, bytes) : null);
        }
    }

    public override StorageResult<Node> OpenEntry(string name)
    {
        if (mounts.Covers(handle, name))
            return new(default, StorageError.Outside, mounts.Detail);
        // A link is not opened by NO_SYMLINKS even with O_NOFOLLOW asked for; it is what O_PATH|O_NOFOLLOW is for.
        var entry = Confined.Open(handle, Bytes.Of(name), Libc.PathOnly | Libc.NoFollow, Confined.Inside, out var errno);
        return entry is null ? Errno.Result<Node>(errno, "openat2") : new LinuxNode(entry, Stored.Child(name), mounts);
    }

    public override StorageResult<SafeFileHandle> Create(string name)
    {
        var flags = Libc.ReadWrite | Libc.Create | Libc.Exclusive | Libc.NoFollow;
        return Confined.Open(handle, Bytes.Of(name), flags, Confined.Strict, out var errno, 0x180) is { } file
            ? file
            : Errno.Result<SafeFileHandle>(errno, "openat2");
    }

    public override StorageResult<SafeFileHandle> OpenWrite(string name)
    {
        var file = Confined.Open(handle, Bytes.Of(name), Libc.ReadWrite | Libc.NoFollow | Libc.NonBlock, Confined.Strict, out var errno);
        if (file is null)
            return errno == Errno.Loop ? StorageError.NotAFile : Errno.Result<SafeFileHandle>(errno, "openat2");
        if (Confined.Stat(file, out var facts) == 0 && facts.Kind == FileKind.File)
            return file;
        file.Dispose();
        return StorageError.NotAFile;
    }

    public override StorageError MakeDirectory(string name, int mode)
    {
        var bytes = Bytes.Of(name);
        fixed (byte* raw = bytes)
        {
            if (Libc.MakeDirectoryAt(handle, raw, (uint)mode) < 0)
                return Errno.Error(Errno.Last);
        }

        // The process's umask is not the operator's directory-mode.
        using var made = Confined.Open(handle, bytes, Libc.PathOnly | Libc.Directory, Confined.Strict, out _);
        if (made is not null && Confined.Stat(made, out var facts) == 0 && facts.User == Libc.EffectiveUser() && (facts.Mode & 0x1FF) != mode)
        {
            using var node = new LinuxNode(made, Stored.Child(name), mounts);
            node.SetMode(mode);
        }

        return StorageError.None;
    }

    public override StorageError RemoveFile(string name) => Remove(name, 0);

    public override StorageError RemoveDirectory(string name) => Remove(name, Libc.RemoveDirectory);

    private StorageError Remove(string name, int flags)
    {
        fixed (byte* bytes = Bytes.Of(name))
            return Errno.Of(Libc.UnlinkAt(handle, bytes, flags));
    }

    public override StorageError Rename(string name, Node folder, string newName, bool overwrite) =>
        Renaming.Rename(handle, Bytes.Of(name), ((LinuxNode)folder).Handle, Bytes.Of(newName), overwrite);

    public override StorageError Sync()
    {
        using var directory = Confined.Open(handle, [(byte)'.', 0], Libc.ReadOnly | Libc.Directory, Confined.Strict, out var errno);
        // A directory that may be written but not read (a drop box) cannot be opened for fsync; there is no other way to ask.
        if (directory is null)
            return errno == Errno.Access ? StorageError.None : Errno.Error(errno);
        return LinuxPlatform.SyncHandle(directory);
    }

    public override long Free() => FileSystem.Free(handle);

    public override StorageResult<EntryReader> Read(bool details)
    {
        var directory = Confined.Open(handle, [(byte)'.', 0], Libc.ReadOnly | Libc.Directory, Confined.Strict, out var errno);
        return directory is null ? Errno.Result<EntryReader>(errno, "openat2") : new LinuxEntryReader(directory, details, mounts);
    }

    public override void Dispose() => handle.Dispose();
}
