using System.Data.Common;
using Ftp.Actors.Catalog;
using Ftp.Actors.Protocol;
using Ftp.Actors.Storage.Counting;
using LinqToDB;
using LinqToDB.Data;

namespace Ftp.Actors.Quotas;

/// <summary>Two tables in the journal's database; the same SQL serves SQLite and PostgreSQL.</summary>
/// <param name="node">Each node counts for itself.</param>
internal sealed class SqlQuotaTable(DataOptions options, string node) : IQuotaTable
{
    private static readonly string[] Tables =
    [
        """
        CREATE TABLE IF NOT EXISTS quota_tally (
          node VARCHAR(255) NOT NULL, kind VARCHAR(16) NOT NULL, name VARCHAR(255) NOT NULL, limit_bytes BIGINT NULL, limit_files BIGINT NULL, root TEXT NULL,
          place TEXT NOT NULL, bytes BIGINT NULL, files BIGINT NULL, PRIMARY KEY (node, kind, name))
        """,
        "CREATE TABLE IF NOT EXISTS quota_mark (node VARCHAR(255) NOT NULL PRIMARY KEY, clean INTEGER NOT NULL)",
    ];

    public Task<(IReadOnlyList<QuotaRow> Rows, bool Clean)> OpenAsync() => RunAsync<(IReadOnlyList<QuotaRow>, bool)>(db =>
    {
        foreach (var table in Tables)
            db.Execute(table);
        using var transaction = db.BeginTransaction();
        var clean = db.Query<int>("SELECT clean FROM quota_mark WHERE node = @node", Node).FirstOrDefault();
        var rows = db.Query(Row, "SELECT kind, name, limit_bytes, limit_files, root, place, bytes, files FROM quota_tally WHERE node = @node", Node).ToList();
        Mark(db, 0);
        transaction.Commit();
        return (rows, clean == 1);
    });

    public Task SaveAsync(IReadOnlyList<QuotaRow> rows, IReadOnlyList<QuotaKey> gone) => RunAsync(db =>
    {
        using var transaction = db.BeginTransaction();
        foreach (var key in gone)
            db.Execute("DELETE FROM quota_tally WHERE node = @node AND kind = @kind AND name = @name", Node, Kind(key), Name(key));
        foreach (var row in rows)
        {
            db.Execute(
                """
                INSERT INTO quota_tally (node, kind, name, limit_bytes, limit_files, root, place, bytes, files)
                VALUES (@node, @kind, @name, @limit_bytes, @limit_files, @root, @place, @bytes, @files)
                ON CONFLICT (node, kind, name) DO UPDATE SET limit_bytes = excluded.limit_bytes, limit_files = excluded.limit_files, root = excluded.root,
                  place = excluded.place, bytes = excluded.bytes, files = excluded.files
                """,
                Node, Kind(row.Key), Name(row.Key), Number("limit_bytes", row.Limit.Bytes), Number("limit_files", row.Limit.Files), Text("root", row.Root?.Path?.ToString()),
                Text("place", row.Place), Number("bytes", row.Sum?.Bytes), Number("files", row.Sum?.Files));
        }

        transaction.Commit();
        return true;
    });

    public Task CloseAsync() => RunAsync(db =>
    {
        Mark(db, 1);
        return true;
    });

    private DataParameter Node => Text("node", node);

    private void Mark(DataConnection db, int clean) => db.Execute(
        "INSERT INTO quota_mark (node, clean) VALUES (@node, @clean) ON CONFLICT (node) DO UPDATE SET clean = excluded.clean", Node, new DataParameter("clean", clean, DataType.Int32));

    private static QuotaRow Row(DbDataReader reader)
    {
        var key = reader.GetString(0) == UserKind ? QuotaKey.User(reader.GetString(1)) : QuotaKey.Resource(reader.GetString(1));
        var root = key.Kind == QuotaKind.User ? new FtpRoot(reader.IsDBNull(4) ? null : FtpPath.Parse(reader.GetString(4))) : null;
        var (bytes, files) = (Number(reader, 6), Number(reader, 7));
        return new QuotaRow(key, new Quota(Number(reader, 2), Number(reader, 3)), root, reader.GetString(5), bytes is { } b && files is { } f ? new FileSum(b, f) : null, 0);
    }

    private static long? Number(DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetInt64(column);

    private const string UserKind = "user";

    private static DataParameter Kind(QuotaKey key) => Text("kind", key.Kind == QuotaKind.User ? UserKind : "resource");

    private static DataParameter Name(QuotaKey key) => Text("name", key.Name);

    private static DataParameter Text(string name, string? value) => new(name, value, DataType.NVarChar);

    private static DataParameter Number(string name, long? value) => new(name, value, DataType.Int64);

    /// <summary>SQLite blocks its thread, so this runs on the pool and never on an actor's turn.</summary>
    private Task<T> RunAsync<T>(Func<DataConnection, T> act) => Task.Run(() =>
    {
        using var db = new DataConnection(options);
        return act(db);
    });
}

/// <summary>Where there is no database: every start counts.</summary>
internal sealed class NoQuotaTable : IQuotaTable
{
    public Task<(IReadOnlyList<QuotaRow> Rows, bool Clean)> OpenAsync() => Task.FromResult<(IReadOnlyList<QuotaRow>, bool)>(([], false));

    public Task SaveAsync(IReadOnlyList<QuotaRow> rows, IReadOnlyList<QuotaKey> gone) => Task.CompletedTask;

    public Task CloseAsync() => Task.CompletedTask;
}
