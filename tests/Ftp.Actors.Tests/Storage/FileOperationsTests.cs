using Ftp.Actors.Protocol;
using Ftp.Actors.Storage;
using Xunit;
using static Ftp.Actors.Tests.Storage.StorageFixture;

namespace Ftp.Actors.Tests.Storage;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class FileOperationsTests
{
    [Fact]
    public async Task A_file_is_read_with_its_facts()
    {
        await using var s = await StartAsync();
        s.Write("dir/a.txt", "hello");
        var opened = await s.Storage.OpenReadAsync(Place("/dir/a.txt"), Ada, Nothing, Cancel);

        using var file = opened.Value!;
        Assert.Equal(5, file.CurrentLength);
        Assert.Equal(("a.txt", FileKind.File, 5L), (file.Facts.Name, file.Facts.Kind, file.Facts.Size));
        Assert.True(file.Stream.IsAsync);
        Assert.NotEqual(0UL, file.Facts.Inode);
        Assert.NotEqual(0UL, file.Facts.Device);
        Assert.NotNull(file.Facts.Created);
    }

    [Fact]
    public async Task A_file_is_opened_once_until_its_stream_is_asked_for_and_closed_with_all_its_handles()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "it is told by /proc");
        await using var s = await StartAsync();
        var path = s.Write("a", "hello");
        int Handles() => Directory.EnumerateFiles("/proc/self/fd").Count(handle => TargetOf(handle) == path);

        var file = (await s.Storage.OpenReadAsync(Place("/a"), Ada, Nothing, Cancel)).Value!;
        var bytes = new byte[10];
        Assert.Equal(5, (await file.ReadAsync(bytes, 0)).Value);
        Assert.Equal(5, file.CurrentLength);
        Assert.Equal(1, Handles());
        Assert.Equal(5, file.Stream.Length);
        Assert.Equal(2, Handles());
        file.Dispose();
        Assert.Equal(0, Handles());

        var closed = (await s.Storage.OpenReadAsync(Place("/a"), Ada, Nothing, Cancel)).Value!;
        closed.Dispose();
        Assert.Throws<ObjectDisposedException>(() => closed.Stream);
    }

    private static string? TargetOf(string handle)
    {
        try
        {
            return new FileInfo(handle).LinkTarget;
        }
        catch (IOException)
        {
            return null;
        }
    }

    [Fact]
    public async Task Only_regular_files_are_read_and_a_pipe_does_not_hang()
    {
        await using var s = await StartAsync();
        Directory.CreateDirectory(s.Real("dir"));
        await RunAsync("mkfifo", s.Real("pipe"));
        Assert.Equal(StorageError.NotAFile, (await s.RetrieveAsync("/pipe")).Error);
        Assert.Equal(StorageError.IsADirectory, (await s.RetrieveAsync("/dir")).Error);
        Assert.Equal(StorageError.IsADirectory, (await s.RetrieveAsync("/")).Error);
        Assert.Equal(StorageError.NotFound, (await s.RetrieveAsync("/none")).Error);
        s.Write("file", "x");
        Assert.Equal(StorageError.NotADirectory, (await s.RetrieveAsync("/file/below")).Error);
        Assert.Equal(StorageError.NotAFile, await s.OpenErrorAsync(Request("/pipe")));
    }

    [Fact]
    public async Task Directories_are_made_with_their_mode_and_removed_when_empty()
    {
        await using var s = await StartAsync();
        var made = await s.Storage.MakeDirectoryAsync(Place("/d"), 0x1FD, Nothing, Cancel);
        Assert.Equal(("d", FileKind.Directory, 0x1FD), (made.Value.Name, made.Value.Kind, made.Value.Mode));
        Assert.Equal(StorageError.AlreadyExists, (await s.Storage.MakeDirectoryAsync(Place("/d"), 0x1ED, Nothing, Cancel)).Error);
        Assert.Equal(StorageError.NotFound, (await s.Storage.MakeDirectoryAsync(Place("/x/y"), 0x1ED, Nothing, Cancel)).Error);
        s.Write("d/f", "");
        Assert.Equal(StorageError.NotEmpty, (await s.Storage.RemoveDirectoryAsync(Place("/d"), Nothing, Cancel)).Error);
        Assert.Equal(StorageError.NotADirectory, (await s.Storage.RemoveDirectoryAsync(Place("/d/f"), Nothing, Cancel)).Error);
        Assert.Equal(StorageError.IsADirectory, (await s.Storage.DeleteAsync(Place("/d"), Ada, Nothing, Cancel)).Error);
        Assert.True((await s.Storage.DeleteAsync(Place("/d/f"), Ada, Nothing, Cancel)).Ok);
        Assert.True((await s.Storage.RemoveDirectoryAsync(Place("/d"), Nothing, Cancel)).Ok);
        Assert.Equal(StorageError.NotFound, (await s.Storage.RemoveDirectoryAsync(Place("/d"), Nothing, Cancel)).Error);
        Assert.Equal(StorageError.Refused, (await s.Storage.RemoveDirectoryAsync(Place("/"), Nothing, Cancel)).Error);
        Assert.False(s.Has("d"));
    }

    [Fact]
    public async Task Renaming_replaces_only_files_and_only_when_asked_to()
    {
        await using var s = await StartAsync();
        s.Write("a", "a");
        s.Write("b", "b");
        s.Write("dir/below/c", "c");
        Directory.CreateDirectory(s.Real("empty"));

        Assert.Equal(StorageError.AlreadyExists, await Rename(s, "/a", "/b", overwrite: false));
        Assert.Equal(StorageError.None, await Rename(s, "/a", "/b", overwrite: true));
        Assert.Equal("a", s.Read("b"));
        Assert.Equal(StorageError.AlreadyExists, await Rename(s, "/dir", "/empty", overwrite: true));
        Assert.Equal(StorageError.AlreadyExists, await Rename(s, "/b", "/empty", overwrite: true));
        Assert.Equal(StorageError.AlreadyExists, await Rename(s, "/dir", "/b", overwrite: true));
        Assert.Equal(StorageError.Refused, await Rename(s, "/dir", "/dir/below/dir", overwrite: false));
        Assert.Equal(StorageError.NotFound, await Rename(s, "/none", "/other", overwrite: false));
        Assert.Equal(StorageError.NotFound, await Rename(s, "/b", "/none/other", overwrite: false));
        Assert.Equal(StorageError.None, await Rename(s, "/dir", "/moved", overwrite: false));
        Assert.Equal("c", s.Read("moved/below/c"));
    }

    [Fact]
    public async Task Renaming_between_file_systems_is_an_error_and_never_a_copy()
    {
        await using var s = new StorageFixture();
        await using var other = new StorageFixture("/dev/shm");
        Directory.CreateDirectory(other.Root);
        s.Options = s.Options with { MoreRoots = s.Options.MoreRoots.Add("shm", other.Root) };
        await s.RestartAsync();
        s.Write("a", "a");
        Assert.SkipWhen((await s.Storage.StatSourceAsync(new DirectorySource("shm", FtpPath.Root), Cancel)).Value.Device == (await s.StatAsync("/a")).Value.Device,
            "/dev/shm and the temporary directory are one file system");

        var to = new StoragePlace(new DirectorySource("shm", FtpPath.Root), FtpPath.Parse("/a"));
        var moved = await s.Storage.RenameAsync(Place("/a"), to, false, Ada, Anything, Anything, Cancel);
        Assert.Equal(StorageError.CrossDevice, moved.Error);
        Assert.True(s.Has("a"));
        Assert.False(other.Has("a"));
    }

    [Fact]
    public async Task Times_and_modes_are_set_on_files_and_directories_only()
    {
        await using var s = await StartAsync();
        s.Write("a", "a");
        var then = new DateTimeOffset(1969, 12, 31, 23, 59, 58, 500, TimeSpan.Zero);
        Assert.Equal(then, (await s.Storage.SetModifiedAsync(Place("/a"), then, Nothing, Cancel)).Value.Modified);
        Assert.Equal(0x1A4, (await s.Storage.SetModeAsync(Place("/a"), 0xFA4, Nothing, Cancel)).Value.Mode);
        Assert.Equal(0x1A4, (int)File.GetUnixFileMode(s.Real("a")));
        Directory.CreateDirectory(s.Real("d"));
        Assert.Equal(0x1E4, (await s.Storage.SetModeAsync(Place("/d"), 0x1A4, Nothing, Cancel)).Value.Mode);
        Assert.Equal(0x180, (await s.Storage.SetModeAsync(Place("/a"), 0, Nothing, Cancel)).Value.Mode);
        await RunAsync("mkfifo", s.Real("pipe"));
        Assert.Equal(StorageError.NotAFile, (await s.Storage.SetModeAsync(Place("/pipe"), 0x1A4, Nothing, Cancel)).Error);
    }

    [Fact]
    public async Task A_small_file_is_read_up_to_a_length()
    {
        await using var s = await StartAsync();
        s.Write(".message", "welcome to this folder");
        Assert.Equal("welcome"u8.ToArray(), (await s.Storage.ReadSmallAsync(Place("/.message"), 7, Nothing, Cancel)).Value);
        Assert.Equal(StorageError.NotFound, (await s.Storage.ReadSmallAsync(Place("/none"), 7, Nothing, Cancel)).Error);
    }

    [Fact]
    public async Task A_source_is_made_with_what_is_missing_above_it()
    {
        await using var s = await StartAsync();
        var source = new DirectorySource("", FtpPath.Parse("homes/ada"));
        Assert.Equal(StorageError.NotFound, (await s.Storage.StatSourceAsync(source, Cancel)).Error);
        Assert.Equal(StorageError.NotFound, (await s.Storage.StatAsync(new StoragePlace(source, FtpPath.Root), Ada, Anything, true, Cancel)).Error);
        Assert.True((await s.Storage.EnsureSourceAsync(source, 0x1E8, Cancel)).Ok);
        Assert.True((await s.Storage.EnsureSourceAsync(source, 0x1E8, Cancel)).Ok);
        Assert.Equal("ada", (await s.Storage.StatSourceAsync(source, Cancel)).Value.Name);
        Assert.Equal(0x1E8, (await s.Storage.StatAsync(new StoragePlace(source, FtpPath.Root), Ada, Anything, true, Cancel)).Value.Mode);

        s.Write("file", "");
        Assert.Equal(StorageError.NotADirectory, (await s.Storage.EnsureSourceAsync(new DirectorySource("", FtpPath.Parse("file/x")), 0x1E8, Cancel)).Error);
        Directory.CreateSymbolicLink(s.Real("out"), s.Outside);
        Assert.Equal(StorageError.Outside, (await s.Storage.EnsureSourceAsync(new DirectorySource("", FtpPath.Parse("out/x")), 0x1E8, Cancel)).Error);
        Assert.Single(Directory.EnumerateFileSystemEntries(s.Outside));
        Assert.Equal(StorageError.NotFound, (await s.Storage.StatSourceAsync(new DirectorySource("nas", FtpPath.Root), Cancel)).Error);
    }

    [Fact]
    public async Task A_source_that_was_replaced_is_noticed()
    {
        await using var s = await StartAsync();
        s.Write("src/a", "old");
        Assert.True((await s.Storage.StatAsync(Place("/a", "src"), Ada, Anything, true, Cancel)).Ok);
        Directory.Move(s.Real("src"), s.Real("away"));
        s.Write("src/b", "new");
        s.Time.Advance(TimeSpan.FromSeconds(3));
        Assert.True((await s.Storage.StatAsync(Place("/b", "src"), Ada, Anything, true, Cancel)).Ok);
        Assert.Equal(StorageError.NotFound, (await s.Storage.StatAsync(Place("/a", "src"), Ada, Anything, true, Cancel)).Error);
    }

    [Fact]
    public async Task A_read_only_file_system_is_named_so()
    {
        await using var s = await StartAsync();
        Directory.CreateDirectory(s.Real("ro"));
        Assert.SkipUnless(await TryRunAsync("mount", "-t", "tmpfs", "-o", "ro", "tmpfs", s.Real("ro")) == 0, "mounting is not permitted here");
        try
        {
            Assert.Equal(StorageError.ReadOnly, await s.OpenErrorAsync(Request("/ro/a")));
            Assert.Equal(StorageError.ReadOnly, (await s.Storage.MakeDirectoryAsync(Place("/ro/d"), 0x1E8, Nothing, Cancel)).Error);
        }
        finally
        {
            await RunAsync("umount", s.Real("ro"));
        }
    }

    [Fact]
    public async Task What_the_system_refuses_is_denied()
    {
        await using var s = await StartAsync();
        var path = s.Write("a", "a");
        Assert.SkipUnless(await TryRunAsync("chattr", "+i", path) == 0, "the file system has no immutable files");
        try
        {
            Assert.Equal(StorageError.Denied, (await s.Storage.DeleteAsync(Place("/a"), Ada, Nothing, Cancel)).Error);
            Assert.Equal(StorageError.Denied, (await s.Storage.SetModeAsync(Place("/a"), 0x1A4, Nothing, Cancel)).Error);
            Assert.Equal(StorageError.Denied, await s.OpenErrorAsync(Request("/a", StoreKind.Append)));
            Assert.Equal(StorageError.Denied, (await s.StoreAsync(Request("/a"), "new")).Error);
            Assert.Empty(s.Partials());
        }
        finally
        {
            await RunAsync("chattr", "-i", path);
        }
    }

    [Fact]
    public async Task Long_names_are_refused_by_name()
    {
        await using var s = await StartAsync();
        var name = new string('x', 255);
        Assert.True((await s.StoreAsync(Request("/" + name), "content")).Ok);
        Assert.Equal("content", (await s.RetrieveAsync("/" + name)).Value);
    }

    private static async Task<StorageError> Rename(StorageFixture s, string from, string to, bool overwrite) =>
        (await s.Storage.RenameAsync(Place(from), Place(to), overwrite, Ada, Nothing, Nothing, Cancel)).Error;
}
