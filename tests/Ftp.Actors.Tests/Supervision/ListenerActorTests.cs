using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit;
using Ftp.Actors.Log;
using Ftp.Actors.Settings;
using Ftp.Actors.Supervision;
using Ftp.Testing;
using Xunit;

namespace Ftp.Actors.Tests.Supervision;

public sealed class ListenerActorTests : TestKit
{
    private readonly FakeListeners _machine = new();
    private readonly CountedAlarms _alarms = new();
    private readonly NodeServices _services;
    private readonly FakeListener _listener;

    public ListenerActorTests(ITestOutputHelper output)
        : base(SupervisorTestBase.VirtualTime + "\n" + Quiet.Akka, output: output)
    {
        _services = TestNode.Services(new ServerSettings(), out _) with { Alarms = _alarms };
        _machine.Bind(IPEndPoint.Parse("0.0.0.0:2100"));
        _listener = _machine["0.0.0.0:2100"];
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private TestScheduler Time => (TestScheduler)Sys.Scheduler;

    [Fact]
    public async Task No_more_connections_than_the_bound_are_handed_over_unseen()
    {
        var listener = Start();
        for (var i = 0; i < 1_000; i++)
        {
            _listener.Arrive(new FakeConnection());
        }

        await ReceiveNAsync(ListenerActor.MostUnseen, Cancel).ToListAsync(Cancel);
        await Settled(listener);
        Assert.Equal(ListenerActor.MostUnseen, _listener.Accepts);

        for (var i = 0; i < 10; i++)
        {
            listener.Tell(ConnectionTaken.Instance);
        }

        await ReceiveNAsync(10, Cancel).ToListAsync(Cancel);
        await Settled(listener);
        Assert.Equal(ListenerActor.MostUnseen + 10, _listener.Accepts);
    }

    [Theory]
    [InlineData(SocketError.TooManyOpenSockets)]
    [InlineData(SocketError.NoBufferSpaceAvailable)]
    public async Task Running_out_of_descriptors_raises_an_alarm_and_is_survived_with_growing_pauses(SocketError error)
    {
        Start();
        var accepts = 1;
        foreach (var pause in new[] { 50, 100, 200, 400, 800, 1600, 2000, 2000 })
        {
            _listener.FailAccept(new SocketException((int)error));
            await AwaitConditionAsync(() => Task.FromResult(_alarms.Raised == accepts), cancellationToken: Cancel);
            await Settled(_actor);
            Assert.Equal(accepts, _listener.Accepts);
            Time.Advance(TimeSpan.FromMilliseconds(pause - 1));
            await Settled(_actor);
            Assert.Equal(accepts, _listener.Accepts);
            Time.Advance(TimeSpan.FromMilliseconds(1));
            accepts++;
            await AwaitConditionAsync(() => Task.FromResult(_listener.Accepts == accepts), cancellationToken: Cancel);
        }

        Assert.Contains("descriptors", _services.Alarms.Current[0].Text, StringComparison.Ordinal);
        _listener.Arrive(new FakeConnection());
        await ExpectMsgAsync<ConnectionAccepted>(cancellationToken: Cancel);
        Assert.Empty(_services.Alarms.Current);
    }

    [Theory]
    [InlineData(SocketError.ConnectionAborted)]
    [InlineData(SocketError.ConnectionReset)]
    [InlineData(SocketError.NotConnected)]
    public async Task A_client_that_left_before_the_accept_costs_nothing(SocketError error)
    {
        Start();
        _listener.FailAccept(new SocketException((int)error));
        _listener.Arrive(new FakeConnection());
        await ExpectMsgAsync<ConnectionAccepted>(cancellationToken: Cancel);
        Assert.Empty(_services.Alarms.Current);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_it_hands_over_says_whether_TLS_begins_at_once(bool implicitTls)
    {
        Start(implicitTls);
        _listener.Arrive(new FakeConnection());
        Assert.Equal(implicitTls, (await ExpectMsgAsync<ConnectionAccepted>(cancellationToken: Cancel)).ImplicitTls);
    }

    [Fact]
    public async Task It_ends_when_its_listener_is_closed()
    {
        Watch(Start());
        await _listener.DisposeAsync();
        await ExpectTerminatedAsync(_actor, cancellationToken: Cancel);
    }

    [Fact]
    public async Task It_closes_its_listener_when_it_is_stopped_and_drops_what_arrives_too_late()
    {
        Watch(Start());
        Sys.Stop(_actor);
        await ExpectTerminatedAsync(_actor, cancellationToken: Cancel);
        Assert.Empty(_machine.Open);
    }

    private IActorRef _actor = ActorRefs.Nobody;

    private IActorRef Start(bool implicitTls = false) => _actor = Sys.ActorOf(ListenerActor.Props(_listener, implicitTls, TestActor, _services));

    /// <summary>The actor has dealt with what stood in its mailbox.</summary>
    private static async Task Settled(IActorRef actor) => await actor.Ask<ActorIdentity>(new Identify(1), TimeSpan.FromSeconds(20), Cancel);

    private sealed class CountedAlarms : IAlarms
    {
        private readonly Alarms _alarms = new(new MemoryLog(), TimeProvider.System);
        private int _raised;

        public int Raised => Volatile.Read(ref _raised);

        public ImmutableArray<Alarm> Current => _alarms.Current;

        public void Raise(string key, string text)
        {
            _alarms.Raise(key, text);
            Interlocked.Increment(ref _raised);
        }

        public void Clear(string key) => _alarms.Clear(key);
    }
}
