using Ftp.Actors.Accounts;
using Ftp.Actors.Catalog;
using Ftp.Actors.Quotas;
using Ftp.Admin.Tests.Doubles;

namespace Ftp.Admin.Tests.Commands;

/// <summary><c>quotas …</c>, and the options of resources and users that set the same.</summary>
public sealed class QuotaTests : CommandTest
{
    [Theory]
    [InlineData("quotas set projects --bytes 10MiB")]
    [InlineData("resources set projects --quota-bytes 10MiB")]
    public async Task Both_ways_to_set_a_resources_quota_say_the_same_and_keep_what_is_not_named(string line)
    {
        var projects = Server.State.Resources["projects"];
        Server.State = Server.State with { Resources = Server.State.Resources.SetItem("projects", projects with { Options = projects.Options with { Quota = new Quota(1, 7), Live = true } }) };
        await GoodAsync(line);
        var told = Server.Single<CatalogCommands.SetResource>();
        Assert.Equal((new Quota(10 * 1024 * 1024, 7), true, 12L), (told.Options!.Quota, told.Options.Live, told.ExpectedRevision));
    }

    [Theory]
    [InlineData("quotas set --user ada --files unlimited")]
    [InlineData("users set ada --quota-files unlimited")]
    public async Task Both_ways_to_set_a_users_quota_say_the_same(string line)
    {
        var ada = Server.Users["ada"];
        Server.Users["ada"] = ada with { Profile = ada.Profile with { Limits = AccountLimits.None with { Quota = new Quota(5, 9) } } };
        await GoodAsync(line);
        Assert.Equal(new Field<Quota?>(new Quota(5, null)), Server.Single<AccountCommands.Set>().Change.Quota);
    }

    [Fact]
    public async Task A_quota_without_limits_is_none()
    {
        var ada = Server.Users["ada"];
        Server.Users["ada"] = ada with { Profile = ada.Profile with { Limits = AccountLimits.None with { Quota = new Quota(5, null) } } };
        await GoodAsync("quotas set --user ada --bytes unlimited");
        Assert.Equal(new Field<Quota?>(null), Server.Single<AccountCommands.Set>().Change.Quota);
    }

    [Fact]
    public async Task A_change_that_names_no_quota_leaves_it()
    {
        await GoodAsync("users set ada --description x");
        Assert.Null(Server.Single<AccountCommands.Set>().Change.Quota);
    }

    [Fact]
    public async Task The_list_tells_scripts_every_number()
    {
        var items = (await GoodAsync("quotas show")).Body["items"]!.AsArray();
        Assert.Equal(
            """{"name":"projects","kind":"resource","usedBytes":1024,"usedFiles":3,"reservedBytes":512,"reservedFiles":1,"maximumBytes":4096,"maximumFiles":null,"percent":25,"state":"exact","recounting":false,"trouble":null,"counts":["projects","nas:/old"]}""",
            items[0]!.ToJsonString());
        Assert.Equal(("ada", "user", "unknown"), ((string?)items[1]!["name"], (string?)items[1]!["kind"], (string?)items[1]!["state"]));
    }

    [Fact]
    public async Task A_resource_and_a_user_show_their_quota()
    {
        var projects = Server.State.Resources["projects"];
        Server.State = Server.State with { Resources = Server.State.Resources.SetItem("projects", projects with { Options = projects.Options with { Quota = new Quota(1024, 7) } }) };
        var shown = await GoodAsync("resources show projects");
        Assert.Equal("""{"bytes":1024,"files":7}""", shown.Body["quota"]!.ToJsonString());
        Assert.Contains("quota bytes:", shown.Text, StringComparison.Ordinal);
        Assert.Null((await GoodAsync("users show ada")).Body["quota"]);
    }

    [Fact]
    public async Task A_rescan_names_what_has_a_quota_or_how_to_set_one()
    {
        Server.Quotas = [];
        Assert.Contains("has no quota; set one with: quotas set --user ada --bytes SIZE", (await BadAsync("quotas rescan --user ada")).Detail, StringComparison.Ordinal);
        Assert.Equal(QuotaKey.User("ada"), Server.Single<QuotaCommands.Rescan>().Key);
        Assert.Equal("no quotas", (await GoodAsync("quotas show")).Text);
    }
}
