using Akka.Actor;

namespace Ftp.Actors.Persistence;

/// <summary>What the supervisor of one persistent actor knows about it.</summary>
/// <param name="Takes">How long the asker of this message waits at most; null: the actor does not know it.</param>
/// <param name="Refuse">The answer, of the kind this message's asker waits for, that says why there is none.</param>
/// <param name="Wait">How long the journal is waited for; an actor that has not answered for six times as long is stuck in it.</param>
public sealed record SupervisedEntity(Props Props, Func<object, TimeSpan?> Takes, Func<object, string, object> Refuse, TimeSpan Wait);

/// <summary>
/// The address on this node of a persistent actor that there is one of: numbers the requests, holds them while it recovers, answers for it when it is silent, and
/// starts it again with growing pauses after its journal failed.
/// </summary>
public sealed class EntitySupervisor : UntypedActor, IWithTimers
{
    private const int MostOutstanding = 256;
    private const int StuckAfterWaits = 6;

    private readonly SupervisedEntity _entity;
    private readonly Outstanding _outstanding;
    private IActorRef? _child;
    private int _failures;

    public EntitySupervisor(SupervisedEntity entity, TimeProvider time)
    {
        _entity = entity;
        _outstanding = new Outstanding(MostOutstanding, 0, StuckAfterWaits * entity.Wait, time, entity.Refuse);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    protected override void PreStart()
    {
        Timers.StartPeriodicTimer("expire", Expire.Instance, TimeSpan.FromMilliseconds(Math.Clamp(_entity.Wait.TotalMilliseconds / 10, 20, 250)));
        StartChild();
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
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
                Take(message);
                break;
        }
    }

    private void Take(object message)
    {
        if (_entity.Takes(message) is not { } wait)
        {
            Unhandled(message);
        }
        else if (_outstanding.Add(Sender, message, wait, patient: false) is { } request)
        {
            Pass(request);
        }
    }

    private void StartChild()
    {
        _child = Context.Watch(Context.ActorOf(_entity.Props));
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

    private sealed class Expire
    {
        public static Expire Instance { get; } = new();
    }

    private sealed class Start
    {
        public static Start Instance { get; } = new();
    }
}
