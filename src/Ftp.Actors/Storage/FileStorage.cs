using System.Collections.Frozen;
using System.Collections.Immutable;
using Ftp.Actors.Log;
using Ftp.Actors.Storage.Names;
using Ftp.Actors.Storage.Roots;

namespace Ftp.Actors.Storage;

/// <summary>The storage of a node: its roots, what watches them, and (in the other part) the operations.</summary>
public sealed partial class FileStorage : IFileStorage, IAsyncDisposable
{
    private static readonly TimeSpan ProbeEvery = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan SweepEvery = TimeSpan.FromHours(1);

    private readonly StorageOptions _options;
    private readonly ILogSink _log;
    private readonly TimeProvider _time;
    private readonly IPlatform _platform;
    private readonly PartialNames _partials;
    private readonly FrozenDictionary<string, RootKeeper> _roots;
    private readonly ImmutableArray<PartialSweep> _sweeps;
    private readonly Lane _disk;
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _sweeping = new(1, 1);
    private Task _work = Task.CompletedTask;

    public FileStorage(StorageOptions options, IAlarms alarms, ILogSink log, TimeProvider time)
        : this(options, alarms, log, time, Linux.LinuxPlatform.IsAvailable() ? new Linux.LinuxPlatform() : new Portable.PortablePlatform())
    {
    }

    internal FileStorage(StorageOptions options, IAlarms alarms, ILogSink log, TimeProvider time, IPlatform platform)
    {
        _options = options;
        _log = log;
        _time = time;
        _platform = platform;
        _partials = new PartialNames(options.NodeName);
        _disk = new Lane("disk", threads: 16, queue: 16_384, TimeSpan.FromMinutes(5), time);
        _roots = options.MoreRoots.Add("", options.Root).ToFrozenDictionary(
            root => root.Key,
            root => new RootKeeper(
                root.Key, root.Value, options.MinimumFree, platform, new RootIdentity(platform, _partials, options.DataDirectory, root.Key), alarms, log, time),
            StringComparer.Ordinal);
        Roots = [.. _roots.Keys.Order(StringComparer.Ordinal)];
        _sweeps = [.. _roots.Values.Select(r => new PartialSweep(platform, _partials, r, options.KeepPartial, time))];
    }

    public ImmutableArray<string> Roots { get; }

    /// <summary>Makes the main root if it is missing, opens all roots, and begins to watch and sweep them. A further root that is not there raises an alarm.</summary>
    /// <exception cref="IOException">The main root cannot be used; the message is one line for the operator.</exception>
    public async Task StartAsync(CancellationToken cancel)
    {
        if (_platform.WeakerPromises is { } weaker)
            _log.Write(new LogEntry(_time.GetUtcNow(), LogLevel.System, "storage.portable", weaker));

        var main = _roots[""];
        MakeMainRoot(main);
        await Task.WhenAll(_roots.Values.Select(r => r.Probe())).WaitAsync(cancel).ConfigureAwait(false);
        if (main.Fault is { } fault)
            throw new IOException(fault);
        _work = Task.WhenAll(Every(ProbeEvery, () => Task.WhenAll(_roots.Values.Select(r => r.Probe()))), SweepHourly());
    }

    private void MakeMainRoot(RootKeeper main)
    {
        if (Directory.Exists(main.Path))
            return;
        if (main.IsKnown)
            throw new IOException($"The storage root {main.Path} is missing but was in use before: is its file system mounted?");
        try
        {
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(main.Path);
            else
                Directory.CreateDirectory(main.Path, (UnixFileMode)_options.DirectoryMode);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"The storage root {main.Path} cannot be made: {e.Message}", e);
        }
    }

    private async Task SweepHourly()
    {
        await SweepAsync().ConfigureAwait(false);
        await Every(SweepEvery, SweepAsync).ConfigureAwait(false);
    }

    /// <summary>One pass over every root, on a thread of its own.</summary>
    internal async Task<int> SweepAsync()
    {
        await _sweeping.WaitAsync(_stop.Token).ConfigureAwait(false);
        try
        {
            var removed = await Task.Factory.StartNew(
                () => _sweeps.Sum(sweep => Guarded.Call<int>(() => sweep.Run(_stop.Token)).Value), _stop.Token, TaskCreationOptions.LongRunning,
                TaskScheduler.Default).ConfigureAwait(false);
            if (removed > 0)
                _log.Write(new LogEntry(_time.GetUtcNow(), LogLevel.System, "storage.swept", $"{removed} interrupted uploads were removed."));
            return removed;
        }
        finally
        {
            _sweeping.Release();
        }
    }

    private async Task Every(TimeSpan period, Func<Task> act)
    {
        using var timer = new PeriodicTimer(period, _time);
        while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false))
            await act().ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _disk.Dispose();
        foreach (var root in _roots.Values)
            root.Dispose();
        _sweeping.Dispose();
        _stop.Dispose();
    }
}
