using System.Runtime.Versioning;
using System.Text;
using Ftp.Actors.Protocol;
using Ftp.Actors.Storage;
using Xunit;
using static Ftp.Actors.Tests.Storage.StorageFixture;

namespace Ftp.Actors.Tests.Storage;

[UnsupportedOSPlatform("windows")]
public sealed class UploadTests
{
    [Fact]
    public async Task Nothing_is_visible_before_an_upload_is_published()
    {
        await using var s = await StartAsync();
        await using (var upload = await s.OpenAsync(Request("/a", login: null, keep: false)))
        {
            Send(upload, "hello");
            Assert.Equal(StorageError.NotFound, (await s.StatAsync("/a")).Error);
            Assert.Empty(await s.ListAsync());
            Assert.Equal(0x180, (int)File.GetUnixFileMode(s.Real(Assert.Single(s.Partials()))));
            Assert.True(upload.HasSpace());
            var facts = (await upload.PublishAsync()).Value;
            Assert.Equal(("a", 5L, 0x1A0), (facts.Name, facts.Size, facts.Mode));
            Assert.Equal(StorageError.Failed, (await upload.PublishAsync()).Error);
        }

        Assert.Equal("hello", s.Read("a"));
        Assert.Empty(s.Partials());
    }

    [Fact]
    public async Task A_replaced_file_keeps_its_mode_and_stays_whole_until_the_end()
    {
        await using var s = await StartAsync();
        File.SetUnixFileMode(s.Write("a", "old"), (UnixFileMode)0x1B6);
        await using (var upload = await s.OpenAsync(Request("/a")))
        {
            Send(upload, "new content");
            Assert.Equal("old", s.Read("a"));
            using var reader = (await s.Storage.OpenReadAsync(Place("/a"), Ada, Nothing, Cancel)).Value!;
            Assert.Equal(0x1B6, (await upload.PublishAsync()).Value.Mode);
            Assert.Equal(3, reader.CurrentLength);
            Assert.Equal("new content", (await s.RetrieveAsync("/a")).Value);
        }

        Assert.Equal(0x1B6, (int)File.GetUnixFileMode(s.Real("a")));
    }

    [Fact]
    public async Task A_replaced_file_keeps_its_access_list()
    {
        await using var s = await StartAsync();
        var path = s.Write("a", "old");
        // owner rw, user 65534 r, group r, mask r, others none; as setfacl writes it, which is not everywhere
        const string list = "import os,struct,sys;"
            + "v=struct.pack('<I',2)+b''.join(struct.pack('<HHI',*e) for e in[(1,6,2**32-1),(2,4,65534),(4,4,2**32-1),(16,4,2**32-1),(32,0,2**32-1)]);";
        Assert.SkipUnless(
            await TryRunAsync("python3", "-c", list + "os.setxattr(sys.argv[1],'system.posix_acl_access',v)", path) == 0,
            "no python3, or the file system has no access lists");
        Assert.True((await s.StoreAsync(Request("/a"), "new")).Ok);
        await RunAsync("python3", "-c", list + "sys.exit(os.getxattr(sys.argv[1],'system.posix_acl_access')!=v)", path);
    }

    [Fact]
    public async Task An_interrupted_replacement_leaves_the_old_file_and_nothing_else()
    {
        await using var s = await StartAsync();
        s.Write("a", "old");
        await using (var upload = await s.OpenAsync(Request("/a")))
            Send(upload, "new");
        await using (var upload = await s.OpenAsync(Request("/a")))
        {
            Send(upload, "new");
            await upload.DiscardAsync();
        }

        Assert.Equal("old", s.Read("a"));
        Assert.Empty(s.Partials());
    }

    [Fact]
    public async Task Rights_of_the_request_decide_by_what_is_there()
    {
        await using var s = await StartAsync();
        s.Write("a", "old");
        Directory.CreateDirectory(s.Real("dir"));
        Assert.Equal(StorageError.Refused, await s.OpenErrorAsync(Request("/a", allowed: StoreAllowed.Create)));
        Assert.Equal(StorageError.Refused, await s.OpenErrorAsync(Request("/new", allowed: StoreAllowed.Overwrite | StoreAllowed.Append)));
        Assert.Equal(StorageError.Refused, await s.OpenErrorAsync(Request("/a", StoreKind.Append, StoreAllowed.Create | StoreAllowed.Overwrite)));
        Assert.Equal(StorageError.Refused, await s.OpenErrorAsync(Request("/a", allowed: StoreAllowed.Create | StoreAllowed.Overwrite, offset: 3)));
        Assert.Equal(StorageError.Refused, await s.OpenErrorAsync(Request("/a", allowed: StoreAllowed.Append, offset: 2)));
        Assert.Equal(StorageError.Refused, await s.OpenErrorAsync(Request("/x", StoreKind.StoreUnique, StoreAllowed.Overwrite)));
        Assert.Equal(StorageError.IsADirectory, await s.OpenErrorAsync(Request("/dir")));
        Assert.Equal(StorageError.NotFound, await s.OpenErrorAsync(Request("/none/a")));
        Assert.Equal(StorageError.NotADirectory, await s.OpenErrorAsync(Request("/a/b")));
        Assert.Equal(StorageError.Refused, await s.OpenErrorAsync(Request("/")));
        Assert.Equal("old", s.Read("a"));
        Assert.Empty(s.Partials());
    }

    [Fact]
    public async Task An_upload_tells_where_it_will_stand_and_on_which_right_it_lives()
    {
        await using var s = await StartAsync();
        Directory.CreateDirectory(s.Real("dir"));
        s.Write("dir/a", "old");
        File.CreateSymbolicLink(s.Real("link"), "dir/a");
        foreach (var (request, stored, uses) in new[]
        {
            (Request("/new"), "/new", StoreAllowed.Create),
            (Request("/link"), "/dir/a", StoreAllowed.Overwrite),
            (Request("/link", StoreKind.Append), "/dir/a", StoreAllowed.Append),
            (Request("/dir/a", offset: 3), "/dir/a", StoreAllowed.Append),
            (Request("/dir/a", offset: 2), "/dir/a", StoreAllowed.Append | StoreAllowed.Overwrite),
        })
        {
            await using var upload = await s.OpenAsync(request);
            Assert.Equal((stored, uses), (upload.Stored.ToString(), upload.Uses));
            await upload.DiscardAsync();
            s.Write("dir/a", "old");
        }
    }

    [Fact]
    public async Task A_lost_race_for_a_new_name_replaces_nothing_without_the_right()
    {
        await using var s = await StartAsync();
        await using var upload = await s.OpenAsync(Request("/a", allowed: StoreAllowed.Create));
        Send(upload, "mine");
        s.Write("a", "theirs");
        Assert.Equal(StorageError.AlreadyExists, (await upload.PublishAsync()).Error);
        Assert.Equal("theirs", s.Read("a"));
        Assert.Empty(s.Partials());
    }

    [Fact]
    public async Task The_directory_of_an_upload_may_be_renamed_meanwhile()
    {
        await using var s = await StartAsync();
        Directory.CreateDirectory(s.Real("dir"));
        await using var upload = await s.OpenAsync(Request("/dir/a"));
        Send(upload, "hello");
        Directory.Move(s.Real("dir"), s.Real("moved"));
        Directory.CreateSymbolicLink(s.Real("dir"), s.Outside);
        Assert.True((await upload.PublishAsync()).Ok);
        Assert.Equal("hello", s.Read("moved/a"));
        Assert.Single(Directory.EnumerateFileSystemEntries(s.Outside));
    }

    [Fact]
    public async Task Live_uploads_grow_in_view()
    {
        await using var s = await StartAsync();
        await using (var upload = await s.OpenAsync(Request("/a", live: true)))
        {
            Send(upload, "0123");
            Assert.Equal("0123", (await s.RetrieveAsync("/a")).Value);
        }

        Assert.Equal("0123", s.Read("a"));
        Assert.Equal(0x1A0, (int)File.GetUnixFileMode(s.Real("a")));
        Assert.True((await s.StoreAsync(Request("/a", live: true), "new")).Ok);
        Assert.Equal("new", s.Read("a"));
        Assert.Equal(StorageError.Refused, await s.OpenErrorAsync(Request("/a", live: true, allowed: StoreAllowed.Create)));
        await using (var upload = await s.OpenAsync(Request("/b", live: true)))
        {
            Send(upload, "rule");
            await upload.DiscardAsync();
        }

        Assert.False(s.Has("b"));
    }

    [Fact]
    public async Task Unique_names_never_replace_anything()
    {
        await using var s = await StartAsync();
        s.Write("a", "there");
        Directory.CreateDirectory(s.Real("dir"));
        await using var first = await s.OpenAsync(Request("/a", StoreKind.StoreUnique));
        await using var second = await s.OpenAsync(Request("/a", StoreKind.StoreUnique));
        Assert.Equal(("a.1", "a.2"), (first.Name, second.Name));
        s.Write("a.1", "taken meanwhile");
        Send(first, "first");
        Send(second, "second");
        Assert.Equal("a.2", (await second.PublishAsync()).Value.Name);
        var other = (await first.PublishAsync()).Value.Name;
        Assert.Equal(other, first.Name);
        Assert.Equal("first", s.Read(other));
        Assert.Equal(("there", "taken meanwhile", "second"), (s.Read("a"), s.Read("a.1"), s.Read("a.2")));

        s.Write("p.jpg", "there");
        await using var picture = await s.OpenAsync(Request("/p.jpg", StoreKind.StoreUnique));
        Assert.Equal(("p.1.jpg", "/p.1.jpg", StoreAllowed.Create), (picture.Name, picture.Stored.ToString(), picture.Uses));
        Assert.Equal(StorageError.Refused, await s.OpenErrorAsync(Request("/p.jpg", StoreKind.StoreUnique) with { Guard = path => path.Name == "p.jpg" }));
        await picture.DiscardAsync();

        var generated = await s.StoreAsync(Request("/dir", StoreKind.StoreUnique), "x");
        Assert.Equal("x", s.Read("dir/" + generated.Value.Name));
        Assert.Empty(s.Partials());
    }

    [Fact]
    public async Task Twenty_uploads_to_one_name_leave_one_whole_file()
    {
        await using var s = await StartAsync();
        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(
            async () =>
            {
                await using var upload = await s.OpenAsync(Request("/a"));
                RandomAccess.Write(upload.Handle, Encoding.ASCII.GetBytes(new string((char)('a' + i), 100_000)), 0);
                return await upload.PublishAsync();
            },
            Cancel)));
        Assert.All(results, r => Assert.True(r.Ok, r.Error.ToString()));
        var content = s.Read("a");
        Assert.Equal(100_000, content.Length);
        Assert.Equal(new string(content[0], 100_000), content);
        Assert.Empty(s.Partials());
    }

    [Fact]
    public async Task A_directory_that_shows_nothing_can_be_removed_unless_an_upload_runs_in_it()
    {
        await using var s = await StartAsync();
        Directory.CreateDirectory(s.Real("d"));
        var upload = await s.OpenAsync(Request("/d/a"));
        Send(upload, "x");
        Assert.Equal(StorageError.NotEmpty, (await s.Storage.RemoveDirectoryAsync(Place("/d"), Nothing, Cancel)).Error);
        await upload.DisposeAsync();
        Assert.Single(s.Partials("d"));
        Assert.True((await s.Storage.RemoveDirectoryAsync(Place("/d"), Nothing, Cancel)).Ok);
    }
}
