using Akka.Actor;
using Akka.TestKit.Xunit;
using Ftp.Actors.Catalog;
using Ftp.Actors.Settings;
using Ftp.Actors.Supervision;
using Ftp.Testing;
using Xunit;

namespace Ftp.Actors.Tests.Supervision;

/// <summary>A server actor on a machine, with a catalogue and sessions, that exist only here.</summary>
public abstract class ServerTestBase(string config, ITestOutputHelper output) : TestKit(config + "\n" + Quiet.Akka, output: output)
{
    private MemoryLog _log = null!;

    protected static TimeSpan Patience => TimeSpan.FromSeconds(20);

    protected static Origin Ada => new("ada", "ctl", "local");

    internal FakeListeners Machine { get; } = new();

    internal MemoryLog Written => _log;

    protected NodeServices Services { get; private set; } = null!;

    protected IActorRef Catalog { get; private set; } = ActorRefs.Nobody;

    protected IActorRef Server { get; private set; } = ActorRefs.Nobody;

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected static ServerSettings OnPort(int port) => new() { Port = port, PortIsDefault = false };

    protected static ChangeSetting Set(string key, string value) => new(new CatalogCommands.SetSetting(key, value, Ada));

    protected void Prepare(ServerSettings settings, Func<NodeServices, NodeServices>? with = null)
    {
        Services = TestNode.Services(settings, out _log);
        Services = with?.Invoke(Services) ?? Services;
        var (services, test) = (Services, TestActor);
        Catalog = Sys.ActorOf(Props.Create(() => new FakeCatalog(services)));
        Server = Sys.ActorOf(FtpServerActor.Props(
            services, Machine, (id, connection, implicitTls) => Props.Create(() => new FakeSession(id, connection, implicitTls, test)), Catalog, FakeCatalog.Apply));
    }

    protected Task<Serving> Serve(ServerSettings settings)
    {
        Prepare(settings);
        return Ask<Serving>(new StartServing());
    }

    internal async Task<SessionStarted> Arrive()
    {
        Machine["0.0.0.0:2100"].Arrive(new FakeConnection());
        return await ExpectMsgAsync<SessionStarted>(cancellationToken: Cancel);
    }

    protected void Publish(Func<ServerSettings, ServerSettings> change)
    {
        var old = Services.Settings.Current;
        Services.Settings.Publish(change(old));
        Sys.EventStream.Publish(new SettingsChanged(old, Services.Settings.Current));
    }

    protected Task<ServerStatus> Status() => Ask<ServerStatus>(new GetStatus());

    protected Task<CatalogAnswer> Change(ChangeSetting change) => Ask<CatalogAnswer>(change);

    protected Task<CatalogAnswer> Change(CatalogCommand command) => Ask<CatalogAnswer>(new ChangeSetting(command));

    protected Task<T> Ask<T>(object message) => Server.Ask<T>(message, Patience, Cancel);
}
