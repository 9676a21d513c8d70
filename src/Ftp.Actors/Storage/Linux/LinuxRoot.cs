using System.Collections.Frozen;
using Ftp.Actors.Protocol;
using Ftp.Actors.Storage.Names;
using Microsoft.Win32.SafeHandles;

namespace Ftp.Actors.Storage.Linux;

internal sealed class LinuxRoot : IConfinedRoot
{
    /// <summary>Each try follows links or finds spellings anew; only somebody who changes them all the time needs more than three.</summary>
    private const int MostTries = 16;

    private readonly SafeFileHandle _handle;
    private readonly MountsBelow _mounts;
    private readonly SourceCache _sources;

    /// <param name="networkTypes">Names of file systems that are not entered where they are mounted below.</param>
    public LinuxRoot(SafeFileHandle handle, StatX facts, FrozenSet<string> networkTypes)
    {
        _handle = handle;
        _mounts = new MountsBelow(handle, networkTypes);
        _sources = new SourceCache(handle, _mounts);
        Device = facts.Device;
        Inode = facts.Inode;
        FileSystemType = FileSystem.Type(handle);
    }

    public ulong Device { get; }

    public ulong Inode { get; }

    public long FileSystemType { get; }

    public bool IsNetwork => FileSystem.IsNetwork(FileSystemType);

    public long Free() => FileSystem.Free(_handle);

    public void ForgetSources() => _sources.Forget();

    public void LookAgain()
    {
        ForgetSources();
        if (!IsNetwork)
            _mounts.Look();
    }

    public void Dispose()
    {
        _sources.Dispose();
        _handle.Dispose();
    }

    public StorageResult<Node> Open(FtpPath source, FtpPath path, bool directory)
    {
        if (_sources.Take(source, out var errno) is not { } lease)
            return Fault<Node>(errno);
        using var held = lease;

        var flags = Libc.PathOnly | (directory ? Libc.Directory : 0);
        for (var i = 0; i < MostTries; i++)
        {
            if (_mounts.Open(held.Handle, path, flags, links: false, out errno) is { } handle)
                return new LinuxNode(handle, path, _mounts);

            // With O_DIRECTORY the kernel names the wrong kind before it names the link.
            StorageResult<FtpPath> other;
            if (errno == Errno.Loop || (errno == Errno.NotDirectory && directory))
                other = ThroughLinks(held.Handle, path, flags);
            else if (errno == Errno.NoEntry)
                other = OtherSpelling(held.Handle, path);
            else
                return Fault<Node>(errno);

            if (!other.Ok)
                return new(null, other.Error, other.Detail);
            path = other.Value;
        }

        return new(null, StorageError.Busy, "the path changed while it was being opened");
    }

    /// <summary>Where a path with links leads: only learnt here, then opened by the path that was learnt, so that no other walk is ever trusted.</summary>
    private StorageResult<FtpPath> ThroughLinks(SafeFileHandle source, FtpPath path, int flags)
    {
        using var target = _mounts.Open(source, path, flags, links: true, out var errno);
        if (target is null)
            return Fault<FtpPath>(errno);

        if (Confined.PathOf(source) is not { } above || Confined.PathOf(target) is not { } stored)
            return StorageError.Failed;
        if (above is [(byte)'/'])
            above = [];
        if (!stored.AsSpan().StartsWith(above) || (stored.Length > above.Length && stored[above.Length] != '/'))
            return StorageError.Outside;
        return FtpPath.TryParse(NameCodec.Decode(stored.AsSpan(above.Length)), out var inside) ? inside : StorageError.NotFound;
    }

    /// <summary>The same names in another Unicode normalization, component by component.</summary>
    private StorageResult<FtpPath> OtherSpelling(SafeFileHandle source, FtpPath path)
    {
        if (path.Components.All(UnicodeForms.IsAscii))
            return StorageError.NotFound;

        var found = FtpPath.Root;
        foreach (var component in path.Components)
        {
            var spelling = UnicodeForms.Spellings(component).Where(FtpPath.IsComponent).FirstOrDefault(s => Exists(source, found.Child(s)));
            if (spelling is null)
                return StorageError.NotFound;
            found = found.Child(spelling);
        }

        return found == path ? StorageError.NotFound : found;
    }

    private bool Exists(SafeFileHandle source, FtpPath path)
    {
        using var handle = _mounts.Open(source, path, Libc.PathOnly | Libc.NoFollow, links: true, out _);
        return handle is not null;
    }

    public StorageResult<bool> Ensure(FtpPath source, int mode)
    {
        var made = FtpPath.Root;
        foreach (var component in source.Components)
        {
            using var above = _mounts.Open(_handle, made, Libc.PathOnly | Libc.Directory, links: true, out var errno);
            if (above is null)
                return Fault<bool>(errno);
            using var folder = new LinuxNode(above, made, _mounts);
            var error = folder.MakeDirectory(component, mode);
            if (error is not (StorageError.None or StorageError.AlreadyExists))
                return error;
            made = made.Child(component);
        }

        using var whole = _mounts.Open(_handle, source, Libc.PathOnly | Libc.Directory, links: true, out var last);
        _sources.Forget();
        return whole is null ? Fault<bool>(last) : true;
    }

    private StorageResult<T> Fault<T>(int errno) =>
        errno == Errno.CrossDevice ? new(default, StorageError.Outside, _mounts.Detail) : Errno.Result<T>(errno, "openat2");
}
