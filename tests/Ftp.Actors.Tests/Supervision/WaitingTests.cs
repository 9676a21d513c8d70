using Akka.Actor;
using Akka.TestKit;
using Ftp.Actors.Settings;
using Ftp.Actors.Supervision;
using Xunit;

namespace Ftp.Actors.Tests.Supervision;

/// <summary>Waiting for a place, in virtual time.</summary>
public sealed class WaitingTests(ITestOutputHelper output) : SupervisorTestBase(VirtualTime, output)
{
    private TestScheduler Time => (TestScheduler)Sys.Scheduler;

    [Fact]
    public async Task A_transfer_waits_five_seconds_and_is_then_refused_by_name()
    {
        Start(new ServerSettings { MaximumConnections = 1 });
        var (one, two) = (await Enter(), await Enter());
        await Transfer(one.Id);
        var waiting = Transfer(two.Id);
        await Settled();

        Time.Advance(SessionSupervisorActor.TransferPatience - TimeSpan.FromMilliseconds(1));
        await Settled();
        Assert.False(waiting.IsCompleted);

        Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(new Admission.Refused(two.Id, Limit.MaximumConnections, 1), await waiting);
        Assert.Equal(1, Services.TransferSlots.InUse);
    }

    [Fact]
    public async Task Slots_go_to_those_who_wait_in_the_order_of_their_coming()
    {
        Start(new ServerSettings { MaximumConnections = 1 });
        var sessions = new List<long>();
        for (var i = 0; i < 5; i++)
        {
            sessions.Add((await Enter()).Id);
        }

        await Transfer(sessions[0]);
        var waiting = new List<Task<Admission>>();
        foreach (var session in sessions.Skip(1))
        {
            waiting.Add(Transfer(session));
            await Settled();
        }

        for (var i = 0; i < 4; i++)
        {
            Assert.All(waiting.Skip(i), w => Assert.False(w.IsCompleted));
            await Release(new ReleaseTransfer(sessions[i]));
            Assert.Equal(new Admission.Granted(sessions[i + 1]), await waiting[i]);
            Assert.Equal(1, Services.TransferSlots.InUse);
        }
    }

    [Fact]
    public async Task A_newcomer_does_not_overtake_those_who_wait_when_the_limit_is_raised()
    {
        Start(new ServerSettings { MaximumConnections = 1 });
        var (one, two, three) = (await Enter(), await Enter(), await Enter());
        await Transfer(one.Id);
        var waiting = Transfer(two.Id);
        await Settled();
        Services.Settings.Publish(Services.Settings.Current with { MaximumConnections = 2 });

        var newcomer = Transfer(three.Id);

        Assert.IsType<Admission.Granted>(await waiting);
        await Settled();
        Assert.False(newcomer.IsCompleted);
        await Release(new ReleaseTransfer(one.Id));
        Assert.IsType<Admission.Granted>(await newcomer);
    }

    [Fact]
    public async Task Raising_the_limit_serves_those_who_wait()
    {
        Start(new ServerSettings { MaximumConnections = 1 });
        var (one, two) = (await Enter(), await Enter());
        await Transfer(one.Id);
        var waiting = Transfer(two.Id);
        await Settled();
        Change(s => s with { MaximumConnections = 2 });
        Assert.IsType<Admission.Granted>(await waiting);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_session_that_ends_while_it_waits_leaves_no_slot_behind(bool abruptly)
    {
        Start(new ServerSettings { MaximumConnections = 1 });
        var (one, two, three) = (await Enter(), await Enter(), await Enter());
        await Transfer(one.Id);
        _ = Transfer(two.Id);
        await Settled();
        if (abruptly)
        {
            two.Session.Tell(PoisonPill.Instance);
            await ((FakeConnection)two.Connection).Closed.WaitAsync(TimeSpan.FromSeconds(20), Cancel);
        }
        else
        {
            await Release(new ReleaseSession(two.Id));
        }

        await Release(new ReleaseTransfer(one.Id));
        Assert.Equal(0, Services.TransferSlots.InUse);
        Assert.IsType<Admission.Granted>(await Transfer(three.Id));
    }

    [Fact]
    public async Task A_transfer_aborted_while_it_waits_gets_no_slot_later()
    {
        Start(new ServerSettings { MaximumConnections = 1 });
        var (one, two) = (await Enter(), await Enter());
        await Transfer(one.Id);
        var waiting = Transfer(two.Id);
        await Settled();
        await Release(new ReleaseTransfer(two.Id));
        await Release(new ReleaseTransfer(one.Id));
        Assert.Equal(0, Services.TransferSlots.InUse);
        Assert.False(waiting.IsCompleted);
    }

    [Fact]
    public async Task A_connection_over_the_limit_of_its_host_is_refused_by_name_after_the_grace()
    {
        Start(new ServerSettings { MaximumConnectionsPerHost = 1 });
        await Enter();
        var second = Connect();
        await Settled();
        Assert.False(second.Closed.IsCompleted);

        Time.Advance(SessionSupervisorActor.Grace);
        await second.Closed.WaitAsync(TimeSpan.FromSeconds(20), Cancel);

        Assert.Equal("421 Too many connections from your address (1), try again later.\r\n", second.Written);
        Assert.False(second.Aborted);
        var entry = Assert.Single(Written.Entries, e => e.Event == "session.refused");
        Assert.Equal(("192.0.2.1", "maximum-connections-per-host"), (entry.Host, entry.Fields["limit"]));
    }

    [Fact]
    public async Task No_more_wait_for_a_hosts_places_than_the_host_has_places()
    {
        Start(new ServerSettings { MaximumConnectionsPerHost = 2 });
        await Enter();
        await Enter();
        var (third, fourth, fifth) = (Connect(), Connect(), Connect());
        await fifth.Closed.WaitAsync(TimeSpan.FromSeconds(20), Cancel);
        Assert.False(third.Closed.IsCompleted || fourth.Closed.IsCompleted);

        // another host is not touched by it
        Assert.NotNull(await Enter("198.51.100.1"));
    }

    [Fact]
    public async Task A_client_that_gave_up_waiting_keeps_no_other_of_its_host_from_waiting()
    {
        Start(new ServerSettings { MaximumConnectionsPerHost = 1 });
        var first = await Enter();
        var second = Connect();
        second.Gone = true;
        var third = Connect();
        await second.Closed.WaitAsync(TimeSpan.FromSeconds(20), Cancel);
        Assert.False(third.Closed.IsCompleted);
        await Release(new ReleaseSession(first.Id));
        Assert.Same(third, (await ExpectMsgAsync<SessionStarted>(cancellationToken: Cancel)).Connection);
    }

    [Fact]
    public async Task A_kicked_session_does_not_wait_for_its_place_any_more()
    {
        Start(new ServerSettings { MaximumConnections = 1 });
        var (one, two) = (await Enter(), await Enter());
        await Transfer(one.Id);
        var waiting = Transfer(two.Id);
        await Settled();
        await Supervisor.Ask<KickResult>(new KickSession(two.Id, "ada"), TimeSpan.FromSeconds(20), Cancel);
        Assert.IsType<Admission.Refused>(await waiting);
    }

    [Fact]
    public async Task A_login_over_the_limit_is_refused_by_name_after_the_grace()
    {
        Start(new ServerSettings { MaximumGuests = 1 });
        var (one, two) = (await Enter(), await Enter());
        await Login(one.Id, "anonymous");
        var second = Login(two.Id, "ftp");
        await Settled();
        Assert.False(second.IsCompleted);
        Time.Advance(SessionSupervisorActor.Grace);
        Assert.Equal(new Admission.Refused(two.Id, Limit.MaximumGuests, 1), await second);
    }

    [Fact]
    public async Task A_kicked_session_that_does_not_go_is_stopped()
    {
        Start(new ServerSettings());
        var one = await Enter();
        one.Session.Tell("stubborn");
        await Supervisor.Ask<KickResult>(new KickSession(one.Id, "ada"), TimeSpan.FromSeconds(20), Cancel);
        await ExpectMsgAsync<SessionHeard>(cancellationToken: Cancel);
        Time.Advance(SessionSupervisorActor.EndPatience);
        await ((FakeConnection)one.Connection).Closed.WaitAsync(TimeSpan.FromSeconds(20), Cancel);
        Assert.True(((FakeConnection)one.Connection).Aborted);
        Assert.Equal(0, Tally.Sessions);
    }
}
