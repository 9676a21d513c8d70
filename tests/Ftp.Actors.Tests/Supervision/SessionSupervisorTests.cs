using Akka.Actor;
using Ftp.Actors.Accounts;
using Ftp.Actors.Log;
using Ftp.Actors.Settings;
using Ftp.Actors.Supervision;
using Xunit;

namespace Ftp.Actors.Tests.Supervision;

public sealed class SessionSupervisorTests(ITestOutputHelper output) : SupervisorTestBase("", output)
{
    [Fact]
    public async Task Of_500_that_come_at_once_exactly_as_many_as_the_limit_get_in()
    {
        Start(new ServerSettings { MaximumSessions = 120 });
        var connections = Enumerable.Range(0, 500).Select(i => new FakeConnection($"192.0.{i / 250}.{i % 250}")).ToList();
        Parallel.ForEach(connections, c => Supervisor.Tell(new ConnectionAccepted(c), ActorRefs.NoSender));

        await ReceiveNAsync(120, TimeSpan.FromSeconds(20), Cancel).ToListAsync(Cancel);
        await AwaitConditionAsync(() => Task.FromResult(connections.Count(c => c.Closed.IsCompleted) == 380), TimeSpan.FromSeconds(20), cancellationToken: Cancel);
        Assert.Equal(120, Tally.Sessions);
        var refused = connections.Where(c => c.Closed.IsCompleted).ToList();
        Assert.All(refused, c => Assert.True(c.Aborted || c.Written.StartsWith("421 ", StringComparison.Ordinal)));
        await ExpectNoMsgAsync(TimeSpan.Zero, Cancel);
    }

    [Fact]
    public async Task Of_500_logins_at_once_exactly_as_many_as_the_limit_succeed()
    {
        Start(new ServerSettings { MaximumConnectionsPerLogin = 7 });
        var sessions = new List<long>();
        for (var i = 0; i < 500; i++)
        {
            sessions.Add((await Enter()).Id);
        }

        var answers = await Task.WhenAll(sessions.Select(s => Login(s, "ada")));

        Assert.Equal(7, answers.OfType<Admission.Granted>().Count());
        Assert.All(answers.OfType<Admission.Refused>(), r => Assert.Equal((Limit.MaximumConnectionsPerLogin, 7), (r.Limit, r.Maximum)));
    }

    [Fact]
    public async Task With_limit_1_ten_thousand_transfers_in_a_row_are_never_refused()
    {
        Start(new ServerSettings { MaximumConnections = 1 });
        var session = await Enter();
        for (var i = 0; i < 10_000; i++)
        {
            Assert.IsType<Admission.Granted>(await Transfer(session.Id));
            Assert.Equal(1, Services.TransferSlots.InUse);
            await Release(new ReleaseTransfer(session.Id));
        }

        Assert.Equal(0, Services.TransferSlots.InUse);
    }

    [Fact]
    public async Task With_limit_1_per_host_a_thousand_reconnects_after_abrupt_deaths_are_never_refused()
    {
        Start(new ServerSettings { MaximumConnectionsPerHost = 1 });
        var session = await Enter();
        for (var i = 0; i < 1_000; i++)
        {
            // the new connection is there before the old session's end is known
            var next = new FakeConnection();
            Supervisor.Tell(new ConnectionAccepted(next), ActorRefs.NoSender);
            session.Session.Tell(i % 2 == 0 ? PoisonPill.Instance : "crash");
            var started = await ExpectMsgAsync<SessionStarted>(cancellationToken: Cancel);
            Assert.Same(next, started.Connection);
            session = started;
        }

        Assert.Equal(1, Tally.Sessions);
    }

    [Fact]
    public async Task With_limit_1_per_login_a_login_right_after_the_old_session_died_is_not_refused()
    {
        Start(new ServerSettings { MaximumConnectionsPerLogin = 1 });
        var session = await Enter();
        Assert.IsType<Admission.Granted>(await Login(session.Id, "ada"));
        for (var i = 0; i < 300; i++)
        {
            var next = await Enter();
            var login = Login(next.Id, "ada");
            session.Session.Tell(PoisonPill.Instance);
            Assert.IsType<Admission.Granted>(await login);
            session = next;
        }
    }

    [Fact]
    public async Task A_session_that_crashes_gives_everything_back_and_is_not_started_again()
    {
        Start(new ServerSettings());
        var session = await Enter();
        await Login(session.Id, "ada");
        await Transfer(session.Id);
        Assert.Equal((1, 1), (Tally.Sessions, Services.TransferSlots.InUse));

        session.Session.Tell("crash");

        await ((FakeConnection)session.Connection).Closed.WaitAsync(TimeSpan.FromSeconds(20), Cancel);
        var report = await Settled();
        Assert.All(report.Lines, l => Assert.Equal(0, l.InUse));
        Assert.Equal((0, 0), (Tally.Sessions, Services.TransferSlots.InUse));
        await ExpectNoMsgAsync(TimeSpan.Zero, Cancel);
        var entry = Assert.Single(Written.Entries, e => e.Event == "session.fault");
        Assert.Equal((LogLevel.Error, session.Id), (entry.Level, entry.Session));
    }

    [Fact]
    public async Task Releases_are_answered_however_often_they_are_sent_and_for_sessions_long_gone()
    {
        Start(new ServerSettings { MaximumConnections = 1 });
        var (one, two, three) = (await Enter(), await Enter(), await Enter());
        await Transfer(one.Id);
        await Release(new ReleaseTransfer(one.Id));
        await Release(new ReleaseTransfer(one.Id));
        await Release(new ReleaseSession(one.Id));
        await Release(new ReleaseSession(one.Id));
        await Release(new ReleaseLogin(999));
        await Release(new ReleaseTransfer(999));
        await Transfer(two.Id);

        Assert.Equal((2, 1), (Tally.Sessions, Services.TransferSlots.InUse));
        Assert.IsType<Admission.Refused>(await Transfer(one.Id));
        Assert.NotNull(three);
    }

    [Fact]
    public async Task The_oldest_without_a_login_leaves_for_the_newest()
    {
        Start(new ServerSettings { MaximumSessionsBeforeLogin = 2 });
        var (one, two, three) = (await Enter(), await Enter(), (SessionStarted?)null);
        await Login(one.Id, "ada");
        three = await Enter();
        Assert.NotNull(three);

        await Enter();

        var heard = await ExpectMsgAsync<SessionHeard>(cancellationToken: Cancel);
        Assert.Equal(two.Id, heard.Id);
        Assert.False(Assert.IsType<EndSession>(heard.Message).LetTransferFinish);
        await AwaitConditionAsync(() => Task.FromResult(Tally.Sessions == 3), cancellationToken: Cancel);
    }

    [Fact]
    public async Task A_flood_of_silent_connections_does_not_keep_others_out()
    {
        Start(new ServerSettings { MaximumSessionsBeforeLogin = 50 });
        for (var i = 0; i < 2_000; i++)
        {
            Supervisor.Tell(new ConnectionAccepted(new FakeConnection()), ActorRefs.NoSender);
        }

        Supervisor.Tell(new ConnectionAccepted(new FakeConnection("198.51.100.7")), ActorRefs.NoSender);

        var ada = (SessionStarted)await FishForMessageAsync(
            m => m is SessionStarted s && s.Connection.Peer.Address.ToString() == "198.51.100.7", TimeSpan.FromSeconds(30), cancellationToken: Cancel);
        Assert.IsType<Admission.Granted>(await Login(ada.Id, "ada"));
        await AwaitConditionAsync(() => Task.FromResult(Tally.Sessions == 50), TimeSpan.FromSeconds(30), cancellationToken: Cancel);
        Assert.InRange(Written.Entries.Count(e => e.Event == "session.refused"), 1, 1000);
    }

    [Fact]
    public async Task A_change_of_an_account_reaches_its_sessions_and_no_others()
    {
        Start(new ServerSettings());
        var (one, two) = (await Enter(), await Enter());
        await Login(one.Id, "ada");
        await Login(two.Id, "bob");

        Sys.EventStream.Publish(new AccountChanged("ada", null));

        Assert.Equal(new SessionHeard(one.Id, new AccountChanged("ada", null)), await ExpectMsgAsync<SessionHeard>(cancellationToken: Cancel));
        await Settled();
        await ExpectNoMsgAsync(TimeSpan.Zero, Cancel);
    }

    [Fact]
    public async Task A_change_between_the_check_of_the_password_and_the_place_is_not_lost()
    {
        Start(new ServerSettings());
        var one = await Enter();
        Sys.EventStream.Publish(new AccountChanged("ada", null));
        await Login(one.Id, "ada");

        Assert.Equal(new SessionHeard(one.Id, new AccountChanged("ada", null)), await ExpectMsgAsync<SessionHeard>(cancellationToken: Cancel));
    }

    [Fact]
    public async Task The_list_of_sessions_comes_without_those_that_do_not_answer()
    {
        Start(new ServerSettings());
        var (one, two, three) = (await Enter(), await Enter(), await Enter());
        two.Session.Tell("stubborn");

        var list = await Supervisor.Ask<SessionList>(new ListSessions(), TimeSpan.FromSeconds(30), Cancel);

        Assert.Equal([one.Id, three.Id], list.Sessions.Select(s => s.Id));
    }

    [Fact]
    public async Task Who_asks_for_the_list_during_a_census_sees_a_session_that_began_meanwhile()
    {
        Start(new ServerSettings());
        var one = await Enter();
        one.Session.Tell("stubborn");
        var first = Supervisor.Ask<SessionList>(new ListSessions(), TimeSpan.FromSeconds(30), Cancel);
        var two = await Enter();

        var second = await Supervisor.Ask<SessionList>(new ListSessions(), TimeSpan.FromSeconds(30), Cancel);

        Assert.Empty((await first).Sessions);
        Assert.Equal([two.Id], second.Sessions.Select(s => s.Id));
    }

    [Fact]
    public async Task The_list_of_no_sessions_is_empty()
    {
        Start(new ServerSettings());
        Assert.Empty((await Supervisor.Ask<SessionList>(new ListSessions(), TimeSpan.FromSeconds(30), Cancel)).Sessions);
    }

    [Fact]
    public async Task A_kicked_session_is_told_and_an_unknown_one_is_not_found()
    {
        Start(new ServerSettings());
        var one = await Enter();

        Assert.True((await Supervisor.Ask<KickResult>(new KickSession(one.Id, "ada"), TimeSpan.FromSeconds(30), Cancel)).Found);
        Assert.IsType<EndSession>((await ExpectMsgAsync<SessionHeard>(cancellationToken: Cancel)).Message);
        await AwaitConditionAsync(() => Task.FromResult(Tally.Sessions == 0), cancellationToken: Cancel);
        Assert.False((await Supervisor.Ask<KickResult>(new KickSession(one.Id, "ada"), TimeSpan.FromSeconds(30), Cancel)).Found);
    }
}
