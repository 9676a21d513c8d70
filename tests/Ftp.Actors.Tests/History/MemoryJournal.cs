using Ftp.Actors.History;
using Ftp.Actors.Serialization;

namespace Ftp.Actors.Tests.History;

/// <summary>A journal in memory, read as the real one is.</summary>
internal sealed class MemoryJournal : IJournalReader
{
    private readonly List<JournalEvent> _events = [];

    public int Reads { get; private set; }

    public void Add(string entity, IPersisted happened, DateTimeOffset writtenAt = default)
    {
        lock (_events)
        {
            _events.Add(new JournalEvent(_events.Count + 1, entity, _events.Count(e => e.Entity == entity) + 1, writtenAt, happened));
        }
    }

    public Task<IReadOnlyList<JournalEvent>> BackAsync(long before, int most, IReadOnlyCollection<string>? entities, CancellationToken cancel) =>
        Read(e => e.Where(x => x.Position < before && (entities is null || entities.Contains(x.Entity))).OrderByDescending(x => x.Position).Take(most));

    public Task<IReadOnlyList<JournalEvent>> ForwardAsync(string entity, long after, int most, CancellationToken cancel) =>
        Read(e => e.Where(x => x.Entity == entity && x.Revision > after).OrderBy(x => x.Revision).Take(most));

    private Task<IReadOnlyList<JournalEvent>> Read(Func<List<JournalEvent>, IEnumerable<JournalEvent>> read)
    {
        lock (_events)
        {
            Reads++;
            return Task.FromResult<IReadOnlyList<JournalEvent>>([.. read(_events)]);
        }
    }
}
