using System.Collections.Immutable;
using Ftp.Actors.Protocol;
using Ftp.Actors.Storage;

namespace Ftp.Actors.Tests.Listings;

/// <summary>Folders in memory, as far as listings ask for them. Links hold a path inside their source, or one that begins with ".." and leads out.</summary>
internal sealed class MemoryTree : IFileStorage
{
    public static readonly DateTimeOffset Day = new(2024, 3, 3, 10, 20, 0, TimeSpan.Zero);

    private readonly Dictionary<(string Source, FtpPath Path), FileFacts> _entries = [];
    private readonly Dictionary<string, StorageError> _broken = [];
    private ulong _inode = 100;

    public List<MemoryReader> Readers { get; } = [];

    public Func<IEnumerable<FileFacts>>? Huge { get; set; }

    public ImmutableArray<string> Roots => [""];

    public void Break(string source, StorageError error) => _broken[source] = error;

    public MemoryTree Folder(string source, params string[] paths)
    {
        foreach (var path in paths.Prepend("/"))
        {
            Put(source, FtpPath.Parse(path), FileKind.Directory, 4096, null, Day);
        }

        return this;
    }

    public MemoryTree File(string source, string path, long size = 5, DateTimeOffset? modified = null)
    {
        Put(source, FtpPath.Parse(path), FileKind.File, size, null, modified ?? Day);
        return this;
    }

    public MemoryTree Link(string source, string path, string target)
    {
        Put(source, FtpPath.Parse(path), FileKind.Link, target.Length, target, Day);
        return this;
    }

    public ValueTask<StorageResult<FileFacts>> StatAsync(StoragePlace place, StorageCaller caller, StoredPathGuard guard, bool follow, CancellationToken cancel) =>
        new(Find(place, guard, follow, out _));

    public ValueTask<StorageResult<IDirectoryReader>> OpenDirectoryAsync(StoragePlace place, StorageCaller caller, StoredPathGuard guard, CancellationToken cancel)
    {
        var found = Find(place, guard, follow: true, out var stored);
        if (!found.Ok || !found.Value.IsDirectory)
        {
            return new(found.Ok ? StorageError.NotADirectory : found.Error);
        }

        var source = place.Source.ToString();
        var entries = Huge?.Invoke() ?? _entries.Where(e => e.Key.Source == source && !e.Key.Path.IsRoot && e.Key.Path.Parent == stored).Select(e => e.Value);
        var reader = new MemoryReader(entries);
        Readers.Add(reader);
        return new(new StorageResult<IDirectoryReader>(reader, StorageError.None));
    }

    public ValueTask<StorageResult<IReadableFile>> OpenReadAsync(StoragePlace place, StorageCaller caller, StoredPathGuard guard, CancellationToken cancel) => throw new NotSupportedException();

    public ValueTask<StorageResult<IUpload>> OpenStoreAsync(StoreRequest request, CancellationToken cancel) => throw new NotSupportedException();

    public ValueTask<StorageResult<FileFacts>> MakeDirectoryAsync(StoragePlace place, int mode, StoredPathGuard guard, CancellationToken cancel) => throw new NotSupportedException();

    public ValueTask<StorageResult<FileFacts>> RemoveDirectoryAsync(StoragePlace place, StoredPathGuard guard, CancellationToken cancel) => throw new NotSupportedException();

    public ValueTask<StorageResult<FileFacts>> DeleteAsync(StoragePlace place, StorageCaller caller, StoredPathGuard guard, CancellationToken cancel) => throw new NotSupportedException();

    public ValueTask<StorageResult<FileFacts>> RenameAsync(
        StoragePlace from, StoragePlace to, bool overwrite, StorageCaller caller, StoredPathGuard fromGuard, StoredPathGuard toGuard, CancellationToken cancel) =>
        throw new NotSupportedException();

    public ValueTask<StorageResult<FileFacts>> SetModifiedAsync(StoragePlace place, DateTimeOffset modified, StoredPathGuard guard, CancellationToken cancel) => throw new NotSupportedException();

    public ValueTask<StorageResult<FileFacts>> SetModeAsync(StoragePlace place, int mode, StoredPathGuard guard, CancellationToken cancel) => throw new NotSupportedException();

    public ValueTask<StorageResult<byte[]>> ReadSmallAsync(StoragePlace place, int most, StoredPathGuard guard, CancellationToken cancel) => throw new NotSupportedException();

    public ValueTask<StorageResult<bool>> EnsureSourceAsync(DirectorySource source, int mode, CancellationToken cancel) => throw new NotSupportedException();

    public ValueTask<StorageResult<FileFacts>> StatSourceAsync(DirectorySource source, CancellationToken cancel) => throw new NotSupportedException();

    private void Put(string source, FtpPath path, FileKind kind, long size, string? target, DateTimeOffset modified) =>
        _entries[(source, path)] = new FileFacts(path.Name, kind, size, modified, null, kind == FileKind.Directory ? 0x1E8 : 0x1A0, 0x10, _inode++, target);

    private StorageResult<FileFacts> Find(StoragePlace place, StoredPathGuard guard, bool follow, out FtpPath stored)
    {
        var source = place.Source.ToString();
        stored = FtpPath.Root;
        if (_broken.TryGetValue(source, out var error))
        {
            return error;
        }

        for (var i = 0; i < place.Path.Depth; i++)
        {
            stored = stored.Child(place.Path.Components[i]);
            if (_entries.TryGetValue((source, stored), out var on) && on.Kind == FileKind.Link && (follow || i < place.Path.Depth - 1))
            {
                if (on.LinkTarget!.StartsWith("..", StringComparison.Ordinal))
                {
                    return StorageError.Outside;
                }

                stored = FtpPath.Parse(on.LinkTarget);
            }
        }

        if (!_entries.TryGetValue((source, stored), out var facts))
        {
            return StorageError.NotFound;
        }

        return stored == place.Path || guard(stored) ? facts : StorageError.Refused;
    }
}

internal sealed class MemoryReader(IEnumerable<FileFacts> entries) : IDirectoryReader
{
    private readonly IEnumerator<FileFacts> _entries = entries.GetEnumerator();

    public int MostAsked { get; private set; }
    public int Given { get; private set; }
    public int? FailAfter { get; set; }
    public bool Disposed { get; private set; }

    public StorageResult<bool> Read(List<FileFacts> batch, int most)
    {
        ObjectDisposedException.ThrowIf(Disposed, this);
        MostAsked = Math.Max(MostAsked, most);
        batch.Clear();
        if (Given >= FailAfter)
        {
            return StorageError.Unavailable;
        }

        while (batch.Count < most && _entries.MoveNext())
        {
            batch.Add(_entries.Current);
        }

        Given += batch.Count;
        return batch.Count > 0;
    }

    public void Dispose() => Disposed = true;
}
