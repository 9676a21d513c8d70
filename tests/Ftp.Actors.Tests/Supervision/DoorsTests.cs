using Akka.Actor;
using Akka.TestKit;
using Ftp.Actors.Settings;
using Ftp.Actors.Supervision;
using Xunit;

namespace Ftp.Actors.Tests.Supervision;

/// <summary>Off, drain and on, as the sessions see it; in virtual time.</summary>
public sealed class DoorsTests(ITestOutputHelper output) : SupervisorTestBase(VirtualTime, output)
{
    private TestScheduler Time => (TestScheduler)Sys.Scheduler;

    [Fact]
    public async Task Behind_closed_doors_a_connection_hears_why()
    {
        Start(new ServerSettings());
        Doors.Publish(Actors.Supervision.Doors.Draining);
        var late = Connect();
        await late.Closed.WaitAsync(TimeSpan.FromSeconds(20), Cancel);
        Assert.Equal($"421 {Actors.Supervision.Doors.Draining.Reason}.\r\n", late.Written);
    }

    [Fact]
    public async Task A_drain_with_nobody_there_is_over_at_once()
    {
        Start(new ServerSettings());
        Assert.Equal(new DrainResult(0, 0), await Close(TimeSpan.FromMinutes(5)));
    }

    [Fact]
    public async Task A_drain_lets_running_transfers_finish_and_is_over_when_the_last_session_is_gone()
    {
        Start(new ServerSettings());
        var (idle, busy) = (await Enter(), await Enter());
        busy.Session.Tell("busy");
        await Transfer(busy.Id);

        var drain = Close(TimeSpan.FromMinutes(5));

        var told = new[] { await ExpectMsgAsync<SessionHeard>(cancellationToken: Cancel), await ExpectMsgAsync<SessionHeard>(cancellationToken: Cancel) };
        Assert.Equal([idle.Id, busy.Id], told.Select(t => t.Id).Order());
        Assert.All(told, t => Assert.True(((EndSession)t.Message).LetTransferFinish));
        await AwaitConditionAsync(() => Task.FromResult(Tally.Sessions == 1), cancellationToken: Cancel);
        Assert.False(drain.IsCompleted);

        busy.Session.Tell("finished");
        Assert.Equal(new DrainResult(2, 0), await drain);
        Assert.False(((FakeConnection)busy.Connection).Aborted);
    }

    [Fact]
    public async Task At_the_deadline_running_transfers_are_cut_and_who_does_not_go_is_stopped()
    {
        Start(new ServerSettings());
        var (busy, stubborn) = (await Enter(), await Enter());
        busy.Session.Tell("busy");
        stubborn.Session.Tell("stubborn");
        await Transfer(busy.Id);

        var drain = Close(TimeSpan.FromSeconds(10));
        await ReceiveNAsync(2, Cancel).ToListAsync(Cancel);
        await Settled();
        Time.Advance(TimeSpan.FromSeconds(9));
        await ReceiveNAsync(2, Cancel).ToListAsync(Cancel);
        await AwaitConditionAsync(() => Task.FromResult(Tally.Sessions == 1), cancellationToken: Cancel);
        await Settled();
        Assert.False(drain.IsCompleted);

        Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(new DrainResult(2, 1), await drain);
        await ((FakeConnection)stubborn.Connection).Closed.WaitAsync(TimeSpan.FromSeconds(20), Cancel);
        Assert.Equal(0, (await Settled()).Lines[1].InUse);
    }

    [Fact]
    public async Task A_leaving_session_gets_nothing_new()
    {
        Start(new ServerSettings { MaximumConnections = 1 });
        var (busy, waits) = (await Enter(), await Enter());
        busy.Session.Tell("busy");
        waits.Session.Tell("stubborn");
        await Transfer(busy.Id);
        var waiting = Transfer(waits.Id);
        await Settled();

        _ = Close(TimeSpan.FromMinutes(1));

        Assert.Equal(new Admission.Refused(waits.Id, Limit.Draining, 0), await waiting);
        Assert.Equal(new Admission.Refused(waits.Id, Limit.Draining, 0), await Login(waits.Id, "ada"));
    }

    [Fact]
    public async Task A_connection_that_waits_for_a_place_is_refused_when_the_doors_close()
    {
        Start(new ServerSettings { MaximumSessions = 1 });
        var one = await Enter();
        one.Session.Tell("busy");
        var waiting = Connect();
        await Settled();
        _ = Close(TimeSpan.FromMinutes(1));
        await waiting.Closed.WaitAsync(TimeSpan.FromSeconds(20), Cancel);
        Assert.StartsWith("421 ", waiting.Written, StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_the_doors_open_again_the_drain_is_answered_and_new_sessions_are_not_cut()
    {
        Start(new ServerSettings());
        var old = await Enter();
        old.Session.Tell("busy");
        var drain = Close(TimeSpan.FromSeconds(10));
        await ExpectMsgAsync<SessionHeard>(cancellationToken: Cancel);

        Doors.Publish(Actors.Supervision.Doors.Open);
        Supervisor.Tell(new DoorsOpened());
        Assert.Equal(new DrainResult(0, 0), await drain);

        var fresh = await Enter();
        Time.Advance(TimeSpan.FromMinutes(1));
        await Settled();
        await ExpectNoMsgAsync(TimeSpan.Zero, Cancel);
        Assert.IsType<Admission.Granted>(await Transfer(fresh.Id));
    }

    private Task<DrainResult> Close(TimeSpan deadline)
    {
        Doors.Publish(Actors.Supervision.Doors.Draining);
        return Supervisor.Ask<DrainResult>(new DoorsClosed(deadline), TimeSpan.FromSeconds(30), Cancel);
    }
}
