using System.Net;
using Akka.Actor;
using Akka.TestKit.Xunit;
using Ftp.Actors.Network;
using Ftp.Actors.Settings;
using Ftp.Actors.Supervision;
using Ftp.Testing;
using Xunit;

namespace Ftp.Actors.Tests.Supervision;

/// <summary>A session supervisor with fake sessions that report to the test.</summary>
public abstract class SupervisorTestBase(string config, ITestOutputHelper output) : TestKit(config + "\n" + Quiet.Akka, output: output)
{
    internal const string VirtualTime = "akka.scheduler.implementation = \"Akka.TestKit.TestScheduler, Akka.TestKit\"";

    private MemoryLog _log = null!;

    internal Published<Doors> Doors { get; } = new(Actors.Supervision.Doors.Open);

    internal SessionTally Tally { get; } = new();

    internal MemoryLog Written => _log;

    protected NodeServices Services { get; private set; } = null!;

    protected IActorRef Supervisor { get; private set; } = ActorRefs.Nobody;

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    internal void Start(ServerSettings settings)
    {
        Services = TestNode.Services(settings, out _log);
        var test = TestActor;
        Supervisor = Sys.ActorOf(SessionSupervisorActor.Props(
            Services, (id, connection, implicitTls) => Props.Create(() => new FakeSession(id, connection, implicitTls, test)), Doors, Tally));
    }

    protected void Change(Func<ServerSettings, ServerSettings> change)
    {
        var old = Services.Settings.Current;
        Services.Settings.Publish(change(old));
        Sys.EventStream.Publish(new SettingsChanged(old, Services.Settings.Current));
    }

    internal FakeConnection Connect(string peer = "192.0.2.1", bool implicitTls = false)
    {
        var connection = new FakeConnection(peer);
        Supervisor.Tell(new ConnectionAccepted(connection, implicitTls));
        ExpectMsg<ConnectionTaken>(cancellationToken: Cancel);
        return connection;
    }

    /// <summary>Connects and expects to be let in.</summary>
    internal async Task<SessionStarted> Enter(string peer = "192.0.2.1")
    {
        Supervisor.Tell(new ConnectionAccepted(new FakeConnection(peer)), ActorRefs.NoSender);
        return await ExpectMsgAsync<SessionStarted>(cancellationToken: Cancel);
    }

    protected Task<Admission> Transfer(long session) => Supervisor.Ask<Admission>(new AdmitTransfer(session), TimeSpan.FromSeconds(30), Cancel);

    protected Task<Admission> Login(long session, string login, int? maximum = null) =>
        Supervisor.Ask<Admission>(new AdmitLogin(session, login, LoginIsGuest(login), maximum), TimeSpan.FromSeconds(30), Cancel);

    protected Task<Released> Release(object what) => Supervisor.Ask<Released>(what, TimeSpan.FromSeconds(30), Cancel);

    /// <summary>The supervisor has dealt with everything that was sent to it before.</summary>
    protected Task<LimitReport> Settled() => Supervisor.Ask<LimitReport>(new GetLimits(), TimeSpan.FromSeconds(30), Cancel);

    private static bool LoginIsGuest(string login) => global::Ftp.Actors.Accounts.LoginName.IsGuest(login);
}
