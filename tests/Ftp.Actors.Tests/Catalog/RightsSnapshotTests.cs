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
    public void The_next_moment_is_the_nearest_beginning_or_end_of_an_entry()
    {
        var book = Book().Grant("/", Holder.Guest, Rights.View, until: Now.AddHours(3)).Grant("/a", Holder.Guest, Rights.View, until: Now.AddHours(1));
        Assert.Equal(Now.AddHours(1), book.Rights.NextMoment(Now));
        Assert.Equal(Now.AddHours(3), book.Rights.NextMoment(Now.AddHours(1)));
        Assert.Null(book.Rights.NextMoment(Now.AddHours(3)));
    }

    private static Book Book() => new Book(CatalogState.Empty).Do(new CatalogCommands.AddResource("r", "", new DirectorySource("", FtpPath.Parse("/files")), TestNode.Ada));
}
