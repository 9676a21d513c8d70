using Ftp.Actors.Persistence;
using Ftp.Actors.Serialization;

namespace Ftp.Actors.History;

/// <summary>One event as the journal has it.</summary>
/// <param name="Position">In the whole journal; grows, with gaps.</param>
/// <param name="Entity">Whose event it is: <c>catalog</c>, <c>account-ada</c>, <c>certificates</c>.</param>
/// <param name="Revision">The entity's own count.</param>
/// <param name="WrittenAt">When the journal wrote it: all that is known of an event that cannot be read.</param>
public sealed record JournalEvent(long Position, string Entity, long Revision, DateTimeOffset WrittenAt, IPersisted Happened)
{
    public Stamp? Stamp => (Happened as IStamped)?.Stamp;

    public DateTimeOffset At => Stamp?.At ?? WrittenAt;
}

/// <summary>The journal for reading only. What cannot be read is a <see cref="CorruptEvent"/> here.</summary>
public interface IJournalReader
{
    /// <summary>Events before a position, newest first.</summary>
    /// <param name="entities">Null: all.</param>
    Task<IReadOnlyList<JournalEvent>> BackAsync(long before, int most, IReadOnlyCollection<string>? entities, CancellationToken cancel);

    /// <summary>Events of one entity after a revision, oldest first.</summary>
    Task<IReadOnlyList<JournalEvent>> ForwardAsync(string entity, long after, int most, CancellationToken cancel);
}
