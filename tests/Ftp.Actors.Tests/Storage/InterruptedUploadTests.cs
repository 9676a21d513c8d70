using System.Runtime.Versioning;
using System.Text;
using Ftp.Actors.Protocol;
using Ftp.Actors.Storage;
using Xunit;
using static Ftp.Actors.Tests.Storage.StorageFixture;

namespace Ftp.Actors.Tests.Storage;

/// <summary>Interrupted uploads: who sees them, and how they are continued.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class InterruptedUploadTests
{
    [Fact]
    public async Task An_interrupted_upload_is_shown_to_its_login_alone_and_continued()
    {
        await using var s = await StartAsync();
        await using (var upload = await s.OpenAsync(Request("/a.bin")))
            Send(upload, "0123456789");

        Assert.Equal((10L, true, "a.bin"), await Seen(s, Ada));
        Assert.Equal(StorageError.NotFound, (await s.StatAsync("/a.bin", new StorageCaller("bob"))).Error);
        Assert.Equal(StorageError.NotFound, (await s.StatAsync("/a.bin", Guest)).Error);
        Assert.Equal(("a.bin", true, 10L), Assert.Single(await s.ListAsync()) is var f ? (f.Name, f.Partial, f.Size) : default);
        Assert.Empty(await s.ListAsync(caller: new StorageCaller("bob")));
        Assert.Empty(await s.ListAsync(caller: Guest));
        Assert.Equal(StorageError.Refused, (await s.RetrieveAsync("/a.bin")).Error);
        Assert.Equal(StorageError.NotFound, (await s.RetrieveAsync("/a.bin", caller: Guest)).Error);

        Assert.Equal(StorageError.BadOffset, await s.OpenErrorAsync(Request("/a.bin", offset: 11)));
        Assert.Equal(StorageError.BadOffset, await s.OpenErrorAsync(Request("/a.bin", login: "bob", offset: 5)));
        await using (var upload = await s.OpenAsync(Request("/a.bin", allowed: StoreAllowed.Create, offset: 6)))
        {
            Assert.Equal(6, upload.StartOffset);
            Send(upload, "rest");
            Assert.True((await upload.PublishAsync()).Ok);
        }

        Assert.Equal("012345rest", s.Read("a.bin"));
        Assert.Equal(0x1A0, (int)File.GetUnixFileMode(s.Real("a.bin")));
        Assert.False((await s.StatAsync("/a.bin")).Value.Partial);
        Assert.Empty(s.Partials());
    }

    private static async Task<(long, bool, string)> Seen(StorageFixture s, StorageCaller caller)
    {
        var facts = (await s.StatAsync("/a.bin", caller, follow: true)).Value;
        return (facts.Size, facts.Partial, facts.Name);
    }

    [Fact]
    public async Task An_interrupted_upload_is_appended_to_begun_anew_and_deleted()
    {
        await using var s = await StartAsync();
        await using (var upload = await s.OpenAsync(Request("/a")))
            Send(upload, "0123456789");
        await using (var upload = await s.OpenAsync(Request("/a", StoreKind.Append, StoreAllowed.Create)))
        {
            Assert.Equal(10, upload.StartOffset);
            Send(upload, "ab");
        }

        Assert.Equal(12, (await s.StatAsync("/a")).Value.Size);
        await using (var upload = await s.OpenAsync(Request("/a")))
        {
            Assert.Equal(0, upload.StartOffset);
            Send(upload, "x");
        }

        Assert.Equal(1, (await s.StatAsync("/a")).Value.Size);
        Assert.Single(s.Partials());
        Assert.Equal(StorageError.NotFound, (await s.Storage.DeleteAsync(Place("/a"), Guest, Nothing, Cancel)).Error);
        Assert.True((await s.Storage.DeleteAsync(Place("/a"), Ada, Nothing, Cancel)).Value.Partial);
        Assert.Empty(s.Partials());
    }

    [Fact]
    public async Task What_is_there_goes_with_the_first_byte_or_the_publication_and_not_before()
    {
        await using var s = await StartAsync();
        s.Write("live", "complete");
        await using (var upload = await s.OpenAsync(Request("/a")))
            Send(upload, "0123456789");

        await using (await s.OpenAsync(Request("/a")))
        {
        }

        await using (await s.OpenAsync(Request("/a", offset: 4)))
        {
        }

        await using (await s.OpenAsync(Request("/live", live: true)))
        {
        }

        await using (var upload = await s.OpenAsync(Request("/live", live: true)))
            await upload.DiscardAsync();
        Assert.Equal(10, (await s.StatAsync("/a")).Value.Size);
        Assert.Equal("complete", s.Read("live"));

        await using (var upload = await s.OpenAsync(Request("/a", offset: 4)))
            Send(upload, "x");
        Assert.Equal(5, (await s.StatAsync("/a")).Value.Size);
        await using (var upload = await s.OpenAsync(Request("/a")))
            Assert.Equal(0, (await upload.PublishAsync()).Value.Size);
        Assert.Equal("", s.Read("a"));
        Assert.Empty(s.Partials());
    }

    [Fact]
    public async Task Nothing_is_written_after_the_end()
    {
        await using var s = await StartAsync();
        await using var upload = await s.OpenAsync(Request("/a"));
        Send(upload, "whole");
        Assert.True((await upload.PublishAsync()).Ok);
        Assert.Equal(StorageError.Failed, (await upload.WriteAsync("late"u8.ToArray(), 0)).Error);
        Assert.Equal("whole", s.Read("a"));
    }

    [Fact]
    public async Task Uploads_of_guests_and_empty_or_refused_ones_are_not_kept()
    {
        await using var s = await StartAsync();
        await using (var upload = await s.OpenAsync(Request("/a", login: null)))
            Send(upload, "guest");
        await using (await s.OpenAsync(Request("/b")))
        {
        }

        await using (var upload = await s.OpenAsync(Request("/c")))
        {
            Send(upload, "too large");
            await upload.DiscardAsync();
        }

        await using (var upload = await s.OpenAsync(Request("/d", keep: false)))
            Send(upload, "not kept");
        Assert.Empty(s.Partials());
    }

    [Fact]
    public async Task A_second_upload_to_the_same_name_goes_its_own_way_and_a_running_one_is_not_continued()
    {
        await using var s = await StartAsync();
        await using var first = await s.OpenAsync(Request("/a"));
        Send(first, "first");
        await using var second = await s.OpenAsync(Request("/a"));
        Send(second, "second");
        Assert.Equal(2, s.Partials().Length);
        Assert.Equal(StorageError.Busy, await s.OpenErrorAsync(Request("/a", offset: 3)));
        Assert.Equal(StorageError.Busy, await s.OpenErrorAsync(Request("/a", StoreKind.Append)));
        Assert.Equal(StorageError.Busy, (await s.Storage.DeleteAsync(Place("/a"), Ada, Nothing, Cancel)).Error);

        await first.DiscardAsync();
        await second.InterruptAsync();
        Assert.Equal(6, (await s.StatAsync("/a")).Value.Size);
        await using var third = await s.OpenAsync(Request("/a", StoreKind.Append));
        Send(third, "!");
        Assert.True((await third.PublishAsync()).Ok);
        Assert.Equal("second!", s.Read("a"));
    }

    [Fact]
    public async Task A_name_too_long_to_be_shown_is_still_continued()
    {
        await using var s = await StartAsync();
        var path = "/" + new string('n', 250);
        await using (var upload = await s.OpenAsync(Request(path)))
            Send(upload, "0123");
        Assert.Equal(4, (await s.StatAsync(path)).Value.Size);
        Assert.Empty(await s.ListAsync());
        await using (var upload = await s.OpenAsync(Request(path, offset: 4)))
        {
            Send(upload, "56");
            Assert.True((await upload.PublishAsync()).Ok);
        }

        Assert.Equal("012356", (await s.RetrieveAsync(path)).Value);
    }

    [Fact]
    public async Task An_upload_is_continued_by_another_server_after_the_first_was_killed()
    {
        await using var s = await StartAsync();
        var upload = await s.OpenAsync(Request("/a"));
        Send(upload, "0123456789");
        upload.Handle.Dispose(); // as kill -9 does: no end is called, and the lock goes with the handle

        await s.RestartAsync();
        await s.Storage.SweepAsync();
        Assert.Equal(10, (await s.StatAsync("/a")).Value.Size);
        await using var again = await s.OpenAsync(Request("/a", offset: 10));
        Send(again, "!");
        Assert.True((await again.PublishAsync()).Ok);
        Assert.Equal("0123456789!", s.Read("a"));
    }

    [Fact]
    public async Task Complete_files_are_appended_to_and_continued()
    {
        await using var s = await StartAsync();
        s.Write("a", "0123");
        await using (var upload = await s.OpenAsync(Request("/a", StoreKind.Append, StoreAllowed.Append)))
        {
            Assert.Equal(4, upload.StartOffset);
            Assert.Equal(StorageError.Busy, await s.OpenErrorAsync(Request("/a", StoreKind.Append)));
            Send(upload, "45");
            Assert.True((await upload.PublishAsync()).Ok);
        }

        Assert.Equal("012345", s.Read("a"));
        Assert.True((await s.StoreAsync(Request("/a", allowed: StoreAllowed.Append, offset: 6), "67")).Ok);
        Assert.Equal("01234567", s.Read("a"));
        Assert.True((await s.StoreAsync(Request("/a", offset: 2), "x")).Ok);
        Assert.Equal("01x", s.Read("a"));
        Assert.Equal(StorageError.BadOffset, await s.OpenErrorAsync(Request("/a", offset: 4)));
        await using (var upload = await s.OpenAsync(Request("/a", StoreKind.Append)))
        {
            Send(upload, "too large");
            await upload.DiscardAsync();
        }

        Assert.Equal("01x", s.Read("a"));
        Assert.True((await s.StoreAsync(Request("/new", StoreKind.Append, StoreAllowed.Create), "n")).Ok);
        Assert.Equal("n", s.Read("new"));
        Assert.Empty(s.Partials());
    }

    [Fact]
    public async Task A_continued_file_stays_whole_where_the_file_system_clones()
    {
        await using var s = await StartAsync();
        s.Write("a", "0123");
        var probe = s.Real("probe");
        Assert.SkipUnless(await TryRunAsync("cp", "--reflink=always", s.Real("a"), probe) == 0, "the temporary directory's file system has no reflinks");
        await using (var upload = await s.OpenAsync(Request("/a", StoreKind.Append)))
        {
            Send(upload, "45");
            Assert.Equal("0123", s.Read("a"));
        }

        Assert.Equal("0123", s.Read("a"));
    }
}
