using Ftp.Actors.Protocol;
using Microsoft.Win32.SafeHandles;

namespace Ftp.Actors.Storage.Linux;

/// <summary>An open handle for each source in use, so that an operation costs one look-up and no walk from the root.</summary>
internal sealed class SourceCache(SafeFileHandle root, MountsBelow mounts) : IDisposable
{
    /// <summary>Handles are scarce and every login may have a home of its own; past this many all are opened again as they are needed.</summary>
    private const int Most = 2048;

    private readonly Dictionary<FtpPath, SafeFileHandle> _open = [];
    private readonly Lock _lock = new();

    /// <summary>A handle that stays open until the lease is disposed, whatever is forgotten meanwhile.</summary>
    public Lease? Take(FtpPath source, out int errno)
    {
        errno = 0;
        if (source.IsRoot)
            return new Lease(root);

        lock (_lock)
        {
            if (_open.TryGetValue(source, out var known))
                return new Lease(known);
        }

        var opened = mounts.Open(root, source, Libc.PathOnly | Libc.Directory, links: true, out errno);
        if (opened is null)
            return null;

        lock (_lock)
        {
            if (_open.TryGetValue(source, out var known))
            {
                opened.Dispose();
                return new Lease(known);
            }

            if (_open.Count >= Most)
                Clear();
            _open[source] = opened;
            return new Lease(opened);
        }
    }

    public void Forget()
    {
        lock (_lock)
            Clear();
    }

    public void Dispose() => Forget();

    private void Clear()
    {
        foreach (var handle in _open.Values)
            handle.Dispose();
        _open.Clear();
    }

    /// <summary>Disposing a handle closes it only when its last lease has ended.</summary>
    public readonly struct Lease : IDisposable
    {
        public Lease(SafeFileHandle handle)
        {
            var added = false;
            handle.DangerousAddRef(ref added);
            Handle = handle;
        }

        public SafeFileHandle Handle { get; }

        public void Dispose() => Handle.DangerousRelease();
    }
}
