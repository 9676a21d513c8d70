using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Persistence.Sql.Config;
using Ftp.Actors.Accounts;
using Ftp.Actors.Catalog;
using Ftp.Actors.Persistence;
using Ftp.Actors.Protocol;
using Ftp.Actors.Storage;
using Ftp.Testing;
using Xunit;

namespace Ftp.Actors.Tests.Persistence;

/// <summary>The same on a PostgreSQL server with an empty database, where <c>FTP_TEST_POSTGRES</c> names one.</summary>
[Collection("PostgreSQL")]
public sealed class PostgresTests
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Catalogue_accounts_and_their_list_survive_a_restart_on_PostgreSQL()
    {
        var server = Environment.GetEnvironmentVariable("FTP_TEST_POSTGRES");
        Assert.SkipWhen(string.IsNullOrEmpty(server), "FTP_TEST_POSTGRES is not set");
        var cancel = TestContext.Current.CancellationToken;
        var options = new PersistenceOptions(PersistenceOptions.PostgreSql, server!);
        FtpPersistence.Verify(options);
        var login = $"U{Guid.NewGuid():N}"[..12];
        var resource = "r-" + login;

        await With(options, async (catalog, accounts) =>
        {
            Assert.IsType<CatalogAnswer.Done>(await catalog.Ask<CatalogAnswer>(new CatalogCommands.AddResource(resource, "", new DirectorySource("", FtpPath.Parse("/files")), TestNode.Ada), Wait, cancel));
            Assert.IsType<AccountAnswer.Done>(await accounts.Ask<AccountAnswer>(
                new AccountCommands.Add(login, new Secret("secret-1"), new AccountChange { Description = "Größe", Root = new Field<FtpPath?>(FtpPath.Parse("/" + resource)) }, TestNode.Ada), Wait, cancel));
        });
        await With(options, async (catalog, accounts) =>
        {
            Assert.Contains(resource, (await catalog.Ask<CatalogState>(CatalogQueries.GetState.Instance, Wait, cancel)).Resources.Keys);
            var page = await accounts.Ask<AccountPage>(new AccountQueries.List(login.ToUpperInvariant(), 0, 10), Wait, cancel);
            Assert.Equal(new AccountRow(login, true, "Größe", "/" + resource), Assert.Single(page.Items));
            Assert.IsType<AccountAnswer.Done>(await accounts.Ask<AccountAnswer>(new AccountCommands.Remove(login, TestNode.Ada), Wait, cancel));
            Assert.Empty((await accounts.Ask<AccountPage>(new AccountQueries.List(login, 0, 10), Wait, cancel)).Items);
        });
    }

    private static async Task With(PersistenceOptions options, Func<IActorRef, IActorRef, Task> work)
    {
        var data = options.DataOptions();
        var system = ActorSystem.Create("test", ActorSystemSetup.Create(
            BootstrapSetup.Create().WithConfig(ConfigurationFactory.ParseString(Quiet.Akka).WithFallback(FtpPersistence.Configuration(options))),
            new DataOptionsSetup(data), new PersistenceSetup(data)));
        try
        {
            var node = new TestNode();
            var catalog = system.ActorOf(CatalogActor.Props(node.Services, TestNode.Settings, Wait));
            await work(catalog, system.ActorOf(AccountsActor.Props(node.Services, catalog)));
        }
        finally
        {
            await system.Terminate();
        }
    }
}
