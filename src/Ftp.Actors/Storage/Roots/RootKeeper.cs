using System.Globalization;
using Ftp.Actors.Log;

namespace Ftp.Actors.Storage.Roots;

/// <summary>
/// One configured root. Before it is used it is looked at again, at most every two seconds: is the directory under its path still the one that is held
/// open, or, after a mount came back, one with the same identity? If not, every operation is <see cref="StorageError.Unavailable"/> and an alarm stands
/// until it is.
/// </summary>
internal sealed class RootKeeper : IDisposable
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(2);

    /// <summary>Of one call to a file system behind a network.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    /// <summary>Of one read or write: a slow server that is sent much makes each wait its turn.</summary>
    private static readonly TimeSpan DataDeadline = TimeSpan.FromMinutes(1);

    private readonly IPlatform _platform;
    private readonly RootIdentity _identity;
    private readonly IAlarms _alarms;
    private readonly ILogSink _log;
    private readonly TimeProvider _time;
    private readonly long _minimumFree;
    private readonly Lane _lane;
    private readonly Lane _data;
    private readonly Lock _looking = new();
    private volatile State _state = new(null, 0, "it has not been opened yet");
    private volatile bool _silent;
    private int _short;

    public RootKeeper(
        string name, string path, long minimumFree, IPlatform platform, RootIdentity identity, IAlarms alarms, ILogSink log, TimeProvider time)
    {
        Name = name;
        Path = path;
        Title = name.Length == 0 ? "main" : name;
        _minimumFree = minimumFree;
        _platform = platform;
        _identity = identity;
        _alarms = alarms;
        _log = log;
        _time = time;
        _lane = new Lane(Title, threads: 8, queue: 256, Deadline, time);
        _data = new Lane($"{Title} data", threads: 32, queue: 1024, DataDeadline, time);
        Ends = new Lane($"{Title} ends", threads: 16, queue: 16_384, Deadline, time);
    }

    public string Name { get; }

    public string Path { get; }

    /// <summary>As the alarms name it.</summary>
    public string Title { get; }

    public bool IsKnown => _identity.IsKnown;

    public IPlatform Platform => _platform;

    /// <summary>
    /// Where uploads end, on local file systems too: fsync(2) waits for the disk. Each root has its own, so that one which does not answer keeps no other from
    /// publishing.
    /// </summary>
    public Lane Ends { get; }

    /// <summary>Of its file system; null as long as it has not been opened. Says it without touching the disk.</summary>
    public ulong? Device => _state.Root?.Device;

    private bool IsLocal => _state.Root is { IsNetwork: false };

    /// <summary>What is wrong with it; null if nothing.</summary>
    public string? Fault => _state.Fault;

    /// <summary>
    /// Runs <paramref name="act"/>: on a local file system here and now, since a hop to another thread costs more than the few system calls; on one behind
    /// a network (or not yet known) on the root's own threads, with a deadline.
    /// </summary>
    public ValueTask<StorageResult<T>> Run<T>(Func<IConfinedRoot, StorageResult<T>> act, CancellationToken cancel)
    {
        StorageResult<T> Here()
        {
            var root = Current();
            return root.Ok ? act(root.Value!) : new(default, root.Error, root.Detail);
        }

        return IsLocal ? ValueTask.FromResult(Guarded.Call(Here)) : Watched(_lane.Run(Here, cancel));
    }

    /// <summary>The same for a directory that is open already.</summary>
    public ValueTask<StorageResult<T>> RunOpen<T>(Func<StorageResult<T>> act) =>
        IsLocal ? ValueTask.FromResult(Guarded.Call(act)) : Watched(_lane.Run(act, CancellationToken.None));

    /// <summary>The same for a file's bytes. Given up after a minute, <paramref name="act"/> may go on: what it uses must be its own.</summary>
    public ValueTask<StorageResult<T>> RunData<T>(Func<StorageResult<T>> act) =>
        IsLocal ? ValueTask.FromResult(Guarded.Call(act)) : Watched(_data.Run(act, CancellationToken.None));

    private async ValueTask<StorageResult<T>> Watched<T>(ValueTask<StorageResult<T>> running)
    {
        var result = await running.ConfigureAwait(false);
        if (result.Error != StorageError.Unavailable)
        {
            if (_silent && _state.Fault is null)
            {
                _silent = false;
                _alarms.Clear($"storage:{Title}");
            }
        }
        else if (!_silent && _state.Fault is null)
        {
            _silent = true;
            _alarms.Raise($"storage:{Title}", $"The storage root {Title} ({Path}) does not answer: {result.Detail}");
        }

        return result;
    }

    /// <summary>The root to work in. Blocks on the disk.</summary>
    public StorageResult<IConfinedRoot> Current()
    {
        var state = _state;
        if (_time.GetElapsedTime(state.LookedAt) >= LookAgain || state.LookedAt == 0)
        {
            // One looks; the others go on with what was known two seconds ago.
            if (_looking.TryEnter())
            {
                try
                {
                    Look();
                }
                finally
                {
                    _looking.Exit();
                }
            }

            state = _state;
        }

        return state is { Fault: null, Root: { } root } ? new(root, StorageError.None) : new(null, StorageError.Unavailable, state.Fault);
    }

    private void Look()
    {
        var before = _state;
        var fault = Judge(before.Root, out var root);
        root ??= before.Root;
        _state = new State(root, Math.Max(1, _time.GetTimestamp()), fault);
        if (fault is null && before.Fault is not null)
            Say(LogLevel.Status, "storage.available", $"The storage root {Title} ({Path}) is in use.", () => _alarms.Clear($"storage:{Title}"));
        else if (fault is not null && fault != before.Fault)
            Say(LogLevel.Error, "storage.unavailable", fault, () => _alarms.Raise($"storage:{Title}", fault));
        root?.LookAgain();
    }

    /// <summary>What is wrong with the directory that lies under the path now; <paramref name="root"/> is set where another handle must be used.</summary>
    private string? Judge(IConfinedRoot? held, out IConfinedRoot? root)
    {
        root = null;
        var opened = Guarded.Call(() => _platform.OpenRoot(Path));
        if (!opened.Ok)
            return $"The storage root {Title} ({Path}) cannot be opened: {Line(opened.Detail) ?? opened.Error.ToString()}";
        var fresh = opened.Value!;
        if (held is not null && _state.Fault is null && fresh.Device == held.Device && fresh.Inode == held.Inode)
        {
            fresh.Dispose();
            return null;
        }

        var check = Guarded.Call(() => _identity.Check(fresh));
        if (check is { Ok: true, Value: null })
        {
            root = fresh;
            return null;
        }

        fresh.Dispose();
        return check.Ok
            ? $"The storage root {Title} ({Path}) is not the one that was there before: {check.Value} If it was replaced on purpose, delete {_identity.File}."
            : $"The storage root {Title} ({Path}) cannot be checked: {Line(check.Detail) ?? check.Error.ToString()}";
    }

    /// <summary>The fault is one line wherever it is shown; an unforeseen exception has many.</summary>
    private static string? Line(string? detail) => detail?.Split('\n', 2)[0].TrimEnd();

    /// <summary>False where <paramref name="free"/> less <paramref name="need"/> is below minimum-free; the alarm follows <paramref name="free"/> alone.</summary>
    public bool HasRoom(long free, long need)
    {
        var low = free < _minimumFree ? 1 : 0;
        if (Interlocked.Exchange(ref _short, low) != low)
        {
            if (low == 1)
                _alarms.Raise($"minimum-free:{Title}", string.Create(CultureInfo.InvariantCulture, $"Uploads to {Title} ({Path}) are refused: {free} bytes free, minimum-free is {_minimumFree}."));
            else
                _alarms.Clear($"minimum-free:{Title}");
        }

        return low == 0 && free - need >= _minimumFree;
    }

    /// <summary>What uploads may still take of <paramref name="free"/>.</summary>
    public long Spare(long free) => Math.Max(0, free - _minimumFree);

    /// <summary>Looks without being used, so that an alarm ends by itself.</summary>
    public async Task Probe()
    {
        var free = await Run(root => new StorageResult<long>(root.Free(), StorageError.None), CancellationToken.None).ConfigureAwait(false);
        if (free.Ok && Volatile.Read(ref _short) == 1)
            HasRoom(free.Value, 0);
    }

    private void Say(LogLevel level, string name, string text, Action alarm)
    {
        alarm();
        _log.Write(new LogEntry(_time.GetUtcNow(), level, name, text));
    }

    public void Dispose()
    {
        _lane.Dispose();
        _data.Dispose();
        Ends.Dispose();
        _state.Root?.Dispose();
    }

    /// <param name="LookedAt">Timestamp of <see cref="TimeProvider"/>; 0 for never.</param>
    private sealed record State(IConfinedRoot? Root, long LookedAt, string? Fault);
}
