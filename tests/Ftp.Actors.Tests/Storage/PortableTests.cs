using Ftp.Actors.Protocol;
using Ftp.Actors.Storage;
using Ftp.Actors.Storage.Portable;
using Xunit;
using static Ftp.Actors.Tests.Storage.StorageFixture;

namespace Ftp.Actors.Tests.Storage;

/// <summary>The implementation for other systems, run here.</summary>
public sealed class PortableTests
{
    [Fact]
    public async Task It_says_what_it_cannot_promise_and_does_the_work()
    {
        await using var s = new StorageFixture();
        await s.RestartAsync(new PortablePlatform());
        Assert.Contains(s.Log.Entries, e => e.Event == "storage.portable");

        Assert.True((await s.Storage.EnsureSourceAsync(new DirectorySource("", FtpPath.Parse("x/y")), 0x1E8, Cancel)).Ok);
        Assert.True((await s.Storage.MakeDirectoryAsync(Place("/d"), 0x1E8, Nothing, Cancel)).Ok);
        Assert.True((await s.StoreAsync(Request("/d/a"), "hello")).Ok);
        Assert.True((await s.StoreAsync(Request("/d/a", StoreKind.Append), "!")).Ok);
        Assert.True((await s.StoreAsync(Request("/d/b"), "b")).Ok);
        Assert.Equal("hello!", (await s.RetrieveAsync("/d/a")).Value);
        Assert.Equal(["a", "b"], (await s.ListAsync("/d")).Select(f => f.Name).Order(StringComparer.Ordinal));
        Assert.Equal(StorageError.AlreadyExists, (await Rename(s, "/d/a", "/d/b", false)).Error);
        Assert.True((await Rename(s, "/d/a", "/d/b", true)).Ok);
        Assert.Equal(StorageError.NotEmpty, (await s.Storage.RemoveDirectoryAsync(Place("/d"), Nothing, Cancel)).Error);
        Assert.True((await s.Storage.SetModeAsync(Place("/d/b"), 0x180, Nothing, Cancel)).Ok);
        Assert.Equal(OperatingSystem.IsWindows() ? 0x1FF : 0x1E4, (await s.Storage.SetModeAsync(Place("/d"), 0x1A4, Nothing, Cancel)).Value.Mode);
        Assert.Equal(DateTimeOffset.UnixEpoch, (await s.Storage.SetModifiedAsync(Place("/d/b"), DateTimeOffset.UnixEpoch, Nothing, Cancel)).Value.Modified);
        Assert.True((await s.Storage.DeleteAsync(Place("/d/b"), Ada, Nothing, Cancel)).Ok);
        Assert.True((await s.Storage.RemoveDirectoryAsync(Place("/d"), Nothing, Cancel)).Ok);
    }

    [Fact]
    public async Task Interrupted_uploads_are_continued_and_links_refused()
    {
        await using var s = new StorageFixture();
        await s.RestartAsync(new PortablePlatform());
        await using (var upload = await s.OpenAsync(Request("/a")))
            Send(upload, "0123");
        Assert.True((await s.StatAsync("/a")).Value.Partial);
        Assert.True((await s.StoreAsync(Request("/a", offset: 4), "45")).Ok);
        Assert.Equal("012345", s.Read("a"));

        Directory.CreateSymbolicLink(s.Real("out"), s.Outside);
        File.CreateSymbolicLink(s.Real("in"), "a");
        Assert.Equal(StorageError.Outside, (await s.RetrieveAsync("/out/canary")).Error);
        Assert.Equal(StorageError.Outside, (await s.RetrieveAsync("/in")).Error);
        Assert.Equal(StorageError.Outside, await s.OpenErrorAsync(Request("/out/x")));
        Assert.Equal(FileKind.Link, (await s.StatAsync("/in")).Value.Kind);
        Assert.True((await s.Storage.DeleteAsync(Place("/out"), Ada, Nothing, Cancel)).Ok);
        Assert.Single(Directory.EnumerateFileSystemEntries(s.Outside));
    }

    private static ValueTask<StorageResult<FileFacts>> Rename(StorageFixture s, string from, string to, bool overwrite) =>
        s.Storage.RenameAsync(Place(from), Place(to), overwrite, Ada, Nothing, Nothing, Cancel);
}
