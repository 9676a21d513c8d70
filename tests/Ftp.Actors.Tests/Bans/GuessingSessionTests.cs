using System.Net;
using Ftp.Actors.Accounts;
using Ftp.Actors.Catalog;
using Ftp.Actors.Serialization;
using Ftp.Actors.Settings;
using Ftp.Actors.Supervision;
using Ftp.Actors.Tests.Sessions;
using Xunit;

namespace Ftp.Actors.Tests.Bans;

/// <summary>What a session makes of failed logins: which of them count, and what the client hears.</summary>
public sealed class GuessingSessionTests
{
    private readonly TestNode _node = new();

    public GuessingSessionTests() => _node.Set(s => s with { Ban = BanSettings.Default with { Never = [] } });

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5)]
    public void A_connection_has_as_many_tries_as_the_setting_says(int tries)
    {
        _node.Set(s => s with { LoginTries = tries });
        var session = new CoreSession(_node);
        var codes = Enumerable.Range(0, tries).Select(_ => Try(session, "ada", "wrong")).ToList();
        Assert.Equal([.. Enumerable.Repeat(530, tries - 1), 421], codes);
        Assert.True(session.Closed);
    }

    [Fact]
    public void Ten_wrong_passwords_over_many_connections_ban_the_host_and_the_owner_gets_in_from_elsewhere()
    {
        Assert.All(Enumerable.Range(0, 9), i => Assert.Equal(530, Try(new CoreSession(_node, "192.0.2.1"), "ada", "wrong")));
        var last = new CoreSession(_node, "192.0.2.1");
        Assert.Equal(421, Try(last, "ada", "wrong"));
        Assert.True(last.Closed);
        Assert.NotNull(_node.Services.LoginGuard.Over(IPAddress.Parse("192.0.2.1")));
        Assert.Equal(230, Try(new CoreSession(_node, "192.0.2.2"), "ada", "secret"));
    }

    [Fact]
    public void A_login_that_nobody_has_counts_like_a_wrong_password_and_is_answered_alike()
    {
        var known = Enumerable.Range(0, 10).Select(_ => Try(new CoreSession(_node, "192.0.2.1"), "ada", "wrong"));
        var unknown = Enumerable.Range(0, 10).Select(_ => Try(new CoreSession(_node, "192.0.2.2"), "nobody", "wrong"));
        Assert.Equal(known.ToList(), unknown.ToList());
    }

    /// <summary>None of these was a guess that was wrong.</summary>
    [Theory]
    [InlineData("disabled", 530)]
    [InlineData("limit", 421)]
    [InlineData("unavailable", 421)]
    [InlineData("network", 530)]
    [InlineData("root", 530)]
    [InlineData("guests", 530)]
    [InlineData("clear", 530)]
    public void What_is_refused_for_another_reason_bans_nobody(string reason, int code)
    {
        var login = "ada";
        switch (reason)
        {
            case "network":
                _node.Account(a => a with { Limits = a.Limits with { DenyFrom = [IPNetwork.Parse("192.0.2.0/24")] } });
                break;
            case "root":
                _node.Account(a => a with { Root = Ftp.Actors.Protocol.FtpPath.Parse("/nowhere") });
                break;
            case "guests":
                _node.Set(s => s with { Guests = false });
                login = "anonymous";
                break;
            case "clear":
                _node.AccountTls(t => t with { Require = true });
                break;
        }

        for (var i = 0; i < 30; i++)
        {
            var session = new CoreSession(_node, "192.0.2.1");
            if (reason == "limit")
            {
                session.Admit = _ => new Admission.Refused(1, Limit.MaximumConnectionsPerLogin, 2);
            }

            session.Verify = reason switch
            {
                "disabled" => _ => new LoginVerdict.Refused("the account is disabled") { Proven = true },
                "unavailable" => _ => new LoginVerdict.Unavailable("too many log-ins are waiting"),
                _ => null,
            };
            Assert.Equal(code, Try(session, login, "secret"));
        }

        Assert.Equal(0, _node.Services.LoginGuard.Count);
    }

    [Fact]
    public void A_guest_does_not_make_his_host_one_where_a_password_is_known()
    {
        Assert.Equal(230, Try(new CoreSession(_node, "192.0.2.1"), "anonymous", "me@"));
        Assert.Equal(421, Enumerable.Range(0, 10).Select(_ => Try(new CoreSession(_node, "192.0.2.1"), "ada", "wrong")).ToList()[^1]);
        Assert.Equal(230, Try(new CoreSession(_node, "192.0.2.2"), "ada", "secret"));
        Assert.Equal(530, Enumerable.Range(0, 10).Select(_ => Try(new CoreSession(_node, "192.0.2.2"), "bob", "wrong")).ToList()[^1]);
    }

    [Fact]
    public void From_a_network_that_the_account_does_not_let_in_the_right_password_is_answered_like_a_wrong_one_and_the_log_names_the_list()
    {
        _node.Account(a => a with { Limits = a.Limits with { AllowFrom = [IPNetwork.Parse("10.0.0.0/8")] } });
        var refused = new CoreSession(_node, "192.0.2.1");
        refused.Say("USER ada");
        var wrong = new CoreSession(_node, "192.0.2.1");
        wrong.Say("USER ada");
        Assert.Equal(wrong.Say("PASS wrong"), refused.Say("PASS secret"));
        var entry = Assert.Single(_node.Log.Entries, e => e.Event == "refused.network");
        Assert.Equal(("allow-from", "user ada", "ada", "192.0.2.1"), (entry.Fields["rule"], entry.Fields["rule-id"], entry.Login, entry.Host));
        Assert.Equal(230, Try(new CoreSession(_node, "10.1.2.3"), "ada", "secret"));
    }

    [Theory]
    [InlineData("10.1.2.3", true)]
    [InlineData("::ffff:10.1.2.3", true)]
    [InlineData("10.9.2.3", false)]
    [InlineData("192.0.2.1", false)]
    [InlineData("2001:db8::1", false)]
    public void All_lists_of_an_account_and_its_groups_must_let_a_login_in_and_deny_wins(string host, bool letIn)
    {
        var groups = CatalogState.Empty.Groups
            .Add("staff", new Group("staff", "", ["ada"]) { AllowFrom = [IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("192.0.2.0/24"), IPNetwork.Parse("2001:db8::/32")] })
            .Add("crew", new Group("crew", "", ["ada"]) { DenyFrom = [IPNetwork.Parse("10.9.0.0/16")] })
            .Add("others", new Group("others", "", ["bob"]) { DenyFrom = [IPNetwork.Parse("0.0.0.0/0")] });
        var rights = new RightsSnapshot(CatalogState.Empty with { Groups = groups }, guestsAllowed: true);
        var ada = new AccountProfile("ada", false, true, null) { Limits = AccountLimits.None with { DenyFrom = [IPNetwork.Parse("192.0.2.0/24"), IPNetwork.Parse("2001:db8::/64")] } };
        Assert.Equal(letIn, rights.RefusesLogin(ada, IPAddress.Parse(host)) is null);
        Assert.Null(rights.RefusesLogin(AccountProfile.Guest("ftp"), IPAddress.Parse(host)));
    }

    [Fact]
    public void The_lists_of_a_group_whose_event_cannot_be_read_hold_as_they_were_known()
    {
        var staff = new Group("staff", "", ["ada"]) { AllowFrom = [IPNetwork.Parse("10.0.0.0/8")] };
        var state = CatalogState.Empty with { Groups = CatalogState.Empty.Groups.Add("staff", staff) };
        var rights = new RightsSnapshot(state with { Quarantined = state.Quarantined.Add(new EntityId(EntityKind.Group, "staff"), "cannot be read") }, guestsAllowed: true);
        Assert.Equal("group staff", rights.RefusesLogin(new AccountProfile("ada", false, true, null), IPAddress.Parse("192.0.2.1"))!.Of);
    }

    [Fact]
    public void The_log_says_which_rule_refused_a_login()
    {
        Try(new CoreSession(_node), "ada", "wrong");
        var full = new CoreSession(_node) { Admit = _ => new Admission.Refused(1, Limit.MaximumConnectionsPerLogin, 2) };
        Try(full, "ada", "secret");
        Assert.Equal("password", _node.Log.Entries.Single(e => e.Event == "login.failed").Fields["rule"]);
        var limit = _node.Log.Entries.Single(e => e.Event == "refused.limit");
        Assert.Equal(("limit", "maximum-connections-per-login"), (limit.Fields["rule"], limit.Fields["rule-id"]));
    }

    private static int Try(CoreSession session, string login, string password) =>
        session.Code($"USER {login}") is var code && code == 331 ? session.Code($"PASS {password}") : code;
}
