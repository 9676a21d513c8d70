using System.Collections.Concurrent;
using System.Collections.Immutable;
using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence;
using Akka.Persistence.Journal;
using Akka.Serialization;
using Ftp.Testing;

namespace Ftp.Actors.Tests.Persistence;

public enum JournalMood
{
    Works,
    Fails,
    /// <summary>Stores, then reports a failure: the writer cannot know.</summary>
    FailsAfterStoring,
    Rejects,
    /// <summary>Never answers.</summary>
    Silent,
}

/// <summary>What a <see cref="FailableJournal"/> keeps, as bytes and manifest like a database; outlives actor systems.</summary>
public sealed class JournalStore
{
    private static readonly ConcurrentDictionary<string, JournalStore> Stores = new();

    private readonly ConcurrentDictionary<string, ImmutableList<Row>> _rows = new();
    private volatile JournalMood _mood;

    public sealed record Row(long SequenceNr, string Manifest, int Serializer, byte[] Payload, string Writer);

    public string Name { get; } = Guid.NewGuid().ToString("N");

    /// <summary>So many more writes get through before they fail.</summary>
    public int WritesUntilFailure { get; set; } = int.MaxValue;

    /// <summary>Events stored so far.</summary>
    public int Writes => _rows.Values.Sum(r => r.Count);

    public JournalMood Mood { get => _mood; set => _mood = value; }

    public static JournalStore New()
    {
        var store = new JournalStore();
        Stores[store.Name] = store;
        return store;
    }

    public static JournalStore Of(string name) => Stores[name];

    public ImmutableList<Row> Rows(string persistenceId) => _rows.GetValueOrDefault(persistenceId, []);

    public void Add(string persistenceId, Row row) => _rows.AddOrUpdate(persistenceId, [row], (_, rows) => rows.Add(row));

    public void Change(string persistenceId, Func<ImmutableList<Row>, ImmutableList<Row>> change) => _rows[persistenceId] = change(Rows(persistenceId));

    /// <summary>Makes the payload of the events with this manifest unreadable.</summary>
    public void Corrupt(string persistenceId, string manifest) => Change(persistenceId, rows => rows
        .ConvertAll(r => r.Manifest == manifest ? r with { Payload = "{\"not\":"u8.ToArray() } : r));

    public string Hocon =>
        $$"""
        {{Quiet.Akka}}
        akka.persistence.journal {
          plugin = "akka.persistence.journal.failable"
          failable {
            class = "{{typeof(FailableJournal).FullName}}, {{typeof(FailableJournal).Assembly.GetName().Name}}"
            store = "{{Name}}"
            plugin-dispatcher = "akka.actor.default-dispatcher"
            replay-filter.mode = fail
          }
        }
        akka.persistence.snapshot-store.plugin = "akka.persistence.snapshot-store.inmem"
        """;
}

public sealed class FailableJournal(Config config) : AsyncWriteJournal
{
    private readonly JournalStore _store = JournalStore.Of(config.GetString("store"));
    private readonly Akka.Serialization.Serialization _serialization = Context.System.Serialization;

    public override Task ReplayMessagesAsync(
        IActorContext context, string persistenceId, long fromSequenceNr, long toSequenceNr, long max, Action<IPersistentRepresentation> recoveryCallback)
    {
        foreach (var row in _store.Rows(persistenceId).Where(r => r.SequenceNr >= fromSequenceNr && r.SequenceNr <= toSequenceNr).Take((int)Math.Min(max, int.MaxValue)))
        {
            var payload = _serialization.Deserialize(row.Payload, row.Serializer, row.Manifest);
            recoveryCallback(new Persistent(payload, row.SequenceNr, persistenceId, row.Manifest, sender: ActorRefs.NoSender, writerGuid: row.Writer));
        }

        return Task.CompletedTask;
    }

    public override Task<long> ReadHighestSequenceNrAsync(string persistenceId, long fromSequenceNr, CancellationToken cancellationToken) =>
        Task.FromResult(_store.Rows(persistenceId).LastOrDefault()?.SequenceNr ?? 0);

    protected override Task<IImmutableList<Exception>> WriteMessagesAsync(IEnumerable<AtomicWrite> messages, CancellationToken cancellationToken)
    {
        var mood = _store.WritesUntilFailure is var left && left <= 0 ? JournalMood.Fails : _store.Mood;
        _store.WritesUntilFailure = left == int.MaxValue ? left : left - 1;
        switch (mood)
        {
            case JournalMood.Fails:
                throw new IOException("the disk is gone");
            case JournalMood.Rejects:
                return Task.FromResult<IImmutableList<Exception>>(messages.Select(_ => (Exception)new InvalidOperationException("not this one")).ToImmutableList());
            case JournalMood.Silent:
                return new TaskCompletionSource<IImmutableList<Exception>>().Task;
        }

        foreach (var message in messages.SelectMany(m => (IEnumerable<IPersistentRepresentation>)m.Payload))
        {
            var serializer = (SerializerWithStringManifest)_serialization.FindSerializerFor(message.Payload);
            _store.Add(message.PersistenceId, new JournalStore.Row(
                message.SequenceNr, serializer.Manifest(message.Payload), serializer.Identifier, serializer.ToBinary(message.Payload), message.WriterGuid));
        }

        return mood == JournalMood.FailsAfterStoring ? throw new IOException("the answer was lost") : Task.FromResult<IImmutableList<Exception>>(null!);
    }

    protected override Task DeleteMessagesToAsync(string persistenceId, long toSequenceNr, CancellationToken cancellationToken) =>
        throw new NotSupportedException("events are never deleted");
}
