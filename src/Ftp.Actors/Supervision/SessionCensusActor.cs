using System.Collections.Immutable;
using Akka.Actor;

namespace Ftp.Actors.Supervision;

/// <summary>Asks every session for its card and answers with those that came before the deadline: one stuck session must not hide the others.</summary>
internal sealed class SessionCensusActor : UntypedActor, IWithTimers
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(1);

    private readonly ImmutableArray<IActorRef> _sessions;
    private readonly ImmutableArray<IActorRef> _askers;
    private readonly Dictionary<long, SessionCard> _cards = [];
    private int _ended;

    public SessionCensusActor(ImmutableArray<IActorRef> sessions, ImmutableArray<IActorRef> askers)
    {
        _sessions = sessions;
        _askers = askers;
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(ImmutableArray<IActorRef> sessions, ImmutableArray<IActorRef> askers) =>
        Akka.Actor.Props.Create(() => new SessionCensusActor(sessions, askers));

    protected override void PreStart()
    {
        Timers.StartSingleTimer(TimeIsUp.Instance, TimeIsUp.Instance, Deadline);
        foreach (var session in _sessions)
        {
            // a session that has just ended answers by its death, so that the census does not wait for it
            Context.Watch(session);
            session.Tell(DescribeSession.Instance);
        }

        FinishWhenComplete(0);
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case SessionCard card:
                _cards[card.Id] = card;
                Context.Unwatch(Sender);
                FinishWhenComplete(_cards.Count + _ended);
                break;
            case Terminated:
                FinishWhenComplete(_cards.Count + ++_ended);
                break;
            case TimeIsUp:
                Finish();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void FinishWhenComplete(int answered)
    {
        if (answered >= _sessions.Length)
        {
            Finish();
        }
    }

    private void Finish()
    {
        var list = new SessionList([.. _cards.Values.OrderBy(c => c.Id)]);
        foreach (var asker in _askers)
        {
            asker.Tell(list, Context.Parent);
        }

        Context.Stop(Self);
    }

    private sealed class TimeIsUp
    {
        public static TimeIsUp Instance { get; } = new();
    }
}
