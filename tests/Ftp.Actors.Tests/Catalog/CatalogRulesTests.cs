using System.Net;
using Ftp.Actors.Catalog;
using Ftp.Actors.Protocol;
using Ftp.Actors.Serialization;
using Ftp.Actors.Storage;
using Ftp.Actors.Tests.Persistence;
using Xunit;
using static Ftp.Actors.Catalog.CatalogCommands;

namespace Ftp.Actors.Tests.Catalog;

public sealed class CatalogRulesTests
{
    private static readonly Origin Ada = TestNode.Ada;
    private static readonly DirectorySource Files = new("", FtpPath.Parse("/files"));
    private static readonly FtpPath Sub = FtpPath.Parse("/sub");

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData(" a")]
    [InlineData("a\nb")]
    [InlineData("a\u0000b")]
    [InlineData("ÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄ")]
    public void Names_are_one_printable_component_of_at_most_100_bytes(string name)
    {
        var book = Start();
        Assert.Contains("cannot be the name", book.Refusal(RefusalKind.Invalid, new AddResource(name, "", Files, Ada)), StringComparison.Ordinal);
        book.Refusal(RefusalKind.Invalid, new RenameResource("r", name, Ada));
        book.Refusal(RefusalKind.Invalid, new AddDirectory("r", name, Files, Ada));
        book.Refusal(RefusalKind.Invalid, new AddGroup(name, "", Ada));
    }

    [Fact]
    public void Text_that_is_no_Unicode_is_refused()
    {
        var book = Start();
        book.Refusal(RefusalKind.Invalid, new AddResource("a\uD800", "", Files, Ada));
        book.Refusal(RefusalKind.Invalid, new AddResource("a", "\uDC80", Files, Ada));
        book.Refusal(RefusalKind.Invalid, new AddGroup("a", "", Ada) { Comment = "\uD800" });
        book.Refusal(RefusalKind.Invalid, new AddGroup("a", new string('x', 1001), Ada));
        book.Refusal(RefusalKind.Invalid, new AddGroup("a", "", Ada) { CommandId = new string('x', 129) });
    }

    [Fact]
    public void Names_are_unique_and_found_without_regard_to_case()
    {
        var book = Start().Do(new AddDirectory("R", "More", Files, Ada)).Do(new AddGroup("Staff", "", Ada));
        book.Refusal(RefusalKind.AlreadyExists, new AddResource("R", "", Files, Ada));
        book.Refusal(RefusalKind.AlreadyExists, new AddDirectory("r", "more", Files, Ada));
        book.Refusal(RefusalKind.AlreadyExists, new AddGroup("STAFF", "", Ada));
        Assert.Equal("Staff", book.Do(new Grant("r", Sub, Holder.Group("sTAFF"), Rights.View, null, null, null, Ada)).Resource.Access[0].Holder.Name);
        Assert.Equal(["R"], book.Do(new RenameResource("r", "R", Ada)).State.Resources.Values.Select(r => r.Name));
    }

    [Fact]
    public void What_does_not_exist_is_answered_with_what_there_is()
    {
        var book = Start();
        Assert.Equal("resource 'x' does not exist; there are: r", book.Refusal(RefusalKind.NotFound, new RemoveResource("x", Ada)));
        Assert.Equal("group 'x' does not exist; there is none", book.Refusal(RefusalKind.NotFound, new AddMember("x", "bob", Ada)));
        Assert.Equal("group 'x' does not exist; there is none", book.Refusal(RefusalKind.NotFound, new Grant("r", Sub, Holder.Group("x"), Rights.View, null, null, null, Ada)));
        Assert.Equal("resource 'r' shows no directory 'x'; there is none", book.Refusal(RefusalKind.NotFound, new RemoveDirectory("r", "x", Ada)));
        Assert.Contains("has no entry at /r/sub", book.Refusal(RefusalKind.NotFound, new Revoke("r", Sub, Holder.Guest, null, Ada)), StringComparison.Ordinal);
        Assert.Contains("/r/sub is not closed", book.Refusal(RefusalKind.NotFound, new OpenFolder("r", Sub, Ada)), StringComparison.Ordinal);
    }

    [Fact]
    public void Entries_of_one_holder_place_network_and_time_are_one_and_others_stand_beside_it()
    {
        var book = Start().Grant("/sub", Holder.User("bob"), Rights.List).Grant("/sub", Holder.User("bob"), Rights.Download);
        Assert.Equal((1L, Rights.View), (book.Resource.Access.Single().Id, book.Resource.Access.Single().Rights));
        Assert.IsType<CatalogDecision.Nothing>(book.Try(new Grant("r", Sub, Holder.User("bob"), Rights.List, null, null, null, Ada)));

        book = book.Grant("/sub", Holder.User("bob"), Rights.Upload, from: "10.0.0.0/8").Grant("/", Holder.User("bob"), Rights.List);
        Assert.Equal([1L, 2, 3], book.Resource.Access.Select(a => a.Id));

        book = book.Do(new SetGrant("r", Sub, Holder.User("bob"), Rights.Drop, null, null, null, Ada));
        Assert.Equal([3L, 4], book.Resource.Access.Select(a => a.Id));
        Assert.IsType<CatalogDecision.Nothing>(book.Try(new SetGrant("r", Sub, Holder.User("bob"), Rights.Drop, null, null, null, Ada)));
    }

    [Fact]
    public void Revoking_takes_rights_and_the_entry_with_its_last_one()
    {
        var book = Start().Grant("/sub", Holder.User("bob"), Rights.View).Do(new Revoke("r", Sub, Holder.User("bob"), Rights.List, Ada));
        Assert.Equal(Rights.Download, book.Resource.Access.Single().Rights);
        Assert.IsType<CatalogDecision.Nothing>(book.Try(new Revoke("r", Sub, Holder.User("bob"), Rights.List, Ada)));
        Assert.Empty(book.Do(new Revoke("r", Sub, Holder.User("bob"), Rights.Edit, Ada)).Resource.Access);
        Assert.Empty(book.Do(new Revoke("r", Sub, Holder.User("bob"), null, Ada)).Resource.Access);
        Assert.Equal(2, book.Do(new Revoke("r", Sub, Holder.User("bob"), null, Ada)).State.NextEntryId);
    }

    [Fact]
    public void Entries_that_could_never_apply_are_refused()
    {
        var book = Start();
        Grant good = new("r", Sub, Holder.User("bob"), Rights.View, null, null, null, Ada);
        book.Refusal(RefusalKind.Invalid, good with { Rights = Rights.None });
        book.Refusal(RefusalKind.Invalid, good with { Rights = (Rights)4096 });
        book.Refusal(RefusalKind.Invalid, good with { Until = Book.Now });
        book.Refusal(RefusalKind.Invalid, good with { Since = Book.Now.AddDays(2), Until = Book.Now.AddDays(1) });
        book.Refusal(RefusalKind.Invalid, good with { Holder = Holder.User("anonymous") });
        book.Refusal(RefusalKind.Invalid, good with { Holder = Holder.User("../x") });
        var mapped = book.Do(good with { From = IPNetwork.Parse("::ffff:10.0.0.0/104") });
        Assert.Equal(IPNetwork.Parse("10.0.0.0/8"), mapped.Resource.Access.Single().From);
    }

    [Fact]
    public void Removing_a_group_or_forgetting_a_login_takes_their_entries_and_memberships()
    {
        var book = Start().Do(new AddGroup("g", "", Ada)).Do(new AddMember("g", "bob", Ada))
            .Grant("/sub", Holder.Group("g"), Rights.View).Grant("/sub", Holder.User("bob"), Rights.View).Grant("/sub", Holder.Guest, Rights.View);
        Assert.DoesNotContain(book.Do(new RemoveGroup("g", Ada)).Resource.Access, a => a.Holder.Kind == HolderKind.Group);
        var forgotten = book.Do(new ForgetLogin("bob", Ada));
        Assert.Empty(forgotten.State.Groups["g"].Members);
        Assert.DoesNotContain(forgotten.Resource.Access, a => a.Holder.Kind == HolderKind.User);
        Assert.IsType<CatalogDecision.Nothing>(forgotten.Try(new ForgetLogin("bob", Ada)));

        var renamed = book.Do(new RenameLogin("bob", "robert", Ada));
        Assert.Equal(["robert"], renamed.State.Groups["g"].Members);
        Assert.Contains(renamed.Resource.Access, a => a.Holder == Holder.User("robert") && a.Id == 2);
        Assert.IsType<CatalogDecision.Nothing>(renamed.Try(new RenameLogin("bob", "robert", Ada)));
    }

    [Fact]
    public void Renaming_a_resource_keeps_everything()
    {
        var book = Start().Do(new AddDirectory("r", "more", Files, Ada)).Grant("/sub", Holder.Guest, Rights.View).Do(new CloseFolder("r", Sub, Ada))
            .Do(new SetResource("r", "text", null, new ResourceOptions { Live = true }, Ada));
        var renamed = book.Do(new RenameResource("r", "s", Ada)).State.Resources["s"];
        Assert.Equal(book.Resource with { Name = "s" }, renamed);
        Assert.IsType<CatalogDecision.Nothing>(book.Try(new SetResource("r", "text", null, new ResourceOptions { Live = true, Rules = new FileRules([], [], [], null) }, Ada)));
    }

    [Theory]
    [InlineData(0x800, null)]
    [InlineData(0x20, null)]
    [InlineData(null, 0x180)]
    public void Modes_are_permission_bits_that_leave_the_owner_its_own(int? file, int? directory) =>
        Start().Refusal(RefusalKind.Invalid, new SetResource("r", null, null, new ResourceOptions { FileMode = file, DirectoryMode = directory }, Ada));

    [Fact]
    public void A_stale_revision_is_a_conflict()
    {
        var book = Start();
        Assert.Contains("revision 1, not 0", book.Refusal(RefusalKind.Conflict, new RemoveResource("r", Ada) { ExpectedRevision = 0 }), StringComparison.Ordinal);
        book.Do(new RemoveResource("r", Ada) { ExpectedRevision = 1 });
    }

    [Fact]
    public void The_last_256_changing_commands_are_remembered()
    {
        var book = new Book(CatalogState.Empty);
        for (var i = 0; i < 300; i++)
        {
            book = book.Do(new AddGroup($"g{i}", "", Ada) { CommandId = $"c{i}" });
        }

        Assert.Equal(256, book.State.Answered.Count);
        Assert.Equal("c299", book.State.Answered[^1].Id);
        Assert.Equal(300, book.State.Answered[^1].Revision);
    }

    [Fact]
    public void Events_about_what_is_missing_quarantine_it_and_never_throw()
    {
        var state = CatalogState.Empty.Apply(new CorruptEvent(EntityKind.Resource, "r", "RA1:r", "bad"))
            .Apply(new ResourceSet(new(Book.Now, Ada), "r", "", Files, ResourceOptions.Default))
            .Apply(new MemberAdded(new(Book.Now, Ada), "g", "bob"))
            .Apply(new CorruptEvent(EntityKind.Login, "bob", "LF1:bob", "bad"));
        Assert.Equal(["group 'g'", "login 'bob'", "resource 'r'"], state.Quarantined.Keys.Select(k => k.ToString()).Order());
        Assert.Equal(4, state.Revision);
        var book = new Book(state);
        book.Refusal(RefusalKind.Conflict, new AddResource("R", "", Files, Ada));
        Assert.Empty(book.Do(new RemoveResource("r", Ada)).Do(new RemoveGroup("g", Ada)).Do(new ForgetLogin("bob", Ada)).State.Quarantined);
    }

    private static Book Start() => new Book(CatalogState.Empty).Do(new AddResource("r", "", Files, Ada));
}
