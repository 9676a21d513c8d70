using Ftp.Actors.Accounts;
using Ftp.Actors.Catalog;
using Ftp.Actors.Certificates;
using Ftp.Actors.History;
using Ftp.Actors.Persistence;
using Ftp.Actors.Protocol;
using Ftp.Actors.Serialization;
using Ftp.Actors.Storage;
using Ftp.Actors.Tests.Persistence;
using Xunit;

namespace Ftp.Actors.Tests.History;

/// <summary>Which changes a question finds, in which order, and that pages stay what they were.</summary>
public sealed class HistoryListTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 3, 12, 0, 0, TimeSpan.Zero);
    private static readonly DirectorySource Files = new("", FtpPath.Parse("/files"));

    private readonly MemoryJournal _journal = new();
    private DateTimeOffset _now = Noon;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Everything_is_listed_newest_first_with_who_when_whence_and_why()
    {
        Catalog(s => new ResourceAdded(s, "r", "", Files));
        Account("Bob", s => new AccountAdded(s, "Bob", null, AccountDetails.Empty));
        _journal.Add("certificates", new CertificateRemoved(Stamp("eve"), "web"));
        var page = await List();
        Assert.Equal(["certificates#1", "Bob:1", "1"], page.Items.Select(i => i.Revision));
        Assert.Equal(["certificate.removed", "account.added", "resource.added"], page.Items.Select(i => i.Event));
        Assert.Equal(new HistoryLine("1", 1, Noon.AddSeconds(1), "ada", "ctl", "local", "resource.added", "added resource 'r' from files", "as asked"), page.Items[2]);
        Assert.Null(page.Next);
        Assert.Equal("eve", Assert.Single((await List(by: "eve")).Items).By);
        Assert.Equal(["Bob:1"], (await List(from: Noon.AddSeconds(2), to: Noon.AddSeconds(2))).Items.Select(i => i.Revision));
    }

    [Fact]
    public async Task A_resource_shows_its_earlier_names_and_what_others_did_to_it()
    {
        Catalog(s => new ResourceAdded(s, "other", "", Files));
        Catalog(s => new ResourceAdded(s, "old", "", Files));
        Catalog(s => new Granted(s, "old", new AccessEntry(1, Holder.User("bob"), FtpPath.Root, Rights.View, null, null, null)));
        Catalog(s => new Granted(s, "other", new AccessEntry(2, Holder.User("bob"), FtpPath.Root, Rights.View, null, null, null)));
        Catalog(s => new ResourceRenamed(s, "old", "new"));
        Catalog(s => new LoginForgotten(s, "eve"));
        Catalog(s => new LoginForgotten(s, "bob"));
        Catalog(s => new ResourceSet(s, "other", "x", Files, ResourceOptions.Default));
        Catalog(s => new FolderClosed(s, "NEW", FtpPath.Parse("/x")));
        Assert.Equal(["9", "7", "5", "3", "2"], await Revisions(HistoryKind.Resource, "new"));
        Assert.Equal(["5", "3", "2"], await Revisions(HistoryKind.Resource, "old"));
    }

    [Fact]
    public async Task A_user_shows_its_earlier_logins_its_entries_and_its_groups()
    {
        Account("bob", s => new AccountAdded(s, "bob", null, AccountDetails.Empty));
        Catalog(s => new ResourceAdded(s, "r", "", Files));
        Catalog(s => new GroupAdded(s, "g", ""));
        Catalog(s => new MemberAdded(s, "g", "bob"));
        Catalog(s => new Granted(s, "r", new AccessEntry(1, Holder.User("bob"), FtpPath.Root, Rights.View, null, null, null)));
        Account("eve", s => new AccountAdded(s, "eve", null, AccountDetails.Empty));
        Account("robert", s => new NameReserved(s, "robert", "bob"));
        Catalog(s => new LoginRenamed(s, "bob", "robert"));
        Account("bob", s => new NameLeft(s, "bob", "robert"));
        Account("robert", s => new NameTaken(s, "robert", "bob", null, true, AccountDetails.Empty, Noon));
        Account("bob", s => new NameFreed(s, "bob"));
        Account("robert", s => new AccountDisabled(s, "robert"));
        Assert.Equal(["robert:3", "robert:2", "bob:2", "5", "robert:1", "4", "3", "bob:1"], await Revisions(HistoryKind.User, "robert"));
        // the renamed member and the entries of others: the group's members changed with the first, and nothing of it with the second
        Assert.Equal(["5", "3", "2"], await Revisions(HistoryKind.Group, "G"));
    }

    [Fact]
    public async Task A_setting_and_a_certificate_have_a_history_of_their_own()
    {
        Catalog(s => new SettingSet(s, "port", "2121"));
        Catalog(s => new SettingSet(s, "guests", "off"));
        Catalog(s => new SettingReset(s, "port"));
        _journal.Add("certificates", new CertificateRemoved(Stamp("ada"), "web"));
        _journal.Add("certificates", new CertificateRemoved(Stamp("ada"), "old"));
        Assert.Equal(["3", "1"], await Revisions(HistoryKind.Setting, "port"));
        Assert.Equal(["certificates#1"], await Revisions(HistoryKind.Certificate, "WEB"));
    }

    [Fact]
    public async Task Pages_are_the_same_whatever_is_changed_meanwhile()
    {
        for (var i = 0; i < 1234; i++)
        {
            Catalog(s => new SettingSet(s, i % 3 == 0 ? "guests" : "port", $"{i}"));
        }

        var (seen, before) = (new List<string>(), (long?)null);
        do
        {
            var page = await List(new(HistoryKind.Setting, "port"), before: before, limit: 70);
            seen.AddRange(page.Items.Select(i => i.Revision));
            before = page.Next;
            Catalog(s => new SettingSet(s, "port", "new"));
        }
        while (before is not null);
        Assert.Equal(Enumerable.Range(1, 1234).Where(i => (i - 1) % 3 != 0).Reverse().Select(i => $"{i}"), seen);
        Assert.Equal(["1230", "1229"], (await List(new(HistoryKind.Setting, "port"), before: 1235, skip: 2, limit: 2)).Items.Select(i => i.Revision));
    }

    [Fact]
    public async Task An_event_that_cannot_be_read_is_a_line_that_says_so()
    {
        Catalog(s => new ResourceAdded(s, "r", "", Files));
        _journal.Add("catalog", new CorruptEvent(EntityKind.Resource, "r", "EG1:r", "no json"), Noon.AddDays(1));
        var line = (await List(new(HistoryKind.Resource, "r"))).Items[0];
        Assert.Equal(("2", "unreadable", "this event (EG1:r) cannot be read: no json", Noon.AddDays(1)), (line.Revision, line.Event, line.Text, line.At));
        Assert.Contains("cannot be read", Assert.IsType<UndoPlan.Refused>(await Ask(new HistoryQueries.PlanUndo(new RevisionName("catalog", 2), TestNode.Ada))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compare_tells_what_differs_and_refuses_what_is_still_to_come()
    {
        Catalog(s => new ResourceAdded(s, "r", "", Files));
        Catalog(s => new GroupAdded(s, "g", ""));
        Catalog(s => new MemberAdded(s, "g", "bob"));
        Catalog(s => new Granted(s, "r", new AccessEntry(1, Holder.Group("g"), FtpPath.Root, Rights.View, null, null, null)));
        Catalog(s => new FolderClosed(s, "r", FtpPath.Parse("/x")));
        Catalog(s => new SettingSet(s, "port", "2121"));
        Catalog(s => new ResourceSet(s, "r", "", Files, new ResourceOptions { FileMode = 0x1A0 }));
        var found = Assert.IsType<HistoryDifferences>(await Ask(new HistoryQueries.Compare(new PointInTime.Moment(Noon.AddSeconds(2)), null)));
        Assert.Equal((2, 7), (found.From, found.To));
        Assert.Equal(
            [
                new("resource", "r", "entry 1", null, "entry 1 (view to group g) at /r"), new("resource", "r", "file-mode", null, "0640"), new("resource", "r", "folder /x", null, "closed"),
                new("group", "g", "member bob", null, "in it"), new("setting", "port", "", null, "2121"),
            ],
            found.Items);
        Assert.Equal(RefusalKind.NotFound, Assert.IsType<HistoryRefused>(await Ask(new HistoryQueries.Compare(new PointInTime.Revision(1), new PointInTime.Revision(8)))).Kind);
        Assert.Empty(Assert.IsType<HistoryDifferences>(await Ask(new HistoryQueries.Compare(new PointInTime.Revision(7), null))).Items);
    }

    [Fact]
    public async Task As_of_tells_the_account_of_then_and_what_became_of_its_name()
    {
        Catalog(s => new SettingSet(s, "guests", "off"));
        Account("bob", s => new AccountAdded(s, "bob", null, AccountDetails.Empty));
        Account("bob", s => new AccountDisabled(s, "bob"));
        Account("robert", s => new NameReserved(s, "robert", "bob"));
        Account("bob", s => new NameLeft(s, "bob", "robert"));
        Account("robert", s => new NameTaken(s, "robert", "bob", null, false, AccountDetails.Empty, Noon));
        Account("bob", s => new NameFreed(s, "bob"));
        Catalog(s => new SettingReset(s, "guests"));
        var then = await AsOf(Noon.AddSeconds(2), "bob");
        Assert.Equal((true, false, 1L), (then.Account!.Profile.Enabled, then.Settings.Guests, then.State.Revision));
        Assert.False((await AsOf(Noon.AddSeconds(3), "bob")).Account!.Profile.Enabled);
        Assert.Equal("it was 'bob' then", (await AsOf(Noon.AddSeconds(3), "robert")).Note);
        Assert.Equal("it was 'robert' by then", (await AsOf(Noon.AddSeconds(9), "bob")).Note);
        Assert.True((await AsOf(Noon.AddSeconds(9), "robert")).Settings.Guests);
        Assert.Equal("nobody ever had this login", (await AsOf(Noon.AddSeconds(9), "eve")).Note);
        Assert.Null((await AsOf(Noon, null)).At);
    }

    private async Task<HistoryThen> AsOf(DateTimeOffset at, string? login) => Assert.IsType<HistoryThen>(await Ask(new HistoryQueries.AsOf(at, login)));

    private async Task<object> Ask(HistoryQuery query)
    {
        using var service = new HistoryService(_journal, SettingsRules.Table, new global::Ftp.Actors.Settings.ServerSettings());
        return await service.AnswerAsync(query, Cancel);
    }

    private async Task<HistoryPage> List(
        HistorySubject? of = null, DateTimeOffset? from = null, DateTimeOffset? to = null, string? by = null, long? before = null, int skip = 0, int limit = 50) =>
        Assert.IsType<HistoryPage>(await Ask(new HistoryQueries.List(of, from, to, by, before, skip, limit)));

    private async Task<IEnumerable<string>> Revisions(HistoryKind kind, string name) => (await List(new(kind, name))).Items.Select(i => i.Revision);

    private Stamp Stamp(string by) => new(_now += TimeSpan.FromSeconds(1), new Origin(by, "ctl", "local"), null, "as asked");

    private void Catalog(Func<Stamp, CatalogEvent> happened) => _journal.Add("catalog", happened(Stamp("ada")));

    private void Account(string login, Func<Stamp, AccountEvent> happened) => _journal.Add(RevisionName.EntityOf(login), happened(Stamp("ada")));
}
