using Ftp.Actors.Protocol;
using Ftp.Actors.Storage;
using Xunit;
using static Ftp.Actors.Tests.Storage.StorageFixture;

namespace Ftp.Actors.Tests.Storage;

public sealed class ConfinementTests
{
    [Theory]
    [InlineData("../outside", true)]
    [InlineData("/", true)]
    [InlineData("/etc", true)]
    [InlineData("/proc/self/root/etc", true)]
    public async Task A_link_that_leads_out_is_neither_entered_nor_read_nor_written(string target, bool directory)
    {
        await using var s = await StartAsync();
        Assert.True(directory);
        Directory.CreateSymbolicLink(s.Real("out"), target);
        File.CreateSymbolicLink(s.Real("canary"), Path.Combine(s.Outside, "canary"));

        Assert.Equal(StorageError.Outside, (await s.RetrieveAsync("/canary")).Error);
        Assert.Equal(StorageError.Outside, (await s.RetrieveAsync("/out/canary")).Error);
        Assert.Equal(StorageError.Outside, (await s.StatAsync("/out", follow: true)).Error);
        Assert.Equal(StorageError.Outside, (await s.StatAsync("/out/canary")).Error);
        Assert.Equal(StorageError.Outside, await s.OpenErrorAsync(Request("/canary")));
        Assert.Equal(StorageError.Outside, await s.OpenErrorAsync(Request("/out/new")));
        Assert.Equal(StorageError.Outside, await s.OpenErrorAsync(Request("/canary", StoreKind.Append)));
        Assert.Equal(StorageError.Outside, (await s.Storage.OpenDirectoryAsync(Place("/out"), Ada, Anything, Cancel)).Error);
        Assert.Equal(StorageError.Outside, (await s.Storage.MakeDirectoryAsync(Place("/out/d"), 0x1ED, Anything, Cancel)).Error);
        Assert.Equal(StorageError.Outside, (await s.Storage.DeleteAsync(Place("/out/canary"), Ada, Anything, Cancel)).Error);
        Assert.Equal(StorageError.Outside, (await s.Storage.SetModeAsync(Place("/canary"), 0x1FF, Anything, Cancel)).Error);
        Assert.Equal(StorageError.Outside, (await s.Storage.SetModifiedAsync(Place("/canary"), DateTimeOffset.UnixEpoch, Anything, Cancel)).Error);
        Assert.Equal(StorageError.Outside, (await s.Storage.ReadSmallAsync(Place("/canary"), 10, Anything, Cancel)).Error);
        s.Write("a", "a");
        Assert.Equal(StorageError.Outside, (await s.Storage.RenameAsync(Place("/a"), Place("/out/a"), false, Ada, Anything, Anything, Cancel)).Error);
        Assert.Equal("canary", await File.ReadAllTextAsync(Path.Combine(s.Outside, "canary"), Cancel));
        Assert.Single(Directory.EnumerateFileSystemEntries(s.Outside));
    }

    [Fact]
    public async Task A_link_inside_is_followed_and_the_guard_sees_where_it_leads()
    {
        await using var s = await StartAsync();
        s.Write("real/dir/a", "hello");
        Directory.CreateSymbolicLink(s.Real("link"), "real/dir");
        Directory.CreateSymbolicLink(s.Real("again"), "link");
        var asked = new List<string>();
        bool Guard(FtpPath stored)
        {
            asked.Add(stored.ToString());
            return true;
        }

        Assert.Equal("hello", (await s.RetrieveAsync("/again/a", Guard)).Value);
        Assert.True((await s.StatAsync("/link", follow: true, guard: Guard)).Value.IsDirectory);
        Assert.True((await s.Storage.MakeDirectoryAsync(Place("/link/d"), 0x1ED, Guard, Cancel)).Ok);
        Assert.True((await s.Storage.OpenDirectoryAsync(Place("/link"), Ada, Guard, Cancel)).Ok);
        Assert.True((await s.Storage.DeleteAsync(Place("/again/a"), Ada, Guard, Cancel)).Ok);
        Assert.Equal(["/real/dir/a", "/real/dir", "/real/dir/d", "/real/dir", "/real/dir/a"], asked);
    }

    [Fact]
    public async Task What_the_guard_refuses_is_not_touched()
    {
        await using var s = await StartAsync();
        s.Write("secret/a", "hello");
        Directory.CreateSymbolicLink(s.Real("link"), "secret");
        File.CreateSymbolicLink(s.Real("file"), "secret/a");

        Assert.Equal(StorageError.Refused, (await s.RetrieveAsync("/link/a", Nothing)).Error);
        Assert.Equal(StorageError.Refused, (await s.RetrieveAsync("/file", Nothing)).Error);
        Assert.Equal(StorageError.Refused, (await s.StatAsync("/link/a", guard: Nothing)).Error);
        Assert.Equal(StorageError.Refused, (await s.Storage.DeleteAsync(Place("/link/a"), Ada, Nothing, Cancel)).Error);
        Assert.Equal(StorageError.Refused, await s.OpenErrorAsync(Request("/file", guard: Nothing)));
        Assert.Equal(StorageError.Refused, await s.OpenErrorAsync(Request("/link/new", guard: Nothing)));
        Assert.Equal(StorageError.Refused, (await s.Storage.RenameAsync(Place("/link/a"), Place("/b"), false, Ada, Nothing, Anything, Cancel)).Error);
        Assert.Equal("hello", s.Read("secret/a"));
        Assert.Single(Directory.EnumerateFileSystemEntries(s.Real("secret")));
    }

    [Fact]
    public async Task A_link_is_shown_and_removed_as_a_link()
    {
        await using var s = await StartAsync();
        s.Write("a", "hello");
        File.CreateSymbolicLink(s.Real("link"), "a");
        File.CreateSymbolicLink(s.Real("dangling"), "nowhere");

        var facts = (await s.StatAsync("/link")).Value;
        Assert.Equal((FileKind.Link, "a"), (facts.Kind, facts.LinkTarget));
        Assert.Equal("a", Assert.Single(await s.ListAsync(), f => f.Name == "link").LinkTarget);
        Assert.Equal(StorageError.NotFound, (await s.StatAsync("/dangling", follow: true)).Error);
        Assert.Equal(StorageError.NotFound, await s.OpenErrorAsync(Request("/dangling")));
        Assert.True((await s.Storage.DeleteAsync(Place("/link"), Ada, Nothing, Cancel)).Ok);
        Assert.Equal("hello", s.Read("a"));
        Assert.False(s.Has("link"));
    }

    [Fact]
    public async Task Storing_to_a_link_writes_what_it_leads_to()
    {
        await using var s = await StartAsync();
        s.Write("dir/a", "old");
        File.CreateSymbolicLink(s.Real("link"), "dir/a");
        Assert.True((await s.StoreAsync(Request("/link"), "new")).Ok);
        Assert.Equal("new", s.Read("dir/a"));
        Assert.NotNull(new FileInfo(s.Real("link")).LinkTarget);
    }

    [Fact]
    public async Task Links_in_a_circle_lead_nowhere()
    {
        await using var s = await StartAsync();
        File.CreateSymbolicLink(s.Real("a"), "b");
        File.CreateSymbolicLink(s.Real("b"), "a");
        Assert.Equal(StorageError.NotFound, (await s.RetrieveAsync("/a")).Error);
        Assert.Equal(StorageError.NotFound, (await s.RetrieveAsync("/a/b")).Error);
    }

    [Theory]
    [InlineData("\\..\\outside\\canary")]
    [InlineData("%2e%2e")]
    [InlineData("..%c0%af")]
    [InlineData(". .")]
    [InlineData("...")]
    [InlineData("~root")]
    [InlineData("a\nb")]
    [InlineData("a\r\n226 done")]
    [InlineData(" (deleted)")]
    public async Task Strange_names_are_just_names(string name)
    {
        await using var s = await StartAsync();
        var path = "/" + name;
        Assert.True((await s.StoreAsync(Request(path), "x")).Ok);
        Assert.Equal("x", (await s.RetrieveAsync(path)).Value);
        Assert.Contains(await s.ListAsync(), f => f.Name == name);
        Assert.True((await s.Storage.DeleteAsync(Place(path), Ada, Nothing, Cancel)).Ok);
        Assert.Single(Directory.EnumerateFileSystemEntries(s.Outside));
    }

    [Fact]
    public async Task The_server_s_own_names_are_hidden_from_every_operation()
    {
        await using var s = await StartAsync();
        s.Write("dir/.ftp-x.part", "secret");
        File.CreateSymbolicLink(s.Real("way"), "dir/.ftp-x.part");
        foreach (var path in new[] { "/dir/.ftp-x.part", "/.ftp-storage-root", "/dir/.FTP-X.PART", "/.ftp-d.part/below" })
        {
            Assert.Equal(StorageError.NotFound, (await s.StatAsync(path)).Error);
            Assert.Equal(StorageError.NotFound, (await s.RetrieveAsync(path)).Error);
            Assert.Equal(StorageError.NotFound, (await s.Storage.DeleteAsync(Place(path), Ada, Anything, Cancel)).Error);
            Assert.Equal(StorageError.NotFound, (await s.Storage.SetModeAsync(Place(path), 0x1FF, Anything, Cancel)).Error);
            Assert.Equal(StorageError.NotFound, (await s.Storage.RenameAsync(Place(path), Place("/b"), false, Ada, Anything, Anything, Cancel)).Error);
            Assert.Equal(StorageError.Refused, (await s.Storage.RenameAsync(Place("/dir"), Place(path), true, Ada, Anything, Anything, Cancel)).Error);
            Assert.Equal(StorageError.Refused, await s.OpenErrorAsync(Request(path)));
            Assert.Equal(StorageError.Refused, (await s.Storage.MakeDirectoryAsync(Place(path), 0x1ED, Anything, Cancel)).Error);
        }

        Assert.Equal(StorageError.NotFound, (await s.RetrieveAsync("/way")).Error);
        Assert.Empty(await s.ListAsync("/dir"));
        Assert.DoesNotContain(await s.ListAsync(), f => f.Name.StartsWith(".ftp", StringComparison.Ordinal));
    }
}
