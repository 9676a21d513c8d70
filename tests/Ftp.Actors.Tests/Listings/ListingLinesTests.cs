using System.Buffers;
using Ftp.Actors.Protocol;
using Ftp.Actors.Sessions.Listings;
using Ftp.Actors.Storage;
using Xunit;

namespace Ftp.Actors.Tests.Listings;

public sealed class ListingLinesTests : ListingTestBase
{
    public ListingLinesTests() => Grant("/", Rights.Edit);

    [Fact]
    public async Task Dot_files_need_a_or_a_pattern_with_the_dot_but_MLSD_shows_them()
    {
        Tree.Folder("pub", "/.git").File("pub", "/.rc").File("pub", "/a");

        Assert.Equal(["a"], await NamesAsync("/pub"));
        Assert.Equal([".", "..", ".git", ".rc", "a"], await NamesAsync("-a /pub"));
        Assert.Equal([".git", ".rc", "a"], await NamesAsync("-A /pub"));
        Assert.Equal(["/pub/.git", "/pub/.rc", "/pub/a"], await LinesAsync(ListingFormat.Nlst, "-a /pub"));
        Assert.Equal(["/pub/a"], await LinesAsync(ListingFormat.Nlst, "/pub/*"));
        Assert.Equal(["/pub/.git", "/pub/.rc"], await LinesAsync(ListingFormat.Nlst, "/pub/.*"));
        Assert.Equal(5, (await LinesAsync(ListingFormat.Mlsd, "/pub")).Length);
    }

    [Fact]
    public async Task NLST_prints_names_that_can_be_fetched_from_here()
    {
        Tree.Folder("pub", "/d").File("pub", "/d/f").File("pub", "/d/g");

        Assert.Equal(["pub/d/f", "pub/d/g"], await LinesAsync(ListingFormat.Nlst, "pub/d"));
        Assert.Equal(["pub/d/f", "pub/d/g"], await LinesAsync(ListingFormat.Nlst, "pub/d/"));
        Assert.Equal(["pub/d/g"], await LinesAsync(ListingFormat.Nlst, "pub/d/g*"));
        Assert.Equal(["pub/d/f"], await LinesAsync(ListingFormat.Nlst, "pub/d/f"));
        Assert.Equal(["f", "g"], await LinesAsync(ListingFormat.Nlst, "", Ada with { Root = FtpPath.Parse("/pub/d") }));
        Assert.Equal(["-rw-r----- 1 ftp ftp            5 Mar 03 10:20 f", "-rw-r----- 1 ftp ftp            5 Mar 03 10:20 g"], await LinesAsync(ListingFormat.Nlst, "-l pub/d"));
        Assert.Equal(["f", "g"], await LinesAsync(ListingFormat.List, "-1 pub/d"));
    }

    [Fact]
    public async Task A_file_lists_itself_and_MLSD_of_it_is_an_error()
    {
        Tree.Folder("pub", "/d").File("pub", "/d/f");

        Assert.Equal(["-rw-r----- 1 ftp ftp            5 Mar 03 10:20 f"], await LinesAsync(ListingFormat.List, "/pub/d/f"));
        Assert.Equal(["drwxr-x--- 2 ftp ftp         4096 Mar 03 10:20 d"], await LinesAsync(ListingFormat.List, "-d /pub/d"));
        Assert.Equal(StorageError.NotADirectory, await ErrorAsync(ListingFormat.Mlsd, "/pub/d/f"));
        Assert.Equal(StorageError.NotFound, await ErrorAsync(ListingFormat.List, "/pub/d/f/*"));
    }

    [Fact]
    public async Task A_pattern_filters_and_what_has_its_very_name_is_meant()
    {
        Tree.Folder("pub", "/[2024] photos").File("pub", "/a.txt").File("pub", "/b.txt").File("pub", "/c.bin").File("pub", "/[2024] photos/p.jpg").File("pub", "/x[1].txt");

        Assert.Equal(["a.txt", "b.txt", "x[1].txt"], await NamesAsync("/pub/*.txt"));
        Assert.Equal(["a.txt", "b.txt"], await NamesAsync("/pub/[ab].txt"));
        Assert.Empty(await NamesAsync("/pub/*.none"));
        Assert.Equal(["p.jpg"], await NamesAsync("/pub/[2024] photos"));
        Assert.Equal(["pub/[2024] photos/p.jpg"], await LinesAsync(ListingFormat.Nlst, "pub/[2024] photos"));
        Assert.Equal(["pub/x[1].txt"], await LinesAsync(ListingFormat.Nlst, "pub/x[1].txt"));
        Assert.Equal(["pub"], await NamesAsync("/p*"));
        Assert.Equal(StorageError.NotFound, await ErrorAsync(ListingFormat.List, "/p*/a.txt"));
    }

    [Fact]
    public async Task The_order_is_by_name_time_or_size_and_reversible()
    {
        Tree.Folder("pub").File("pub", "/b", 1, MemoryTree.Day.AddHours(1)).File("pub", "/a", 3).File("pub", "/C", 2, MemoryTree.Day.AddHours(2)).File("pub", "/d", 3);

        Assert.Equal(["C", "a", "b", "d"], await NamesAsync("/pub"));
        Assert.Equal(["d", "b", "a", "C"], await NamesAsync("-r /pub"));
        Assert.Equal(["C", "b", "a", "d"], await NamesAsync("-t /pub"));
        Assert.Equal(["d", "a", "b", "C"], await NamesAsync("-tr /pub"));
        Assert.Equal(["a", "d", "C", "b"], await NamesAsync("-S /pub"));
        Assert.Equal(["b", "a", "C", "d"], await NamesAsync("-U /pub"));
    }

    [Fact]
    public async Task Minus_R_lists_the_tree_folder_by_folder_and_does_not_follow_links()
    {
        Tree.Folder("pub", "/a", "/a/deep", "/b", "/closed", "/empty").File("pub", "/f").File("pub", "/a/1").File("pub", "/a/deep/2").File("pub", "/b/3").File("pub", "/closed/4").Link("pub", "/loop", "/a");
        Close("/closed");

        Assert.Equal(
            ["a", "b", "empty", "f", "loop", "", "/pub/a:", "1", "deep", "", "/pub/a/deep:", "2", "", "/pub/b:", "3", "", "/pub/empty:"], await NamesAsync("-R /pub"));
        Assert.Equal(
            ["a", "b", "empty", "f", "loop", "a/1", "a/deep", "a/deep/2", "b/3"], await LinesAsync(ListingFormat.Nlst, "-R", Ada with { Root = FtpPath.Parse("/pub") }));
        Assert.All(Tree.Readers, reader => Assert.True(reader.Disposed));
    }

    [Fact]
    public async Task Minus_R_over_its_bounds_is_an_error_and_never_a_short_listing()
    {
        var deep = string.Concat(Enumerable.Repeat("/x", ListingLines.DeepestRecursive + 2));
        for (var path = FtpPath.Parse(deep); !path.IsRoot; path = path.Parent)
        {
            Tree.Folder("pub", path.ToString());
        }

        Assert.Equal(StorageError.Failed, await EndAsync("-R /pub"));
        Tree.Huge = () => Entries(ListingLines.MostRecursive + 1);
        Assert.Equal(StorageError.Failed, await EndAsync("-R /pub"));
        Assert.Equal(StorageError.None, await EndAsync("/pub"));
    }

    [Theory]
    [InlineData(ListingFormat.List, "/pub")]
    [InlineData(ListingFormat.Nlst, "/pub")]
    [InlineData(ListingFormat.Mlsd, "/pub")]
    public async Task A_huge_folder_streams_batch_by_batch_in_the_order_of_the_disk(ListingFormat format, string typed)
    {
        Tree.Folder("pub");
        Tree.Huge = () => Entries(100_000);
        var opened = await Listing.OpenAsync(Request(format, typed), Services(), Cancel);
        await using var lines = opened.Value!;
        var (buffer, count, previous, ahead) = (new ArrayBufferWriter<byte>(), 0, "", 0);
        while ((await lines.ReadAsync(buffer, Cancel)).Value)
        {
            Assert.InRange(buffer.WrittenCount, 1, (ListingLines.BatchSize + 2) * 120);
            foreach (var line in System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Where(l => l[^1] != '.'))
            {
                var name = line[^8..];
                Assert.True(string.CompareOrdinal(previous, name) < 0);
                (previous, count) = (name, count + 1);
            }

            ahead = Math.Max(ahead, Tree.Readers[0].Given - count);
            buffer.ResetWrittenCount();
        }

        Assert.Equal(100_000, count);
        Assert.Equal(ListingLines.BatchSize, Tree.Readers[0].MostAsked);
        Assert.InRange(ahead, 0, format == ListingFormat.Mlsd ? ListingLines.BatchSize : EntryOrder.MostByName + ListingLines.BatchSize);
    }

    [Fact]
    public async Task A_folder_just_small_enough_is_sorted_and_one_larger_is_not()
    {
        Tree.Folder("pub");
        Tree.Huge = () => Entries(EntryOrder.MostByName).Reverse();
        Assert.Equal("00000000", (await NamesAsync("/pub"))[0]);

        Tree.Huge = () => Entries(EntryOrder.MostByName + 1).Reverse();
        Assert.Equal("00010000", (await NamesAsync("/pub"))[0]);
        Assert.Equal("00000000", (await NamesAsync("-Sr /pub"))[0]);
    }

    [Fact]
    public async Task Without_room_in_the_nodes_budget_the_order_is_that_of_the_disk_and_what_was_taken_goes_back()
    {
        Tree.Folder("pub");
        Tree.Huge = () => Entries(5000).Reverse();
        var budget = new EntryBudget(5000);
        Assert.Equal("00000000", await FirstAsync(budget, "-t /pub"));
        Assert.Equal(0, budget.Held);
        Assert.True(budget.TryTake(1000));
        Assert.Equal("00004999", await FirstAsync(budget, "-t /pub"));
        Assert.Equal(1000, budget.Held);
    }

    [Fact]
    public async Task A_sorted_listing_that_is_broken_off_gives_its_room_back()
    {
        Tree.Folder("pub");
        Tree.Huge = () => Entries(5000);
        var budget = new EntryBudget(10_000);
        var opened = await Listing.OpenAsync(Request(ListingFormat.List, "-t /pub"), Services(), budget, Cancel);
        await opened.Value!.ReadAsync(new ArrayBufferWriter<byte>(), Cancel);
        Assert.Equal(5000, budget.Held);
        await opened.Value.DisposeAsync();
        Assert.Equal(0, budget.Held);
    }

    [Fact]
    public async Task A_further_directory_wins_over_the_same_name_on_disk_in_another_spelling()
    {
        Tree.Folder("pub", "/e\u0301").Folder("more").File("more", "/inside");
        Further("\u00E9", "more");

        Assert.Equal(["\u00E9"], await NamesAsync("/pub"));
        Assert.Equal(["inside"], await NamesAsync("/pub/e\u0301"));
    }

    [Fact]
    public async Task A_folder_closed_in_one_spelling_is_not_listed_in_another()
    {
        Tree.Folder("pub", "/e\u0301", "/open");
        Close("/\u00E9");

        Assert.Equal(["open"], await NamesAsync("/pub"));
        Assert.Equal(StorageError.NotFound, await ErrorAsync(ListingFormat.List, "/pub/e\u0301"));
    }

    [Fact]
    public async Task A_pattern_matches_the_other_spelling()
    {
        Tree.Folder("pub").File("pub", "/e\u0301.txt").File("pub", "/f.txt");

        Assert.Equal(["e\u0301.txt"], await NamesAsync("/pub/\u00E9*"));
    }

    private async Task<string> FirstAsync(EntryBudget budget, string typed)
    {
        var opened = await Listing.OpenAsync(Request(ListingFormat.List, typed), Services(), budget, Cancel);
        await using var lines = opened.Value!;
        var all = await AllAsync(lines);
        Assert.Equal(5000, all.Split("\r\n").Length - 1);
        return all.Split("\r\n")[0][^8..];
    }

    [Fact]
    public async Task A_disk_that_fails_in_the_middle_fails_the_listing()
    {
        Tree.Folder("pub");
        Tree.Huge = () => Entries(20_000);
        var opened = await Listing.OpenAsync(Request(ListingFormat.Mlsd, "/pub"), Services(), Cancel);
        await using var lines = opened.Value!;
        Tree.Readers[0].FailAfter = 1000;
        var buffer = new ArrayBufferWriter<byte>();
        StorageResult<bool> read;
        do
        {
            read = await lines.ReadAsync(buffer, Cancel);
        }
        while (read is { Ok: true, Value: true });

        Assert.Equal(StorageError.Unavailable, read.Error);
    }

    [Fact]
    public async Task A_listing_given_up_half_way_lets_go_of_the_folder_and_a_cancelled_one_stops()
    {
        Tree.Folder("pub");
        Tree.Huge = () => Entries(20_000);
        var opened = await Listing.OpenAsync(Request(ListingFormat.Mlsd, "/pub"), Services(), Cancel);
        await opened.Value!.ReadAsync(new ArrayBufferWriter<byte>(), Cancel);
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await opened.Value!.ReadAsync(new ArrayBufferWriter<byte>(), stop.Token));
        await opened.Value!.DisposeAsync();

        Assert.True(Tree.Readers[0].Disposed);
    }

    [Fact]
    public async Task A_name_with_a_line_end_is_marked_in_LIST_and_left_out_where_names_are_meant_to_be_used()
    {
        Tree.Folder("pub").File("pub", "/a\r\nb").File("pub", "/ok");

        Assert.Equal(["a??b", "ok"], await NamesAsync("/pub"));
        Assert.Equal(["/pub/ok"], await LinesAsync(ListingFormat.Nlst, "/pub"));
        Assert.Equal(["type=cdir; .", "type=pdir; ..", "type=file; ok"], await LinesAsync(ListingFormat.Mlsd, "/pub"));
    }

    private async Task<StorageError> EndAsync(string typed)
    {
        var opened = await Listing.OpenAsync(Request(ListingFormat.List, typed), Services(), Cancel);
        await using var lines = opened.Value!;
        var buffer = new ArrayBufferWriter<byte>();
        while (true)
        {
            var read = await lines.ReadAsync(buffer, Cancel);
            if (!read.Ok || !read.Value)
            {
                return read.Error;
            }

            buffer.ResetWrittenCount();
        }
    }

    private static IEnumerable<FileFacts> Entries(int count) =>
        Enumerable.Range(0, count).Select(i => new FileFacts($"{i:D8}", FileKind.File, i, MemoryTree.Day, null, 0x1A0, 1, (ulong)i + 1));
}
