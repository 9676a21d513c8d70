using Akka.Configuration;
using Akka.Hosting;
using Akka.Persistence.Sql;
using Akka.Persistence.Sql.Config;
using Ftp.Actors.Serialization;
using LinqToDB.Data;

namespace Ftp.Actors.Persistence;

/// <summary>Journal, snapshot store and serializer of the server.</summary>
public static class FtpPersistence
{
    /// <summary>One SQL database for journal and snapshots, tables made where missing, events written with <see cref="FtpSerializer"/> only.</summary>
    public static AkkaConfigurationBuilder WithFtpPersistence(this AkkaConfigurationBuilder builder, PersistenceOptions options)
    {
        var data = options.DataOptions();
        return builder
            .AddSetup(new DataOptionsSetup(data))
            .AddSetup(new PersistenceSetup(data))
            .AddHocon(Configuration(options), HoconAddMode.Prepend);
    }

    /// <summary>Opens the database once, so that a start fails with its reason instead of an actor that retries for ever.</summary>
    /// <exception cref="Exception">What the database driver said, or that a durability setting did not take.</exception>
    public static void Verify(PersistenceOptions options)
    {
        using var db = new DataConnection(options.DataOptions());
        db.Execute("SELECT 1");
    }

    internal static Config Configuration(PersistenceOptions options) =>
        ConfigurationFactory.ParseString(Plugins(options)).WithFallback(Serializer).WithFallback(SqlPersistence.DefaultConfiguration);

    internal static Config Serializer { get; } = ConfigurationFactory.ParseString(
        $$"""
        akka.actor {
          serializers.ftp = "{{typeof(FtpSerializer).FullName}}, {{typeof(FtpSerializer).Assembly.GetName().Name}}"
          serialization-bindings { "{{typeof(IPersisted).FullName}}, {{typeof(IPersisted).Assembly.GetName().Name}}" = ftp }
          serialization-identifiers { "{{typeof(FtpSerializer).FullName}}, {{typeof(FtpSerializer).Assembly.GetName().Name}}" = {{FtpSerializer.Number}} }
        }
        """);

    // replay-filter: the default drops the events of an older writer in silence. A second writer is an error that must be seen.
    // snapshot-is-optional: events are never deleted, so a snapshot that cannot be read costs time, not state.
    // parallelism: SQLite has one writer; three connections only wait for each other's lock.
    // prefer-parameters-on-multirow-insert: payloads travel as parameters, never as text of the statement.
    private static string Plugins(PersistenceOptions options) =>
        $$"""
        akka.persistence {
          journal {
            plugin = "akka.persistence.journal.sql"
            auto-start-journals = ["akka.persistence.journal.sql"]
            sql {
              provider-name = "{{options.ProviderName}}"
              auto-initialize = true
              prefer-parameters-on-multirow-insert = true
              parallelism = {{(options.IsSqlite ? 1 : 3)}}
              replay-filter.mode = fail
              circuit-breaker { max-failures = 10, call-timeout = 10s, reset-timeout = 5s }
            }
          }
          snapshot-store {
            plugin = "akka.persistence.snapshot-store.sql"
            auto-start-snapshot-stores = ["akka.persistence.snapshot-store.sql"]
            sql {
              provider-name = "{{options.ProviderName}}"
              auto-initialize = true
              snapshot-is-optional = true
            }
          }
          query.journal.sql.provider-name = "{{options.ProviderName}}"
        }
        """;
}
