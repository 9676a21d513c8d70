using Ftp.Actors.Protocol;
using Ftp.Actors.Storage.Names;
using Ftp.Actors.Storage.Roots;
using Ftp.Actors.Storage.Uploads;

namespace Ftp.Actors.Storage;

public sealed partial class FileStorage
{
    public ValueTask<StorageResult<FileFacts>> StatAsync(
        StoragePlace place, StorageCaller caller, StoredPathGuard guard, bool follow, CancellationToken cancel) => On(place.Source, (_, root) =>
    {
        if (follow || place.Path.IsRoot)
        {
            var opened = Finding.Open(root, place, directory: false, guard);
            if (opened.Ok)
            {
                using var node = opened.Value!;
                return node.Facts();
            }

            if (opened.Error != StorageError.NotFound || place.Path.IsRoot)
                return new(default, opened.Error, opened.Detail);
        }

        if (OwnNames.IsOwn(place.Path))
            return StorageError.NotFound;
        return At(root, place, guard, spot => spot switch
        {
            { IsFree: true } when Finding.KeptPartial(spot.Folder, spot.Name, caller) is { } partial => partial with { Name = spot.Name, Partial = true },
            { Entry: { Ok: true, Value.Kind: FileKind.Link } } when follow => StorageError.NotFound, // it leads nowhere
            _ => spot.Entry,
        });
    }, cancel);

    public ValueTask<StorageResult<IReadableFile>> OpenReadAsync(
        StoragePlace place, StorageCaller caller, StoredPathGuard guard, CancellationToken cancel) => On(place.Source, (keeper, root) =>
    {
        var opened = Finding.Open(root, place, directory: false, guard);
        if (opened.Ok)
        {
            using var node = opened.Value!;
            var file = node.OpenRead();
            return file.Ok && root.IsNetwork ? new(new NetworkFile(file.Value!, keeper), StorageError.None) : file;
        }

        if (opened.Error == StorageError.NotFound && caller.Login is not null && !place.Path.IsRoot && !OwnNames.IsOwn(place.Path))
        {
            return At<IReadableFile>(root, place, guard, spot =>
                spot.IsFree && Finding.KeptPartial(spot.Folder, spot.Name, caller) is not null ? StorageError.Refused : StorageError.NotFound);
        }

        return new(null, opened.Error, opened.Detail);
    }, cancel);

    public ValueTask<StorageResult<IUpload>> OpenStoreAsync(StoreRequest request, CancellationToken cancel) => On(request.Target.Source, (keeper, root) =>
        new UploadOpening(new UploadContext(keeper.Platform, keeper, _time, request), _partials).Open(root), cancel);

    public ValueTask<StorageResult<IDirectoryReader>> OpenDirectoryAsync(
        StoragePlace place, StorageCaller caller, StoredPathGuard guard, CancellationToken cancel) => On<IDirectoryReader>(place.Source, (keeper, root) =>
    {
        var opened = Finding.Open(root, place, directory: true, guard);
        if (!opened.Ok)
            return new(null, opened.Error, opened.Detail);
        using var node = opened.Value!;
        var entries = node.Read(details: true);
        if (!entries.Ok)
            return new(null, entries.Error, entries.Detail);
        return new DirectoryReader(entries.Value!, caller.Login, keeper);
    }, cancel);

    public ValueTask<StorageResult<bool>> ReadDirectoryAsync(IDirectoryReader reader, List<FileFacts> batch, int most) =>
        ((DirectoryReader)reader).ReadAsync(batch, most);

    public ValueTask<StorageResult<FileFacts>> MakeDirectoryAsync(StoragePlace place, int mode, StoredPathGuard guard, CancellationToken cancel) =>
        On(place.Source, (_, root) => OwnNames.IsOwn(place.Path) ? StorageError.Refused : At(root, place, guard, spot =>
        {
            if (!spot.IsFree)
                return spot.Entry.Ok ? StorageError.AlreadyExists : spot.Entry;
            var error = spot.Folder.MakeDirectory(spot.Name, mode);
            return error == StorageError.None ? spot.Folder.Stat(spot.Name) : error;
        }), cancel);

    public ValueTask<StorageResult<FileFacts>> RemoveDirectoryAsync(StoragePlace place, StoredPathGuard guard, CancellationToken cancel) =>
        On(place.Source, (_, root) => OwnNames.IsOwn(place.Path) ? StorageError.NotFound : At(root, place, guard, spot =>
        {
            if (!spot.Entry.Ok)
                return spot.Entry;
            if (!spot.Entry.Value.IsDirectory)
                return StorageError.NotADirectory;
            var error = spot.Folder.RemoveDirectory(spot.Name);
            if (error == StorageError.NotEmpty && Leftovers.TryClear(_platform, spot))
                error = spot.Folder.RemoveDirectory(spot.Name);
            root.ForgetSources();
            return error == StorageError.None ? spot.Entry : error;
        }), cancel);

    public ValueTask<StorageResult<FileFacts>> DeleteAsync(StoragePlace place, StorageCaller caller, StoredPathGuard guard, CancellationToken cancel) =>
        On(place.Source, (_, root) => OwnNames.IsOwn(place.Path) ? StorageError.NotFound : At(root, place, guard, spot =>
        {
            if (spot.IsFree && Finding.KeptPartial(spot.Folder, spot.Name, caller) is { } partial)
            {
                var removed = Leftovers.Remove(_platform, spot.Folder, partial.Name);
                return removed == StorageError.None ? partial with { Name = spot.Name, Partial = true } : removed;
            }

            if (!spot.Entry.Ok)
                return spot.Entry;
            if (spot.Entry.Value.IsDirectory)
                return StorageError.IsADirectory;
            var error = spot.Folder.RemoveFile(spot.Name);
            return error == StorageError.None ? spot.Entry : error;
        }), cancel);

    public ValueTask<StorageResult<FileFacts>> RenameAsync(
        StoragePlace from, StoragePlace to, bool overwrite, StorageCaller caller, StoredPathGuard fromGuard, StoredPathGuard toGuard,
        CancellationToken cancel) => On(from.Source, (keeper, root) =>
    {
        if (OwnNames.IsOwn(from.Path))
            return StorageError.NotFound;
        if (OwnNames.IsOwn(to.Path))
            return StorageError.Refused;
        if (!_roots.TryGetValue(to.Source.Root, out var other))
            return StorageError.NotFound;
        // Not even looked at: these are the first root's threads, and the other may hang.
        if (other != keeper && other.Device is { } device && device != root.Device)
            return StorageError.CrossDevice;
        var target = other.Current();
        if (!target.Ok)
            return new(default, target.Error, target.Detail);
        return At(root, from, fromGuard, source => At(target.Value!, to, toGuard, goal => Renames.Rename(root, source, goal, to.Path.Name, overwrite)));
    }, cancel);

    public ValueTask<StorageResult<FileFacts>> SetModifiedAsync(StoragePlace place, DateTimeOffset modified, StoredPathGuard guard, CancellationToken cancel) =>
        Change(place, guard, (node, _) => node.SetModified(modified), cancel);

    public ValueTask<StorageResult<FileFacts>> SetModeAsync(StoragePlace place, int mode, StoredPathGuard guard, CancellationToken cancel) =>
        Change(place, guard, (node, facts) => node.SetMode(mode | (facts.IsDirectory ? 0x1C0 : 0x180)), cancel);

    public ValueTask<StorageResult<byte[]>> ReadSmallAsync(StoragePlace place, int most, StoredPathGuard guard, CancellationToken cancel) =>
        On<byte[]>(place.Source, (_, root) =>
        {
            var opened = Finding.Open(root, place, directory: false, guard);
            if (!opened.Ok)
                return new(null, opened.Error, opened.Detail);
            using var node = opened.Value!;
            var read = node.OpenRead();
            if (!read.Ok)
                return new(null, read.Error, read.Detail);
            using var file = read.Value!;
            var bytes = new byte[Math.Min(most, Math.Max(0, file.CurrentLength))];
            var length = file.Stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return bytes[..length];
        }, cancel);

    public ValueTask<StorageResult<bool>> EnsureSourceAsync(DirectorySource source, int mode, CancellationToken cancel) => On<bool>(source, (_, root) =>
    {
        if (OwnNames.IsOwn(source.Path))
            return StorageError.Refused;
        return root.Ensure(source.Path, mode);
    }, cancel);

    public ValueTask<StorageResult<FileFacts>> StatSourceAsync(DirectorySource source, CancellationToken cancel) => On(source, (_, root) =>
    {
        root.ForgetSources();
        var opened = OwnNames.IsOwn(source.Path) ? StorageError.NotFound : root.Open(source.Path, FtpPath.Root, directory: true);
        if (!opened.Ok)
            return new(default, opened.Error, opened.Detail);
        using var node = opened.Value!;
        var facts = node.Facts();
        return facts.Ok ? facts.Value with { Name = source.Path.Name } : facts;
    }, cancel);

    private ValueTask<StorageResult<T>> On<T>(DirectorySource source, Func<RootKeeper, IConfinedRoot, StorageResult<T>> act, CancellationToken cancel) =>
        _roots.TryGetValue(source.Root, out var keeper)
            ? keeper.Run(root => act(keeper, root), cancel)
            : ValueTask.FromResult(new StorageResult<T>(default, StorageError.NotFound, $"no storage root is named {source.Root}"));

    private static StorageResult<T> At<T>(IConfinedRoot root, StoragePlace place, StoredPathGuard guard, Func<Spot, StorageResult<T>> act)
    {
        var located = Finding.Locate(root, place, guard);
        if (!located.Ok)
            return new(default, located.Error, located.Detail);
        using var spot = located.Value!;
        return act(spot);
    }

    private ValueTask<StorageResult<FileFacts>> Change(StoragePlace place, StoredPathGuard guard, Func<Node, FileFacts, StorageError> act, CancellationToken cancel) =>
        On(place.Source, (_, root) =>
        {
            var opened = Finding.Open(root, place, directory: false, guard);
            if (!opened.Ok)
                return new(default, opened.Error, opened.Detail);
            using var node = opened.Value!;
            var facts = node.Facts();
            if (facts is { Ok: true, Value.Kind: not (FileKind.File or FileKind.Directory) })
                return StorageError.NotAFile;
            var error = facts.Ok ? act(node, facts.Value) : facts.Error;
            return error == StorageError.None ? node.Facts() : error;
        }, cancel);
}
