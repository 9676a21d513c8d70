using LinqToDB;

namespace Ftp.Actors.Persistence;

/// <summary>Where the journal, the snapshots and the account list are kept: one database.</summary>
/// <param name="ProviderName"><see cref="Sqlite"/> or <see cref="PostgreSql"/>.</param>
/// <param name="ConnectionString">Never shown: it may hold a password.</param>
public sealed record PersistenceOptions(string ProviderName, string ConnectionString)
{
    public const string Sqlite = LinqToDB.ProviderName.SQLiteMS;
    public const string PostgreSql = LinqToDB.ProviderName.PostgreSQL15;

    public bool IsSqlite => ProviderName == Sqlite;

    /// <summary>What every part that opens this database opens it with.</summary>
    /// <remarks><c>UseSQLite(connectionString)</c> leaves the provider's name empty, on which the journal's connection factory fails with a null reference.</remarks>
    /// <exception cref="NotSupportedException">The provider is none of the two.</exception>
    public DataOptions DataOptions() => ProviderName switch
    {
        Sqlite => new DataOptions().UseConnectionString(Sqlite, ConnectionString).UseInterceptor(new SqliteDurability()),
        PostgreSql => new DataOptions().UseConnectionString(PostgreSql, ConnectionString),
        _ => throw new NotSupportedException($"persistence provider '{ProviderName}' is not known; there are: {Sqlite}, {PostgreSql}"),
    };

    public override string ToString() => ProviderName;
}
