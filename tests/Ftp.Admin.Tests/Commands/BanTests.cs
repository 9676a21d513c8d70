using System.Net;
using Ftp.Actors.Accounts;
using Ftp.Actors.Bans;
using Ftp.Actors.Catalog;

namespace Ftp.Admin.Tests.Commands;

/// <summary><c>bans</c>, and from where accounts log in.</summary>
public sealed class BanTests : CommandTest
{
    [Fact]
    public async Task The_list_says_who_until_when_by_whom_and_why_and_who_is_slowed_down()
    {
        var list = await GoodAsync("bans list");
        Assert.Equal(
            """
            ID  NETWORK          SINCE                 UNTIL                 BY      WHY
            3   192.0.2.66/32    2026-03-03 11:55:00Z  2026-03-03 12:15:00Z  server  10 failed logins within 10m (2 bans in a row; in memory only yet)
            4   198.51.100.0/24  2026-03-02 12:00:00Z  removed               root    scanners

            SLOWED DOWN   LOGIN  FAILURES  NEXT TRY
            127.0.0.1/32  ada    7         in 8 s
            """,
            list.Text);
        Assert.Equal(2, (int?)list.Body["total"]);
        Assert.Equal(
            """{"name":"192.0.2.66/32","id":3,"since":"2026-03-03T11:55:00Z","until":"2026-03-03T12:15:00Z","reason":"10 failed logins within 10m","automatic":true,"count":2,"by":"server","leftSeconds":900,"inForce":true,"kept":false}""",
            list.Body["items"]![0]!.ToJsonString());
        Assert.Equal("""[{"host":"127.0.0.1/32","login":"ada","failures":7,"waitSeconds":8}]""", list.Body["slowed"]!.ToJsonString());
        Assert.Contains("1 to 1 of 2; --skip 1 shows more", (await GoodAsync("bans list --take 1")).Text, StringComparison.Ordinal);
        Server.Bans = new BanList([], []);
        Assert.Equal("no bans", (await GoodAsync("bans list")).Text);
        Assert.DoesNotContain("bans:", (await GoodAsync("status")).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7/32")]
    [InlineData("::ffff:192.0.2.7", "192.0.2.7/32")]
    [InlineData("10.0.0.0/8", "10.0.0.0/8")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    [InlineData("2001:db8::1/128", "2001:db8::1/128")]
    public async Task Whom_is_an_address_or_a_network_and_of_IPv6_a_host(string typed, string network)
    {
        await GoodAsync($"bans add {typed} --for 90m --reason 'too curious'");
        Assert.Equal(new BanCommands.Add(IPNetwork.Parse(network), TimeSpan.FromMinutes(90), "too curious", Origin), Server.Single<BanCommands.Add>());
        await RunAsync($"bans remove {typed}");
        Assert.Equal(new BanCommands.Remove(IPNetwork.Parse(network), null, Origin), Server.Single<BanCommands.Remove>());
    }

    [Fact]
    public async Task A_number_is_a_bans_id_and_never_an_address()
    {
        await GoodAsync("bans remove 4");
        Assert.Equal(new BanCommands.Remove(null, 4, Origin), Server.Single<BanCommands.Remove>());
        Assert.Equal(400, (await BadAsync("bans add 4")).Status);
        Assert.Equal(400, (await BadAsync("bans add 192.0.2")).Status);
    }

    [Fact]
    public async Task Banning_who_is_never_banned_by_itself_is_done_with_a_warning()
    {
        Assert.Contains("warning: ban.never names 127.0.0.0/8", (await GoodAsync("bans add 127.0.0.9")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("warning", (await GoodAsync("bans add 192.0.2.9")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_is_the_servers_sentence()
    {
        Server.Answer = m => m is BanCommands.Add ? new BanAnswer.Refused(RefusalKind.Invalid, "0.0.0.0/0 is too wide for a ban") : null;
        Assert.Equal((422, "0.0.0.0/0 is too wide for a ban"), (await BadAsync("bans add 0.0.0.0/0")) is var p ? (p.Status, p.Detail) : default);
        Assert.Equal(404, (await BadAsync("bans remove 203.0.113.9")).Status);
    }

    [Fact]
    public async Task Where_only_failures_were_forgotten_it_says_so()
    {
        Server.Answer = m => m is BanCommands.Remove ? new BanAnswer.Done(null, true, 2) : null;
        Assert.Equal("203.0.113.9/32 was not banned; its failed logins are forgotten", (await GoodAsync("bans remove 203.0.113.9")).Text);
    }

    [Fact]
    public async Task From_where_an_account_logs_in_is_a_whole_list()
    {
        await GoodAsync("users set ada --allow-from 10.0.0.0/8,192.0.2.7 --allow-from 2001:db8::/32 --deny-from ''");
        var change = Server.Single<AccountCommands.Set>().Change;
        Assert.Equal(["10.0.0.0/8", "192.0.2.7/32", "2001:db8::/32"], change.AllowFrom!.Value.Select(n => n.ToString()));
        Assert.Empty(change.DenyFrom!.Value);
        Server.Told.Clear();
        await GoodAsync("users set ada --description x");
        Assert.Null(Server.Single<AccountCommands.Set>().Change.AllowFrom);

        var ada = Server.Users["ada"];
        Server.Users["ada"] = ada with { Profile = ada.Profile with { Limits = AccountLimits.None with { AllowFrom = [IPNetwork.Parse("10.0.0.0/8")] } } };
        var shown = await GoodAsync("users show ada");
        Assert.Contains("allow from:", shown.Text, StringComparison.Ordinal);
        Assert.Equal("""["10.0.0.0/8"]""", shown.Body["allowFrom"]!.ToJsonString());
        Assert.Equal("[]", shown.Body["denyFrom"]!.ToJsonString());
    }
}
