using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Persistence.Sql.Config;
using Ftp.Actors.Accounts;
using Ftp.Actors.Catalog;
using Ftp.Actors.History;
using Ftp.Actors.Persistence;
using Ftp.Actors.Protocol;
using Ftp.Actors.Storage;
using Ftp.Actors.Tests.Persistence;
using Ftp.Testing;
using LinqToDB.Data;
using Microsoft.Data.Sqlite;
using Xunit;

namespace Ftp.Actors.Tests.History;

/// <summary>The history of real actors in a real database. One PostgreSQL database holds one catalogue: the tests that use it run one after the other.</summary>
[Collection("PostgreSQL")]
public sealed class HistoryJournalTests : IAsyncLifetime
{
    private static readonly DirectorySource Files = new("", FtpPath.Parse("/files"));
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(30);

    private readonly string _file = Path.Combine(Path.GetTempPath(), $"ftp-{Guid.NewGuid():N}.db");
    private ActorSystem? _system;
    private IActorRef _catalog = ActorRefs.Nobody;
    private IActorRef _accounts = ActorRefs.Nobody;
    private IActorRef _history = ActorRefs.Nobody;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public Task On_SQLite_changes_are_listed_explained_and_taken_back() => TellAsync(new PersistenceOptions(PersistenceOptions.Sqlite, $"Data Source={_file}"));

    [Fact]
    public Task On_PostgreSQL_changes_are_listed_explained_and_taken_back()
    {
        var server = Environment.GetEnvironmentVariable("FTP_TEST_POSTGRES");
        Assert.SkipWhen(string.IsNullOrEmpty(server), "FTP_TEST_POSTGRES is not set");
        return TellAsync(new PersistenceOptions(PersistenceOptions.PostgreSql, server!));
    }

    [Fact]
    public async Task An_event_that_is_broken_in_the_database_is_a_line_that_says_so_and_the_rest_is_told()
    {
        var options = new PersistenceOptions(PersistenceOptions.Sqlite, $"Data Source={_file}");
        Start(options);
        await Do(new CatalogCommands.AddResource("r", "", Files, TestNode.Ada));
        await Do(new CatalogCommands.AddGroup("g", "", TestNode.Ada));
        await Do(new CatalogCommands.CloseFolder("r", FtpPath.Parse("/x"), TestNode.Ada));
        using (var db = new DataConnection(options.DataOptions()))
        {
            await db.ExecuteAsync("UPDATE journal SET message = x'7B' WHERE manifest = 'GA1:g'", Cancel);
            await db.ExecuteAsync("UPDATE journal SET manifest = 'ZZ9:r' WHERE manifest = 'FC1:r'", Cancel);
        }

        var page = await Ask<HistoryPage>(new HistoryQueries.List(null, null, null, null, null, 0, 10));
        Assert.Equal(["unreadable", "unreadable", "resource.added"], page.Items.Select(i => i.Event));
        Assert.Contains("(ZZ9:r) cannot be read", page.Items[0].Text, StringComparison.Ordinal);
        Assert.Contains("(GA1:g) cannot be read", page.Items[1].Text, StringComparison.Ordinal);
        Assert.Contains("r", (await Ask<HistoryThen>(new HistoryQueries.AsOf(DateTimeOffset.MaxValue, null))).State.Resources.Keys);
    }

    [Fact]
    public async Task As_of_answers_equal_a_replay_of_the_real_journal_with_its_snapshots()
    {
        Start(new PersistenceOptions(PersistenceOptions.Sqlite, $"Data Source={_file}"));
        var (random, states) = (TestScale.Seeded(3), new List<CatalogState>());
        for (var i = 0; i < 230; i++)
        {
            await Do(new CatalogCommands.SetSetting("greeting", $"hello {i}", TestNode.Ada));
            states.Add(await _catalog.Ask<CatalogState>(CatalogQueries.GetState.Instance, Wait, Cancel));
        }

        for (var i = 0; i < TestScale.Of(1000); i++)
        {
            var revision = random.Next(states.Count);
            // stamps may be equal: the last of them is the answer
            var expected = states.FindLast(s => s.Changed!.At <= states[revision].Changed!.At)!;
            var then = await Ask<HistoryThen>(new HistoryQueries.AsOf(states[revision].Changed!.At, null));
            Assert.Equal(UndoPropertyTests.Shown(expected), UndoPropertyTests.Shown(then.State));
            Assert.Equal(expected.Revision, then.State.Revision);
        }
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_system is not null)
        {
            await _system.Terminate();
        }

        SqliteConnection.ClearAllPools();
        foreach (var file in new[] { _file, _file + "-wal", _file + "-shm" })
        {
            File.Delete(file);
        }
    }

    private async Task TellAsync(PersistenceOptions options)
    {
        Start(options);
        var login = $"U{Guid.NewGuid():N}"[..12];
        var (resource, bob) = ("r-" + login, Holder.User(login));
        await Do(new CatalogCommands.AddResource(resource, "", Files, TestNode.Ada) { Comment = "as asked", CommandId = "add-" + login });
        Assert.Equal("done", await Do(new AccountCommands.Add(login, null, new AccountChange(), TestNode.Ada) { Comment = "new here" }));
        var granted = (await Do(new CatalogCommands.Grant(resource, FtpPath.Root, bob, Rights.Edit, null, null, null, TestNode.Ada))).Revision;
        var between = (await _catalog.Ask<CatalogState>(CatalogQueries.GetState.Instance, Wait, Cancel)).Changed!.At;
        var revoked = (await Do(new CatalogCommands.Revoke(resource, FtpPath.Root, bob, null, TestNode.Ada))).Revision;

        var page = await Ask<HistoryPage>(new HistoryQueries.List(new HistorySubject(HistoryKind.User, login), null, null, null, null, 0, 10));
        Assert.Equal([$"{revoked}", $"{granted}", $"{login}:1"], page.Items.Select(i => i.Revision));
        Assert.Equal("new here", page.Items[2].Comment);
        Assert.Equal(resource, Assert.Single((await Ask<HistoryPage>(new HistoryQueries.FindCommand("add-" + login))).Items).Text.Split('\'')[1]);

        Assert.True(MayEdit(await Ask<HistoryThen>(new HistoryQueries.AsOf(between, login))));
        Assert.False(MayEdit(await Ask<HistoryThen>(new HistoryQueries.AsOf(DateTimeOffset.MaxValue, login))));

        var plan = Assert.IsType<UndoPlan.ByCatalog>(await Ask<UndoPlan>(new HistoryQueries.PlanUndo(new RevisionName("catalog", revoked), TestNode.Ada)));
        await Do(plan.Command with { Comment = $"undo of {revoked}" });
        Assert.True(MayEdit(await Ask<HistoryThen>(new HistoryQueries.AsOf(DateTimeOffset.MaxValue, login))));

        // another account takes the name: it does not get what the first one had
        await Do(new CatalogCommands.RemoveResource(resource, TestNode.Ada));
        var removed = (await _catalog.Ask<CatalogState>(CatalogQueries.GetState.Instance, Wait, Cancel)).Revision;
        Assert.Equal("done", await Do(new AccountCommands.Remove(login, TestNode.Ada)));
        Assert.Equal("done", await Do(new AccountCommands.Add(login, null, new AccountChange(), TestNode.Ada)));
        var back = Assert.IsType<UndoPlan.ByCatalog>(await Ask<UndoPlan>(new HistoryQueries.PlanUndo(new RevisionName("catalog", removed), TestNode.Ada)));
        Assert.Empty(((CatalogCommands.RestoreResource)back.Command).Value.Access);
        Assert.Contains(login, Assert.Single(back.Notes), StringComparison.Ordinal);

        bool MayEdit(HistoryThen then) => new RightsSnapshot(then.State, then.Settings.Guests)
            .Decide(new Subject(then.Account!.Profile.Login, false, System.Net.IPAddress.Loopback, between), then.State.Resources[resource], FtpPath.Root, Rights.Edit).Allowed;
    }

    private void Start(PersistenceOptions options)
    {
        var data = options.DataOptions();
        _system = ActorSystem.Create("test", ActorSystemSetup.Create(
            BootstrapSetup.Create().WithConfig(ConfigurationFactory.ParseString(Quiet.Akka).WithFallback(FtpPersistence.Configuration(options))),
            new DataOptionsSetup(data), new PersistenceSetup(data)));
        var node = new TestNode();
        _catalog = _system.ActorOf(CatalogActor.Props(node.Services, TestNode.Settings, Wait));
        _accounts = _system.ActorOf(AccountsActor.Props(node.Services, _catalog));
        _history = _system.ActorOf(HistoryActor.Props(node.Services));
    }

    private async Task<CatalogAnswer.Done> Do(CatalogCommand command) => Assert.IsType<CatalogAnswer.Done>(await _catalog.Ask<CatalogAnswer>(command, Wait, Cancel));

    private async Task<string> Do(AccountCommand command) => await _accounts.Ask<AccountAnswer>(command, Wait, Cancel) is AccountAnswer.Refused refused ? refused.Message : "done";

    private async Task<T> Ask<T>(HistoryQuery query) => Assert.IsAssignableFrom<T>(await _history.Ask<object>(query, Wait, Cancel));
}
