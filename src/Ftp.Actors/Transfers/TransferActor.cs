using Akka.Actor;
using Akka.Event;
using Akka.Streams;
using Ftp.Actors.Log;

namespace Ftp.Actors.Transfers;

/// <summary>
/// One transfer: child of its session, started with an order, ended with exactly one <see cref="TransferEnded"/>. It owns the stream, and through the run the
/// data connection and the file; it decides only when to break off.
/// </summary>
public sealed class TransferActor : UntypedActor, IWithTimers
{
    private readonly TransferOrder _order;
    private readonly NodeServices _services;
    private readonly TransferRun _run;
    private readonly TransferWatch _watch;
    private readonly IActorRef _session;
    private readonly IActorRef _self;
    private int _reported;

    private TransferActor(TransferOrder order, NodeServices services)
    {
        _order = order;
        _services = services;
        _watch = new TransferWatch(Times);
        (_session, _self) = (Context.Parent, Self);
        _run = new TransferRun(order, services, Context.Materializer(), OnOpened);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(TransferOrder order, NodeServices services) => Akka.Actor.Props.CreateBy(new Producer(order, services));

    protected override void PreStart()
    {
        Timers.StartPeriodicTimer(Tick.Instance, Tick.Instance, _watch.Period);
        _ = RunAsync();
    }

    /// <summary>The session waits for the end: it is told by the run itself, without the detour through this actor's mailbox.</summary>
    private async Task RunAsync()
    {
        try
        {
            Report(await _run.RunAsync().ConfigureAwait(false));
        }
        catch (Exception failure)
        {
            _services.Log.Write(new LogEntry(
                _services.Time.GetUtcNow(), Log.LogLevel.Error, "transfer.failed", $"A transfer could not be ended cleanly: {failure.Message}"));
            Report(new TransferOutcome.Aborted(_run.Meter.Bytes, failure.Message, Stopped: false));
        }

        _self.Tell(Ended.Instance, _self);
    }

    private void OnOpened(OpenedWork work) => _session.Tell(new TransferOpened(_order.RunId, work.Size, work.Name, _run.Meter) { Stored = work.Stored, Uses = work.Uses }, _self);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Tick:
                Judge();
                break;
            case StopTransfer stop when stop.RunId == _order.RunId:
                _run.BreakOff(new BrokenOff(stop.Reason, Stopped: true));
                break;
            case Ended:
                Context.Stop(Self);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private TransferTimes Times()
    {
        var settings = _services.Settings.Current;
        var own = _order.Terms?.Current;
        return new TransferTimes(own?.DataConnectTimeout ?? settings.DataConnectTimeout, own?.StallTimeout ?? settings.StallTimeout);
    }

    private void Judge()
    {
        switch (_watch.Tick(_run.Phase, _run.Progress, _run.IsHeldBack))
        {
            case Patience.NoConnection:
                _run.BreakOff(new BrokenOff(
                    _run.IsShakingHands ? "The TLS handshake of the data connection did not end in time" : "No data connection was made in time", NeverConnected: true));
                break;
            case Patience.Stalled:
                _run.BreakOff(new BrokenOff("The transfer stalled"));
                break;
        }
    }

    private void Report(TransferOutcome outcome)
    {
        if (Interlocked.Exchange(ref _reported, 1) == 0)
            _session.Tell(new TransferEnded(_order.RunId, outcome), _self);
    }

    /// <summary>Stopped by its session or crashed: the connection is reset here and now; the run releases the rest by itself, and an upload is interrupted.</summary>
    protected override void PostStop()
    {
        _run.BreakOff(new BrokenOff("The transfer's actor was stopped", Stopped: true));
        Report(new TransferOutcome.Aborted(_run.Meter.Bytes, "The transfer's actor was stopped", Stopped: true));
    }

    /// <summary>The order was used up by the run that crashed: there is nothing to start again.</summary>
    protected override void PostRestart(Exception reason)
    {
        _reported = 1;
        Context.Stop(Self);
    }

    private sealed class Tick : INotInfluenceReceiveTimeout, INoSerializationVerificationNeeded
    {
        public static readonly Tick Instance = new();
    }

    private sealed class Ended : INoSerializationVerificationNeeded, IDeadLetterSuppression
    {
        public static readonly Ended Instance = new();
    }

    /// <summary>Props.Create would take the constructor call apart as an expression tree for each transfer: as dear as a whole small download.</summary>
    private sealed class Producer(TransferOrder order, NodeServices services) : IIndirectActorProducer
    {
        public Type ActorType => typeof(TransferActor);

        public ActorBase Produce() => new TransferActor(order, services);

        public void Release(ActorBase actor)
        {
        }
    }
}
