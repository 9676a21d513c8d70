using System.Collections.Immutable;
using Ftp.Actors.Protocol;
using Ftp.Actors.Storage;
using Ftp.Actors.Storage.Roots;
using Xunit;
using static Ftp.Actors.Tests.Storage.StorageFixture;

namespace Ftp.Actors.Tests.Storage;

public sealed class RootTests
{
    [Fact]
    public async Task A_root_that_is_gone_is_unavailable_until_it_comes_back()
    {
        await using var s = await StartAsync();
        s.Write("a", "a");
        var away = s.Root + "-away";
        Directory.Move(s.Root, away);
        s.Time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(StorageError.Unavailable, (await s.RetrieveAsync("/a")).Error);
        Assert.Equal(StorageError.Unavailable, await s.OpenErrorAsync(Request("/b")));
        Assert.Contains(s.Root, s.Alarms["storage:main"]!.Text, StringComparison.Ordinal);

        // An empty directory in its place, as a mount point without its mount.
        Directory.CreateDirectory(s.Root);
        s.Time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(StorageError.Unavailable, await s.OpenErrorAsync(Request("/b")));
        Assert.Contains("main.id", s.Alarms["storage:main"]!.Text, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(s.Root));
        Assert.Equal(1, s.Log.Entries.Count(e => e.Text.Contains("not the one", StringComparison.Ordinal)));

        Directory.Delete(s.Root);
        Directory.Move(away, s.Root);
        s.Time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal("a", (await s.RetrieveAsync("/a")).Value);
        Assert.Null(s.Alarms["storage:main"]);
    }

    [Fact]
    public async Task A_root_that_was_replaced_on_purpose_is_accepted_when_its_id_is_deleted()
    {
        await using var s = await StartAsync();
        Directory.Delete(s.Root, recursive: true);
        s.Write("b", "new");
        await Assert.ThrowsAsync<IOException>(() => s.RestartAsync());
        s.Time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(StorageError.Unavailable, (await s.RetrieveAsync("/b")).Error);
        File.Delete(Path.Combine(s.Options.DataDirectory, "roots", "main.id"));
        s.Time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal("new", (await s.RetrieveAsync("/b")).Value);
    }

    [Fact]
    public async Task A_main_root_that_was_there_and_is_missing_is_not_made_anew()
    {
        await using var s = await StartAsync();
        Directory.Delete(s.Root, recursive: true);
        var error = await Assert.ThrowsAsync<IOException>(() => s.RestartAsync());
        Assert.Contains(s.Root, error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(s.Root));
    }

    [Fact]
    public async Task A_root_that_cannot_be_a_directory_stops_the_start_with_one_line()
    {
        await using var s = new StorageFixture();
        s.Options = s.Options with { Root = Path.Combine(s.Outside, "canary") };
        var error = await Assert.ThrowsAsync<IOException>(() => s.RestartAsync());
        Assert.DoesNotContain('\n', error.Message);
        Assert.Contains(s.Options.Root, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Further_roots_work_beside_a_missing_one()
    {
        await using var s = await StartAsync(o => o with
        {
            MoreRoots = ImmutableDictionary<string, string>.Empty.Add("nas", Path.Combine(o.DataDirectory, "..", "nas")).Add("second", Path.GetDirectoryName(o.Root)! + "/outside"),
        });
        Assert.Equal(["", "nas", "second"], s.Storage.Roots);
        Assert.NotNull(s.Alarms["storage:nas"]);
        var nas = new DirectorySource("nas", FtpPath.Root);
        Assert.Equal(StorageError.Unavailable, (await s.Storage.StatSourceAsync(nas, Cancel)).Error);
        Assert.True((await s.StoreAsync(Request("/a"), "a")).Ok);
        Directory.CreateDirectory(Path.Combine(s.Top, "nas"));
        s.Time.Advance(TimeSpan.FromSeconds(3));
        Assert.True((await s.Storage.StatSourceAsync(nas, Cancel)).Ok);
        Assert.Null(s.Alarms["storage:nas"]);
    }

    [Fact]
    public async Task A_mount_that_goes_and_comes_is_noticed_and_a_read_only_one_is_known_without_a_marker()
    {
        await using var s = new StorageFixture();
        var mount = Directory.CreateDirectory(Path.Combine(s.Top, "mnt")).FullName;
        Assert.SkipUnless(await TryRunAsync("mount", "-t", "tmpfs", "-o", "ro,size=1m", "tmpfs", mount) == 0, "mounting is not permitted here");
        var mounted = true;
        try
        {
            s.Options = s.Options with { MoreRoots = s.Options.MoreRoots.Add("nas", mount) };
            await s.RestartAsync();
            var nas = new DirectorySource("nas", FtpPath.Root);
            Assert.True((await s.Storage.StatSourceAsync(nas, Cancel)).Ok);

            await RunAsync("umount", "-l", mount);
            mounted = false;
            s.Time.Advance(TimeSpan.FromSeconds(3));
            Assert.Equal(StorageError.Unavailable, (await s.Storage.StatSourceAsync(nas, Cancel)).Error);
            Assert.Empty(Directory.EnumerateFileSystemEntries(mount));

            await RunAsync("mount", "-t", "tmpfs", "-o", "ro,size=1m", "tmpfs", mount);
            mounted = true;
            s.Time.Advance(TimeSpan.FromSeconds(3));
            Assert.True((await s.Storage.StatSourceAsync(nas, Cancel)).Ok);
        }
        finally
        {
            if (mounted)
                await RunAsync("umount", "-l", mount);
        }
    }

    [Fact]
    public async Task A_full_disk_and_too_little_free_space_refuse_uploads_and_raise_an_alarm()
    {
        await using var s = new StorageFixture();
        var mount = Directory.CreateDirectory(s.Root).FullName;
        Assert.SkipUnless(await TryRunAsync("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", mount) == 0, "mounting is not permitted here");
        try
        {
            s.Options = s.Options with { MinimumFree = 512 * 1024 };
            await s.RestartAsync();
            Assert.Equal(StorageError.NoSpace, await s.OpenErrorAsync(Request("/a", announced: 600 * 1024)));
            Assert.Null(s.Alarms["minimum-free:main"]);
            await using (var upload = await s.OpenAsync(Request("/a")))
            {
                Assert.True(upload.HasSpace());
                RandomAccess.Write(upload.Handle, new byte[600 * 1024], 0);
                s.Time.Advance(TimeSpan.FromSeconds(1));
                Assert.False(upload.HasSpace());
                var full = Assert.Throws<IOException>(() => RandomAccess.Write(upload.Handle, new byte[900 * 1024], 600 * 1024));
                Assert.Equal(StorageError.NoSpace, StorageErrors.Of(full));
                Assert.Equal(StorageError.NoSpace, await s.OpenErrorAsync(Request("/b")));
                Assert.NotNull(s.Alarms["minimum-free:main"]);
                await upload.DiscardAsync();
            }

            Assert.True((await s.StoreAsync(Request("/b"), "b")).Ok);
            Assert.Null(s.Alarms["minimum-free:main"]);
        }
        finally
        {
            await RunAsync("umount", "-l", mount);
        }
    }

    [Fact]
    public async Task Calls_that_hang_end_in_time_and_take_no_more_threads_than_allowed()
    {
        var time = new ManualTime();
        using var lane = new Lane("test", threads: 2, queue: 2, TimeSpan.FromSeconds(10), time);
        using var release = new ManualResetEventSlim();
        var running = 0;
        var late = new DisposableProbe();
        StorageResult<IDisposable> Hang()
        {
            Interlocked.Increment(ref running);
            release.Wait(Cancel);
            return late;
        }

        var first = new[] { lane.Run(Hang, Cancel).AsTask(), lane.Run(Hang, Cancel).AsTask() };
        await Until(() => Volatile.Read(ref running) == 2);
        var queued = new[] { lane.Run(Hang, Cancel).AsTask(), lane.Run(Hang, Cancel).AsTask() };
        Assert.Equal(StorageError.Unavailable, (await lane.Run(Hang, Cancel)).Error);
        time.Fire();
        foreach (var call in first.Concat(queued))
            Assert.Equal(StorageError.Unavailable, (await call).Error);
        release.Set();
        await Until(() => late.Disposed == 2);
        Assert.Equal(2, running);
        Assert.Equal(StorageError.Failed, (await lane.Run<bool>(() => throw new InvalidOperationException("bug"), Cancel)).Error);
    }

    [Fact]
    public async Task What_has_begun_is_waited_for_and_what_waits_too_long_never_runs()
    {
        var time = new ManualTime();
        using var lane = new Lane("test", threads: 1, queue: 2, TimeSpan.FromSeconds(10), time);
        using var release = new ManualResetEventSlim();
        var ran = 0;
        StorageResult<int> Hang()
        {
            var mine = Interlocked.Increment(ref ran);
            release.Wait(Cancel);
            return mine;
        }

        var begun = lane.RunWhole(Hang, TimeSpan.FromMinutes(5)).AsTask();
        await Until(() => Volatile.Read(ref ran) == 1);
        var waiting = lane.RunWhole(Hang, TimeSpan.FromMinutes(5)).AsTask();
        time.Fire();
        Assert.Equal(StorageError.Unavailable, (await waiting).Error);
        Assert.False(begun.IsCompleted);
        release.Set();
        Assert.Equal(1, (await begun).Value);
        Assert.Equal(2, (await lane.Run(Hang, Cancel)).Value);
    }

    [Fact]
    public async Task A_data_directory_that_cannot_be_written_stops_the_start_with_one_line()
    {
        await using var s = new StorageFixture();
        Directory.CreateDirectory(Path.Combine(s.Options.DataDirectory, "roots", "main.id"));
        var error = await Assert.ThrowsAsync<IOException>(() => s.RestartAsync());
        Assert.DoesNotContain('\n', error.Message);
        Assert.Contains(s.Options.Root, error.Message, StringComparison.Ordinal);
        Assert.Contains("main.id", error.Message, StringComparison.Ordinal);
    }

    private static async Task Until(Func<bool> condition)
    {
        while (!condition())
            await Task.Delay(1, Cancel);
    }

    private sealed class DisposableProbe : IDisposable
    {
        private int _disposed;

        public int Disposed => Volatile.Read(ref _disposed);

        public void Dispose() => Interlocked.Increment(ref _disposed);
    }

    /// <summary>Timers that fire when told to.</summary>
    private sealed class ManualTime : TimeProvider
    {
        private readonly System.Collections.Concurrent.ConcurrentQueue<Action> _timers = new();

        public void Fire()
        {
            while (_timers.TryDequeue(out var timer))
                timer();
        }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _timers.Enqueue(() => callback(state));
            return System.CreateTimer(_ => { }, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }
}
