using System.Net;
using Ftp.Actors.Accounts;
using Ftp.Actors.Catalog;
using Ftp.Actors.Protocol;
using Ftp.Actors.Storage;
using Ftp.Actors.Tests.Persistence;
using Xunit;

namespace Ftp.Actors.Tests.Catalog;

public sealed class RightsSnapshotTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 3, 12, 0, 0, TimeSpan.Zero);
    private static readonly Subject Bob = new("bob", false, IPAddress.Parse("192.0.2.7"), Now);

    [Fact]
    public void A_permission_names_its_entry()
    {
        var book = Book().Grant("/", Holder.User("bob"), Rights.View);
        Assert.Equal("entry 1 (view to user bob) at /r", book.Decide(Bob, "/a", Rights.List).Why);
        Assert.Equal(1, book.Decide(Bob, "/a", Rights.List).Entry);
    }

    [Fact]
    public void A_refusal_names_what_is_missing_and_the_entries_that_do_not_apply()
    {
        var book = Book()
            .Grant("/", Holder.User("bob"), Rights.View)
            .Grant("/", Holder.User("bob"), Rights.Upload, from: "10.0.0.0/8")
            .Grant("/", Holder.User("bob"), Rights.Upload, until: Now.AddHours(1))
            .Do(new CatalogCommands.CloseFolder("r", FtpPath.Parse("/s"), TestNode.Ada));
        var later = Bob with { At = Now.AddHours(2) };
        var why = book.Decide(later, "/a", Rights.Upload | Rights.List).Why;
        Assert.StartsWith("no entry gives bob upload at /r/a; entry 2", why, StringComparison.Ordinal);
        Assert.Contains("192.0.2.7 is not in its network", why, StringComparison.Ordinal);
        Assert.Contains("it is over", why, StringComparison.Ordinal);
        Assert.Contains("/r/s is closed to entries above it", book.Decide(Bob, "/s/t", Rights.List).Why, StringComparison.Ordinal);
        Assert.Contains("'guests' is off", book.Decide(Bob with { IsGuest = true }, "/", Rights.List).Why, StringComparison.Ordinal);
    }

    [Fact]
    public void A_resource_of_an_older_revision_is_judged_by_the_present_one()
    {
        var book = Book().Grant("/", Holder.User("bob"), Rights.Edit);
        var old = book.Resource;
        var revoked = book.Do(new CatalogCommands.Revoke("r", FtpPath.Root, Holder.User("bob"), null, TestNode.Ada));
        Assert.Equal(Rights.None, revoked.Rights.Effective(Bob, old, FtpPath.Root));

        var moved = book.Do(new CatalogCommands.SetResource("r", null, new DirectorySource("", FtpPath.Parse("/elsewhere")), null, TestNode.Ada));
        Assert.Equal(Rights.None, moved.Rights.Effective(Bob, old, FtpPath.Root));
        Assert.Equal(Rights.Edit, moved.Rights.Effective(Bob, moved.Resource, FtpPath.Root));
    }

    [Fact]
    public void Moving_is_within_the_same_grants_only_where_nothing_below_either_place_is_governed_by_itself()
    {
        var resource = Book().Grant("/", Holder.User("bob"), Rights.Edit).Grant("/open/sub", Holder.Guest, Rights.View)
            .Do(new CatalogCommands.CloseFolder("r", FtpPath.Parse("/closed"), TestNode.Ada)).Resource;
        Assert.True(Same("/x", "/y"));
        Assert.False(Same("/x", "/closed/x"));
        Assert.False(Same("/closed/x", "/x"));
        Assert.True(Same("/closed/x", "/closed/y"));
        Assert.False(Same("/x", "/open/sub/x"));
        Assert.False(Same("/x", "/open"));
        Assert.True(RightsSnapshot.IsPinned(resource, FtpPath.Parse("/open")));
        Assert.True(RightsSnapshot.IsPinned(resource, FtpPath.Parse("/closed")));
        Assert.False(RightsSnapshot.IsPinned(resource, FtpPath.Parse("/x")));

        bool Same(string from, string to) => RightsSnapshot.SameGrants(resource, FtpPath.Parse(from), FtpPath.Parse(to));
    }

    [Fact]
    public void Paths_lead_to_resources_directories_and_roots()
    {
        var book = Book().Do(new CatalogCommands.AddDirectory("r", "more", new DirectorySource("nas", FtpPath.Parse("/{login}")), TestNode.Ada));
        var bob = new AccountProfile("bob", false, true, null);
        Assert.IsType<Place.ResourceList>(book.Rights.Locate(bob, FtpPath.Root));
        Assert.IsType<Place.Nowhere>(book.Rights.Locate(bob, FtpPath.Parse("/R/x")));
        var plain = Assert.IsType<Place.InResource>(book.Rights.Locate(bob, FtpPath.Parse("/r/x")));
        Assert.Equal((FtpPath.Parse("/x"), FtpPath.Parse("/files"), FtpPath.Root), (plain.Stored.Path, plain.Stored.Source.Path, plain.Mount));
        var more = Assert.IsType<Place.InResource>(book.Rights.Locate(bob, FtpPath.Parse("/r/more/x")));
        Assert.Equal(new StoragePlace(new DirectorySource("nas", FtpPath.Parse("/bob")), FtpPath.Parse("/x")), more.Stored);
        Assert.Equal(FtpPath.Parse("/r/more/x"), more.CatalogPath);
        var rooted = Assert.IsType<Place.InResource>(book.Rights.Locate(bob with { Root = FtpPath.Parse("/r/more") }, FtpPath.Root));
        Assert.True(rooted.IsMountPoint);
    }

    [Fact]
    public void A_name_is_the_same_in_both_normal_forms()
    {
        const string Nfc = "Gr\u00F6\u00DFe", Nfd = "Gro\u0308\u00DFe";
        var book = Book()
            .Do(new CatalogCommands.AddResource("M\u00FCller", "", new DirectorySource("", FtpPath.Parse("/m")), TestNode.Ada))
            .Do(new CatalogCommands.AddDirectory("r", Nfc, new DirectorySource("", FtpPath.Parse("/g")), TestNode.Ada));
        var bob = new AccountProfile("bob", false, true, null);
        Assert.Equal("M\u00FCller", Assert.IsType<Place.InResource>(book.Rights.Locate(bob, FtpPath.Parse("/Mu\u0308ller"))).Resource.Name);
        Assert.IsType<Place.Nowhere>(book.Rights.Locate(bob, FtpPath.Parse("/mu\u0308ller")));
        var shown = Assert.IsType<Place.InResource>(book.Rights.Locate(bob, FtpPath.Parse($"/r/{Nfd}/x")));
        Assert.Equal(($"/{Nfc}/x", $"/{Nfc}", "/x"), (shown.Inside.ToString(), shown.Mount.ToString(), shown.Stored.Path.ToString()));

        foreach (var (entry, typed) in new[] { (Nfc, Nfd), (Nfd, Nfc), (Nfc, Nfc) })
        {
            var granted = Book().Grant($"/{entry}", Holder.User("bob"), Rights.View);
            Assert.True(granted.Decide(Bob, $"/{typed}/x", Rights.List).Allowed);
            Assert.True(granted.Rights.CanEnter(Bob, granted.Resource, FtpPath.Root));
            Assert.True(RightsSnapshot.IsPinned(granted.Resource, FtpPath.Parse($"/{typed}")));
            Assert.False(RightsSnapshot.SameGrants(granted.Resource, FtpPath.Parse("/x"), FtpPath.Parse($"/{typed}/x")));

            var closed = Book().Grant("/", Holder.User("bob"), Rights.Edit).Do(new CatalogCommands.CloseFolder("r", FtpPath.Parse($"/{entry}"), TestNode.Ada));
            Assert.Equal(Rights.None, closed.Rights.Effective(Bob, closed.Resource, FtpPath.Parse($"/{typed}/x")));
            Assert.Contains("is closed to entries above it", closed.Decide(Bob, $"/{typed}/x", Rights.List).Why, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_name_that_grows_when_composed_is_only_not_found()
    {
        var book = Book().Grant("/", Holder.User("bob"), Rights.Edit);
        var name = new string('\uFB2C', 85);
        Assert.True(book.Decide(Bob, $"/{name}", Rights.List).Allowed);
        Assert.IsType<Place.Nowhere>(book.Rights.Locate(new AccountProfile("bob", false, true, null), FtpPath.Parse($"/{name}")));
    }

    [Fact]
    public void The_next_moment_is_the_nearest_beginning_or_end_of_an_entry()
    {
        var book = Book().Grant("/", Holder.Guest, Rights.View, until: Now.AddHours(3)).Grant("/a", Holder.Guest, Rights.View, until: Now.AddHours(1));
        Assert.Equal(Now.AddHours(1), book.Rights.NextMoment(Now));
        Assert.Equal(Now.AddHours(3), book.Rights.NextMoment(Now.AddHours(1)));
        Assert.Null(book.Rights.NextMoment(Now.AddHours(3)));
    }

    private static Book Book() => new Book(CatalogState.Empty).Do(new CatalogCommands.AddResource("r", "", new DirectorySource("", FtpPath.Parse("/files")), TestNode.Ada));
}
