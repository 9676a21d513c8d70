using Akka.Actor;
using Akka.Persistence;
using Ftp.Actors.Log;
using Ftp.Actors.Serialization;

namespace Ftp.Actors.Persistence;

/// <summary>
/// A persistent actor behind a gateway, its parent: it takes <see cref="Request"/>s and answers each with an <see cref="Answer"/> after the journal has
/// what it changed. Its gateway lets only so many requests through that no stash can overflow. When the journal fails it stops: it cannot know
/// whether the event was stored, and its next incarnation reads the truth.
/// </summary>
public abstract class EntityActor(NodeServices services) : UntypedPersistentActor
{
    private const int EventsPerSnapshot = 100;
    private const int SnapshotsKept = 3;

    /// <summary>Answers that changed nothing are not in the journal, but their repeat is answered alike as long as this actor lives.</summary>
    private readonly Dictionary<string, object> _answersWithoutEvent = new(StringComparer.Ordinal);
    private long _expected;

    protected NodeServices Services { get; } = services;

    private string AlarmKey => "journal:" + PersistenceId;

    protected abstract object Snapshot();

    protected abstract void Restore(object snapshot);

    /// <summary>An event of the past, or one just stored.</summary>
    protected abstract void Apply(IPersisted happened);

    protected abstract void Recovered();

    protected abstract void Handle(Request request);

    /// <summary>Messages of this actor to itself.</summary>
    protected virtual void HandleOwn(object message) => Unhandled(message);

    protected static void Reply(long id, object message) => Context.Parent.Tell(new Answer(id, message));

    protected bool AnsweredBefore(string? commandId, out object answer)
    {
        answer = "";
        return commandId is not null && _answersWithoutEvent.TryGetValue(commandId, out answer!);
    }

    protected void ReplyWithoutEvent(long id, string? commandId, object answer)
    {
        if (commandId is { Length: <= AnsweredCommands.MaximumIdLength })
        {
            if (_answersWithoutEvent.Count >= AnsweredCommands.Kept)
            {
                _answersWithoutEvent.Clear();
            }

            _answersWithoutEvent[commandId] = answer;
        }

        Reply(id, answer);
    }

    /// <summary>Stores one event, applies it, and only then continues.</summary>
    protected void Store(IPersisted happened, Action stored) => Persist(happened, e =>
    {
        Apply(e);
        if (LastSequenceNr % EventsPerSnapshot == 0)
        {
            SaveSnapshot(Snapshot());
        }

        stored();
    });

    protected override void OnCommand(object message)
    {
        switch (message)
        {
            case Request request:
                Handle(request);
                break;
            case SaveSnapshotSuccess { Metadata.SequenceNr: > EventsPerSnapshot * SnapshotsKept } saved:
                DeleteSnapshots(new SnapshotSelectionCriteria(saved.Metadata.SequenceNr - (EventsPerSnapshot * SnapshotsKept)));
                break;
            case SaveSnapshotFailure failed:
                Report(LogLevel.Error, "journal.snapshot-failed", $"a snapshot of {PersistenceId} could not be saved: {failed.Cause.Message}");
                break;
            case SaveSnapshotSuccess or DeleteSnapshotsSuccess or DeleteSnapshotsFailure:
                break;
            default:
                HandleOwn(message);
                break;
        }
    }

    protected override void OnRecover(object message)
    {
        switch (message)
        {
            case SnapshotOffer offer:
                Restore(offer.Snapshot);
                _expected = offer.Metadata.SequenceNr;
                break;
            case IPersisted happened:
                // The journal hands out what it finds: a lost row would otherwise go unnoticed, and with it perhaps a right that was revoked.
                if (LastSequenceNr != ++_expected)
                {
                    throw new InvalidDataException($"event {_expected} of {PersistenceId} is missing in the journal (the next one there is {LastSequenceNr})");
                }

                Apply(happened);
                break;
            case RecoveryCompleted:
                if (LastSequenceNr != _expected)
                {
                    Fail("journal.unreadable", $"the journal says that {PersistenceId} has {LastSequenceNr} events, but gives {_expected}");
                    throw new InvalidDataException($"events of {PersistenceId} are missing in the journal");
                }

                Services.Alarms.Clear(AlarmKey);
                Recovered();
                break;
            default:
                throw new InvalidDataException($"the journal has a {message.GetType().Name} in {PersistenceId}, which is none of this server's events");
        }
    }

    protected override void OnRecoveryFailure(Exception reason, object? message = null) =>
        Fail("journal.unreadable", $"{PersistenceId} cannot be read from the journal: {reason.Message}");

    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr) =>
        Fail("journal.failed", $"the journal failed to store a change of {PersistenceId}: {cause.Message}");

    /// <summary>The number of a rejected event is used up; stopping makes the next incarnation number from what the journal really has.</summary>
    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr)
    {
        Fail("journal.rejected", $"the journal refused a change of {PersistenceId}: {cause.Message}");
        Context.Stop(Self);
    }

    private void Fail(string name, string text)
    {
        Services.Alarms.Raise(AlarmKey, text);
        Report(LogLevel.Error, name, text);
    }

    private void Report(LogLevel level, string name, string text) => Services.Log.Write(new LogEntry(Services.Time.GetUtcNow(), level, name, text));
}
