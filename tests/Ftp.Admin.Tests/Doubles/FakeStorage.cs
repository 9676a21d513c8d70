using System.Collections.Immutable;
using Ftp.Actors.Protocol;
using Ftp.Actors.Storage;

namespace Ftp.Admin.Tests.Doubles;

/// <summary>A storage of folders that are names in a set.</summary>
internal sealed class FakeStorage : IFileStorage
{
    public HashSet<string> Folders { get; } = [""];

    public ImmutableArray<string> Roots { get; init; } = ["", "nas"];

    public ValueTask<StorageResult<bool>> EnsureSourceAsync(DirectorySource source, int mode, CancellationToken cancel)
    {
        Folders.Add(source.ToString());
        return new(true);
    }

    public ValueTask<StorageResult<FileFacts>> StatSourceAsync(DirectorySource source, CancellationToken cancel) =>
        new(Folders.Contains(source.ToString()) ? Folder(source.Path.Name) : StorageError.NotFound);

    public ValueTask<StorageResult<IDirectoryReader>> OpenDirectoryAsync(StoragePlace place, StorageCaller caller, StoredPathGuard guard, CancellationToken cancel)
    {
        var above = place.Source.ToString();
        if (!Folders.Contains(above))
            return new(StorageError.NotFound);
        var names = Folders.Where(f => f.Length > 0 && !f.Contains(':') && (f.LastIndexOf('/') is var slash and >= 0 ? f[..slash] : "") == above).Select(f => f[(f.LastIndexOf('/') + 1)..]);
        return new(new StorageResult<IDirectoryReader>(new Reader([.. names.Select(Folder), Folder("a-file") with { Kind = FileKind.File }]), StorageError.None));
    }

    public ValueTask<StorageResult<FileFacts>> StatAsync(StoragePlace place, StorageCaller caller, StoredPathGuard guard, bool follow, CancellationToken cancel) => throw new NotSupportedException();

    public ValueTask<StorageResult<IReadableFile>> OpenReadAsync(StoragePlace place, StorageCaller caller, StoredPathGuard guard, CancellationToken cancel) => throw new NotSupportedException();

    public ValueTask<StorageResult<IUpload>> OpenStoreAsync(StoreRequest request, CancellationToken cancel) => throw new NotSupportedException();

    public ValueTask<StorageResult<FileFacts>> MakeDirectoryAsync(StoragePlace place, int mode, StoredPathGuard guard, CancellationToken cancel) => throw new NotSupportedException();

    public ValueTask<StorageResult<FileFacts>> RemoveDirectoryAsync(StoragePlace place, StoredPathGuard guard, CancellationToken cancel) => throw new NotSupportedException();

    public ValueTask<StorageResult<FileFacts>> DeleteAsync(StoragePlace place, StorageCaller caller, StoredPathGuard guard, CancellationToken cancel) => throw new NotSupportedException();

    public ValueTask<StorageResult<FileFacts>> RenameAsync(
        StoragePlace from, StoragePlace to, bool overwrite, StorageCaller caller, StoredPathGuard fromGuard, StoredPathGuard toGuard, CancellationToken cancel) => throw new NotSupportedException();

    public ValueTask<StorageResult<FileFacts>> SetModifiedAsync(StoragePlace place, DateTimeOffset modified, StoredPathGuard guard, CancellationToken cancel) => throw new NotSupportedException();

    public ValueTask<StorageResult<FileFacts>> SetModeAsync(StoragePlace place, int mode, StoredPathGuard guard, CancellationToken cancel) => throw new NotSupportedException();

    public ValueTask<StorageResult<byte[]>> ReadSmallAsync(StoragePlace place, int most, StoredPathGuard guard, CancellationToken cancel) => throw new NotSupportedException();

    private static FileFacts Folder(string name) => new(name, FileKind.Directory, 0, FixedTime.Now, null, 0x1E8, 1, 1);

    private sealed class Reader(List<FileFacts> entries) : IDirectoryReader
    {
        private bool _done;

        public StorageResult<bool> Read(List<FileFacts> batch, int most)
        {
            batch.Clear();
            if (!_done)
                batch.AddRange(entries);
            (_done, var more) = (true, !_done);
            return more;
        }

        public void Dispose()
        {
        }
    }
}
