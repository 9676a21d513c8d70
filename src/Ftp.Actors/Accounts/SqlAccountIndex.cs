using System.Collections.Immutable;
using System.Data.Common;
using LinqToDB;
using LinqToDB.Data;

namespace Ftp.Actors.Accounts;

/// <summary>The account list as two tables in the journal's database; the same SQL serves SQLite and PostgreSQL.</summary>
public sealed class SqlAccountIndex(DataOptions options) : IAccountIndex, IDisposable
{
    /// <summary>The most rows of one page.</summary>
    public const int LargestPage = 10_000;

    private static readonly string[] Tables =
    [
        """
        CREATE TABLE IF NOT EXISTS account_index (
          account_key VARCHAR(64) NOT NULL PRIMARY KEY, login VARCHAR(64) NOT NULL, enabled INTEGER NOT NULL, description TEXT NOT NULL, root TEXT NULL,
          trouble TEXT NULL, search TEXT NOT NULL, revision BIGINT NOT NULL)
        """,
        "CREATE TABLE IF NOT EXISTS account_announced (account_key VARCHAR(64) NOT NULL PRIMARY KEY)",
    ];

    /// <summary>One writer at a time: others would wait in the database with a thread each.</summary>
    private readonly SemaphoreSlim _writer = new(1);
    private readonly Lock _lock = new();
    private Task? _tables;

    public void Dispose() => _writer.Dispose();

    public Task AnnounceAsync(string key) => WriteAsync(db =>
        db.Execute("INSERT INTO account_announced (account_key) VALUES (@key) ON CONFLICT (account_key) DO NOTHING", Text("key", key)));

    public Task WriteAsync(string key, long revision, AccountRow? row) => WriteAsync(db =>
    {
        using var transaction = db.BeginTransaction();
        if (row is null)
        {
            db.Execute("DELETE FROM account_index WHERE account_key = @key AND revision <= @revision", Text("key", key), new DataParameter("revision", revision, DataType.Int64));
        }
        else
        {
            db.Execute(
                """
                INSERT INTO account_index (account_key, login, enabled, description, root, trouble, search, revision)
                VALUES (@key, @login, @enabled, @description, @root, @trouble, @search, @revision)
                ON CONFLICT (account_key) DO UPDATE SET login = excluded.login, enabled = excluded.enabled, description = excluded.description, root = excluded.root,
                  trouble = excluded.trouble, search = excluded.search, revision = excluded.revision
                WHERE account_index.revision <= excluded.revision
                """,
                Text("key", key), Text("login", row.Login), new DataParameter("enabled", row.Enabled ? 1 : 0, DataType.Int32), Text("description", row.Description),
                Text("root", row.Root), Text("trouble", row.Trouble), Text("search", Fold($"{row.Login}\n{row.Description}")),
                new DataParameter("revision", revision, DataType.Int64));
        }

        db.Execute("DELETE FROM account_announced WHERE account_key = @key", Text("key", key));
        transaction.Commit();
    });

    public Task<IReadOnlyList<string>> AnnouncedAsync(int most) => ReadAsync<IReadOnlyList<string>>(db =>
        db.Query<string>("SELECT account_key FROM account_announced ORDER BY account_key LIMIT @most", new DataParameter("most", most, DataType.Int32)).ToList());

    public Task<AccountPage> ListAsync(string? search, int skip, int take) => ReadAsync(db =>
    {
        var where = string.IsNullOrEmpty(search) ? "" : @"WHERE search LIKE @pattern ESCAPE '\'";
        var pattern = Text("pattern", "%" + Fold(search ?? "").Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal) + "%");
        var total = db.Execute<long>($"SELECT COUNT(*) FROM account_index {where}", where.Length == 0 ? [] : [pattern]);
        DataParameter[] page = [new("take", Math.Clamp(take, 0, LargestPage), DataType.Int32), new("skip", Math.Max(skip, 0), DataType.Int32)];
        var rows = db.Query(
            Row,
            $"SELECT login, enabled, description, root, trouble FROM account_index {where} ORDER BY account_key LIMIT @take OFFSET @skip",
            where.Length == 0 ? page : [.. page, pattern]);
        return new AccountPage([.. rows], total);
    });

    public Task<IReadOnlyList<AccountRow>> PageAsync(string? after, int take) => ReadAsync<IReadOnlyList<AccountRow>>(db => [.. db.Query(
        Row,
        "SELECT login, enabled, description, root, trouble FROM account_index WHERE account_key > @after ORDER BY account_key LIMIT @take",
        Text("after", after ?? ""), new DataParameter("take", Math.Clamp(take, 1, LargestPage), DataType.Int32))]);

    private static AccountRow Row(DbDataReader reader) => new(reader.GetString(0), reader.GetInt32(1) != 0, reader.GetString(2), reader.IsDBNull(3) ? null : reader.GetString(3))
    {
        Trouble = reader.IsDBNull(4) ? null : reader.GetString(4),
    };

    private static DataParameter Text(string name, string? value) => new(name, value, DataType.NVarChar);

    /// <summary>Both databases fold only ASCII, or nothing.</summary>
    private static string Fold(string text) => text.ToLowerInvariant();

    private async Task WriteAsync(Action<DataConnection> write)
    {
        await _writer.WaitAsync().ConfigureAwait(false);
        try
        {
            await ReadAsync(db =>
            {
                write(db);
                return true;
            }).ConfigureAwait(false);
        }
        finally
        {
            _writer.Release();
        }
    }

    /// <summary>SQLite blocks its thread even where a method is called asynchronous, so this runs on the pool and never on an actor's turn.</summary>
    private async Task<T> ReadAsync<T>(Func<DataConnection, T> read)
    {
        await TablesAsync().ConfigureAwait(false);
        return await Task.Run(() =>
        {
            using var db = new DataConnection(options);
            return read(db);
        }).ConfigureAwait(false);
    }

    private Task TablesAsync()
    {
        lock (_lock)
        {
            return _tables is { IsFaulted: false } ? _tables : _tables = Task.Run(() =>
            {
                using var db = new DataConnection(options);
                foreach (var table in Tables)
                {
                    db.Execute(table);
                }
            });
        }
    }
}
