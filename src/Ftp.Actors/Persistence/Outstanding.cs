using System.Diagnostics.CodeAnalysis;
using Akka.Actor;

namespace Ftp.Actors.Persistence;

/// <summary>
/// What a gateway has passed on to persistent actors and not heard of yet. <c>Persist</c> has no time-out of its own: a journal that never answers would
/// leave the asker, and the actor, waiting for ever. So the asker is told after a while that the outcome is unknown, and an actor that stays silent is stopped.
/// </summary>
/// <param name="bound">The most that may be outstanding; beyond it askers are turned away at once.</param>
/// <param name="patientBound">The most of them that may be patient.</param>
/// <param name="stuck">A persistent actor that has not answered for so long is stuck in its journal: only a new incarnation, reading the journal again, learns the truth.</param>
/// <param name="refuse">The answer, of the kind this message's asker waits for, that says why there is none.</param>
public sealed class Outstanding(int bound, int patientBound, TimeSpan stuck, TimeProvider time, Func<object, string, object> refuse)
{
    /// <summary>Stands in every answer that does not say whether the change was made.</summary>
    public const string Unknown = "outcome unknown";

    private const string OutcomeUnknown = Unknown + "; a repeat with the same command id returns what came of it";

    private readonly Dictionary<long, Entry> _entries = [];
    private int _patient;
    private long _last;

    /// <summary>True while nothing is outstanding.</summary>
    public bool IsEmpty => _entries.Count == 0;

    /// <summary>Registers a message, or refuses it.</summary>
    /// <param name="wait">How long its asker waits at most.</param>
    /// <param name="patient">It may wait for something else than the journal, so its silence does not mean that its actor is stuck.</param>
    public Request? Add(IActorRef asker, object message, TimeSpan wait, bool patient)
    {
        if (_entries.Count >= bound || (patient && _patient >= patientBound))
        {
            asker.Tell(refuse(message, $"{_entries.Count} requests are waiting already; nothing was done: try again"), ActorRefs.NoSender);
            return null;
        }

        _patient += patient ? 1 : 0;
        _entries[++_last] = new Entry(asker, message, wait, patient, time.GetTimestamp());
        return new Request(_last, message);
    }

    /// <summary>The request has gone to this actor.</summary>
    public void Passed(Request request, IActorRef entity) => _entries[request.Id].Entity = entity;

    /// <summary>What has not gone to any actor yet, oldest first, and is still waited for.</summary>
    public IEnumerable<Request> Held() =>
        _entries.Where(e => e.Value is { Entity: null, Told: false }).OrderBy(e => e.Key).Select(e => new Request(e.Key, e.Value.Message)).ToList();

    /// <returns>The actor that answered; null where nobody waited any more.</returns>
    public IActorRef? Complete(Answer answer)
    {
        if (!Remove(answer.Id, out var entry))
        {
            return null;
        }

        if (!entry.Told)
        {
            entry.Asker.Tell(answer.Message, ActorRefs.NoSender);
        }

        return entry.Entity;
    }

    /// <summary>Tells those who waited long enough.</summary>
    /// <returns>The actors to stop.</returns>
    public IReadOnlyCollection<IActorRef> Expire()
    {
        var stuckActors = new HashSet<IActorRef>();
        foreach (var (id, entry) in _entries)
        {
            var waited = time.GetElapsedTime(entry.Since);
            if (!entry.Told && waited >= entry.Wait)
            {
                entry.Tell(refuse, entry.Entity is null ? "the journal is not available; nothing was done: try again" : $"no answer from the journal in time: {OutcomeUnknown}");
                if (entry.Entity is null)
                {
                    Remove(id, out _);
                    continue;
                }
            }

            if (entry is { Patient: false, Entity: { } entity } && waited >= stuck)
            {
                stuckActors.Add(entity);
            }
        }

        return stuckActors;
    }

    /// <summary>The actor is gone with what it had: its journal failed, so nobody can say whether the last change was stored.</summary>
    public void EntityGone(IActorRef entity)
    {
        foreach (var (id, entry) in _entries.Where(e => entity.Equals(e.Value.Entity)).ToList())
        {
            Remove(id, out _);
            if (!entry.Told)
            {
                entry.Tell(refuse, $"the journal failed: {OutcomeUnknown}");
            }
        }
    }

    private bool Remove(long id, [NotNullWhen(true)] out Entry? entry)
    {
        if (_entries.Remove(id, out entry))
        {
            _patient -= entry.Patient ? 1 : 0;
            return true;
        }

        return false;
    }

    private sealed class Entry(IActorRef asker, object message, TimeSpan wait, bool patient, long since)
    {
        public IActorRef Asker { get; } = asker;
        public object Message { get; } = message;
        public TimeSpan Wait { get; } = wait;
        public bool Patient { get; } = patient;
        public long Since { get; } = since;
        public IActorRef? Entity { get; set; }
        public bool Told { get; private set; }

        public void Tell(Func<object, string, object> refuse, string why)
        {
            Told = true;
            Asker.Tell(refuse(Message, why), ActorRefs.NoSender);
        }
    }
}
