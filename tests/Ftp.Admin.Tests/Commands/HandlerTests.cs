using System.Collections.Immutable;
using System.Net;
using Ftp.Actors.Accounts;
using Ftp.Actors.Catalog;
using Ftp.Actors.Protocol;
using Ftp.Actors.Serialization;
using Ftp.Actors.Settings;
using Ftp.Actors.Storage;
using Ftp.Actors.Supervision;
using Ftp.Admin.Commands;

namespace Ftp.Admin.Tests.Commands;

/// <summary>What exactly the actors are told.</summary>
public sealed class HandlerTests : CommandTest
{
    [Theory]
    [InlineData("on", "on")]
    [InlineData("stop", "off")]
    public async Task On_and_off_are_a_setting(string line, string value)
    {
        await GoodAsync(line);
        Assert.Equal(new CatalogCommands.SetSetting("enabled", value, Origin), Server.Single<ChangeSetting>().Command);
    }

    [Fact]
    public async Task A_setting_is_set_as_written_and_reset_by_name()
    {
        await GoodAsync("settings set ftp.settings.addresses '[\"192.0.2.1\", \"::\"]'");
        Assert.Equal(new CatalogCommands.SetSetting("addresses", "[\"192.0.2.1\", \"::\"]", Origin), Server.Single<ChangeSetting>().Command);
    }

    [Fact]
    public async Task A_refused_setting_gives_the_tables_sentence()
    {
        Server.Answer = m => m is ChangeSetting ? new CatalogAnswer.Refused(RefusalKind.Invalid, "port: '0' is not 1 to 65535") : null;
        Assert.Equal((422, "port: '0' is not 1 to 65535"), (await BadAsync("settings set port 0")) is var p ? (p.Status, p.Detail) : default);
    }

    [Fact]
    public async Task A_setting_shows_where_it_comes_from()
    {
        Server.State = Server.State with { Settings = Server.State.Settings.Add("port", new SettingOverride("port", "2121", "ada", Doubles.FixedTime.Now)) };
        Server.Services.Settings.Publish(new ServerSettings { Port = 2121 });
        var body = (await GoodAsync("settings get port")).Body;
        Assert.Equal(("port", "2121", "administrator", "21"), ((string?)body["name"], (string?)body["value"], (string?)body["source"], (string?)body["fileValue"]));
        Assert.Contains("from administrator (ada, 2026-03-03 12:00:00Z); the files say 21", (await GoodAsync("settings get port")).Text, StringComparison.Ordinal);

        Server.Context = Server.Context with { Services = Server.Services with { FileSettings = new ServerSettings { MaximumConnections = 7 } } };
        Assert.Equal("file", (string?)(await GoodAsync("settings get maximum-connections")).Body["source"]);
        Assert.Equal("default", (string?)(await GoodAsync("settings get guests")).Body["source"]);
    }

    [Fact]
    public async Task What_is_quarantined_says_so_and_can_be_removed()
    {
        const string Why = "revision 7 (resource-added-1) cannot be read";
        Server.State = Server.State with
        {
            Quarantined = Server.State.Quarantined.Add(new EntityId(EntityKind.Resource, "lost"), Why).Add(new EntityId(EntityKind.Resource, "Projects"), Why).Add(new EntityId(EntityKind.Group, "gone"), Why),
        };
        var list = await GoodAsync("resources list");
        Assert.Equal(["lost", "projects", "public"], list.Body["items"]!.AsArray().Where(i => (string?)i!["trouble"] == Why || (string?)i["name"] == "public").Select(i => (string?)i!["name"]).Order());
        Assert.Equal(2, list.Text.Split("quarantined").Length - 1);
        Assert.Contains(Why, (await GoodAsync("resources show projects")).Text, StringComparison.Ordinal);
        await GoodAsync("resources remove lost --yes");
        Assert.Equal("lost", Server.Single<CatalogCommands.RemoveResource>().Name);
        await GoodAsync("groups remove gone --yes");
        Assert.Equal("gone", Server.Single<CatalogCommands.RemoveGroup>().Name);
    }

    [Fact]
    public async Task A_quarantined_account_says_so_and_can_be_removed_even_if_nothing_of_it_can_be_read()
    {
        const string Why = "event 3 (account-set-1) cannot be read";
        Server.Users["ada"] = Server.Users["ada"] with { Trouble = Why };
        Assert.Contains(Why, (await GoodAsync("users show ada")).Text, StringComparison.Ordinal);
        Server.Answer = m => m is AccountQueries.List ? new AccountPage([new AccountRow("ada", false, "", null) { Trouble = Why }, new AccountRow("eve", false, "", null) { Trouble = Why }], 2) : null;
        var list = await GoodAsync("users list");
        Assert.Contains("quarantined", list.Text, StringComparison.Ordinal);
        Assert.Equal(Why, (string?)list.Body["items"]![1]!["trouble"]);
        await GoodAsync("users remove eve --yes");
        Assert.Equal("eve", Server.Single<AccountCommands.Remove>().Login);
    }

    [Fact]
    public async Task An_account_is_added_with_what_was_named()
    {
        await GoodAsync("users add eve --root Projects/in --description 'a b' --charset cp1251 --max-connections 3 --allow *.jpg --allow *.png,*.gif --max-file-size 10MiB");
        var add = Server.Single<AccountCommands.Add>();
        Assert.Equal(("eve", Password, "a b", "CP1251", 3), (add.Login, add.Password!.Reveal(), add.Profile.Description, add.Profile.LegacyCharset!.Value, add.Profile.MaximumConnections!.Value));
        Assert.Equal("/projects/in", add.Profile.Root!.Value.ToString());
        Assert.Equal(["*.jpg", "*.png", "*.gif"], add.Profile.Rules!.Allow.AsEnumerable());
        Assert.Equal(10 << 20, add.Profile.Rules.MaximumFileSize);
        Assert.Equal(Origin, add.Origin);
    }

    [Fact]
    public async Task What_is_not_named_is_left_as_it_is()
    {
        Server.Users["ada"] = Server.Users["ada"] with { Profile = Server.Users["ada"].Profile with { Rules = new FileRules(["*.a"], ["*.b"], [], 5) } };
        await GoodAsync("users set ada --deny '' --max-connections unlimited --charset none");
        var change = Server.Single<AccountCommands.Set>().Change;
        Assert.Equal((null, null), (change.Description, change.Root));
        Assert.Equal((new Field<int?>(null), new Field<string?>(null)), (change.MaximumConnections, change.LegacyCharset));
        Assert.Equal(("*.a", 0, 5L), (Assert.Single(change.Rules!.Allow), change.Rules.Deny.Length, change.Rules.MaximumFileSize));
    }

    [Fact]
    public async Task A_home_makes_its_resource_once_and_gives_the_right()
    {
        await GoodAsync("users add eve --home");
        Assert.Equal(
            new[] { "AddResource", "Add", "Grant" },
            Server.Told.Select(m => m.GetType().Name));
        var resource = Server.Single<CatalogCommands.AddResource>();
        Assert.Equal(("homes", "homes/{login}"), (resource.Name, resource.Source.ToString()));
        Assert.Equal("/homes", Server.Single<AccountCommands.Add>().Profile.Root!.Value.ToString());
        var grant = Server.Single<CatalogCommands.Grant>();
        Assert.Equal(("homes", Holder.User("eve"), Rights.Edit, true), (grant.Resource, grant.Holder, grant.Rights, grant.Folder.IsRoot));
        Assert.Contains("homes", Server.Storage.Folders);

        Server.Told.Clear();
        var homes = new Resource("homes", "", resource.Source, ImmutableSortedDictionary<string, DirectorySource>.Empty, [], [], ResourceOptions.Default);
        Server.State = Server.State with { Resources = Server.State.Resources.Add("homes", homes) };
        await GoodAsync("users add eva --home");
        Assert.Equal(new[] { "Add", "Grant" }, Server.Told.Select(m => m.GetType().Name));

        Server.Told.Clear();
        Server.State = Server.State with { Resources = Server.State.Resources.SetItem("homes", homes with { Source = new DirectorySource("", FtpPath.Parse("/shared")) }) };
        Assert.Contains("its source 'shared' is one folder for all", (await BadAsync("users add evi --home")).Detail, StringComparison.Ordinal);
        Assert.Empty(Server.Told);
    }

    [Fact]
    public async Task A_home_without_its_right_says_how_to_mend_it()
    {
        Server.Answer = m => m is CatalogCommands.Grant ? new CatalogAnswer.Refused(RefusalKind.Unavailable, "the journal does not answer") : null;
        var problem = await BadAsync("users add eve --home");
        Assert.Equal(503, problem.Status);
        Assert.Contains("repeat it with: rights grant homes --user eve --rights edit", problem.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(RefusalKind.NotFound, 404, "not-found")]
    [InlineData(RefusalKind.AlreadyExists, 409, "already-exists")]
    [InlineData(RefusalKind.Invalid, 422, "invalid")]
    [InlineData(RefusalKind.Conflict, 409, "conflict")]
    [InlineData(RefusalKind.Unavailable, 503, "unavailable")]
    public async Task A_refusal_keeps_its_kind_and_its_words(RefusalKind kind, int status, string type)
    {
        Server.Answer = m => m switch
        {
            AccountCommand => new AccountAnswer.Refused(kind, "because"),
            CatalogCommand => new CatalogAnswer.Refused(kind, "because"),
            _ => null,
        };
        foreach (var line in new[] { "users add eve", "groups add crew", "rights revoke projects --guest" })
            Assert.Equal(("urn:ftp-actors:problem:" + type, status, "because"), (await BadAsync(line)) is var p ? (p.Type, p.Status, p.Detail) : default);
    }

    [Fact]
    public async Task Options_of_a_resource_are_made_again_when_somebody_else_was_faster()
    {
        var conflicts = 2;
        Server.Answer = m =>
        {
            if (m is not CatalogCommands.SetResource || conflicts-- <= 0)
                return null;
            var resource = Server.State.Resources["projects"];
            Server.State = Server.State with
            {
                Revision = Server.State.Revision + 1,
                Resources = Server.State.Resources.SetItem("projects", resource with { Options = resource.Options with { DirectoryMode = 0x1C0 } }),
            };
            return new CatalogAnswer.Refused(RefusalKind.Conflict, "moved on");
        };
        await GoodAsync("resources set projects --file-mode 0600 --publish live --hide .*");
        var told = Server.Told.Cast<CatalogCommands.SetResource>().ToList();
        Assert.Equal(new long?[] { 12, 13, 14 }, told.Select(t => t.ExpectedRevision));
        var options = told[^1].Options!;
        Assert.Equal((0x180, 0x1C0, true, ".*"), (options.FileMode, options.DirectoryMode, options.Live, Assert.Single(options.Rules.Hide)));
        Assert.Null(told[^1].Source);
    }

    [Fact]
    public async Task A_resource_for_each_login_needs_only_the_folder_above()
    {
        await GoodAsync("resources add a --source homes/{login}/in");
        Assert.Contains("'nowhere'", (await BadAsync("resources add b --source nowhere/{login}")).Detail, StringComparison.Ordinal);
        await GoodAsync("resources add c --source deep/down/{login} --create");
        Assert.Contains("deep/down", Server.Storage.Folders);
        Assert.DoesNotContain(Server.Storage.Folders, f => f.Contains("{login}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_grant_holds_what_was_named()
    {
        await GoodAsync("rights grant projects/a/b --group STAFF --rights list,download --from 192.0.2.7 --since 2026-01-02T03:04 --until 2026-01-02T05:05+01:00");
        var grant = Server.Single<CatalogCommands.Grant>();
        Assert.Equal(("projects", "/a/b", Holder.Group("staff"), Rights.View), (grant.Resource, grant.Folder.ToString(), grant.Holder, grant.Rights));
        Assert.Equal(IPNetwork.Parse("192.0.2.7/32"), grant.From);
        Assert.Equal(new DateTimeOffset(2026, 1, 2, 3, 4, 0, TimeSpan.Zero), grant.Since);
        Assert.Equal(new DateTimeOffset(2026, 1, 2, 4, 5, 0, TimeSpan.Zero), grant.Until);
    }

    [Fact]
    public async Task A_right_for_guests_says_when_guests_are_off()
    {
        Server.Services.Settings.Publish(new ServerSettings { Guests = false });
        Assert.Contains("but guests are off", (await GoodAsync("rights grant public --guest --rights view")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rights_can_be_revoked_from_a_user_who_is_gone()
    {
        await GoodAsync("rights revoke projects --user zoe");
        Assert.Equal((Holder.User("zoe"), null), (Server.Single<CatalogCommands.Revoke>().Holder, Server.Single<CatalogCommands.Revoke>().Rights));
    }

    [Fact]
    public async Task A_handler_that_fails_is_a_problem_and_an_entry_in_the_log()
    {
        Server.Context = Server.Context with { Services = Server.Services with { Storage = null! } };
        var problem = await BadAsync("storage list");
        Assert.Equal((500, "Failed"), (problem.Status, problem.Title));
        var entry = Assert.Single(Server.Log.Entries);
        Assert.Equal("admin.command-failed", entry.Event);
    }
}
