using System.Collections.Immutable;
using Ftp.Actors.Protocol;
using Ftp.Actors.Storage;
using Microsoft.Win32.SafeHandles;

namespace Ftp.Testing.Transfers;

/// <summary>Storage over a temporary folder for tests of transfers: real files, no confinement, and it can fail on demand.</summary>
public sealed class FolderStorage : IFileStorage, IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("ftp-transfers-").FullName;

    /// <summary>Answered by the next opening.</summary>
    public StorageError OpenError { get; set; }

    public StorageError PublishError { get; set; }

    public Func<bool> HasSpace { get; set; } = () => true;

    /// <summary>Awaited before an opening answers.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    /// <summary>Opened read-only: every write fails.</summary>
    public bool RefuseWrites { get; set; }

    /// <summary>Files are to be read only by <see cref="IReadableFile.ReadAsync"/>, which answers on another thread.</summary>
    public bool Blocks { get; set; }

    public List<FolderUpload> Uploads { get; } = [];

    public ImmutableArray<string> Roots => [""];

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    public string PathOf(StoragePlace place) => Path.Combine(Folder, place.Path.ToString().TrimStart('/'));

    public string Write(string name, byte[] content)
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllBytes(path, content);
        return path;
    }

    public async ValueTask<StorageResult<IReadableFile>> OpenReadAsync(StoragePlace place, StorageCaller caller, StoredPathGuard guard, CancellationToken cancel)
    {
        await Gate.WaitAsync(cancel);
        return OpenError != StorageError.None ? OpenError
            : !File.Exists(PathOf(place)) ? StorageError.NotFound
            : new StorageResult<IReadableFile>(new FolderFile(PathOf(place), Blocks), StorageError.None);
    }

    public async ValueTask<StorageResult<IUpload>> OpenStoreAsync(StoreRequest request, CancellationToken cancel)
    {
        await Gate.WaitAsync(cancel);
        if (OpenError != StorageError.None)
            return OpenError;
        var upload = new FolderUpload(this, PathOf(request.Target), request);
        lock (Uploads)
            Uploads.Add(upload);
        return upload;
    }

    public ValueTask<StorageResult<FileFacts>> StatAsync(StoragePlace place, StorageCaller caller, StoredPathGuard guard, bool follow, CancellationToken cancel) => throw new NotSupportedException();
    public ValueTask<StorageResult<IDirectoryReader>> OpenDirectoryAsync(StoragePlace place, StorageCaller caller, StoredPathGuard guard, CancellationToken cancel) => throw new NotSupportedException();
    public ValueTask<StorageResult<FileFacts>> MakeDirectoryAsync(StoragePlace place, int mode, StoredPathGuard guard, CancellationToken cancel) => throw new NotSupportedException();
    public ValueTask<StorageResult<FileFacts>> RemoveDirectoryAsync(StoragePlace place, StoredPathGuard guard, CancellationToken cancel) => throw new NotSupportedException();
    public ValueTask<StorageResult<FileFacts>> DeleteAsync(StoragePlace place, StorageCaller caller, StoredPathGuard guard, CancellationToken cancel) => throw new NotSupportedException();
    public ValueTask<StorageResult<FileFacts>> RenameAsync(StoragePlace from, StoragePlace to, bool overwrite, StorageCaller caller, StoredPathGuard fromGuard, StoredPathGuard toGuard, CancellationToken cancel) => throw new NotSupportedException();
    public ValueTask<StorageResult<FileFacts>> SetModifiedAsync(StoragePlace place, DateTimeOffset modified, StoredPathGuard guard, CancellationToken cancel) => throw new NotSupportedException();
    public ValueTask<StorageResult<FileFacts>> SetModeAsync(StoragePlace place, int mode, StoredPathGuard guard, CancellationToken cancel) => throw new NotSupportedException();
    public ValueTask<StorageResult<byte[]>> ReadSmallAsync(StoragePlace place, int most, StoredPathGuard guard, CancellationToken cancel) => throw new NotSupportedException();
    public ValueTask<StorageResult<bool>> EnsureSourceAsync(DirectorySource source, int mode, CancellationToken cancel) => throw new NotSupportedException();
    public ValueTask<StorageResult<FileFacts>> StatSourceAsync(DirectorySource source, CancellationToken cancel) => throw new NotSupportedException();

    private sealed class FolderFile(string path, bool blocks) : IReadableFile
    {
        private readonly FileStream _stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1, FileOptions.Asynchronous);

        public FileStream Stream => blocks ? throw new InvalidOperationException("the file may block") : _stream;
        public FileFacts Facts => FolderUpload.FactsOf(path);
        public long CurrentLength => RandomAccess.GetLength(_stream.SafeFileHandle);
        public bool Blocks => blocks;

        public ValueTask<StorageResult<int>> ReadAsync(Memory<byte> buffer, long offset)
        {
            StorageResult<int> Read() => RandomAccess.Read(_stream.SafeFileHandle, buffer.Span, offset);
            return blocks ? new(Task.Run(Read)) : new(Read());
        }

        public void Dispose() => _stream.Dispose();
    }
}

/// <summary>An upload into <c>NAME.part</c> that counts how it was ended.</summary>
public sealed class FolderUpload : IUpload
{
    private readonly FolderStorage _storage;
    private readonly string _target;

    public FolderUpload(FolderStorage storage, string target, StoreRequest request)
    {
        _storage = storage;
        _target = target;
        PartPath = target + ".part";
        var appending = request.Kind == StoreKind.Append || request.Offset > 0;
        if (appending && File.Exists(target))
            File.Copy(target, PartPath, overwrite: true);
        StartOffset = request.Kind == StoreKind.Append ? (File.Exists(target) ? new FileInfo(target).Length : 0) : request.Offset;
        Handle = File.OpenHandle(PartPath, appending ? FileMode.OpenOrCreate : FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite);
        if (storage.RefuseWrites)
        {
            Handle.Dispose();
            Handle = File.OpenHandle(PartPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        }
    }

    public string PartPath { get; }
    public SafeFileHandle Handle { get; }
    public long StartOffset { get; }
    public string Name => Path.GetFileName(_target);
    public int Published { get; private set; }
    public int Interrupted { get; private set; }
    public int Discarded { get; private set; }
    public int Disposed { get; private set; }

    public bool HasSpace() => _storage.HasSpace();

    public ValueTask<StorageResult<FileFacts>> PublishAsync()
    {
        Published++;
        if (_storage.PublishError != StorageError.None)
            return ValueTask.FromResult<StorageResult<FileFacts>>(_storage.PublishError);
        File.Move(PartPath, _target, overwrite: true);
        return ValueTask.FromResult<StorageResult<FileFacts>>(FactsOf(_target));
    }

    public ValueTask InterruptAsync()
    {
        Interrupted++;
        return ValueTask.CompletedTask;
    }

    public ValueTask DiscardAsync()
    {
        Discarded++;
        File.Delete(PartPath);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        Disposed++;
        Handle.Dispose();
        return ValueTask.CompletedTask;
    }

    internal static FileFacts FactsOf(string path)
    {
        var info = new FileInfo(path);
        return new FileFacts(info.Name, FileKind.File, info.Length, info.LastWriteTimeUtc, null, 0b110_100_000, 0, 0);
    }
}
