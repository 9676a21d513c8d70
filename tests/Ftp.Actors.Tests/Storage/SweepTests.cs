using Ftp.Actors.Storage;
using Xunit;
using static Ftp.Actors.Tests.Storage.StorageFixture;

namespace Ftp.Actors.Tests.Storage;

public sealed class SweepTests
{
    [Fact]
    public async Task Only_what_nobody_writes_or_continues_is_removed()
    {
        await using var s = await StartAsync();
        Directory.CreateDirectory(s.Real("a/b"));
        s.Write("a/b/other.part", "a user's own");
        s.Write("a/b/.ftp-n-node-00-11.part", "of a server that died");
        s.Write("a/.ftp-unique-00.part", "the same");
        await using (var upload = await s.OpenAsync(Request("/a/b/kept")))
            Send(upload, "kept");
        await using var running = await s.OpenAsync(Request("/a/b/running", login: null, keep: false));
        await using var kept = await s.OpenAsync(Request("/a/b/kept-running"));

        Assert.Equal(2, await s.Storage.SweepAsync());
        Assert.Equal(3, s.Partials("a/b").Length);
        Assert.Equal(4, (await s.StatAsync("/a/b/kept")).Value.Size);

        s.Time.Advance(TimeSpan.FromHours(25));
        Assert.Equal(1, await s.Storage.SweepAsync());
        Assert.Equal(StorageError.NotFound, (await s.StatAsync("/a/b/kept")).Error);
        Assert.True((await running.PublishAsync()).Ok);
        Assert.True((await kept.PublishAsync()).Ok);
        Assert.True(s.Has("a/b/other.part"));
        Assert.True(s.Has(".ftp-storage-root"));
    }

    [Fact]
    public async Task Links_are_not_followed()
    {
        await using var s = await StartAsync();
        await File.WriteAllTextAsync(Path.Combine(s.Outside, ".ftp-n-x-0-0.part"), "x", Cancel);
        Directory.CreateSymbolicLink(s.Real("out"), s.Outside);
        File.CreateSymbolicLink(s.Real(".ftp-n-y-0-0.part"), Path.Combine(s.Outside, "canary"));
        Assert.Equal(0, await s.Storage.SweepAsync());
        Assert.Equal(2, Directory.GetFiles(s.Outside).Length);
    }

    [Fact]
    public async Task Leftovers_are_removed_at_start_without_being_asked()
    {
        await using var s = await StartAsync();
        var left = s.Write("a/.ftp-n-node-00-11.part", "of a server that died");
        await s.RestartAsync();
        while (File.Exists(left))
            await Task.Delay(5, Cancel);
        Assert.False(s.Has("a/.ftp-n-node-00-11.part"));
    }
}
