using Ftp.Actors.Accounts;
using Ftp.Actors.Catalog;
using Ftp.Actors.Protocol;
using Ftp.Actors.Sessions.Listings;
using Ftp.Actors.Storage;
using Xunit;

namespace Ftp.Actors.Tests.Listings;

public sealed class ListingRightsTests : ListingTestBase
{
    [Fact]
    public async Task The_root_lists_the_resources_that_the_account_has_a_right_to_without_touching_a_disk()
    {
        Grant("/", Rights.View);
        Tree.Break("pub", StorageError.Unavailable);
        var opened = await Listing.OpenAsync(Request(ListingFormat.List, "/"), Services(NewResource("secret")), Cancel);

        Assert.Equal("dr-xr-xr-x 2 ftp ftp            0 Jan 01  2000 pub\r\n", await AllAsync(opened.Value!));
        Assert.Equal(["type=cdir;perm=el; .", "type=dir;perm=el; pub"], await LinesAsync(ListingFormat.Mlsd, "/", facts: MlsxFacts.Type | MlsxFacts.Perm));
    }

    [Fact]
    public async Task A_place_that_the_account_may_not_know_of_is_not_found()
    {
        Tree.Folder("pub", "/closed", "/open").File("pub", "/closed/f");
        Grant("/", Rights.Edit);
        Close("/closed");

        foreach (var format in Enum.GetValues<ListingFormat>())
        {
            Assert.Equal(StorageError.NotFound, await ErrorAsync(format, "/pub/closed"));
            Assert.Equal(StorageError.NotFound, await ErrorAsync(format, "/pub/closed/f"));
            Assert.Equal(StorageError.NotFound, await ErrorAsync(format, "/pub/missing"));
            Assert.Equal(StorageError.NotFound, await ErrorAsync(format, "/other"));
            Assert.Equal(StorageError.NotFound, await ErrorAsync(format, "/PUB"));
        }

        Assert.Equal(["open"], await NamesAsync("/pub"));
    }

    [Fact]
    public async Task A_closed_folder_with_a_grant_of_its_own_shows_its_own_rights()
    {
        Tree.Folder("pub", "/closed", "/open");
        Grant("/", Rights.Edit);
        Close("/closed");
        Grant("/closed", Rights.List);

        Assert.Equal(
            ["type=dir;perm=el; closed", "type=dir;perm=cdeflmp; open"], (await LinesAsync(ListingFormat.Mlsd, "/pub", facts: MlsxFacts.Type | MlsxFacts.Perm))[2..]);
    }

    [Fact]
    public async Task Without_the_right_to_list_it_is_refused_and_an_empty_folder_is_not()
    {
        Tree.Folder("pub", "/drop", "/empty").File("pub", "/drop/f");
        Grant("/drop", Rights.Drop);
        Grant("/empty", Rights.List);

        Assert.Equal(StorageError.Refused, await ErrorAsync(ListingFormat.List, "/pub/drop"));
        Assert.Equal(StorageError.Refused, await ErrorAsync(ListingFormat.Nlst, "/pub/drop/*"));
        Assert.Equal(StorageError.Refused, await ErrorAsync(ListingFormat.List, "/pub/drop/f"));
        Assert.Empty(await NamesAsync("/pub/empty"));
    }

    [Fact]
    public async Task A_folder_on_the_way_shows_only_the_way()
    {
        Tree.Folder("pub", "/a", "/a/b", "/a/b/c", "/a/other", "/z").File("pub", "/a/f");
        Grant("/a/b/c", Rights.View);
        Grant("/gone/x", Rights.View);

        Assert.Equal(["a"], await NamesAsync("/pub"));
        Assert.Equal(["type=cdir;perm=el; .", "type=pdir;perm=el; ..", "type=dir;perm=el; b"], await LinesAsync(ListingFormat.Mlsd, "/pub/a", facts: MlsxFacts.Type | MlsxFacts.Perm));
        Assert.Equal(StorageError.NotFound, await ErrorAsync(ListingFormat.List, "/pub/a/f"));
        Assert.Equal(StorageError.NotFound, await ErrorAsync(ListingFormat.List, "/pub/z"));
    }

    [Fact]
    public async Task Hidden_names_of_resource_and_account_are_neither_listed_nor_found()
    {
        Tree.Folder("pub", "/secret.d", "/open").File("pub", "/a.tmp").File("pub", "/a.bak").File("pub", "/a.txt").File("pub", "/secret.d/x");
        Grant("/", Rights.Edit);
        Hide("*.tmp", "secret.*");
        var account = Ada with { Rules = FileRules.None with { Hide = ["*.bak"] } };

        Assert.Equal(["a.txt", "open"], await NamesAsync("/pub", account));
        Assert.Equal(StorageError.NotFound, await ErrorAsync(ListingFormat.List, "/pub/a.tmp", account));
        Assert.Equal(StorageError.NotFound, await ErrorAsync(ListingFormat.List, "/pub/secret.d/x", account));
        Assert.Equal(StorageError.NotFound, await ErrorAsync(ListingFormat.Nlst, "/pub/a.bak", account));
    }

    [Fact]
    public async Task Further_directories_win_over_the_same_name_on_disk_and_show_even_when_their_disk_is_away()
    {
        Tree.Folder("pub", "/scans", "/x").File("pub", "/scans/old").Folder("store").File("store", "/new");
        Tree.Break("away", StorageError.Unavailable);
        Grant("/", Rights.Edit);
        Further("scans", "store");
        Further("nas", "away");

        Assert.Equal(["nas", "scans", "x"], await NamesAsync("/pub"));
        Assert.Equal(["new"], await NamesAsync("/pub/scans"));
        Assert.Equal(
            ["type=dir;perm=celmp; nas", "type=dir;perm=celmp; scans", "type=dir;perm=cdeflmp; x"],
            (await LinesAsync(ListingFormat.Mlsd, "/pub", facts: MlsxFacts.Type | MlsxFacts.Perm))[2..]);
        Assert.Equal(StorageError.Unavailable, await ErrorAsync(ListingFormat.List, "/pub/nas"));
    }

    [Fact]
    public async Task An_account_with_a_root_of_its_own_sees_nothing_above_it()
    {
        Tree.Folder("pub", "/home", "/home/in").File("pub", "/home/f");
        Grant("/home", Rights.Edit);
        var account = Ada with { Root = FtpPath.Parse("/pub/home") };

        Assert.Equal(["type=cdir; .", "type=file; f", "type=dir; in"], (await LinesAsync(ListingFormat.Mlsd, "/", account)).Order(StringComparer.Ordinal).OrderBy(l => l[^1] != '.').ThenBy(l => l[^1]));
        Assert.Equal(["f", "in"], await NamesAsync("/../..", account));
    }

    [Fact]
    public async Task Rights_are_those_of_this_moment()
    {
        Tree.Folder("pub").File("pub", "/f");
        Grant("/", Rights.Edit);
        Assert.Contains("type=file;perm=adfrw; f", await LinesAsync(ListingFormat.Mlsd, "/pub", facts: MlsxFacts.Type | MlsxFacts.Perm));

        Pub = Pub with { Access = [] };
        Grant("/", Rights.List);
        Assert.Contains("type=file;perm=; f", await LinesAsync(ListingFormat.Mlsd, "/pub", facts: MlsxFacts.Type | MlsxFacts.Perm));
    }

    [Fact]
    public async Task Links_show_as_links_in_LIST_and_as_what_they_lead_to_in_MLSD()
    {
        Tree.Folder("pub", "/d", "/closed").File("pub", "/f", size: 77).File("pub", "/closed/f")
            .Link("pub", "/to-d", "/d").Link("pub", "/to-f", "/f").Link("pub", "/to-closed", "/closed/f").Link("pub", "/out", "../../etc/passwd").Link("pub", "/dangling", "/no");
        Grant("/", Rights.Edit);
        Close("/closed");

        Assert.Equal(
            ["d", "dangling", "f", "out -> ../../etc/passwd", "to-closed", "to-d", "to-f"], await NamesAsync("/pub"));
        var mlsd = await LinesAsync(ListingFormat.Mlsd, "/pub", facts: MlsxFacts.Type | MlsxFacts.Size | MlsxFacts.Perm);
        Assert.Contains("type=dir;perm=cdeflmp; to-d", mlsd);
        Assert.Contains("type=file;size=77;perm=adfrw; to-f", mlsd);
        Assert.Contains("type=OS.unix=slink:;perm=df; to-closed", mlsd);
        Assert.Contains("type=OS.unix=slink:../../etc/passwd;perm=df; out", mlsd);
        Assert.Contains("type=OS.unix=slink:;perm=df; dangling", mlsd);
    }

    [Fact]
    public async Task A_link_to_a_folder_is_listed_with_the_rights_of_where_it_leads()
    {
        Tree.Folder("pub", "/real", "/real/in", "/closed", "/plain").File("pub", "/closed/f").File("pub", "/plain/p").Link("pub", "/l", "/real").Link("pub", "/c", "/closed");
        Grant("/", Rights.View);
        Close("/closed");
        Close("/real/in");

        Assert.Empty(await NamesAsync("/pub/l"));
        Assert.Equal(StorageError.None, await ErrorAsync(ListingFormat.List, "/pub/c"));
        Assert.Equal(["c"], await NamesAsync("/pub/c"));
        Assert.Equal(StorageError.Refused, await ErrorAsync(ListingFormat.List, "/pub/c/f"));
    }
}
