using System.Collections.Immutable;
using Ftp.Actors.Protocol;
using Ftp.Actors.Storage;
using Ftp.Actors.Storage.Counting;
using Microsoft.Win32.SafeHandles;

namespace Ftp.Actors.Tests.Sessions;

/// <summary>A storage without a disk. It keeps the promises of the contract that a session relies on, counts its calls, and can be told to fail.</summary>
internal sealed class MemoryStorage : IFileStorage
{
    private static readonly DateTimeOffset Written = new(2024, 5, 6, 7, 8, 9, TimeSpan.Zero);
    private readonly SortedDictionary<string, FileFacts> _nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _aliases = new(StringComparer.Ordinal);
    private ulong _inode = 1;

    public int Calls { get; private set; }

    public StorageError Fails { get; set; }

    /// <summary>While true every call of the storage hangs until its cancellation.</summary>
    public bool Hangs { get; set; }

    public ImmutableArray<string> Roots => [""];

    public MemoryStorage Directory(string path)
    {
        Put(path, FileKind.Directory, 0);
        return this;
    }

    public MemoryStorage File(string path, long size, bool partial = false)
    {
        Put(path, FileKind.File, size, partial);
        return this;
    }

    public MemoryStorage Text(string path, string text)
    {
        _texts[path] = text;
        return File(path, text.Length);
    }

    /// <summary>A link inside the source.</summary>
    public MemoryStorage Link(string path, string target)
    {
        Put(path, FileKind.Link, 0, target: target);
        return this;
    }

    /// <summary>What is asked for as the one path is stored under the other: another spelling, or a link in the path. Both with their source.</summary>
    public MemoryStorage Alias(string asked, string stored)
    {
        _aliases[asked] = stored;
        return this;
    }

    public bool Has(string path) => _nodes.ContainsKey(path);

    /// <summary>Everything there is, for comparing.</summary>
    public string Picture() => string.Join('\n', _nodes.Select(n => $"{n.Key} {n.Value}"));

    public FileFacts this[string path] => _nodes[path];

    public ValueTask<StorageResult<FileFacts>> StatAsync(StoragePlace place, StorageCaller caller, StoredPathGuard guard, bool follow, CancellationToken cancel) =>
        Do(() => Find(place, caller, guard, follow, out _), cancel);

    public ValueTask<StorageResult<IReadableFile>> OpenReadAsync(StoragePlace place, StorageCaller caller, StoredPathGuard guard, CancellationToken cancel) =>
        Do<IReadableFile>(() => StorageError.Failed, cancel);

    public ValueTask<StorageResult<IUpload>> OpenStoreAsync(StoreRequest request, CancellationToken cancel) => Do<IUpload>(() =>
    {
        if (!Reach(request.Target, request.Guard, out var key))
        {
            return StorageError.Refused;
        }

        if (request.Kind == StoreKind.StoreUnique)
        {
            for (var i = 1; _nodes.ContainsKey(key); i++)
            {
                key = $"{Key(request.Target)}.{i}";
            }
        }

        var exists = _nodes.TryGetValue(key, out var facts);
        if (exists && facts.IsDirectory)
        {
            return StorageError.IsADirectory;
        }

        if (!_nodes.ContainsKey(key[..key.LastIndexOf('/')]))
        {
            return StorageError.NotFound;
        }

        var continues = request.Kind == StoreKind.Append || request.Offset > 0;
        var needed = !exists || facts.Partial ? StoreAllowed.Create : continues ? StoreAllowed.Append : StoreAllowed.Overwrite;
        return request.Allowed.HasFlag(needed)
            ? new StorageResult<IUpload>(new Upload(this, key, Path(request.Target, key), needed), StorageError.None)
            : exists ? StorageError.Refused : StorageError.NotFound;
    }, cancel);

    public ValueTask<StorageResult<IDirectoryReader>> OpenDirectoryAsync(StoragePlace place, StorageCaller caller, StoredPathGuard guard, CancellationToken cancel) =>
        Do<IDirectoryReader>(() =>
        {
            var found = Find(place, caller, guard, follow: true, out var key);
            return !found.Ok ? found.Error
                : !found.Value.IsDirectory ? StorageError.NotADirectory
                : new Reader(new Queue<FileFacts>(_nodes.Where(n => n.Key.StartsWith(key + "/", StringComparison.Ordinal) && n.Key.LastIndexOf('/') == key.Length).Select(n => n.Value)));
        }, cancel);

    public ValueTask<StorageResult<FileFacts>> MakeDirectoryAsync(StoragePlace place, int mode, StoredPathGuard guard, CancellationToken cancel) => Do<FileFacts>(() =>
    {
        var key = Key(place);
        return _nodes.ContainsKey(key) ? StorageError.AlreadyExists
            : !_nodes.ContainsKey(key[..key.LastIndexOf('/')]) ? StorageError.NotFound
            : Put(key, FileKind.Directory, 0);
    }, cancel);

    public ValueTask<StorageResult<FileFacts>> RemoveDirectoryAsync(StoragePlace place, StoredPathGuard guard, CancellationToken cancel) => Do<FileFacts>(() =>
    {
        var found = Find(place, default, guard, follow: false, out var key);
        if (!found.Ok || !found.Value.IsDirectory)
        {
            return found.Ok ? StorageError.NotADirectory : found.Error;
        }

        if (_nodes.Keys.Any(k => k.StartsWith(key + "/", StringComparison.Ordinal)))
        {
            return StorageError.NotEmpty;
        }

        _nodes.Remove(key);
        return found;
    }, cancel);

    public ValueTask<StorageResult<FileFacts>> DeleteAsync(StoragePlace place, StorageCaller caller, StoredPathGuard guard, CancellationToken cancel) => Do<FileFacts>(() =>
    {
        var found = Find(place, caller, guard, follow: false, out var key);
        if (found.Ok && found.Value.IsDirectory)
        {
            return StorageError.IsADirectory;
        }

        _nodes.Remove(key);
        return found;
    }, cancel);

    public ValueTask<StorageResult<FileFacts>> RenameAsync(
        StoragePlace from, StoragePlace to, bool overwrite, StorageCaller caller, StoredPathGuard fromGuard, StoredPathGuard toGuard, CancellationToken cancel) => Do<FileFacts>(() =>
    {
        var found = Find(from, caller, fromGuard, follow: false, out var key);
        if (!Reach(to, toGuard, out var target))
        {
            return StorageError.Refused;
        }

        if (!found.Ok || (_nodes.ContainsKey(target) && !overwrite))
        {
            return found.Ok ? StorageError.AlreadyExists : found.Error;
        }

        foreach (var (old, facts) in _nodes.Where(n => n.Key == key || n.Key.StartsWith(key + "/", StringComparison.Ordinal)).ToList())
        {
            _nodes.Remove(old);
            var now = target + old[key.Length..];
            _nodes[now] = facts with { Name = now[(now.LastIndexOf('/') + 1)..] };
        }

        return found;
    }, cancel);

    public ValueTask<StorageResult<FileFacts>> SetModifiedAsync(StoragePlace place, DateTimeOffset modified, StoredPathGuard guard, CancellationToken cancel) =>
        Do(() => Change(place, guard, facts => facts with { Modified = modified }), cancel);

    public ValueTask<StorageResult<FileFacts>> SetModeAsync(StoragePlace place, int mode, StoredPathGuard guard, CancellationToken cancel) =>
        Do(() => Change(place, guard, facts => facts with { Mode = mode }), cancel);

    public ValueTask<StorageResult<byte[]>> ReadSmallAsync(StoragePlace place, int most, StoredPathGuard guard, CancellationToken cancel) =>
        Do<byte[]>(() => _texts.TryGetValue(Key(place), out var text) ? System.Text.Encoding.UTF8.GetBytes(text) : StorageError.NotFound, cancel);

    public ValueTask<StorageResult<bool>> EnsureSourceAsync(DirectorySource source, int mode, CancellationToken cancel) => Do<bool>(() =>
    {
        Put(source.ToString(), FileKind.Directory, 0);
        return true;
    }, cancel);

    public ValueTask<StorageResult<FileFacts>> StatSourceAsync(DirectorySource source, CancellationToken cancel) => Do<FileFacts>(() => StorageError.NotFound, cancel);

    public QuotaRoom? Quota { get; set; }

    public ValueTask<StorageResult<StorageRoom>> RoomAsync(StoragePlace place, StoredPathGuard guard, CancellationToken cancel) => Do<StorageRoom>(
        () => !Reach(place, guard, out var key) ? StorageError.Refused
            : place.Path.IsRoot ? new StorageRoom(1_000_000, Quota)
            : !_nodes.TryGetValue(key, out var facts) ? StorageError.NotFound
            : facts.IsDirectory ? new StorageRoom(1_000_000, Quota) : StorageError.NotADirectory,
        cancel);

    /// <summary>What a transfer does at a proper end.</summary>
    public FileFacts Publish(string key, long size) => Put(key, FileKind.File, size);

    private static FtpPath Path(StoragePlace place, string key) => FtpPath.Parse(key[place.Source.ToString().Length..]);

    private bool Reach(StoragePlace place, StoredPathGuard guard, out string key)
    {
        key = Key(place);
        if (!_aliases.TryGetValue(key, out var stored))
        {
            return true;
        }

        key = stored;
        return guard(Path(place, stored));
    }

    private static string Key(StoragePlace place) => place.Path.IsRoot ? place.Source.ToString() : place.Source.ToString() + place.Path;

    private async ValueTask<StorageResult<T>> Do<T>(Func<StorageResult<T>> call, CancellationToken cancel)
    {
        Calls++;
        if (Hangs)
        {
            await Task.Delay(Timeout.Infinite, cancel);
        }

        return Fails != StorageError.None ? new StorageResult<T>(default, Fails) : call();
    }

    private StorageResult<FileFacts> Find(StoragePlace place, StorageCaller caller, StoredPathGuard guard, bool follow, out string key)
    {
        if (!Reach(place, guard, out key))
        {
            return StorageError.Refused;
        }

        if (!_nodes.TryGetValue(key, out var facts) || (facts.Partial && caller.Login is null))
        {
            return StorageError.NotFound;
        }

        if (follow && facts.Kind == FileKind.Link)
        {
            var target = place with { Path = FtpPath.Parse(facts.LinkTarget!) };
            key = Key(target);
            return !guard(target.Path) ? StorageError.Refused : _nodes.TryGetValue(key, out var reached) ? reached : StorageError.NotFound;
        }

        return facts;
    }

    private StorageResult<FileFacts> Change(StoragePlace place, StoredPathGuard guard, Func<FileFacts, FileFacts> change)
    {
        var found = Find(place, new StorageCaller("x"), guard, follow: true, out var key);
        return found.Ok ? _nodes[key] = change(found.Value) : found;
    }

    private FileFacts Put(string key, FileKind kind, long size, bool partial = false, string? target = null) => _nodes[key] = new FileFacts(
        key[(key.LastIndexOf('/') + 1)..], kind, size, Written, null, kind == FileKind.Directory ? 0x1E8 : 0x1A0, 1, _inode++, target, partial);

    private sealed class Reader(Queue<FileFacts> entries) : IDirectoryReader
    {
        public StorageResult<bool> Read(List<FileFacts> batch, int most)
        {
            batch.Clear();
            while (batch.Count < most && entries.TryDequeue(out var facts))
            {
                batch.Add(facts);
            }

            return batch.Count > 0;
        }

        public void Dispose()
        {
        }
    }

    internal sealed class Upload(MemoryStorage storage, string key, FtpPath stored, StoreAllowed uses) : IUpload
    {
        public SafeFileHandle Handle => throw new NotSupportedException();

        public long StartOffset => 0;

        public string Name => key[(key.LastIndexOf('/') + 1)..];

        public FtpPath? Stored => stored;

        public StoreAllowed Uses => uses;

        public bool HasSpace() => true;

        public ValueTask<StorageResult<FileFacts>> PublishAsync() => new(storage.Publish(key, 7));

        public ValueTask InterruptAsync() => ValueTask.CompletedTask;

        public ValueTask DiscardAsync() => ValueTask.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
