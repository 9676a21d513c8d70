using Ftp.Actors.Protocol;
using Ftp.Actors.Storage.Counting;
using Ftp.Actors.Storage.Roots;

namespace Ftp.Actors.Storage;

public sealed partial class FileStorage
{
    public ValueTask<StorageResult<string>> WhereAsync(DirectorySource source, CancellationToken cancel) => On<string>(source, (_, root) =>
    {
        for (var depth = source.Path.Depth; depth >= 0; depth--)
        {
            var opened = root.Open(FtpPath.Root, source.Path.Take(depth), directory: true);
            if (opened.Error is StorageError.NotFound && depth > 0)
                continue;
            if (!opened.Ok)
                return new(null, opened.Error, opened.Detail);
            using var node = opened.Value!;
            if (node.RealPath is not { } real)
                return StorageError.Failed;
            var rest = string.Concat(source.Path.Skip(depth).Components.Select(c => "/" + c));
            return rest.Length == 0 ? real : (real == "/" ? "" : real) + rest;
        }

        return StorageError.NotFound;
    }, cancel);

    /// <summary>On a thread of its own: it takes minutes, and a root that hangs keeps no other.</summary>
    public async ValueTask<StorageResult<bool>> WalkAsync(DirectorySource start, ITreeVisitor visitor, CancellationToken cancel)
    {
        if (!_roots.TryGetValue(start.Root, out var keeper) || !_gates.TryGetValue(start.Root, out var gate))
            return new(default, StorageError.NotFound, $"no storage root is named {start.Root}");
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, _stop.Token);
        return await Task.Factory.StartNew(
            () => Guarded.Call(() => new TreeWalk(keeper, gate, visitor).Run(start.Path, either.Token)),
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
    }

    public ValueTask<StorageResult<StorageRoom>> RoomAsync(StoragePlace place, StoredPathGuard guard, CancellationToken cancel) => On<StorageRoom>(place.Source, (keeper, root) =>
    {
        var opened = Finding.Open(root, place, directory: true, guard);
        if (!opened.Ok)
            return new(null, opened.Error, opened.Detail);
        using var folder = opened.Value!;
        return new StorageRoom(keeper.Spare(folder.Free()), folder.RealPath is { } path ? _ledger?.Room(path) : null);
    }, cancel);
}
