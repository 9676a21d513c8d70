using Ftp.Actors.Protocol;
using Ftp.Actors.Storage.Names;
using Ftp.Actors.Storage.Roots;

namespace Ftp.Actors.Storage;

/// <summary>
/// Removes what dead uploads left: kept partials that are older than keep-partial, passing ones whose writer is gone. A writer that lives holds a lock;
/// where the file system has no locks, only another incarnation of this very node is certainly dead, and anything else must be a day old.
/// One pass does bounded work; the next goes on where it ended.
/// </summary>
internal sealed class PartialSweep(IPlatform platform, PartialNames partials, RootKeeper keeper, TimeSpan keepPartial, TimeProvider time)
{
    private const int MostEntries = 1_000_000;
    private const int MostPending = 100_000;
    private static readonly TimeSpan WithoutLocks = TimeSpan.FromDays(1);

    private readonly Stack<FtpPath> _pending = new();
    private readonly Lock _one = new();

    /// <returns>How many were removed. Blocks for long: not on a thread that others wait for.</returns>
    public int Run(CancellationToken cancel)
    {
        lock (_one)
            return Pass(cancel);
    }

    private int Pass(CancellationToken cancel)
    {
        if (_pending.Count == 0)
            _pending.Push(FtpPath.Root);
        var removed = 0;
        var seen = 0;
        while (seen < MostEntries && !cancel.IsCancellationRequested && _pending.TryPop(out var path))
        {
            var root = keeper.Current();
            if (!root.Ok)
                return removed;
            var opened = root.Value!.Open(FtpPath.Root, path, directory: true);
            if (!opened.Ok)
                continue;
            using var folder = opened.Value!;
            if (folder.Stored == path)
                removed += Sweep(folder, ref seen, cancel);
        }

        return removed;
    }

    private int Sweep(Node folder, ref int seen, CancellationToken cancel)
    {
        var opened = folder.Read(details: false);
        if (!opened.Ok)
            return 0;
        using var entries = opened.Value!;
        var removed = 0;
        while (!cancel.IsCancellationRequested && entries.Next(out var entry) is { Ok: true, Value: true })
        {
            seen++;
            if (entry.Kind == FileKind.Directory && _pending.Count < MostPending && FtpPath.IsComponent(entry.Name))
                _pending.Push(folder.Stored.Child(entry.Name));
            else if (entry.Kind == FileKind.File && OwnNames.IsOwn(entry.Name) && entry.Name != OwnNames.RootMarker && TryRemove(folder, entry.Name))
                removed++;
        }

        return removed;
    }

    private bool TryRemove(Node folder, string name)
    {
        if (folder.Stat(name) is not { Ok: true } entry)
            return false;
        var age = time.GetUtcNow() - entry.Value.Modified;
        if (age < keepPartial && (PartialNames.KindOf(name) == PartialKind.Kept || partials.IsOfThisProcess(name)))
            return false;

        var opened = folder.OpenWrite(name);
        if (!opened.Ok)
            return false;
        using var file = opened.Value!;
        var certain = platform.Lock(file) switch
        {
            LockOutcome.Taken => true,
            LockOutcome.Held => false,
            _ => age >= WithoutLocks || (partials.IsOfThisNode(name) && !partials.IsOfThisProcess(name)),
        };
        return certain && platform.Facts(file, name) is { Ok: true } own && folder.Stat(name) is { Ok: true } still
            && own.Value.Inode == still.Value.Inode && folder.RemoveFile(name) == StorageError.None;
    }
}
