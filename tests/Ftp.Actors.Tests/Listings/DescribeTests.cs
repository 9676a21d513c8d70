using System.Text;
using Ftp.Actors.Protocol;
using Ftp.Actors.Sessions.Listings;
using Ftp.Actors.Storage;
using Xunit;

namespace Ftp.Actors.Tests.Listings;

public sealed class DescribeTests : ListingTestBase
{
    [Fact]
    public async Task MLST_tells_of_one_path_by_its_full_name()
    {
        Tree.Folder("pub", "/d").File("pub", "/d/f", size: 9);
        Grant("/", Rights.View);

        Assert.Equal("type=file;size=9;perm=r; /pub/d/f", await DescribeAsync("/pub/d/f"));
        Assert.Equal("type=dir;perm=el; /pub/d", await DescribeAsync("pub/d/"));
        Assert.Equal("type=dir;perm=el; /pub", await DescribeAsync("/pub"));
        Assert.Equal("type=dir;perm=el; /", await DescribeAsync("/"));
    }

    [Fact]
    public async Task A_file_needs_the_right_to_list_or_download_or_to_be_this_sessions_own()
    {
        Tree.Folder("pub", "/drop").File("pub", "/drop/f", size: 9);
        Grant("/drop", Rights.Drop);
        var request = Request(ListingFormat.Mlsd, "/pub/drop/f");

        Assert.Equal(StorageError.Refused, (await Listing.DescribeAsync(request, Services(), Cancel)).Error);
        Assert.True((await Listing.DescribeAsync(request with { StoredBySession = true }, Services(), Cancel)).Ok);
        Assert.Equal("type=dir;perm=ce; /pub/drop", await DescribeAsync("/pub/drop"));
    }

    [Fact]
    public async Task What_is_closed_hidden_or_missing_is_not_found()
    {
        Tree.Folder("pub", "/closed").File("pub", "/closed/f").File("pub", "/h.tmp");
        Grant("/", Rights.Edit);
        Close("/closed");
        Hide("*.tmp");

        foreach (var path in new[] { "/pub/closed", "/pub/closed/f", "/pub/h.tmp", "/pub/missing", "/none" })
        {
            Assert.Equal(StorageError.NotFound, (await Listing.DescribeAsync(Request(ListingFormat.Mlsd, path), Services(), Cancel)).Error);
        }
    }

    [Fact]
    public async Task A_link_is_told_as_what_it_leads_to_or_as_a_link()
    {
        Tree.Folder("pub").File("pub", "/f", size: 9).Link("pub", "/l", "/f").Link("pub", "/out", "../x");
        Grant("/", Rights.View);

        Assert.Equal("type=file;size=9;perm=r; /pub/l", await DescribeAsync("/pub/l"));
        Assert.Equal("type=OS.unix=slink:../x;perm=; /pub/out", await DescribeAsync("/pub/out"));
    }

    [Fact]
    public async Task A_disk_that_is_away_is_said_to_be_away()
    {
        Tree.Break("pub", StorageError.Unavailable);
        Grant("/", Rights.View);

        Assert.Equal(StorageError.Unavailable, (await Listing.DescribeAsync(Request(ListingFormat.Mlsd, "/pub"), Services(), Cancel)).Error);
    }

    private async Task<string> DescribeAsync(string path)
    {
        var facts = MlsxFacts.Type | MlsxFacts.Size | MlsxFacts.Perm;
        var described = await Listing.DescribeAsync(Request(ListingFormat.Mlsd, path, facts: facts), Services(), Cancel);
        Assert.Equal(StorageError.None, described.Error);
        return Encoding.UTF8.GetString(described.Value!);
    }
}
