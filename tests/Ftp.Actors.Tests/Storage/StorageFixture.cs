using System.Collections.Immutable;
using System.Diagnostics;
using System.Text;
using Ftp.Actors.Log;
using Ftp.Actors.Protocol;
using Ftp.Actors.Storage;
using Xunit;

namespace Ftp.Actors.Tests.Storage;

/// <summary>A storage over a directory of its own, with an outside that nothing may reach.</summary>
internal sealed class StorageFixture : IAsyncDisposable
{
    public static readonly StorageCaller Ada = new("ada");
    public static readonly StorageCaller Guest = new(null);
    public static readonly StoredPathGuard Anything = _ => true;
    public static readonly StoredPathGuard Nothing = _ => false;

    private readonly List<FileStorage> _opened = [];

    public StorageFixture(string? above = null)
    {
        Top = Path.Combine(above ?? Path.GetTempPath(), "ftp-storage-" + Path.GetRandomFileName());
        Root = Path.Combine(Top, "files");
        Outside = Directory.CreateDirectory(Path.Combine(Top, "outside")).FullName;
        File.WriteAllText(Path.Combine(Outside, "canary"), "canary");
        Options = new StorageOptions(
            Root, ImmutableDictionary<string, string>.Empty, 0x1A0, 0x1E8, 0, TimeSpan.FromHours(24), Path.Combine(Top, "data"), "node");
    }

    public string Top { get; }
    public string Root { get; }
    public string Outside { get; }
    public StorageOptions Options { get; set; }
    public ShiftedTime Time { get; } = new();
    public TestAlarms Alarms { get; } = new();
    public TestLog Log { get; } = new();
    /// <summary>Counts what is stored, from the next start on.</summary>
    public Ftp.Actors.Storage.Counting.IFileLedger? Ledger { get; set; }
    public FileStorage Storage => _opened[^1];

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<StorageFixture> StartAsync(Func<StorageOptions, StorageOptions>? change = null)
    {
        var fixture = new StorageFixture();
        if (change is not null)
            fixture.Options = change(fixture.Options);
        await fixture.RestartAsync();
        return fixture;
    }

    /// <summary>Another server on the same directories; handles of the one before stay as they are, as after kill -9 they would be gone.</summary>
    public async Task<FileStorage> RestartAsync(IPlatform? platform = null)
    {
        var storage = platform is null ? new FileStorage(Options, Alarms, Log, Time, Ledger) : new FileStorage(Options, Alarms, Log, Time, platform, Ledger);
        await storage.StartAsync(Cancel);
        _opened.Add(storage);
        return storage;
    }

    public static StoragePlace Place(string path, string source = "") => new(new DirectorySource("", FtpPath.Parse(source)), FtpPath.Parse(path));

    public string Real(string path) => Path.Combine(Root, path);

    public string Write(string path, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Real(path))!);
        File.WriteAllText(Real(path), content);
        return Real(path);
    }

    public string Read(string path) => File.ReadAllText(Real(path));

    public bool Has(string path) => Path.Exists(Real(path));

    /// <summary>Names in a real directory that the server keeps for itself, without the root's marker.</summary>
    public string[] Partials(string path = "") =>
        [.. Directory.EnumerateFiles(Real(path), ".ftp-*.part", new EnumerationOptions { AttributesToSkip = 0 }).Select(p => Path.GetFileName(p)!)];

    public static StoreRequest Request(
        string path, StoreKind kind = StoreKind.Store, StoreAllowed allowed = StoreAllowed.Create | StoreAllowed.Overwrite | StoreAllowed.Append,
        string? login = "ada", long offset = 0, bool keep = true, bool live = false, int mode = 0x1A0, long? announced = null, StoredPathGuard? guard = null) =>
        new(Place(path), kind, allowed, new StorageCaller(login), offset, announced, keep, live, mode, 0x1E8, guard ?? Anything);

    public async Task<IUpload> OpenAsync(StoreRequest request)
    {
        var opened = await Storage.OpenStoreAsync(request, Cancel);
        Assert.True(opened.Ok, $"{opened.Error} {opened.Detail}");
        return opened.Value!;
    }

    public async Task<StorageError> OpenErrorAsync(StoreRequest request)
    {
        var opened = await Storage.OpenStoreAsync(request, Cancel);
        if (opened.Ok)
            await opened.Value!.DiscardAsync();
        return opened.Error;
    }

    /// <summary>To a local root, which does it here and now.</summary>
    public static void Send(IUpload upload, string text)
    {
        var written = upload.WriteAsync(Encoding.UTF8.GetBytes(text), upload.StartOffset).AsTask();
        Assert.True(written.IsCompletedSuccessfully);
        Assert.Equal(StorageError.None, written.Result.Error);
    }

    public async Task<StorageResult<FileFacts>> StoreAsync(StoreRequest request, string content)
    {
        await using var upload = await OpenAsync(request);
        Send(upload, content);
        return await upload.PublishAsync();
    }

    public async Task<StorageResult<FileFacts>> StatAsync(string path, StorageCaller? caller = null, bool follow = false, StoredPathGuard? guard = null) =>
        await Storage.StatAsync(Place(path), caller ?? Ada, guard ?? Anything, follow, Cancel);

    public async Task<StorageResult<string>> RetrieveAsync(string path, StoredPathGuard? guard = null, StorageCaller? caller = null)
    {
        var opened = await Storage.OpenReadAsync(Place(path), caller ?? Ada, guard ?? Anything, Cancel);
        if (!opened.Ok)
            return opened.Error;
        using var file = opened.Value!;
        using var reader = new StreamReader(file.Stream);
        return await reader.ReadToEndAsync(Cancel);
    }

    public async Task<List<FileFacts>> ListAsync(string path = "/", StorageCaller? caller = null)
    {
        var opened = await Storage.OpenDirectoryAsync(Place(path), caller ?? Ada, Anything, Cancel);
        Assert.True(opened.Ok, $"{opened.Error} {opened.Detail}");
        using var reader = opened.Value!;
        var all = new List<FileFacts>();
        var batch = new List<FileFacts>();
        while (reader.Read(batch, 100) is { Ok: true, Value: true })
            all.AddRange(batch);
        return all;
    }

    public static async Task RunAsync(string program, params string[] arguments) => Assert.Equal(0, await TryRunAsync(program, arguments));

    public static async Task<int> TryRunAsync(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            await process.WaitForExitAsync(Cancel);
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return -1;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var storage in _opened)
            await storage.DisposeAsync();
        Directory.Delete(Top, recursive: true);
    }
}

/// <summary>The real clock, moved on by hand.</summary>
internal sealed class ShiftedTime : TimeProvider
{
    private long _shift;

    public void Advance(TimeSpan by) => Interlocked.Add(ref _shift, by.Ticks);

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Interlocked.Read(ref _shift));

    public override long GetTimestamp() => base.GetTimestamp() + (long)(Interlocked.Read(ref _shift) * (double)TimestampFrequency / TimeSpan.TicksPerSecond);
}

internal sealed class TestAlarms : IAlarms
{
    private ImmutableDictionary<string, Alarm> _current = ImmutableDictionary<string, Alarm>.Empty;

    public ImmutableArray<Alarm> Current => [.. _current.Values];

    public void Raise(string key, string text) => ImmutableInterlocked.AddOrUpdate(
        ref _current, key, k => new Alarm(k, text, DateTimeOffset.UnixEpoch), (k, _) => new Alarm(k, text, DateTimeOffset.UnixEpoch));

    public void Clear(string key) => ImmutableInterlocked.TryRemove(ref _current, key, out _);

    public Alarm? this[string key] => _current.GetValueOrDefault(key);
}

internal sealed class TestLog : ILogSink
{
    public System.Collections.Concurrent.ConcurrentQueue<LogEntry> Entries { get; } = new();

    public void Write(LogEntry entry) => Entries.Enqueue(entry);
}
