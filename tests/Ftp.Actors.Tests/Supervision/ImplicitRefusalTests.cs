using Akka.Actor;
using Ftp.Actors.Network;
using Ftp.Actors.Settings;
using Ftp.Actors.Supervision;
using Xunit;

namespace Ftp.Actors.Tests.Supervision;

/// <summary>A client that expects a handshake reads a 421 in clear as a broken record: on the implicit port nothing is said in clear.</summary>
public sealed class ImplicitRefusalTests(ITestOutputHelper output) : SupervisorTestBase("", output)
{
    [Fact]
    public async Task Closed_doors_say_nothing()
    {
        Start(new ServerSettings());
        Doors.Publish(Actors.Supervision.Doors.Off);
        await ClosedInSilence(Connect(implicitTls: true));
        var clear = Connect();
        await clear.Closed.WaitAsync(Patience, Cancel);
        Assert.StartsWith("421 ", clear.Written, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_limit_says_nothing_and_the_log_says_which_it_was()
    {
        Start(new ServerSettings { MaximumConnectionsPerHost = 1 });
        await Enter();
        await ClosedInSilence(Connect(implicitTls: true));
        Assert.Contains(Written.Entries, e => e.Event == "session.refused" && e.Text.Contains("maximum-connections-per-host", StringComparison.Ordinal));
    }

    [Fact]
    public async Task One_that_waits_for_a_place_when_the_doors_close_hears_nothing()
    {
        Start(new ServerSettings { MaximumSessions = 1 });
        (await Enter()).Session.Tell("busy");
        var waiting = Connect(implicitTls: true);
        await Settled();
        Doors.Publish(Actors.Supervision.Doors.Draining);
        Supervisor.Tell(new DoorsClosed(TimeSpan.FromMinutes(1)), ActorRefs.NoSender);
        await ClosedInSilence(waiting);
    }

    [Fact]
    public async Task The_oldest_before_login_that_makes_room_is_told_through_its_session()
    {
        Start(new ServerSettings { MaximumSessionsBeforeLogin = 1 });
        var oldest = Connect(implicitTls: true);
        var session = await ExpectMsgAsync<SessionStarted>(cancellationToken: Cancel);
        Assert.True(session.ImplicitTls);
        Connect("192.0.2.2", implicitTls: true);
        await FishForMessageAsync(m => m is SessionHeard { Message: EndSession } heard && heard.Id == session.Id, cancellationToken: Cancel);
        await ClosedInSilence(oldest);
    }

    private static TimeSpan Patience => TimeSpan.FromSeconds(20);

    private static async Task ClosedInSilence(IControlConnection connection)
    {
        var fake = (FakeConnection)connection;
        await fake.Closed.WaitAsync(Patience, Cancel);
        Assert.Equal("", fake.Written);
    }
}
