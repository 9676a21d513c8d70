using System.Collections.Frozen;
using System.Collections.Immutable;
using Ftp.Actors.Log;
using Ftp.Actors.Storage.Counting;
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
    private readonly FrozenDictionary<string, Gate> _gates;
    private readonly IFileLedger? _ledger;
    private readonly ImmutableArray<PartialSweep> _sweeps;
    private readonly CancellationTokenSource _stop = new();
    private Task _work = Task.CompletedTask;

    /// <param name="ledger">Counts what is stored; null: nobody does.</param>
    public FileStorage(StorageOptions options, IAlarms alarms, ILogSink log, TimeProvider time, IFileLedger? ledger = null)
        : this(options, alarms, log, time, Linux.LinuxPlatform.IsAvailable() ? new Linux.LinuxPlatform() : new Portable.PortablePlatform(), ledger)
    {
    }

    internal FileStorage(StorageOptions options, IAlarms alarms, ILogSink log, TimeProvider time, IPlatform platform, IFileLedger? ledger = null)
    {
        _ledger = ledger;
        _options = options;
        _log = log;
        _time = time;
        _platform = platform;
        _partials = new PartialNames(options.NodeName);
        var roots = options.MoreRoots.Add("", options.Root);
        _gates = ledger is null ? FrozenDictionary<string, Gate>.Empty : roots.Keys.ToFrozenDictionary(name => name, name => new Gate(ledger, name), StringComparer.Ordinal);
        _roots = roots.ToFrozenDictionary(
            root => root.Key,
            root => new RootKeeper(
                root.Key, root.Value, options.MinimumFree, Counted(root.Key), new RootIdentity(platform, _partials, options.DataDirectory, root.Key), alarms, log, time),
            StringComparer.Ordinal);
        Roots = [.. _roots.Keys.Order(StringComparer.Ordinal)];
        _sweeps = [.. _roots.Values.Select(r => new PartialSweep(platform, _partials, r, options.KeepPartial, time))];
    }

    public ImmutableArray<string> Roots { get; }

    private IPlatform Counted(string root) => _ledger is null ? _platform : new CountedPlatform(_platform, new Counter(root, _ledger, _gates[root]));

    /// <summary>Makes the main root if it is missing, opens all roots, and begins to watch and sweep them. A further root that is not there raises an alarm.</summary>
    /// <exception cref="IOException">The main root cannot be used; the message is one line for the operator.</exception>
    public async Task StartAsync(CancellationToken cancel)
    {
        if (_platform.WeakerPromises is { } weaker)
            Say("storage.portable", weaker);
        foreach (var caution in _platform.Cautions)
            Say("storage.caution", caution);

        var main = _roots[""];
        MakeMainRoot(main);
        await Task.WhenAll(_roots.Values.Select(r => r.Probe())).WaitAsync(cancel).ConfigureAwait(false);
        if (main.Fault is { } fault)
            throw new IOException(fault);
        _work = Task.WhenAll(_sweeps.Select(SweepHourly).Prepend(Every(ProbeEvery, () => Task.WhenAll(_roots.Values.Select(r => r.Probe())))));
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

    private async Task SweepHourly(PartialSweep sweep)
    {
        await SweepAsync(sweep).ConfigureAwait(false);
        await Every(SweepEvery, () => SweepAsync(sweep)).ConfigureAwait(false);
    }

    /// <summary>One pass over every root.</summary>
    internal async Task<int> SweepAsync() => (await Task.WhenAll(_sweeps.Select(SweepAsync)).ConfigureAwait(false)).Sum();

    /// <summary>On a thread of its own: a root that hangs keeps no other from being swept.</summary>
    private async Task<int> SweepAsync(PartialSweep sweep)
    {
        var removed = await Task.Factory.StartNew(
            () => Guarded.Call<int>(() => sweep.Run(_stop.Token)).Value, _stop.Token, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
        if (removed > 0)
            Say("storage.swept", $"{removed} interrupted uploads were removed.");
        return removed;
    }

    private void Say(string name, string text) => _log.Write(new LogEntry(_time.GetUtcNow(), LogLevel.System, name, text));

    private async Task Every(TimeSpan period, Func<Task> act)
    {
        using var timer = new PeriodicTimer(period, _time);
        while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false))
            await act().ConfigureAwait(false);
    }

    /// <summary>No sweep and no probe any more; what clients ask for goes on.</summary>
    /// <returns>False where one hangs and may still change something.</returns>
    public async Task<bool> StopSweepingAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        // A sweep or a probe in a root that hangs cannot be called back.
        await _work.WaitAsync(RootKeeper.Deadline, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return _work.IsCompleted;
    }

    public async ValueTask DisposeAsync()
    {
        await StopSweepingAsync().ConfigureAwait(false);
        foreach (var root in _roots.Values)
            root.Dispose();
        _stop.Dispose();
    }
}
