using Akka.Actor;
using Akka.TestKit.Xunit;
using Ftp.Actors.Accounts;
using Ftp.Actors.Catalog;
using Ftp.Actors.Tests.Persistence;
using Xunit;
using static Ftp.Actors.Accounts.AccountCommands;

namespace Ftp.Actors.Tests.Accounts;

/// <summary>A client certificate in the place of the password.</summary>
public sealed class CertificateLoginTests : TestKit
{
    private static readonly Origin Ada = TestNode.Ada;
    private static readonly string Hers = new('a', 64);
    private static readonly string Other = new('b', 64);

    private readonly JournalStore _store;
    private readonly TestNode _node = new();
    private readonly MemoryAccountIndex _index = new();
    private readonly PasswordChecker _checker = new(TimeProvider.System, threads: 1);
    private readonly IActorRef _catalog;

    public CertificateLoginTests()
        : this(JournalStore.New())
    {
    }

    private CertificateLoginTests(JournalStore store)
        : base(TestNode.Config(store))
    {
        _store = store;
        _catalog = Sys.ActorOf(CatalogActor.Props(_node.Services, TestNode.Settings, TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public async Task A_mapped_certificate_logs_in_without_a_password_and_without_a_hash()
    {
        var accounts = Start();
        _checker.Dispose();
        await DoAsync(accounts, new Add("eve", null, new AccountChange { AddCertificates = [Hers], RequireTls = new(true) }, Ada));
        var profile = Assert.IsType<LoginVerdict.Accepted>(await ShowAsync(accounts, "eve", Hers)).Profile;
        Assert.Equal(("eve", true), (profile.Login, profile.Tls.Require));
    }

    [Fact]
    public async Task One_certificate_serves_every_account_that_lists_it()
    {
        var accounts = Start();
        foreach (var login in (string[])["eve", "bob"])
        {
            await DoAsync(accounts, new Add(login, null, new AccountChange { AddCertificates = [Hers] }, Ada));
            Assert.Equal(login, Assert.IsType<LoginVerdict.Accepted>(await ShowAsync(accounts, login, Hers)).Profile.Login);
        }
    }

    [Fact]
    public async Task Whoever_is_refused_is_refused_alike_and_the_log_knows_why()
    {
        var accounts = Start();
        await DoAsync(accounts, new Add("eve", null, new AccountChange { AddCertificates = [Hers] }, Ada));
        await DoAsync(accounts, new Add("bob", null, new AccountChange(), Ada));
        await DoAsync(accounts, new Add("off", null, new AccountChange { AddCertificates = [Hers] }, Ada));
        await DoAsync(accounts, new Disable("off", Ada));
        Assert.Equal("the certificate is not mapped to this account", await RefusedAsync(accounts, "eve", Other));
        Assert.Equal("the certificate is not mapped to this account", await RefusedAsync(accounts, "bob", Hers));
        Assert.Equal("the certificate is not mapped to this account", await RefusedAsync(accounts, "off", Other));
        Assert.Equal("the account is disabled", await RefusedAsync(accounts, "off", Hers));
        Assert.Equal("no such login", await RefusedAsync(accounts, "nobody", Hers));
        Assert.Equal("no such login", await RefusedAsync(accounts, "EVE", Hers));
        Assert.Equal("no such login", await RefusedAsync(accounts, "no/login\r\n", Hers));
        Assert.Equal("guests have no certificates", await RefusedAsync(accounts, "anonymous", Hers));
        Assert.Equal("guests have no certificates", await RefusedAsync(accounts, "FTP", Hers));
    }

    [Fact]
    public async Task A_certificate_taken_away_opens_nothing_and_living_sessions_hear_of_it()
    {
        var accounts = Start();
        await DoAsync(accounts, new Add("eve", null, new AccountChange { AddCertificates = [Hers, Other] }, Ada));
        Sys.EventStream.Subscribe(TestActor, typeof(AccountChanged));
        await DoAsync(accounts, new Set("eve", new AccountChange { RemoveCertificates = [Hers] }, Ada));
        Assert.Equal([Other], (await ExpectMsgAsync<AccountChanged>(cancellationToken: Cancel)).Profile!.Tls.Certificates);
        await RefusedAsync(accounts, "eve", Hers);
        Assert.IsType<LoginVerdict.Accepted>(await ShowAsync(accounts, "eve", Other));
    }

    [Fact]
    public async Task A_renamed_account_keeps_its_certificates_also_behind_the_next_start()
    {
        var accounts = Start();
        await DoAsync(accounts, new Add("eve", null, new AccountChange { AddCertificates = [Hers], DataBinding = new(Ftp.Actors.Settings.DataBinding.Resumed) }, Ada));
        await DoAsync(accounts, new Rename("eve", "eva", Ada));
        foreach (var now in (IActorRef[])[accounts, Start()])
        {
            var profile = Assert.IsType<LoginVerdict.Accepted>(await ShowAsync(now, "eva", Hers)).Profile;
            Assert.Equal(Ftp.Actors.Settings.DataBinding.Resumed, profile.Tls.DataBinding);
            Assert.Equal("no such login", await RefusedAsync(now, "eve", Hers));
        }
    }

    [Fact]
    public async Task A_quarantined_account_is_unavailable_also_to_its_certificate()
    {
        var first = Start();
        await DoAsync(first, new Add("eve", null, new AccountChange { AddCertificates = [Hers] }, Ada));
        await DoAsync(first, new Set("eve", new AccountChange { Description = "x" }, Ada));
        _store.Corrupt("account-eve", "AS1:eve");
        Assert.Contains("quarantined", Assert.IsType<LoginVerdict.Unavailable>(await ShowAsync(Start(), "eve", Hers)).Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_comes_after_the_login_timeout_is_not_let_in()
    {
        var accounts = Start();
        await DoAsync(accounts, new Add("eve", null, new AccountChange { AddCertificates = [Hers] }, Ada));
        Assert.IsType<LoginVerdict.Unavailable>(await ShowAsync(accounts, "eve", Hers, TimeSpan.FromSeconds(-1)));
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _checker.Dispose();
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private IActorRef Start() => Sys.ActorOf(AccountsActor.Props(new AccountServices(_node.Services, _checker, _index, TimeSpan.FromSeconds(5)), _catalog));

    private static async Task DoAsync(IActorRef accounts, AccountCommand command) =>
        Assert.IsType<AccountAnswer.Done>(await accounts.Ask<AccountAnswer>(command, TimeSpan.FromSeconds(20), Cancel));

    private static async Task<LoginVerdict> ShowAsync(IActorRef accounts, string login, string fingerprint, TimeSpan? left = null) =>
        await accounts.Ask<LoginVerdict>(
            new VerifyCertificate(login, fingerprint, "192.0.2.1", TimeProvider.System.GetUtcNow() + (left ?? TimeSpan.FromSeconds(30))), TimeSpan.FromSeconds(40), Cancel);

    private static async Task<string> RefusedAsync(IActorRef accounts, string login, string fingerprint) =>
        Assert.IsType<LoginVerdict.Refused>(await ShowAsync(accounts, login, fingerprint)).Why;
}
