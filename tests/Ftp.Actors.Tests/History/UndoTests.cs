using System.Net;
using Ftp.Actors.Accounts;
using Ftp.Actors.Catalog;
using Ftp.Actors.History;
using Ftp.Actors.Persistence;
using Ftp.Actors.Protocol;
using Ftp.Actors.Serialization;
using Ftp.Actors.Storage;
using Ftp.Actors.Tests.Catalog;
using Ftp.Actors.Tests.Persistence;
using Xunit;
using static Ftp.Actors.Catalog.CatalogCommands;

namespace Ftp.Actors.Tests.History;

/// <summary>What stands in the way of an undo, and what an undo must not give to others.</summary>
public sealed class UndoTests
{
    private static readonly Origin Ada = TestNode.Ada;
    private static readonly DirectorySource Files = new("", FtpPath.Parse("/files"));
    private static readonly Holder Bob = Holder.User("bob");

    private readonly List<CatalogEvent> _events = [];
    private CatalogState _state = CatalogState.Empty;

    [Fact]
    public void A_change_that_was_changed_again_is_refused_and_names_the_later_revision()
    {
        Do(new AddResource("r", "", Files, Ada));
        var revoked = Do(new Grant("r", FtpPath.Root, Bob, Rights.View, null, null, null, Ada));
        Do(new SetGrant("r", FtpPath.Root, Bob, Rights.Edit, null, null, null, Ada));
        Do(new AddGroup("g", "", Ada));
        Assert.StartsWith("revision 3 stands in the way: it set entry 2", Refusal(revoked), StringComparison.Ordinal);
        Assert.StartsWith("revision 3 stands in the way", Refusal(1), StringComparison.Ordinal);
    }

    [Fact]
    public void Later_changes_of_other_fields_stay()
    {
        Do(new AddResource("r", "old", Files, Ada));
        var described = Do(new SetResource("r", "new", null, null, Ada));
        Do(new SetResource("r", null, null, new ResourceOptions { FileMode = 0x180, Quota = new Quota(5, null) }, Ada));
        var quota = Do(new SetResource("r", null, null, new ResourceOptions { FileMode = 0x180, Quota = new Quota(5, 9) }, Ada));
        Do(new SetResource("r", null, null, new ResourceOptions { FileMode = 0x180, Quota = new Quota(6, 9) }, Ada));
        Undo(described);
        Assert.Equal(("old", 0x180), (_state.Resources["r"].Description, _state.Resources["r"].Options.FileMode));
        Undo(quota);
        Assert.Equal(new Quota(6, null), _state.Resources["r"].Options.Quota);
        Assert.StartsWith("revision 5 stands in the way: it changed resource 'r'", Refusal(3), StringComparison.Ordinal);
    }

    [Fact]
    public void A_removed_resource_comes_back_whole_under_the_names_of_today()
    {
        Do(new AddGroup("g", "", Ada));
        Do(new AddResource("r", "the r", Files, Ada));
        Do(new AddDirectory("r", "more", Files, Ada));
        Do(new SetResource("r", null, null, new ResourceOptions { Live = true }, Ada));
        Do(new Grant("r", FtpPath.Parse("/in"), Holder.Group("g"), Rights.View, IPNetwork.Parse("10.0.0.0/8"), null, Book.Now.AddDays(1), Ada));
        Do(new Grant("r", FtpPath.Root, Bob, Rights.Edit, null, null, null, Ada));
        Do(new Grant("r", FtpPath.Root, Holder.User("eve"), Rights.Edit, null, null, null, Ada));
        Do(new CloseFolder("r", FtpPath.Parse("/secret"), Ada));
        var with = _state.Resources["r"];
        var removed = Do(new RemoveResource("r", Ada));
        Do(new RenameGroup("g", "crew", Ada));
        // eve's account is gone; nothing of hers was in the catalogue then, so no event tells
        var plan = Assert.IsType<UndoPlan.ByCatalog>(Plan(removed, login => login != "eve"));
        Assert.Contains("'eve'", Assert.Single(plan.Notes), StringComparison.Ordinal);
        Do(plan.Command);
        var back = _state.Resources["r"];
        Assert.Equal([Holder.Group("crew"), Bob], back.Access.Select(a => a.Holder));
        Assert.Equal(with.Access.Take(2).Select(a => (a.Id, a.Folder, a.Rights, a.From, a.Until)), back.Access.Select(a => (a.Id, a.Folder, a.Rights, a.From, a.Until)));
        Assert.Equal((with.Description, with.Source, true, "more"), (back.Description, back.Source, back.Options.Live, Assert.Single(back.Directories).Key));
        Assert.Equal(with.Closed, back.Closed);
    }

    [Fact]
    public void What_a_login_had_goes_to_no_other_account_of_that_name()
    {
        Do(new AddResource("r", "", Files, Ada));
        Do(new AddGroup("g", "", Ada));
        Do(new AddMember("g", "bob", Ada));
        Do(new Grant("r", FtpPath.Root, Bob, Rights.Edit, null, null, null, Ada));
        var revoked = Do(new Revoke("r", FtpPath.Root, Bob, null, Ada));
        var left = Do(new RemoveMember("g", "bob", Ada));
        foreach (var revision in new[] { revoked, left })
        {
            var refused = Assert.IsType<UndoPlan.Refused>(Plan(revision, _ => false));
            Assert.StartsWith("there is no user 'bob' any more, or another one has the name", refused.Message, StringComparison.Ordinal);
            Assert.IsType<UndoPlan.ByCatalog>(Plan(revision, _ => true));
        }
    }

    [Fact]
    public void A_name_that_was_taken_meanwhile_stays_with_its_new_owner()
    {
        Do(new AddResource("r", "", Files, Ada));
        var removed = Do(new RemoveResource("r", Ada));
        Do(new AddResource("R", "another", Files, Ada));
        Assert.StartsWith("revision 3 stands in the way: it added resource 'R'", Refusal(removed), StringComparison.Ordinal);
        Do(new AddGroup("g", "", Ada));
        var gone = Do(new RemoveGroup("g", Ada));
        Do(new AddGroup("g", "", Ada));
        Do(new RemoveGroup("g", Ada));
        Assert.StartsWith("revision 6 stands in the way: it added group 'g'", Refusal(gone), StringComparison.Ordinal);
    }

    [Fact]
    public void Entries_of_a_removed_group_do_not_come_back_into_another_resource_of_the_old_name()
    {
        Do(new AddResource("r", "", Files, Ada));
        Do(new AddResource("s", "", Files, Ada));
        Do(new AddGroup("g", "", Ada));
        Do(new Grant("r", FtpPath.Root, Holder.Group("g"), Rights.Edit, null, null, null, Ada));
        Do(new Grant("s", FtpPath.Root, Holder.Group("g"), Rights.View, null, null, null, Ada));
        var removed = Do(new RemoveGroup("g", Ada));
        Do(new RemoveResource("r", Ada));
        Do(new AddResource("r", "not the same", Files, Ada));
        Do(new RenameResource("s", "t", Ada));
        Undo(removed);
        Assert.Empty(_state.Resources["r"].Access);
        Assert.Equal(Rights.View, Assert.Single(_state.Resources["t"].Access).Rights);
    }

    [Fact]
    public void Quarantined_things_are_not_made_up()
    {
        Do(new AddResource("r", "", Files, Ada));
        _state = _state.Apply(new CorruptEvent(EntityKind.Resource, "r", "EG1:r", "broken"));
        var before = _state;
        Assert.StartsWith("resource 'r' was quarantined", Assert.IsType<UndoPlan.Refused>(new CatalogUndo(before, new ResourceRemoved(new Stamp(Book.Now, Ada), "r"), [], _ => true, Ada).Plan()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_restoration_that_names_no_revision_or_brings_new_entries_is_refused()
    {
        Do(new AddResource("r", "", Files, Ada));
        var entry = new AccessEntry(7, Holder.Guest, FtpPath.Root, Rights.Edit, null, null, null);
        foreach (var command in new CatalogCommand[] { new RestoreEntries("r", FtpPath.Root, Holder.Guest, [], Ada), new RestoreEntries("r", FtpPath.Root, Holder.Guest, [entry], Ada) { ExpectedRevision = 1 } })
        {
            Assert.Equal(RefusalKind.Invalid, Assert.IsType<CatalogDecision.Refused>(Decide(command)).Kind);
        }
    }

    [Fact]
    public void A_restored_resource_is_a_removal_away_and_its_restoration_can_be_undone()
    {
        Do(new AddResource("r", "", Files, Ada));
        Undo(Do(new RemoveResource("r", Ada)));
        Assert.Contains("r", _state.Resources.Keys);
        Undo(3);
        Assert.Empty(_state.Resources);
    }

    [Fact]
    public void Changes_of_an_account_are_taken_back_but_not_its_password()
    {
        IPersisted[] events =
        [
            new AccountAdded(Stamp, "bob", "v", AccountDetails.Empty),
            new AccountDetailsSet(Stamp, "bob", AccountDetails.Empty with { Description = "Bob", Limits = new AccountLimits { IdleTimeout = TimeSpan.FromMinutes(3) } }),
            new AccountDetailsSet(Stamp, "bob", AccountDetails.Empty with { Description = "Bob", Limits = new AccountLimits { IdleTimeout = TimeSpan.FromMinutes(3), DownloadRate = 7 } }),
            new PasswordSet(Stamp, "bob", "w"), new AccountDisabled(Stamp, "bob"), new AccountEnabled(Stamp, "bob"),
        ];
        var restore = Assert.IsType<AccountCommands.Restore>(Command(2));
        Assert.True(restore.Details.SameAs(AccountDetails.Empty with { Limits = new AccountLimits { DownloadRate = 7 } }));
        Assert.Equal(6, restore.ExpectedRevision);
        Assert.IsType<AccountCommands.Disable>(Command(6));
        Assert.IsType<UndoPlan.Nothing>(AccountUndo.Plan(events, 5, Ada));
        Assert.Contains("a password cannot be taken back", Refused(events, 4), StringComparison.Ordinal);
        Assert.Contains("users remove bob", Refused(events, 1), StringComparison.Ordinal);
        Assert.Equal("revision bob:7 stands in the way: it changed user 'bob'; undo that first", Refused([.. events, new AccountDetailsSet(Stamp, "bob", AccountDetails.Empty with { Description = "Robert" })], 2));
        Assert.StartsWith("revision bob:7 stands in the way: it removed user 'bob'", Refused([.. events, new AccountRemoved(Stamp, "bob")], 6), StringComparison.Ordinal);

        AccountCommand Command(long revision) => Assert.IsType<UndoPlan.ByAccount>(AccountUndo.Plan(events, revision, Ada)).Command;

        static string Refused(IReadOnlyList<IPersisted> events, long revision) => Assert.IsType<UndoPlan.Refused>(AccountUndo.Plan(events, revision, Ada)).Message;
    }

    [Theory]
    [InlineData("12", "catalog", 12)]
    [InlineData("Ada:3", "account-ada", 3)]
    [InlineData("certificates#7", "certificates", 7)]
    [InlineData("0", null, 0)]
    [InlineData("ada:", null, 0)]
    [InlineData(":3", null, 0)]
    [InlineData("ada b:3", null, 0)]
    [InlineData("-1", null, 0)]
    [InlineData("99999999999999999999", null, 0)]
    public void Revisions_are_read_as_the_history_writes_them(string text, string? entity, long revision)
    {
        Assert.Equal(entity is not null, RevisionName.TryParse(text, out var name));
        if (entity is not null)
        {
            Assert.Equal((entity, revision, text.ToLowerInvariant()), (name.Entity, name.Revision, name.ToString()));
        }
    }

    private static Stamp Stamp => new(Book.Now, Ada);

    private CatalogDecision Decide(CatalogCommand command) => CatalogRules.Decide(_state, command, Book.Now, TestNode.Settings, new global::Ftp.Actors.Settings.ServerSettings());

    /// <returns>Its revision.</returns>
    private long Do(CatalogCommand command)
    {
        var happened = Assert.IsType<CatalogDecision.Change>(Decide(command)).Happened;
        _events.Add(happened);
        _state = _state.Apply(happened);
        return _state.Revision;
    }

    private UndoPlan Plan(long revision, Func<string, bool>? isThere = null)
    {
        var before = _events.Take((int)revision - 1).Aggregate(CatalogState.Empty, (s, e) => s.Apply(e));
        return new CatalogUndo(before, _events[(int)revision - 1], [.. _events.Skip((int)revision)], isThere ?? (_ => true), Ada).Plan();
    }

    private void Undo(long revision) => Do(Assert.IsType<UndoPlan.ByCatalog>(Plan(revision)).Command);

    private string Refusal(long revision)
    {
        var refused = Assert.IsType<UndoPlan.Refused>(Plan(revision));
        Assert.Equal(RefusalKind.Conflict, refused.Kind);
        return refused.Message;
    }
}
