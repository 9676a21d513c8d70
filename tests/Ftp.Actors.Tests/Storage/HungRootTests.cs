using Ftp.Actors.Protocol;
using Ftp.Actors.Storage;
using Ftp.Actors.Storage.Linux;
using Microsoft.Win32.SafeHandles;
using Xunit;
using static Ftp.Actors.Tests.Storage.StorageFixture;

namespace Ftp.Actors.Tests.Storage;

/// <summary>One root of a storage lies behind a network that stands still; what the other does must not be felt.</summary>
public sealed class HungRootTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Uploads_that_cannot_end_on_one_root_keep_no_other_root_from_publishing()
    {
        await using var hung = await HungStorage.StartAsync();
        var s = hung.Fixture;
        var uploads = new List<IUpload>();
        for (var i = 0; i < 40; i++)
        {
            uploads.Add(await hung.OpenAsync("/" + i));
            Assert.True((await uploads[^1].WriteAsync("x"u8.ToArray(), 0)).Ok);
        }

        hung.Platform.Hang();
        var publishing = uploads.Select(u => u.PublishAsync().AsTask()).ToList();
        await hung.Platform.AnyCaught.WaitAsync(Long, Cancel);
        Assert.True((await s.StoreAsync(Request("/a"), "a").WaitAsync(Long, Cancel)).Ok);

        hung.Platform.Release();
        Assert.All(await Task.WhenAll(publishing).WaitAsync(Long, Cancel), published => Assert.True(published.Ok, published.Detail));
        Assert.Equal(40, Directory.GetFiles(hung.Path).Count(path => !System.IO.Path.GetFileName(path).StartsWith('.')));
    }

    [Fact]
    public async Task A_write_that_hangs_holds_no_thread_of_its_caller_and_comes_before_the_end()
    {
        await using var hung = await HungStorage.StartAsync();
        await using (var first = await hung.OpenAsync("/a"))
            Assert.True((await first.WriteAsync("0123456789"u8.ToArray(), 0)).Ok);

        // Begun anew: cutting off what is there is the first thing that writing does.
        var upload = await hung.OpenAsync("/a");
        hung.Platform.Hang();
        var writing = upload.WriteAsync("new"u8.ToArray(), 0).AsTask();
        await hung.Platform.AnyCaught.WaitAsync(Long, Cancel);
        var publishing = upload.PublishAsync().AsTask();
        Assert.False(writing.IsCompleted);
        hung.Platform.Release();
        Assert.True((await writing.WaitAsync(Long, Cancel)).Ok);
        Assert.Equal(3, (await publishing.WaitAsync(Long, Cancel)).Value.Size);
        Assert.True(upload.Handle.IsClosed);
    }

    [Fact]
    public async Task Files_and_directories_behind_a_network_are_read_on_threads_of_the_root()
    {
        await using var hung = await HungStorage.StartAsync();
        await File.WriteAllTextAsync(System.IO.Path.Combine(hung.Path, "a"), "hello", Cancel);
        using var file = (await hung.Fixture.Storage.OpenReadAsync(HungStorage.Place("/a"), Ada, Anything, Cancel)).Value!;
        Assert.True(file.Blocks);
        var bytes = new byte[10];
        Assert.Equal(3, (await file.ReadAsync(bytes, 2)).Value);

        using var folder = (await hung.Fixture.Storage.OpenDirectoryAsync(HungStorage.Place("/"), Ada, Anything, Cancel)).Value!;
        var batch = new List<FileFacts>();
        Assert.True((await hung.Fixture.Storage.ReadDirectoryAsync(folder, batch, 10)).Value);
        Assert.Equal("a", Assert.Single(batch).Name);
        Assert.False((await hung.Fixture.Storage.ReadDirectoryAsync(folder, batch, 10)).Value);
        Assert.Empty(batch);
    }
}

/// <summary>A main root, and one more, "nas", whose calls can be made to hang.</summary>
internal sealed class HungStorage(StorageFixture fixture, HangingPlatform platform, string path) : IAsyncDisposable
{
    private static readonly DirectorySource Source = new("nas", FtpPath.Root);

    public StorageFixture Fixture => fixture;

    public HangingPlatform Platform => platform;

    public string Path => path;

    public static async Task<HungStorage> StartAsync()
    {
        Assert.SkipUnless(LinuxPlatform.IsAvailable(), "the storage of Linux");
        var fixture = new StorageFixture();
        var path = Directory.CreateDirectory(System.IO.Path.Combine(fixture.Top, "nas")).FullName;
        fixture.Options = fixture.Options with { MoreRoots = fixture.Options.MoreRoots.Add("nas", path) };
        var platform = new HangingPlatform(path);
        await fixture.RestartAsync(platform);
        return new HungStorage(fixture, platform, path);
    }

    public static StoragePlace Place(string path) => new(Source, FtpPath.Parse(path));

    public Task<IUpload> OpenAsync(string path) => fixture.OpenAsync(Request(path) with { Target = Place(path) });

    public async ValueTask DisposeAsync()
    {
        platform.Release();
        await fixture.DisposeAsync();
        platform.Dispose();
    }
}

/// <summary>Linux, where one root counts as a network's, and syncing and cutting files below it hang when told to.</summary>
internal sealed class HangingPlatform(string hanging) : IPlatform, IDisposable
{
    private readonly LinuxPlatform _inner = new();
    private readonly ManualResetEventSlim _open = new(initialState: true);
    private readonly TaskCompletionSource _caught = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>A call hangs.</summary>
    public Task AnyCaught => _caught.Task;

    public string? WeakerPromises => null;

    public void Hang() => _open.Reset();

    public void Release() => _open.Set();

    public StorageResult<IConfinedRoot> OpenRoot(string path)
    {
        var opened = _inner.OpenRoot(path);
        return opened.Ok && path == hanging ? new(new NetworkRoot(opened.Value!), StorageError.None) : opened;
    }

    public StorageError Sync(SafeFileHandle file)
    {
        Pass(file);
        return _inner.Sync(file);
    }

    public StorageError Truncate(SafeFileHandle file, long length)
    {
        Pass(file);
        return _inner.Truncate(file, length);
    }

    private void Pass(SafeFileHandle file)
    {
        if (_open.IsSet || Confined.PathOf(file) is not { } path || !NameCodec.Decode(path).StartsWith(hanging, StringComparison.Ordinal))
            return;
        _caught.TrySetResult();
        _open.Wait();
    }

    public LockOutcome Lock(SafeFileHandle file) => _inner.Lock(file);
    public void Unlock(SafeFileHandle file) => _inner.Unlock(file);
    public StorageError SetMode(SafeFileHandle file, int mode) => _inner.SetMode(file, mode);
    public StorageResult<FileFacts> Facts(SafeFileHandle file, string name) => _inner.Facts(file, name);
    public StorageError CopyAttributes(Node from, SafeFileHandle to) => _inner.CopyAttributes(from, to);
    public bool TryClone(SafeFileHandle from, SafeFileHandle to) => _inner.TryClone(from, to);
    public long Free(SafeFileHandle file) => _inner.Free(file);

    public void Dispose() => _open.Dispose();

    private sealed class NetworkRoot(IConfinedRoot inner) : IConfinedRoot
    {
        public ulong Device => inner.Device;
        public ulong Inode => inner.Inode;
        public long FileSystemType => inner.FileSystemType;
        public bool IsNetwork => true;
        public long Free() => inner.Free();
        public StorageResult<Node> Open(FtpPath source, FtpPath path, bool directory) => inner.Open(source, path, directory);
        public StorageResult<bool> Ensure(FtpPath source, int mode) => inner.Ensure(source, mode);
        public void ForgetSources() => inner.ForgetSources();
        public void Dispose() => inner.Dispose();
    }
}
