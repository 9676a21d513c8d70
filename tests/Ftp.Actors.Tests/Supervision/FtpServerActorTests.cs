using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Ftp.Actors.Catalog;
using Ftp.Actors.Settings;
using Ftp.Actors.Supervision;
using Xunit;

namespace Ftp.Actors.Tests.Supervision;

public sealed class FtpServerActorTests(ITestOutputHelper output) : ServerTestBase("", output)
{
    [Fact]
    public async Task It_listens_where_the_settings_say_and_says_so()
    {
        var serving = await Serve(OnPort(2100));
        Assert.Equal([new ListenerStatus("0.0.0.0", 2100, "explicit"), new ListenerStatus("::", 2100, "explicit")], serving.Listeners);
        var status = await Status();
        Assert.Equal((true, "on", 0, 0, null), (status.Enabled, status.State, status.Sessions, status.Transfers, status.ChangedBy));
        Assert.Equal(serving.Listeners, status.Listeners);
    }

    [Fact]
    public async Task Where_21_is_not_permitted_it_serves_2121_with_a_notice()
    {
        Prepare(new ServerSettings());
        Machine.Fail("0.0.0.0:21", SocketError.AccessDenied);
        var serving = await Ask<Serving>(new StartServing());
        Assert.All(serving.Listeners, l => Assert.Equal(2121, l.Port));
        Assert.Single(serving.Notices);
    }

    [Fact]
    public async Task A_busy_port_from_the_files_cannot_be_served()
    {
        Prepare(OnPort(2100));
        Machine.Fail("0.0.0.0:2100", SocketError.AddressAlreadyInUse);
        var cannot = await Ask<CannotServe>(new StartServing());
        Assert.Contains("port 2100", cannot.Message, StringComparison.Ordinal);
        Assert.Empty(Machine.Open);
        Assert.Empty(Services.Alarms.Current);
    }

    [Fact]
    public async Task A_busy_port_from_an_administrator_leaves_FTP_off_with_an_alarm_until_another_is_set()
    {
        Prepare(OnPort(2100));
        await Change(Set("port", "2200"));
        Machine.Fail("0.0.0.0:2200", SocketError.AddressAlreadyInUse);

        var serving = await Ask<Serving>(new StartServing());

        Assert.Empty(serving.Listeners);
        Assert.Contains("port 2200", Assert.Single(serving.Notices), StringComparison.Ordinal);
        var status = await Status();
        Assert.Equal((true, "fault"), (status.Enabled, status.State));
        Assert.Equal(FtpServerActor.PortsAlarm, Assert.Single(status.Alarms).Key);

        Assert.IsType<CatalogAnswer.Done>(await Change(Set("port", "2300")));
        status = await Status();
        Assert.Equal("on", status.State);
        Assert.Empty(status.Alarms);
        Assert.Equal(["0.0.0.0:2300", "[::]:2300"], Machine.Open);
    }

    [Fact]
    public async Task A_change_of_another_setting_does_not_need_the_ports()
    {
        Prepare(OnPort(2100));
        await Change(Set("port", "2200"));
        Machine.Fail("0.0.0.0:2200", SocketError.AddressAlreadyInUse);
        await Ask<Serving>(new StartServing());
        Assert.IsType<CatalogAnswer.Done>(await Change(Set("maximum-connections", "7")));
    }

    [Fact]
    public async Task A_new_port_is_live_and_the_old_one_closes()
    {
        await Serve(OnPort(2100));
        Assert.IsType<CatalogAnswer.Done>(await Change(Set("port", "2200")));
        Assert.Equal(["0.0.0.0:2200", "[::]:2200"], Machine.Open);
        Machine["0.0.0.0:2200"].Arrive(new FakeConnection());
        await ExpectMsgAsync<SessionStarted>(cancellationToken: Cancel);
    }

    [Fact]
    public async Task Sessions_live_through_a_change_of_the_port()
    {
        await Serve(OnPort(2100));
        await Arrive();
        await Change(Set("port", "2200"));
        Assert.Equal(1, (await Status()).Sessions);
        await ExpectNoMsgAsync(TimeSpan.Zero, Cancel);
    }

    [Fact]
    public async Task A_busy_port_refuses_the_change_and_nothing_is_different()
    {
        await Serve(OnPort(2100));
        var first = Machine["0.0.0.0:2100"];
        Machine.Fail("[::]:2200", SocketError.AddressAlreadyInUse);

        var refused = Assert.IsType<CatalogAnswer.Refused>(await Change(Set("port", "2200")));

        Assert.Contains("port 2200", refused.Message, StringComparison.Ordinal);
        Assert.Equal(["0.0.0.0:2100", "[::]:2100"], Machine.Open);
        Assert.Same(first, Machine["0.0.0.0:2100"]);
        Assert.Equal(2100, Services.Settings.Current.Port);
        Assert.Equal("on", (await Status()).State);
        Assert.Empty((await Status()).Alarms);
    }

    [Fact]
    public async Task A_change_that_theCatalogue_does_not_keep_gives_its_ports_back()
    {
        await Serve(OnPort(2100));
        Catalog.Tell(new CatalogAnswer.Refused(RefusalKind.Conflict, "no"));
        Assert.Equal(new CatalogAnswer.Refused(RefusalKind.Conflict, "no"), await Change(Set("port", "2200")));
        Assert.Equal(["0.0.0.0:2100", "[::]:2100"], Machine.Open);
    }

    [Fact]
    public async Task ACatalogue_that_does_not_answer_gives_the_ports_back_and_holds_up_nobody()
    {
        await Serve(OnPort(2100));
        Catalog.Tell("mute");
        var change = Change(Set("port", "2200"));
        await AwaitConditionAsync(() => Task.FromResult(Machine.Open.Length == 4), cancellationToken: Cancel);
        Assert.Equal("on", (await Status()).State);
        Assert.Equal(RefusalKind.Unavailable, Assert.IsType<CatalogAnswer.Refused>(await change).Kind);
        Assert.Equal(["0.0.0.0:2100", "[::]:2100"], Machine.Open);
    }

    [Fact]
    public async Task A_value_that_is_not_allowed_is_refused_before_anything_happens()
    {
        await Serve(OnPort(2100));
        Assert.Equal(RefusalKind.Invalid, Assert.IsType<CatalogAnswer.Refused>(await Change(Set("port", "many"))).Kind);
    }

    [Fact]
    public async Task One_address_can_take_over_from_all_and_back()
    {
        await Serve(OnPort(2100));
        Assert.IsType<CatalogAnswer.Done>(await Change(Set("addresses", "192.0.2.1")));
        Assert.Equal(["192.0.2.1:2100"], Machine.Open);
        Machine["192.0.2.1:2100"].Arrive(new FakeConnection());
        await ExpectMsgAsync<SessionStarted>(cancellationToken: Cancel);

        Assert.IsType<CatalogAnswer.Done>(await Change(new CatalogCommands.ResetSetting("addresses", Ada)));
        Assert.Equal(["0.0.0.0:2100", "[::]:2100"], Machine.Open);
        Assert.Empty((await Status()).Alarms);
    }

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1:2100")]
    [InlineData("192.0.2.2,192.0.2.1", "192.0.2.1:2100")]
    public async Task An_address_whose_port_somebody_else_has_refuses_the_change_though_our_own_port_stood_in_its_way(string addresses, string busy)
    {
        await Serve(OnPort(2100));
        Machine.Fail(busy, SocketError.AddressAlreadyInUse);

        Assert.Contains("port 2100", Assert.IsType<CatalogAnswer.Refused>(await Change(Set("addresses", addresses))).Message, StringComparison.Ordinal);

        Assert.Equal(["0.0.0.0:2100", "[::]:2100"], Machine.Open);
        Assert.Equal("on", (await Status()).State);
        Assert.Empty((await Status()).Alarms);
        Assert.Equal(new ServerSettings().Addresses, Services.Settings.Current.Addresses);
        await Arrive();
    }

    [Fact]
    public async Task An_address_that_theCatalogue_does_not_keep_gives_the_old_one_back()
    {
        await Serve(OnPort(2100));
        Catalog.Tell(new CatalogAnswer.Refused(RefusalKind.Conflict, "no"));
        Assert.IsType<CatalogAnswer.Refused>(await Change(Set("addresses", "192.0.2.1")));
        Assert.Equal(["0.0.0.0:2100", "[::]:2100"], Machine.Open);
        await Arrive();
    }

    [Fact]
    public async Task A_busy_address_that_came_another_way_leaves_the_old_one_serving_with_an_alarm()
    {
        await Serve(OnPort(2100));
        Machine.Fail("192.0.2.1:2100", SocketError.AddressAlreadyInUse);
        Publish(s => s with { Addresses = [IPAddress.Parse("192.0.2.1")] });
        await AwaitConditionAsync(() => Task.FromResult(Services.Alarms.Current.Length == 1), cancellationToken: Cancel);
        Assert.Equal(["0.0.0.0:2100", "[::]:2100"], Machine.Open);
        Assert.Equal("on", (await Status()).State);
        await Arrive();
    }

    [Fact]
    public async Task A_fault_of_the_server_actor_does_not_end_a_drain()
    {
        await Serve(OnPort(2100));
        await Ask<DrainResult>(new Drain(TimeSpan.FromMinutes(5), "ada"));
        Server.Tell(Set("port", "crash"));
        await AwaitConditionAsync(() => Task.FromResult(Written.Entries.Any(e => e.Event == "server.fault")), Patience, cancellationToken: Cancel);
        await AwaitConditionAsync(async () => (await Status()).State == "draining", Patience, cancellationToken: Cancel);
        Assert.Empty(Machine.Open);
        await Change(Set("enabled", "on"));
        Assert.Equal("on", (await Status()).State);
    }

    [Fact]
    public async Task Who_waits_for_a_drain_is_answered_though_the_server_actor_breaks()
    {
        await Serve(OnPort(2100));
        var session = await Arrive();
        session.Session.Tell("stubborn");
        var drained = Ask<DrainResult>(new Drain(TimeSpan.FromMinutes(5), "ada"));
        await ExpectMsgAsync<SessionHeard>(cancellationToken: Cancel);
        Server.Tell(Set("port", "crash"));
        await drained;
    }

    [Fact]
    public async Task Many_changes_at_once_end_where_the_last_one_says()
    {
        await Serve(OnPort(2100));
        await Task.WhenAll(Enumerable.Range(2200, 20).Select(p => Change(Set("port", $"{p}"))));
        Assert.Equal([$"0.0.0.0:{Services.Settings.Current.Port}", $"[::]:{Services.Settings.Current.Port}"], Machine.Open);
    }

    [Fact]
    public async Task Off_closes_the_listeners_ends_sessions_politely_and_tells_who_did_it()
    {
        await Serve(OnPort(2100));
        var session = await Arrive();
        var connection = (FakeConnection)session.Connection;

        Assert.IsType<CatalogAnswer.Done>(await Change(Set("enabled", "off")));

        Assert.Empty(Machine.Open);
        var end = Assert.IsType<EndSession>((await ExpectMsgAsync<SessionHeard>(cancellationToken: Cancel)).Message);
        Assert.True(end.LetTransferFinish);
        await connection.Closed.WaitAsync(Patience, Cancel);
        var status = await Status();
        Assert.Equal((false, "off", "ada"), (status.Enabled, status.State, status.ChangedBy));
        Assert.NotNull(status.ChangedAt);
    }

    [Fact]
    public async Task On_again_listens_again()
    {
        await Serve(OnPort(2100));
        await Change(Set("enabled", "off"));
        await Change(Set("enabled", "on"));
        Assert.Equal("on", (await Status()).State);
        await Arrive();
        Assert.Equal(["server.on", "server.off", "server.on"], Written.Entries.Select(e => e.Event).Where(e => e is "server.on" or "server.off"));
    }

    [Fact]
    public async Task Switched_off_at_the_start_it_says_who_did_it()
    {
        Prepare(OnPort(2100));
        await Change(Set("enabled", "off"));
        var serving = await Ask<Serving>(new StartServing());
        Assert.Empty(serving.Listeners);
        Assert.Contains("ada", Assert.Single(serving.Notices), StringComparison.Ordinal);
        Assert.Equal("off", (await Status()).State);
    }

    [Fact]
    public async Task On_is_refused_where_the_port_is_busy()
    {
        await Serve(OnPort(2100));
        await Change(Set("enabled", "off"));
        Machine.Fail("0.0.0.0:2100", SocketError.AddressAlreadyInUse);
        Assert.IsType<CatalogAnswer.Refused>(await Change(Set("enabled", "on")));
        Assert.Equal((false, "off"), ((await Status()).Enabled, (await Status()).State));
    }

    [Fact]
    public async Task A_drain_closes_the_listeners_and_on_ends_it()
    {
        await Serve(OnPort(2100));
        await Arrive();

        Assert.Equal(new DrainResult(1, 0), await Ask<DrainResult>(new Drain(TimeSpan.FromMinutes(5), "ada")));

        Assert.Empty(Machine.Open);
        var status = await Status();
        Assert.Equal((true, "draining"), (status.Enabled, status.State));
        await ExpectMsgAsync<SessionHeard>(cancellationToken: Cancel);

        Assert.Equal(new CatalogAnswer.Done(1, false), await Change(Set("enabled", "on")));
        Assert.Equal("on", (await Status()).State);
        await Arrive();
    }

    [Fact]
    public async Task A_change_of_settings_does_not_end_a_drain()
    {
        await Serve(OnPort(2100));
        await Ask<DrainResult>(new Drain(TimeSpan.FromMinutes(5), "ada"));
        await Change(Set("port", "2200"));
        Assert.Equal("draining", (await Status()).State);
        Assert.Empty(Machine.Open);
    }

    [Fact]
    public async Task After_a_shutdown_nothing_opens_again()
    {
        await Serve(OnPort(2100) with { ShutdownDeadline = TimeSpan.FromSeconds(30) });
        await Arrive();
        Assert.Equal(new DrainResult(1, 0), await Ask<DrainResult>(new Shutdown()));
        await Change(Set("enabled", "on"));
        Assert.Empty(Machine.Open);
    }

    [Fact]
    public async Task A_change_that_came_another_way_opens_and_closes_ports_too()
    {
        await Serve(OnPort(2100));
        Publish(s => s with { Port = 2200 });
        await AwaitConditionAsync(() => Task.FromResult(Machine.Open.SequenceEqual(["0.0.0.0:2200", "[::]:2200"])), cancellationToken: Cancel);
        Publish(s => s with { Enabled = false });
        await AwaitConditionAsync(() => Task.FromResult(Machine.Open.IsEmpty), cancellationToken: Cancel);
    }

    [Fact]
    public async Task A_busy_port_that_came_another_way_leaves_the_old_one_serving_with_an_alarm()
    {
        await Serve(OnPort(2100));
        Machine.Fail("0.0.0.0:2200", SocketError.AddressAlreadyInUse);
        Publish(s => s with { Port = 2200 });
        await AwaitConditionAsync(() => Task.FromResult(Services.Alarms.Current.Length == 1), cancellationToken: Cancel);
        Assert.Equal(["0.0.0.0:2100", "[::]:2100"], Machine.Open);
        Assert.Equal("on", (await Status()).State);
    }

    [Fact]
    public async Task A_listener_that_ends_by_itself_is_opened_again()
    {
        await Serve(OnPort(2100));
        var first = Machine["0.0.0.0:2100"];
        await first.DisposeAsync();
        await AwaitConditionAsync(() => Task.FromResult(Machine.Open.Length == 2), cancellationToken: Cancel);
        Assert.NotSame(first, Machine["0.0.0.0:2100"]);
        await Arrive();
    }

    [Fact]
    public async Task Fewer_passive_ports_than_transfers_is_an_alarm_until_it_is_mended()
    {
        await Serve(OnPort(2100) with { PassivePorts = new PortRange(50000, 50009) });
        Assert.Equal(FtpServerActor.PassivePortsAlarm, Assert.Single((await Status()).Alarms).Key);
        await Change(Set("maximum-connections", "10"));
        Assert.Empty((await Status()).Alarms);
    }

    [Fact]
    public async Task Limits_sessions_and_kicks_are_asked_here()
    {
        await Serve(OnPort(2100));
        var session = await Arrive();
        Assert.Equal(session.Id, Assert.Single((await Ask<SessionList>(new ListSessions())).Sessions).Id);
        Assert.Contains((await Ask<LimitReport>(new GetLimits())).Lines, l => l is { Name: "maximum-connections-per-host", Key: "192.0.2.1", InUse: 1 });
        Assert.True((await Ask<KickResult>(new KickSession(session.Id, "ada"))).Found);
    }

    [Fact]
    public async Task A_deadCatalogue_does_not_hide_the_status()
    {
        await Serve(OnPort(2100));
        Catalog.Tell("mute");
        Assert.Equal("on", (await Status()).State);
    }

    [Fact]
    public async Task A_fault_of_the_server_actor_does_not_leave_FTP_off()
    {
        await Serve(OnPort(2100));
        var session = await Arrive();

        Server.Tell(Set("port", "crash"));

        await ((FakeConnection)session.Connection).Closed.WaitAsync(Patience, Cancel);
        await AwaitConditionAsync(async () => (await Status()).State == "on", Patience, cancellationToken: Cancel);
        Assert.Equal(["0.0.0.0:2100", "[::]:2100"], Machine.Open);
        await Arrive();
    }
}
