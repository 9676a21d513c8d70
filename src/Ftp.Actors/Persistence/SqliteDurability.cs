using System.Data.Common;
using System.Globalization;
using LinqToDB.Interceptors;

namespace Ftp.Actors.Persistence;

/// <summary>
/// What has been acknowledged survives a power cut: write-ahead log, fsync at each commit, and waiting for the other writer instead of failing.
/// <c>synchronous</c> and <c>busy_timeout</c> belong to a connection, not to the file, so they are set on each one and read back: a file system that
/// cannot share memory (a network one) silently stays at another journal mode.
/// </summary>
public sealed class SqliteDurability : ConnectionInterceptor
{
    private const string Set = "PRAGMA busy_timeout=10000; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;";

    private static readonly (string Pragma, string Value)[] Expected = [("journal_mode", "wal"), ("synchronous", "2"), ("busy_timeout", "10000")];

    public override void ConnectionOpened(ConnectionEventData eventData, DbConnection connection) => Apply(connection);

    public override Task ConnectionOpenedAsync(ConnectionEventData eventData, DbConnection connection, CancellationToken cancellationToken)
    {
        Apply(connection);
        return Task.CompletedTask;
    }

    /// <exception cref="InvalidOperationException">A value did not take.</exception>
    internal static void Apply(DbConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = Set;
        command.ExecuteNonQuery();
        foreach (var (pragma, value) in Expected)
        {
            command.CommandText = "PRAGMA " + pragma;
            var found = Convert.ToString(command.ExecuteScalar(), CultureInfo.InvariantCulture);
            if (!string.Equals(found, value, StringComparison.OrdinalIgnoreCase))
            {
                throw new InvalidOperationException(
                    $"the database {connection.DataSource} keeps {pragma} at '{found}' where '{value}' is needed: is it on a network file system?");
            }
        }
    }
}
