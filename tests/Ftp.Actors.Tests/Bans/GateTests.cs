using System.Collections.Immutable;
using System.Net;
using Akka.Actor;
using Ftp.Actors.Accounts;
using Ftp.Actors.Bans;
using Ftp.Actors.Catalog;
using Ftp.Actors.Settings;
using Ftp.Actors.Supervision;
using Ftp.Actors.Tests.Supervision;
using Xunit;
using FakeConnection = Ftp.Actors.Tests.Supervision.FakeConnection;

namespace Ftp.Actors.Tests.Bans;

/// <summary>Who is sent away at the connect, and whose sessions end when that changes.</summary>
public sealed class GateTests(ITestOutputHelper output) : SupervisorTestBase("", output)
{
    private const string NotServed = "Service is not available from your address.";

    private static readonly ServerSettings Settings = new() { Ban = BanSettings.Default with { Never = [] } };

    [Fact]
    public async Task A_banned_host_hears_a_421_instead_of_the_greeting_and_the_log_names_the_ban()
    {
        Start(Settings);
        Fail("192.0.2.1", 10);
        var refused = Connect();
        await refused.Closed.WaitAsync(TimeSpan.FromSeconds(20), Cancel);
        Assert.Equal($"421 {NotServed}\r\n", refused.Written);
        await Enter("192.0.2.2");
        var entry = Assert.Single(Written.Entries, e => e.Event == "refused.ban");
        Assert.Equal(("ban", "1", "192.0.2.1"), (entry.Fields["rule"], entry.Fields["rule-id"], entry.Host));
        Assert.Equal(1, Tally.Sessions);
    }

    [Fact]
    public async Task Where_TLS_begins_at_once_it_hears_nothing()
    {
        Start(Settings);
        Fail("192.0.2.1", 10);
        var refused = Connect(implicitTls: true);
        await refused.Closed.WaitAsync(TimeSpan.FromSeconds(20), Cancel);
        Assert.Equal("", refused.Written);
    }

    [Fact]
    public async Task An_automatic_ban_ends_the_hosts_sessions_that_have_not_logged_in_and_lets_the_others_stay()
    {
        Start(Settings);
        var (before, after, other) = (await Enter("192.0.2.1"), await Enter("192.0.2.1"), await Enter("192.0.2.2"));
        await Login(after.Id, "ada");
        Sys.EventStream.Publish(new BanInForce(Fail("192.0.2.1", 10)!));
        var heard = await ExpectMsgAsync<SessionHeard>(cancellationToken: Cancel);
        Assert.Equal((before.Id, new EndSession(NotServed, LetTransferFinish: false)), (heard.Id, heard.Message));
        await Settled();
        await ExpectNoMsgAsync(TimeSpan.Zero, Cancel);
        Assert.NotEqual(other.Id, heard.Id);
    }

    [Fact]
    public async Task A_ban_by_an_administrator_ends_all_sessions_of_its_network()
    {
        Start(Settings);
        var (one, two, other) = (await Enter("192.0.2.1"), await Enter("192.0.2.200"), await Enter("198.51.100.1"));
        await Login(one.Id, "ada");
        var ban = new Ban(1, IPNetwork.Parse("192.0.2.0/24"), DateTimeOffset.UnixEpoch, null, "scanning", Automatic: false, 1, "root");
        Services.LoginGuard.Add(ban);
        Sys.EventStream.Publish(new BanInForce(ban));
        var ended = await ReceiveNAsync(2, Cancel).ToListAsync(Cancel);
        Assert.Equal([one.Id, two.Id], ended.Cast<SessionHeard>().Select(h => h.Id).Order());
        await Settled();
        await ExpectNoMsgAsync(TimeSpan.Zero, Cancel);
        Assert.NotEqual(0, other.Id);
    }

    [Fact]
    public async Task A_connection_that_waited_for_a_place_while_its_host_was_banned_gets_none()
    {
        Start(Settings with { MaximumSessions = 1 });
        var first = await Enter("192.0.2.9");
        var waiting = Connect();
        Fail("192.0.2.1", 10);
        first.Session.Tell(PoisonPill.Instance);
        await waiting.Closed.WaitAsync(TimeSpan.FromSeconds(20), Cancel);
        Assert.Equal($"421 {NotServed}\r\n", waiting.Written);
    }

    [Theory]
    [InlineData("192.0.2.1", false, true)]
    [InlineData("::ffff:192.0.2.1", false, true)]
    [InlineData("192.0.2.66", false, false)]
    [InlineData("198.51.100.1", false, false)]
    [InlineData("198.51.100.1", true, true)]
    [InlineData("192.0.2.1", true, false)]
    [InlineData("2001:db8::1", false, false)]
    public async Task Each_port_has_its_own_lists_and_deny_wins(string host, bool implicitTls, bool letIn)
    {
        Start(Settings with
        {
            AllowFrom = [IPNetwork.Parse("192.0.2.0/24")],
            DenyFrom = [IPNetwork.Parse("192.0.2.64/26")],
            ImplicitTlsAllowFrom = [IPNetwork.Parse("198.51.100.0/24")],
        });
        var connection = Connect(host, implicitTls);
        if (letIn)
        {
            Assert.Same(connection, (await ExpectMsgAsync<SessionStarted>(cancellationToken: Cancel)).Connection);
            return;
        }

        await connection.Closed.WaitAsync(TimeSpan.FromSeconds(20), Cancel);
        Assert.Equal(implicitTls ? "" : $"421 {NotServed}\r\n", connection.Written);
        Assert.Contains(Written.Entries, e => e.Event == "refused.network" && e.Fields["rule"].EndsWith("-from", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_changed_list_ends_the_sessions_that_it_keeps_out_and_no_others()
    {
        Start(Settings);
        var (out1, stays, tls) = (await Enter("192.0.2.1"), await Enter("198.51.100.1"), await EnterTlsAsync("192.0.2.1"));
        await Login(out1.Id, "ada");
        Change(s => s with { DenyFrom = [IPNetwork.Parse("192.0.2.0/24")] });
        Assert.Equal(out1.Id, (await ExpectMsgAsync<SessionHeard>(cancellationToken: Cancel)).Id);
        Change(s => s with { ImplicitTlsAllowFrom = [IPNetwork.Parse("10.0.0.0/8")] });
        Assert.Equal(tls.Id, (await ExpectMsgAsync<SessionHeard>(cancellationToken: Cancel)).Id);
        await Settled();
        await ExpectNoMsgAsync(TimeSpan.Zero, Cancel);
        Assert.NotEqual(0, stays.Id);
    }

    [Fact]
    public async Task An_accounts_changed_list_ends_its_sessions_from_elsewhere()
    {
        Start(Settings);
        var (far, near, bob) = (await Enter("192.0.2.1"), await Enter("10.0.0.1"), await Enter("192.0.2.2"));
        await Login(far.Id, "ada");
        await Login(near.Id, "ada");
        await Login(bob.Id, "bob");
        Sys.EventStream.Publish(new AccountChanged("ada", Ada()));
        var heard = await ReceiveNAsync(3, Cancel).ToListAsync(Cancel);
        Assert.Equal([far.Id], heard.Cast<SessionHeard>().Where(h => h.Message is EndSession).Select(h => h.Id));
        var entry = Assert.Single(Written.Entries, e => e.Event == "refused.network");
        Assert.Equal(("allow-from", "user ada", "ada"), (entry.Fields["rule"], entry.Fields["rule-id"], entry.Login));

        // checked before the change, seated after it
        var late = await Enter("192.0.2.3");
        await Login(late.Id, "ada");
        heard = await ReceiveNAsync(2, Cancel).ToListAsync(Cancel);
        Assert.Contains(heard.Cast<SessionHeard>(), h => h.Id == late.Id && h.Message is EndSession);
    }

    [Fact]
    public async Task A_groups_changed_list_ends_its_members_sessions_from_elsewhere()
    {
        Start(Settings);
        var (far, near) = (await Enter("192.0.2.1"), await Enter("10.0.0.1"));
        await Login(far.Id, "ada");
        await Login(near.Id, "ada");
        Groups(new Group("staff", "", ["ada"]) { AllowFrom = [IPNetwork.Parse("10.0.0.0/8")] });
        Assert.Equal(far.Id, (await ExpectMsgAsync<SessionHeard>(cancellationToken: Cancel)).Id);
        var late = await Enter("192.0.2.3");
        await Login(late.Id, "ada");
        Assert.Equal(late.Id, (await ExpectMsgAsync<SessionHeard>(cancellationToken: Cancel)).Id);
        // an ended session is not ended twice, and a change that touches no group ends nobody
        Groups(new Group("staff", "", ["ada"]) { AllowFrom = [IPNetwork.Parse("10.0.0.0/8")] });
        await Settled();
        await ExpectNoMsgAsync(TimeSpan.Zero, Cancel);
    }

    [Fact]
    public async Task Refusals_in_the_log_are_bounded_and_the_rest_is_counted()
    {
        Start(Settings);
        Fail("192.0.2.1", 10);
        for (var i = 0; i < 300; i++)
        {
            Connect();
        }

        await Settled();
        Assert.InRange(Written.Entries.Count(e => e.Event == "refused.ban"), 1, 200);
    }

    private static AccountProfile Ada() =>
        new("ada", false, true, null) { Limits = AccountLimits.None with { AllowFrom = [IPNetwork.Parse("10.0.0.0/8")] } };

    private void Groups(params Group[] groups)
    {
        var state = CatalogState.Empty with { Revision = Services.Rights.Current.Revision + 1, Groups = CatalogState.Empty.Groups.AddRange(groups.Select(g => KeyValuePair.Create(g.Name, g))) };
        Services.Rights.Publish(new RightsSnapshot(state, guestsAllowed: true));
        Sys.EventStream.Publish(new CatalogChanged(state.Revision));
    }

    private async Task<SessionStarted> EnterTlsAsync(string peer)
    {
        Supervisor.Tell(new ConnectionAccepted(new FakeConnection(peer), ImplicitTls: true), ActorRefs.NoSender);
        return await ExpectMsgAsync<SessionStarted>(cancellationToken: Cancel);
    }

    private Ban? Fail(string host, int times)
    {
        Ban? ban = null;
        for (var i = 0; i < times; i++)
        {
            ban = Services.LoginGuard.Failed(IPAddress.Parse(host), "ada").Ban;
        }

        return ban;
    }
}
