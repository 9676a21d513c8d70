using Akka.Actor;
using Akka.TestKit.Xunit;
using Ftp.Actors.Accounts;
using Ftp.Actors.Catalog;
using Ftp.Actors.Protocol;
using Ftp.Actors.Storage;
using Ftp.Actors.Tests.Persistence;
using Xunit;
using static Ftp.Actors.Accounts.AccountCommands;

namespace Ftp.Actors.Tests.Accounts;

public sealed class AccountsActorTests : TestKit
{
    private static readonly Origin Ada = TestNode.Ada;

    private readonly JournalStore _store;
    private readonly TestNode _node = new();
    private readonly MemoryAccountIndex _index = new();
    private readonly PasswordChecker _checker = new(TimeProvider.System, threads: 2);
    private readonly IActorRef _catalog;

    public AccountsActorTests()
        : this(JournalStore.New())
    {
    }

    private AccountsActorTests(JournalStore store)
        : base(TestNode.Config(store))
    {
        _store = store;
        _catalog = Sys.ActorOf(CatalogActor.Props(_node.Services, TestNode.Settings, TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public async Task An_added_account_logs_in_with_its_password_and_no_other()
    {
        var accounts = Start();
        var done = await Done(accounts, new Add("bob", new Secret("secret-1"), new AccountChange { Description = "Bob" }, Ada));
        Assert.Equal(("bob", "Bob", true, "ada"), (done.Account!.Profile.Login, done.Account.Profile.Description, done.Account.HasPassword, done.Account.ChangedBy));
        Assert.Equal("bob", Assert.IsType<LoginVerdict.Accepted>(await Login(accounts, "bob", "secret-1")).Profile.Login);
        Assert.IsType<LoginVerdict.Refused>(await Login(accounts, "bob", "secret-2"));
        Assert.IsType<LoginVerdict.Refused>(await Login(accounts, "Bob", "secret-1"));
        Assert.IsType<LoginVerdict.Refused>(await Login(accounts, "nobody", "secret-1"));
        Assert.IsType<LoginVerdict.Refused>(await Login(accounts, "no/login\r\n", "secret-1"));
        var row = Assert.Single((await accounts.Ask<AccountPage>(new AccountQueries.List(null, 0, 10), Cancel)).Items);
        Assert.Equal(new AccountRow("bob", true, "Bob", null), row);
        Assert.DoesNotContain("secret-1", System.Text.Encoding.UTF8.GetString(_store.Rows("account-bob")[0].Payload), StringComparison.Ordinal);
    }

    /// <summary>Else whoever guesses at a disabled account would not be counted, or its owner would.</summary>
    [Fact]
    public async Task Only_the_right_password_of_a_disabled_account_is_no_guess()
    {
        var accounts = Start();
        await Done(accounts, new Add("bob", new Secret("secret-1"), new AccountChange(), Ada));
        await Done(accounts, new Disable("bob", Ada));
        Assert.True(Assert.IsType<LoginVerdict.Refused>(await Login(accounts, "bob", "secret-1")).Proven);
        Assert.False(Assert.IsType<LoginVerdict.Refused>(await Login(accounts, "bob", "secret-2")).Proven);
        Assert.False(Assert.IsType<LoginVerdict.Refused>(await Login(accounts, "nobody", "secret-1")).Proven);
    }

    [Fact]
    public async Task Logins_that_differ_only_by_case_cannot_both_exist()
    {
        var accounts = Start();
        await Done(accounts, new Add("Bob", null, new AccountChange(), Ada));
        Assert.Contains("'Bob'", (await Refused(accounts, new Add("bob", null, new AccountChange(), Ada))).Message, StringComparison.Ordinal);
        Assert.Equal("login 'bob' does not exist; there is 'Bob'", (await Refused(accounts, new Disable("bob", Ada))).Message);
        Assert.Null((await accounts.Ask<AccountFound>(new AccountQueries.Get("bob"), Cancel)).Account);
    }

    [Theory]
    [InlineData("short", "password-minimum-length")]
    [InlineData("line\r\nbreak", "line break")]
    public async Task Passwords_that_are_too_short_or_cannot_be_sent_are_refused(string password, string why)
    {
        var refused = await Refused(Start(), new Add("bob", new Secret(password), new AccountChange(), Ada));
        Assert.Equal(RefusalKind.Invalid, refused.Kind);
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_change_is_published_after_the_journal_has_it_and_drops_the_remembered_password()
    {
        var accounts = Start();
        Sys.EventStream.Subscribe(TestActor, typeof(AccountChanged));
        await Done(accounts, new Add("bob", new Secret("secret-1"), new AccountChange(), Ada));
        await Login(accounts, "bob", "secret-1");
        await Done(accounts, new SetPassword("bob", new Secret("secret-2"), Ada));
        Assert.IsType<LoginVerdict.Refused>(await Login(accounts, "bob", "secret-1"));
        await Login(accounts, "bob", "secret-2");
        await Done(accounts, new Disable("bob", Ada));
        Assert.IsType<LoginVerdict.Refused>(await Login(accounts, "bob", "secret-2"));
        Assert.False((await Done(accounts, new Disable("bob", Ada))).Changed);
        await Done(accounts, new Enable("bob", Ada));
        await Done(accounts, new Remove("bob", Ada));
        bool?[] enabled = [true, true, false, true, null];
        foreach (var expected in enabled)
        {
            Assert.Equal(expected, (await ExpectMsgAsync<AccountChanged>(cancellationToken: Cancel)).Profile?.Enabled);
        }

        Assert.IsType<LoginVerdict.Refused>(await Login(accounts, "bob", "secret-2"));
    }

    [Fact]
    public async Task A_client_that_opens_many_connections_pays_for_one_hash()
    {
        var accounts = Start();
        await Done(accounts, new Add("bob", new Secret("secret-1"), new AccountChange(), Ada));
        await Login(accounts, "bob", "secret-1");
        _checker.Dispose();
        Assert.IsType<LoginVerdict.Accepted>(await Login(accounts, "bob", "secret-1"));
    }

    [Fact]
    public async Task A_renamed_account_takes_its_rights_along_and_frees_its_name()
    {
        var accounts = Start();
        await Resource("r");
        await Done(accounts, new Add("bob", new Secret("secret-1"), new AccountChange { Root = new Field<FtpPath?>(FtpPath.Parse("/r")) }, Ada));
        await _catalog.Ask<CatalogAnswer>(new CatalogCommands.Grant("r", FtpPath.Root, Holder.User("bob"), Rights.View, null, null, null, Ada), Cancel);
        var rename = new Rename("bob", "robert", Ada) { CommandId = "c-1" };
        Assert.Equal("robert", (await Done(accounts, rename)).Account!.Profile.Login);
        Assert.Equal("robert", (await Done(accounts, rename)).Account!.Profile.Login);
        Assert.Equal(Holder.User("robert"), Assert.Single(_node.Services.Rights.Current.State.Resources["r"].Access).Holder);
        Assert.IsType<LoginVerdict.Accepted>(await Login(accounts, "robert", "secret-1"));
        Assert.IsType<LoginVerdict.Refused>(await Login(accounts, "bob", "secret-1"));
        await Done(accounts, new Add("bob", null, new AccountChange(), Ada));
        Assert.Equal(RefusalKind.AlreadyExists, (await Refused(accounts, new Rename("bob", "ROBERT", Ada))).Kind);
        Assert.Equal(RefusalKind.NotFound, (await Refused(accounts, new Rename("cyd", "dan", Ada))).Kind);
        await Done(accounts, new Add("dan", null, new AccountChange(), Ada));
    }

    [Fact]
    public async Task A_renaming_stopped_at_any_step_is_finished_by_sending_it_again_and_never_leaves_two_accounts()
    {
        // Each write of the renaming in turn is the first that fails: reserve, move the rights, leave, take, free.
        await Resource("r");
        for (var step = 0; step < 5; step++)
        {
            var (old, next) = ($"old{step}", $"new{step}");
            var accounts = Start();
            await Done(accounts, new Add(old, new Secret("secret-1"), new AccountChange(), Ada));
            await _catalog.Ask<CatalogAnswer>(new CatalogCommands.Grant("r", FtpPath.Root, Holder.User(old), Rights.View, null, null, null, Ada), Cancel);
            var writes = _store.Writes;
            _store.WritesUntilFailure = step;
            await accounts.Ask<AccountAnswer>(new Rename(old, next, Ada), TimeSpan.FromSeconds(30), Cancel);
            _store.WritesUntilFailure = int.MaxValue;
            Assert.Equal(writes + step, _store.Writes);

            var again = Start();
            LoginVerdict[] verdicts = [await Login(again, old, "secret-1"), await Login(again, next, "secret-1")];
            Assert.True(verdicts.OfType<LoginVerdict.Accepted>().Count() <= 1, $"step {step}: two accounts");
            AccountAnswer answer = new AccountAnswer.Refused(RefusalKind.Unavailable, "");
            await AwaitConditionAsync(
                async () => (answer = await again.Ask<AccountAnswer>(new Rename(old, next, Ada), TimeSpan.FromSeconds(30), Cancel)) is not AccountAnswer.Refused { Kind: RefusalKind.Unavailable },
                TimeSpan.FromSeconds(30), cancellationToken: Cancel);
            Assert.True(answer is AccountAnswer.Done { Account.Profile.Login: var l } && l == next, $"step {step}: {answer}");
            Assert.IsType<LoginVerdict.Accepted>(await Login(again, next, "secret-1"));
            Assert.IsType<LoginVerdict.Refused>(await Login(again, old, "secret-1"));
            Assert.Contains(_node.Services.Rights.Current.State.Resources["r"].Access, a => a.Holder == Holder.User(next));
            Assert.DoesNotContain(_node.Services.Rights.Current.State.Resources["r"].Access, a => a.Holder == Holder.User(old));
        }
    }

    [Fact]
    public async Task Removing_an_account_removes_its_rights_first_and_goes_on_where_it_stopped()
    {
        var accounts = Start();
        await Resource("r");
        await Done(accounts, new Add("bob", null, new AccountChange(), Ada));
        await _catalog.Ask<CatalogAnswer>(new CatalogCommands.Grant("r", FtpPath.Root, Holder.User("bob"), Rights.View, null, null, null, Ada), Cancel);
        _store.WritesUntilFailure = 1;
        Assert.Equal(RefusalKind.Unavailable, (await Refused(accounts, new Remove("bob", Ada))).Kind);
        Assert.Empty(_node.Services.Rights.Current.State.Resources["r"].Access);
        _store.WritesUntilFailure = int.MaxValue;
        Assert.Null((await Done(accounts, new Remove("bob", Ada))).Account);
        Assert.Equal(RefusalKind.NotFound, (await Refused(accounts, new Remove("bob", Ada))).Kind);
        Assert.Empty((await accounts.Ask<AccountPage>(new AccountQueries.List(null, 0, 10), Cancel)).Items);
    }

    [Theory]
    [InlineData(JournalMood.Fails)]
    [InlineData(JournalMood.Rejects)]
    public async Task A_failed_journal_means_no_acknowledgement_and_the_next_command_works(JournalMood mood)
    {
        var accounts = Start();
        await Done(accounts, new Add("bob", new Secret("secret-1"), new AccountChange(), Ada));
        _store.Mood = mood;
        Assert.Equal(RefusalKind.Unavailable, (await Refused(accounts, new Disable("bob", Ada))).Kind);
        Assert.IsType<LoginVerdict.Accepted>(await Login(accounts, "bob", "secret-1"));
        _store.Mood = JournalMood.Works;
        Assert.True((await Done(accounts, new Disable("bob", Ada))).Changed);
    }

    [Fact]
    public async Task A_repeated_command_id_does_nothing_again()
    {
        var accounts = Start();
        var add = new Add("bob", null, new AccountChange(), Ada) { CommandId = "c-1" };
        await Done(accounts, add);
        _store.Mood = JournalMood.FailsAfterStoring;
        var disable = new Disable("bob", Ada) { CommandId = "c-2" };
        Assert.Equal(RefusalKind.Unavailable, (await Refused(accounts, disable)).Kind);
        _store.Mood = JournalMood.Works;
        Assert.True((await Done(accounts, disable)).Changed);
        Assert.True((await Done(accounts, add)).Changed);
        Assert.Equal(2, _store.Rows("account-bob").Count);
    }

    [Fact]
    public async Task An_event_that_cannot_be_read_shuts_that_account_only()
    {
        var first = Start();
        await Done(first, new Add("bob", new Secret("secret-1"), new AccountChange(), Ada));
        await Done(first, new Disable("bob", Ada));
        await Done(first, new Enable("bob", Ada));
        await Done(first, new Add("cyd", new Secret("secret-1"), new AccountChange(), Ada));
        _store.Corrupt("account-bob", "AD1:bob");

        var accounts = Start();
        Assert.Contains("quarantined", Assert.IsType<LoginVerdict.Unavailable>(await Login(accounts, "bob", "secret-1")).Why, StringComparison.Ordinal);
        Assert.IsType<LoginVerdict.Accepted>(await Login(accounts, "cyd", "secret-1"));
        Assert.NotNull((await accounts.Ask<AccountFound>(new AccountQueries.Get("bob"), Cancel)).Account!.Trouble);
        Assert.Contains(_node.Current, a => a.Key == "quarantine:account-bob");
        Assert.Equal(RefusalKind.Conflict, (await Refused(accounts, new SetPassword("bob", new Secret("secret-2"), Ada))).Kind);
        await Done(accounts, new Remove("bob", Ada));
        await Done(accounts, new Add("bob", new Secret("secret-3"), new AccountChange(), Ada));
        Assert.IsType<LoginVerdict.Accepted>(await Login(accounts, "bob", "secret-3"));
        Assert.DoesNotContain(_node.Current, a => a.Key == "quarantine:account-bob");
    }

    [Fact]
    public async Task A_row_that_could_not_be_written_is_written_at_the_next_start()
    {
        var accounts = Start();
        _index.Broken = true;
        await Done(accounts, new Add("bob", null, new AccountChange(), Ada));
        await AwaitAssertAsync(() => Assert.Contains(_node.Current, a => a.Key == "account-list"), cancellationToken: Cancel);
        Assert.Equal(["bob"], _index.Announced.Keys);
        _index.Broken = false;
        var page = await Start().Ask<AccountPage>(new AccountQueries.List(null, 0, 10), Cancel);
        Assert.Equal("bob", Assert.Single(page.Items).Login);
        Assert.Empty(_index.Announced);
        await AwaitAssertAsync(() => Assert.DoesNotContain(_node.Current, a => a.Key == "account-list"), cancellationToken: Cancel);
    }

    [Fact]
    public async Task Details_are_checked()
    {
        var accounts = Start();
        await Resource("r");
        await Done(accounts, new Add("bob", null, new AccountChange(), Ada));
        Assert.Contains("there are: r", (await Set(new AccountChange { Root = new Field<FtpPath?>(FtpPath.Parse("/x")) })).Message, StringComparison.Ordinal);
        Assert.Contains("UTF-8", (await Set(new AccountChange { LegacyCharset = new Field<string?>("UTF-8") })).Message, StringComparison.Ordinal);
        Assert.Contains("maximum-connections", (await Set(new AccountChange { MaximumConnections = new Field<int?>(0) })).Message, StringComparison.Ordinal);
        var set = await Done(accounts, new Set("bob", new AccountChange { LegacyCharset = new Field<string?>("CP1251"), Root = new Field<FtpPath?>(FtpPath.Parse("/r/in")) }, Ada));
        Assert.Equal(("CP1251", FtpPath.Parse("/r/in")), (set.Account!.Profile.LegacyCharset, set.Account.Profile.Root));
        Assert.Null((await Done(accounts, new Set("bob", new AccountChange { Root = new Field<FtpPath?>(null) }, Ada))).Account!.Profile.Root);

        async Task<AccountAnswer.Refused> Set(AccountChange change) => await Refused(accounts, new Set("bob", change, Ada));
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _checker.Dispose();
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private IActorRef Start() => Sys.ActorOf(AccountsActor.Props(new AccountServices(_node.Services, _checker, _index, TimeSpan.FromSeconds(5)), _catalog));

    private async Task Resource(string name) =>
        Assert.IsType<CatalogAnswer.Done>(await _catalog.Ask<CatalogAnswer>(new CatalogCommands.AddResource(name, "", new DirectorySource("", FtpPath.Parse("/files")), Ada), Cancel));

    private static async Task<AccountAnswer.Done> Done(IActorRef accounts, AccountCommand command) =>
        Assert.IsType<AccountAnswer.Done>(await accounts.Ask<AccountAnswer>(command, TimeSpan.FromSeconds(20), Cancel));

    private static async Task<AccountAnswer.Refused> Refused(IActorRef accounts, AccountCommand command) =>
        Assert.IsType<AccountAnswer.Refused>(await accounts.Ask<AccountAnswer>(command, TimeSpan.FromSeconds(20), Cancel));

    private static async Task<LoginVerdict> Login(IActorRef accounts, string login, string password) =>
        await accounts.Ask<LoginVerdict>(new VerifyLogin(login, new Secret(password), "192.0.2.1", DateTimeOffset.UtcNow.AddSeconds(30)), TimeSpan.FromSeconds(40), Cancel);
}
