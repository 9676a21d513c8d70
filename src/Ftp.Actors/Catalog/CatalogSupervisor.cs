using Akka.Actor;
using Ftp.Actors.Persistence;

namespace Ftp.Actors.Catalog;

/// <summary>
/// The catalogue's address on this node: numbers the requests, holds them while the catalogue recovers, answers for it when it is silent, and starts
/// it again with growing pauses after its journal failed.
/// </summary>
public sealed class CatalogSupervisor : UntypedActor, IWithTimers
{
    private const int MostOutstanding = 256;
    private const int StuckAfterWaits = 6;

    private readonly Props _catalog;
    private readonly TimeSpan _wait;
    private readonly Outstanding _outstanding;
    private IActorRef? _child;
    private int _failures;

    public CatalogSupervisor(Props catalog, TimeProvider time, TimeSpan wait)
    {
        _catalog = catalog;
        _wait = wait;
        _outstanding = new Outstanding(MostOutstanding, 0, StuckAfterWaits * wait, time, Refuse);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    protected override void PreStart()
    {
        Timers.StartPeriodicTimer("expire", Expire.Instance, TimeSpan.FromMilliseconds(Math.Clamp(_wait.TotalMilliseconds / 10, 20, 250)));
        StartChild();
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case CatalogCommand or CatalogQueries.GetState:
                if (_outstanding.Add(Sender, message, _wait, patient: false) is { } request)
                {
                    Pass(request);
                }

                break;
            case Answer answer:
                _failures = 0;
                _outstanding.Complete(answer);
                break;
            case Expire:
                foreach (var stuck in _outstanding.Expire())
                {
                    Context.Stop(stuck);
                }

                break;
            case Terminated gone:
                _outstanding.EntityGone(gone.ActorRef);
                _child = null;
                Timers.StartSingleTimer("start", Start.Instance, Backoff(_failures++));
                break;
            case Start:
                StartChild();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void StartChild()
    {
        _child = Context.Watch(Context.ActorOf(_catalog));
        foreach (var held in _outstanding.Held())
        {
            Pass(held);
        }
    }

    private void Pass(Request request)
    {
        if (_child is not null)
        {
            _outstanding.Passed(request, _child);
            _child.Tell(request);
        }
    }

    private static TimeSpan Backoff(int failures) =>
        TimeSpan.FromMilliseconds(Math.Min(500 * Math.Pow(2, Math.Min(failures, 10)), 10_000) * (1 + (Random.Shared.NextDouble() * 0.2)));

    private static object Refuse(object message, string why) => message is CatalogCommand
        ? new CatalogAnswer.Refused(RefusalKind.Unavailable, why)
        : new Status.Failure(new TimeoutException(why));

    private sealed class Expire
    {
        public static Expire Instance { get; } = new();
    }

    private sealed class Start
    {
        public static Start Instance { get; } = new();
    }
}
