using System.Data.Common;
using System.Globalization;
using Ftp.Actors.Serialization;
using LinqToDB;
using LinqToDB.Data;

namespace Ftp.Actors.History;

/// <summary>
/// Reads the journal's table itself. Akka's read journal goes forward only, one entity or everything from an offset on, and an event it cannot decode ends its stream; the history
/// is asked newest first, a page at a time, and must show such an event. The columns are those that the journal was made with (<c>journal</c>, default mapping); the same SQL serves
/// SQLite and PostgreSQL. Nothing is written here.
/// </summary>
public sealed class SqlJournalReader(DataOptions options) : IJournalReader
{
    private const string Columns = "ordering, persistence_id, sequence_number, created, manifest, identifier, message";

    private static readonly FtpSerializer Serializer = new(null!);

    public Task<IReadOnlyList<JournalEvent>> BackAsync(long before, int most, IReadOnlyCollection<string>? entities, CancellationToken cancel)
    {
        DataParameter[] keys = [.. (entities ?? []).Select((e, i) => new DataParameter("e" + i.ToString(CultureInfo.InvariantCulture), e, DataType.NVarChar))];
        var of = entities is null ? "" : $"AND persistence_id IN ({string.Join(", ", keys.Select(k => "@" + k.Name))})";
        return ReadAsync(
            $"SELECT {Columns} FROM journal WHERE ordering < @before {of} ORDER BY ordering DESC LIMIT @most",
            [Number("before", before), new DataParameter("most", most, DataType.Int32), .. keys], cancel);
    }

    public Task<IReadOnlyList<JournalEvent>> ForwardAsync(string entity, long after, int most, CancellationToken cancel) => ReadAsync(
        $"SELECT {Columns} FROM journal WHERE persistence_id = @entity AND sequence_number > @after ORDER BY sequence_number LIMIT @most",
        [new DataParameter("entity", entity, DataType.NVarChar), Number("after", after), new DataParameter("most", most, DataType.Int32)], cancel);

    /// <summary>SQLite blocks its thread even where a method is called asynchronous: on the pool, never on an actor's turn.</summary>
    private Task<IReadOnlyList<JournalEvent>> ReadAsync(string sql, DataParameter[] parameters, CancellationToken cancel) => Task.Run<IReadOnlyList<JournalEvent>>(
        () =>
        {
            using var db = new DataConnection(options);
            return db.Query(Read, sql, parameters).ToList();
        },
        cancel);

    private static JournalEvent Read(DbDataReader row)
    {
        var (entity, manifest) = (row.GetString(1), row.IsDBNull(4) ? "" : row.GetString(4));
        return new JournalEvent(
            row.GetInt64(0), entity, row.GetInt64(2), new DateTimeOffset(Math.Clamp(row.GetInt64(3), 0, DateTime.MaxValue.Ticks), TimeSpan.Zero),
            row.IsDBNull(5) || row.GetInt32(5) != FtpSerializer.Number
                ? new CorruptEvent(EntityKind.None, entity, manifest, "it was not written by this server's serializer")
                : Decode(row.GetFieldValue<byte[]>(6), manifest));
    }

    private static IPersisted Decode(byte[] payload, string manifest)
    {
        try
        {
            return (IPersisted)Serializer.FromBinary(payload, manifest);
        }
        catch (Exception e)
        {
            var cut = manifest.IndexOf(':', StringComparison.Ordinal);
            return new CorruptEvent(EntityKind.None, cut < 0 ? "" : manifest[(cut + 1)..], manifest, e.Message);
        }
    }

    private static DataParameter Number(string name, long value) => new(name, value, DataType.Int64);
}
