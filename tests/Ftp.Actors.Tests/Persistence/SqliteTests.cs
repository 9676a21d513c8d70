using System.Globalization;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Hosting;
using Akka.Persistence.Sql.Config;
using Ftp.Actors.Accounts;
using Ftp.Actors.Catalog;
using Ftp.Actors.Persistence;
using Ftp.Actors.Protocol;
using Ftp.Actors.Serialization;
using Ftp.Actors.Storage;
using Ftp.Testing;
using LinqToDB.Data;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Ftp.Actors.Tests.Persistence;

/// <summary>The real journal in a real file.</summary>
public sealed class SqliteTests : IAsyncLifetime
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"ftp-{Guid.NewGuid():N}.db");
    private ActorSystem? _system;

    private PersistenceOptions Options => new(PersistenceOptions.Sqlite, $"Data Source={_file}");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Everything_acknowledged_is_there_after_a_restart_with_snapshot_and_tail()
    {
        var node = new TestNode();
        var (catalog, _) = Start(node);
        for (var i = 0; i < 105; i++)
        {
            Assert.IsType<CatalogAnswer.Done>(await catalog.Ask<CatalogAnswer>(new CatalogCommands.AddResource($"r{i:000}", "", new DirectorySource("", FtpPath.Parse("/files")), TestNode.Ada), Wait, Cancel));
        }

        var before = await Snapshot(catalog);
        await WaitForSnapshot();
        await Stop();
        (catalog, _) = Start(new TestNode());
        Assert.Equal(before, await Snapshot(catalog));
        await Stop();

        // A snapshot that cannot be read costs a replay, not the state.
        Execute("UPDATE snapshot SET snapshot = x'7B'");
        (catalog, _) = Start(new TestNode());
        Assert.Equal(before, await Snapshot(catalog));
        Assert.Equal("RA1:r000", Scalar("SELECT manifest FROM journal WHERE sequence_number = 1 AND persistence_id = 'catalog'"));
        Assert.Equal("7001", Scalar("SELECT DISTINCT identifier FROM journal"));
    }

    [Fact]
    public async Task A_thousand_accounts_are_added_listed_searched_and_still_there_after_a_restart()
    {
        var (_, accounts) = Start(new TestNode());
        await Parallel.ForEachAsync(Enumerable.Range(0, 1000), new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = Cancel }, async (i, cancel) =>
            Assert.IsType<AccountAnswer.Done>(await accounts.Ask<AccountAnswer>(
                new AccountCommands.Add($"User{i:0000}", null, new AccountChange { Description = i % 100 == 0 ? "100% Größe_x" : "" }, TestNode.Ada), Wait, cancel)));
        await accounts.Ask<AccountAnswer>(new AccountCommands.Remove("User0005", TestNode.Ada), Wait, Cancel);
        await accounts.Ask<AccountAnswer>(new AccountCommands.Disable("User0007", TestNode.Ada), Wait, Cancel);
        await Check();
        await Stop();
        (_, accounts) = Start(new TestNode());
        await Check();
        Assert.Equal("0", Scalar("SELECT COUNT(*) FROM account_announced"));

        async Task Check()
        {
            var page = await List(null, 4, 3);
            Assert.Equal((999, "User0004 User0006 User0007"), (page.Total, string.Join(' ', page.Items.Select(i => i.Login))));
            Assert.Equal([true, true, false], page.Items.Select(i => i.Enabled));
            Assert.Equal(10, (await List("GRÖSSE_X".Replace("SS", "ß", StringComparison.Ordinal), 0, 100)).Total);
            Assert.Equal(10, (await List("100%", 0, 100)).Total);
            Assert.Equal(1, (await List("user0999", 0, 100)).Total);
            Assert.Equal(0, (await List("user_999", 0, 100)).Total);
        }

        async Task<AccountPage> List(string? search, int skip, int take) => await accounts.Ask<AccountPage>(new AccountQueries.List(search, skip, take), Wait, Cancel);
    }

    [Fact]
    public void Each_connection_is_durable_and_one_that_cannot_be_is_refused()
    {
        FtpPersistence.Verify(Options);
        for (var i = 0; i < 3; i++)
        {
            using var db = new DataConnection(Options.DataOptions());
            Assert.Equal("wal", db.Execute<string>("PRAGMA journal_mode"));
            Assert.Equal(2, db.Execute<int>("PRAGMA synchronous"));
            Assert.Equal(10000, db.Execute<int>("PRAGMA busy_timeout"));
        }

        var refused = Assert.Throws<InvalidOperationException>(() => FtpPersistence.Verify(new PersistenceOptions(PersistenceOptions.Sqlite, "Data Source=:memory:")));
        Assert.Contains("journal_mode", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_journal_cannot_hold_two_events_of_one_number()
    {
        var (catalog, _) = Start(new TestNode());
        await catalog.Ask<CatalogState>(CatalogQueries.GetState.Instance, Wait, Cancel);
        var indexes = Scalar("SELECT GROUP_CONCAT(sql, ' ') FROM sqlite_master WHERE tbl_name = 'journal'");
        Assert.Contains("UNIQUE", indexes, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void PostgreSQL_is_configured_by_the_same_options_and_no_password_reaches_the_configuration()
    {
        var options = new PersistenceOptions(PersistenceOptions.PostgreSql, "Host=localhost;Username=ftp;Password=hunter2;Database=ftp");
        var config = FtpPersistence.Configuration(options);
        Assert.Equal("PostgreSQL.15", config.GetString("akka.persistence.journal.sql.provider-name"));
        Assert.Equal("PostgreSQL.15", config.GetString("akka.persistence.snapshot-store.sql.provider-name"));
        Assert.Equal("fail", config.GetString("akka.persistence.journal.sql.replay-filter.mode"));
        Assert.True(config.GetBoolean("akka.persistence.journal.sql.prefer-parameters-on-multirow-insert"));
        Assert.DoesNotContain("hunter2", config.ToString() + options, StringComparison.Ordinal);
        Assert.Equal("PostgreSQL.15", options.DataOptions().ConnectionOptions.ProviderName);
        Assert.Contains("SQLite.MS", Assert.Throws<NotSupportedException>(() => new PersistenceOptions("MySql", "").DataOptions()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithFtpPersistence_sets_a_host_up()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddAkka("test", builder => builder.AddHocon(Quiet.Akka, HoconAddMode.Prepend).WithFtpPersistence(Options));
        await using var provider = services.BuildServiceProvider();
        _system = provider.GetRequiredService<ActorSystem>();
        var catalog = _system.ActorOf(CatalogActor.Props(new TestNode().Services, TestNode.Settings, Wait));
        Assert.Equal(0, (await catalog.Ask<CatalogState>(CatalogQueries.GetState.Instance, Wait, Cancel)).Revision);
        Assert.IsType<FtpSerializer>(_system.Serialization.FindSerializerForType(typeof(GroupAdded)));
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await Stop();
        SqliteConnection.ClearAllPools();
        foreach (var file in new[] { _file, _file + "-wal", _file + "-shm" })
        {
            File.Delete(file);
        }
    }

    private static TimeSpan Wait => TimeSpan.FromSeconds(30);

    private (IActorRef Catalog, IActorRef Accounts) Start(TestNode node)
    {
        var data = Options.DataOptions();
        var setup = ActorSystemSetup.Create(
            BootstrapSetup.Create().WithConfig(ConfigurationFactory.ParseString(Quiet.Akka).WithFallback(FtpPersistence.Configuration(Options))),
            new DataOptionsSetup(data), new PersistenceSetup(data));
        _system = ActorSystem.Create("test", setup);
        var catalog = _system.ActorOf(CatalogActor.Props(node.Services, TestNode.Settings, Wait));
        return (catalog, _system.ActorOf(AccountsActor.Props(node.Services, catalog)));
    }

    private async Task Stop()
    {
        if (_system is not null)
        {
            await _system.Terminate();
            _system = null;
        }
    }

    private static async Task<string> Snapshot(IActorRef catalog) => System.Text.Encoding.UTF8.GetString(
        new FtpSerializer(null!).ToBinary(CatalogSnapshot.Of(await catalog.Ask<CatalogState>(CatalogQueries.GetState.Instance, Wait, Cancel))));

    private async Task WaitForSnapshot()
    {
        using var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (Scalar("SELECT COUNT(*) FROM snapshot") != "1")
        {
            Assert.True(await poll.WaitForNextTickAsync(Cancel));
        }
    }

    private void Execute(string sql)
    {
        using var db = new DataConnection(Options.DataOptions());
        db.Execute(sql);
    }

    private string Scalar(string sql)
    {
        using var db = new DataConnection(Options.DataOptions());
        return Convert.ToString(db.Execute<object>(sql), CultureInfo.InvariantCulture)!;
    }
}
