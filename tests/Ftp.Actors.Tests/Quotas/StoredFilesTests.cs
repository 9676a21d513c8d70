using Ftp.Actors.Protocol;
using Ftp.Actors.Quotas;
using Ftp.Actors.Storage;
using Ftp.Actors.Tests.Storage;
using Xunit;

namespace Ftp.Actors.Tests.Quotas;

/// <summary>What counts, and when: every way in which a file comes, grows, moves or goes.</summary>
public sealed class StoredFilesTests
{
    [Fact]
    public async Task What_lies_there_counts_and_what_is_stored_is_added()
    {
        await using var house = await QuotaHouse.StartAsync();
        house.Fixture.Write("scans/a.txt", "12345");
        house.Fixture.Write("scans/deep/er/b.txt", "123");
        house.Fixture.Write("other/c.txt", "1");
        await house.Resource("scans", "scans", bytes: 100).CountAsync();
        Assert.Equal((8, 2), (house.Line("scans").UsedBytes, house.Line("scans").UsedFiles));

        Assert.Equal(StorageError.None, await house.StoreAsync("/scans/new", 40));
        Assert.Equal(StorageError.None, await house.StoreAsync("/other/new", 4000));
        Assert.Equal(48, house.Line("scans").UsedBytes);
        house.Exact(house.Line("scans"), "scans");
        Assert.Equal(52, house.Line("scans").BytesLeft);
    }

    [Fact]
    public async Task An_upload_over_the_quota_is_refused_as_it_grows_and_nothing_of_it_stays()
    {
        await using var house = await QuotaHouse.StartAsync();
        await house.Resource("scans", "scans", bytes: 100).CountAsync();
        house.Fixture.Write("scans/.keep", "");
        Assert.Equal(StorageError.OverQuota, await house.StoreAsync("/scans/big", 101));
        Assert.False(house.Fixture.Has("scans/big"));
        Assert.Equal(StorageError.None, await house.StoreAsync("/scans/fits", 100));
        Assert.Equal(StorageError.OverQuota, await house.StoreAsync("/scans/one", 1));
        Assert.Equal(100, house.Line("scans").UsedBytes);
    }

    [Fact]
    public async Task A_size_that_was_announced_is_reserved_at_once_and_refused_before_a_byte_comes()
    {
        await using var house = await QuotaHouse.StartAsync();
        house.Fixture.Write("scans/old", "");
        await house.Resource("scans", "scans", bytes: 100).CountAsync();
        await using (var first = await house.Fixture.OpenAsync(StorageFixture.Request("/scans/a", announced: 70)))
        {
            Assert.Equal(70, house.Line("scans").ReservedBytes);
            Assert.Equal(StorageError.OverQuota, await house.Fixture.OpenErrorAsync(StorageFixture.Request("/scans/b", announced: 31)));
            // the disk has not so much either, and is asked first
            Assert.Equal(StorageError.NoSpace, await house.Fixture.OpenErrorAsync(StorageFixture.Request("/scans/b", announced: long.MaxValue)));
            Assert.Equal(StorageError.None, await house.Fixture.OpenErrorAsync(StorageFixture.Request("/scans/b", announced: 30)));
        }

        house.Exact(house.Line("scans"), "scans");
        Assert.Single(Directory.GetFiles(house.Fixture.Real("scans"), "*", new EnumerationOptions { AttributesToSkip = 0 }));
    }

    [Fact]
    public async Task The_number_of_files_is_asked_before_an_upload_begins_and_overwriting_needs_none_more()
    {
        await using var house = await QuotaHouse.StartAsync();
        house.Fixture.Write("scans/a", "1");
        await house.Resource("scans", "scans", files: 2).CountAsync();
        Assert.Equal(StorageError.None, await house.StoreAsync("/scans/b", 3));
        Assert.Equal(StorageError.OverQuota, await house.Fixture.OpenErrorAsync(StorageFixture.Request("/scans/c")));
        Assert.Equal(StorageError.None, await house.StoreAsync("/scans/a", 5));
        house.Exact(house.Line("scans"), "scans");
        Assert.Equal(2, house.Line("scans").UsedFiles);
    }

    [Fact]
    public async Task Overwriting_gives_the_old_size_back_when_the_new_file_is_there_and_not_before()
    {
        await using var house = await QuotaHouse.StartAsync();
        house.Fixture.Write("scans/a", new string('o', 60));
        await house.Resource("scans", "scans", bytes: 100).CountAsync();
        Assert.Equal(StorageError.OverQuota, await house.StoreAsync("/scans/a", 41));
        Assert.Equal(60, new FileInfo(house.Fixture.Real("scans/a")).Length);
        Assert.Equal(StorageError.None, await house.StoreAsync("/scans/a", 40));
        Assert.Equal(40, house.Line("scans").UsedBytes);
        Assert.Equal(StorageError.None, await house.StoreAsync("/scans/a", 60));
        house.Exact(house.Line("scans"), "scans");
    }

    [Fact]
    public async Task Appending_and_continuing_cost_what_they_add()
    {
        await using var house = await QuotaHouse.StartAsync();
        house.Fixture.Write("scans/a", new string('o', 60));
        await house.Resource("scans", "scans", bytes: 100).CountAsync();
        Assert.Equal(StorageError.None, await house.StoreAsync("/scans/a", 40, kind: StoreKind.Append));
        Assert.Equal(100, house.Line("scans").UsedBytes);
        Assert.Equal(StorageError.OverQuota, await house.StoreAsync("/scans/a", 1, kind: StoreKind.Append));
        house.Exact(house.Line("scans"), "scans");
        Assert.Equal(StorageError.None, await house.DeleteAsync("/scans/a"));
        house.Exact(house.Line("scans"), "scans");
        Assert.Equal(0, house.Line("scans").UsedBytes);
    }

    [Fact]
    public async Task An_interrupted_upload_counts_while_it_is_kept_and_gives_back_when_it_goes()
    {
        await using var house = await QuotaHouse.StartAsync();
        house.Fixture.Write("scans/a", "1");
        await house.Resource("scans", "scans", bytes: 100).CountAsync();
        await using (var upload = await house.Fixture.OpenAsync(StorageFixture.Request("/scans/b", announced: 90)))
        {
            await QuotaHouse.WriteAsync(upload, 50);
            Assert.Equal(90, house.Line("scans").ReservedBytes);
            await upload.InterruptAsync();
        }

        house.Exact(house.Line("scans"), "scans");
        Assert.Equal((51, 2), (house.Line("scans").UsedBytes, house.Line("scans").UsedFiles));
        Assert.Equal(StorageError.None, await house.StoreAsync("/scans/b", 49, offset: 50));
        house.Exact(house.Line("scans"), "scans");
        Assert.Equal(100, house.Line("scans").UsedBytes);

        await house.DeleteAsync("/scans/b");
        await using (var upload = await house.Fixture.OpenAsync(StorageFixture.Request("/scans/c")))
        {
            await QuotaHouse.WriteAsync(upload, 20);
        }

        Assert.Equal(21, house.Line("scans").UsedBytes);
        house.Fixture.Time.Advance(TimeSpan.FromHours(25));
        Assert.Equal(1, await house.Storage.SweepAsync());
        house.Exact(house.Line("scans"), "scans");
        Assert.Equal(1, house.Line("scans").UsedBytes);
    }

    [Fact]
    public async Task Removing_a_folder_with_nothing_but_interrupted_uploads_gives_them_back()
    {
        await using var house = await QuotaHouse.StartAsync();
        house.Fixture.Write("scans/in/x", "1");
        await house.Resource("scans", "scans", bytes: 100).CountAsync();
        await using (var upload = await house.Fixture.OpenAsync(StorageFixture.Request("/scans/in/b")))
        {
            await QuotaHouse.WriteAsync(upload, 50);
        }

        await house.DeleteAsync("/scans/in/x");
        Assert.Equal(50, house.Line("scans").UsedBytes);
        Assert.True((await house.Storage.RemoveDirectoryAsync(StorageFixture.Place("/scans/in"), StorageFixture.Anything, StorageFixture.Cancel)).Ok);
        Assert.Equal((0, 0), (house.Line("scans").UsedBytes, house.Line("scans").UsedFiles));
    }

    [Fact]
    public async Task A_file_that_is_renamed_onto_another_gives_that_ones_size_back()
    {
        await using var house = await QuotaHouse.StartAsync();
        house.Fixture.Write("scans/a", new string('a', 30));
        house.Fixture.Write("scans/b", new string('b', 50));
        await house.Resource("scans", "scans", bytes: 100).CountAsync();
        Assert.Equal(StorageError.None, await house.RenameAsync("/scans/a", "/scans/b"));
        house.Exact(house.Line("scans"), "scans");
        Assert.Equal((30, 1), (house.Line("scans").UsedBytes, house.Line("scans").UsedFiles));
    }

    [Fact]
    public async Task A_file_or_folder_that_moves_to_another_quotas_place_takes_its_bytes_along_or_stays()
    {
        await using var house = await QuotaHouse.StartAsync();
        house.Fixture.Write("all/ada/x", new string('a', 30));
        house.Fixture.Write("all/ada/tree/deep/y", new string('a', 20));
        house.Fixture.Write("all/bob/z", new string('b', 10));
        house.Resource("all", "all", bytes: 1000).User("ada", 100, "/all/ada").User("bob", 45, "/all/bob");
        await house.CountAsync();
        Assert.Equal((50, 10, 60), (house.UserLine("ada").UsedBytes, house.UserLine("bob").UsedBytes, house.Line("all").UsedBytes));

        Assert.Equal(StorageError.None, await house.RenameAsync("/all/ada/x", "/all/bob/x"));
        Assert.Equal(StorageError.OverQuota, await house.RenameAsync("/all/ada/tree", "/all/bob/tree"));
        house.Exact(house.UserLine("ada"), "all/ada");
        house.Exact(house.UserLine("bob"), "all/bob");
        await house.DeleteAsync("/all/bob/z");
        await house.DeleteAsync("/all/bob/x");
        Assert.Equal(StorageError.None, await house.RenameAsync("/all/ada/tree", "/all/bob/tree"));
        house.Exact(house.UserLine("ada"), "all/ada");
        house.Exact(house.UserLine("bob"), "all/bob");
        house.Exact(house.Line("all"), "all");
        Assert.Equal(20, house.UserLine("bob").UsedBytes);
    }

    [Fact]
    public async Task A_folder_named_by_its_login_counts_for_the_user_and_in_sum_for_the_resource()
    {
        await using var house = await QuotaHouse.StartAsync();
        house.Fixture.Write("homes/ada/a", "123");
        house.Fixture.Write("homes/bob/b", "12345");
        house.Fixture.Write("homes/loose", "1");
        house.Resource("homes", "homes/{login}", bytes: 100).Resource("everything", "homes").User("ada", 10, null);
        await house.CountAsync();
        Assert.Equal((8, 3), (house.Line("homes").UsedBytes, house.UserLine("ada").UsedBytes));
        // by whatever way it is reached
        Assert.Equal(StorageError.OverQuota, await house.StoreAsync("/homes/ada/more", 8, login: "bob"));
        Assert.Equal(StorageError.None, await house.StoreAsync("/homes/ada/more", 7, login: "bob"));
        Assert.True((await house.Storage.EnsureSourceAsync(new DirectorySource("", FtpPath.Parse("/homes/cleo")), 0x1E8, StorageFixture.Cancel)).Ok);
        Assert.Equal(StorageError.None, await house.StoreAsync("/homes/cleo/c", 20));
        house.Exact(house.Line("homes"), "homes/ada", "homes/bob", "homes/cleo");
        house.Exact(house.UserLine("ada"), "homes/ada");
    }

    [Fact]
    public async Task Two_ways_to_one_folder_count_it_once()
    {
        await using var house = await QuotaHouse.StartAsync();
        house.Fixture.Write("real/a", "123");
        Directory.CreateSymbolicLink(house.Fixture.Real("linked"), "real");
        house.Fixture.Write("real/in/b", "12");
        await house.Resource("one", "linked", 100, null, ("again", "real/in"), ("same", "real")).CountAsync();
        Assert.Equal((5, 2), (house.Line("one").UsedBytes, house.Line("one").UsedFiles));
        Assert.Equal(StorageError.None, await house.StoreAsync("/linked/c", 7));
        Assert.Equal(StorageError.None, await house.StoreAsync("/real/in/d", 1));
        house.Exact(house.Line("one"), "real");
    }

    [Fact]
    public async Task While_it_is_counted_nothing_is_stored_and_deleting_goes_on()
    {
        await using var house = await QuotaHouse.StartAsync();
        house.Fixture.Write("scans/a", "123");
        house.Fixture.Write("free/a", "123");
        await house.Resource("scans", "scans", bytes: 100).ConfigureAsync();
        Assert.Equal(StorageError.QuotaCounting, await house.StoreAsync("/scans/b", 1));
        Assert.Equal(StorageError.QuotaCounting, await house.RenameAsync("/free/a", "/scans/c"));
        Assert.Equal(StorageError.None, await house.DeleteAsync("/scans/a"));
        Assert.Equal(StorageError.None, await house.StoreAsync("/free/b", 1000));
        await house.CountAsync();
        Assert.Equal(StorageError.None, await house.StoreAsync("/scans/b", 1));
        house.Exact(house.Line("scans"), "scans");
    }

    [Fact]
    public async Task A_lowered_quota_refuses_what_comes_and_deletes_nothing_and_a_raised_one_lets_it_in()
    {
        await using var house = await QuotaHouse.StartAsync();
        house.Fixture.Write("scans/a", new string('a', 80));
        await house.Resource("scans", "scans", bytes: 100).CountAsync();
        await house.Resource("scans", "scans", bytes: 50).CountAsync();
        Assert.Equal(StorageError.OverQuota, await house.StoreAsync("/scans/b", 1));
        Assert.Equal((80, 0), (house.Line("scans").UsedBytes, house.Line("scans").BytesLeft));
        await house.Resource("scans", "scans", bytes: 81).CountAsync();
        Assert.Equal(StorageError.None, await house.StoreAsync("/scans/b", 1));
        house.Exact(house.Line("scans"), "scans");
    }

    [Fact]
    public async Task A_quota_that_comes_while_an_upload_runs_counts_it_and_stops_it_where_it_is_full()
    {
        await using var house = await QuotaHouse.StartAsync();
        house.Fixture.Write("scans/a", "1");
        await using var upload = await house.Fixture.OpenAsync(StorageFixture.Request("/scans/b"));
        Assert.Equal(StorageError.None, await QuotaHouse.WriteAsync(upload, 60));
        await house.Resource("scans", "scans", bytes: 100).CountAsync();
        Assert.Equal((1, 1), (house.Line("scans").UsedBytes, house.Line("scans").UsedFiles));
        Assert.Equal(StorageError.OverQuota, await QuotaHouse.WriteAsync(upload, 100));
        await upload.DiscardAsync();
        house.Exact(house.Line("scans"), "scans");
    }

    [Fact]
    public async Task A_resource_that_is_renamed_keeps_its_sum()
    {
        await using var house = await QuotaHouse.StartAsync();
        house.Fixture.Write("scans/a", "123");
        await house.Resource("scans", "scans", bytes: 100).CountAsync();
        var other = await QuotaHouse.StartAsync();
        await using (other)
        {
            other.Fixture.Write("scans/a", "123");
            await other.Resource("scans", "scans", bytes: 100).CountAsync();
            other.Ledger.Configure((await new QuotaResolver(other.Storage).ResolveAsync(other.Catalog, [])).Select(r => r with { Key = QuotaKey.Resource("pictures") }), new Dictionary<QuotaKey, RememberedSum>());
            Assert.Equal((QuotaState.Exact, 3), (other.Line("pictures").State, other.Line("pictures").UsedBytes));
            Assert.Null(other.Ledger.Find(QuotaKey.Resource("scans")));
        }
    }

    [Fact]
    public async Task What_is_swept_before_the_quotas_are_read_is_taken_from_the_sums_that_were_remembered()
    {
        await using var house = await QuotaHouse.StartAsync();
        house.Fixture.Write("scans/a", "123");
        await using (var upload = await house.Fixture.OpenAsync(StorageFixture.Request("/scans/b")))
        {
            await QuotaHouse.WriteAsync(upload, 50);
        }

        house.Resource("scans", "scans", bytes: 100);
        var ledger = new QuotaLedger(house.Fixture.Log, house.Fixture.Alarms, house.Fixture.Time);
        house.Fixture.Ledger = ledger;
        await house.Fixture.RestartAsync();
        var rules = await new QuotaResolver(house.Storage).ResolveAsync(house.Catalog, []);
        house.Fixture.Time.Advance(TimeSpan.FromHours(25));
        Assert.Equal(1, await house.Storage.SweepAsync());
        ledger.Configure(rules, new Dictionary<QuotaKey, RememberedSum> { [rules[0].Key] = new(rules[0].Place, new Ftp.Actors.Storage.Counting.FileSum(53, 2)) });
        house.Exact(ledger.Find(rules[0].Key)!, "scans");
        Assert.Equal(3, ledger.Find(rules[0].Key)!.UsedBytes);
    }

    [Fact]
    public async Task Files_that_were_changed_by_others_count_after_a_rescan_which_nobody_waits_for()
    {
        await using var house = await QuotaHouse.StartAsync();
        house.Fixture.Write("scans/a", "123");
        await house.Resource("scans", "scans", bytes: 100).CountAsync();
        house.Fixture.Write("scans/b", "12345");
        Assert.Equal(3, house.Line("scans").UsedBytes);
        await house.RescanAsync(QuotaKey.Resource("scans"));
        house.Exact(house.Line("scans"), "scans");

        // more goes than ever came: that is noticed
        house.Fixture.Write("scans/c", new string('c', 50));
        await house.DeleteAsync("/scans/c");
        Assert.Contains(QuotaKey.Resource("scans"), house.Ledger.Uncounted());
    }
}
