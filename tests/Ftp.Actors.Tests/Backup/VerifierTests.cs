using System.Security.Cryptography;
using System.Text;
using Akka.Actor;
using Akka.TestKit.Xunit;
using Ftp.Actors.Accounts;
using Ftp.Actors.Catalog;
using Ftp.Actors.Tests.Accounts;
using Ftp.Actors.Tests.Persistence;
using Xunit;

namespace Ftp.Actors.Tests.Backup;

/// <summary>Hashes that come from outside: which are taken, that they open the account, and that they are soon replaced.</summary>
public sealed class VerifierTests : TestKit
{
    private static readonly Origin Ada = TestNode.Ada;

    private readonly JournalStore _store;
    private readonly TestNode _node = new();
    private readonly MemoryAccountIndex _index = new();
    private readonly PasswordChecker _checker = new(TimeProvider.System, threads: 2);
    private readonly IActorRef _accounts;

    public VerifierTests()
        : this(JournalStore.New())
    {
    }

    private VerifierTests(JournalStore store)
        : base(TestNode.Config(store))
    {
        _store = store;
        var catalog = Sys.ActorOf(CatalogActor.Props(_node.Services, TestNode.Settings, TimeSpan.FromSeconds(5)));
        _accounts = Sys.ActorOf(AccountsActor.Props(new AccountServices(_node.Services, _checker, _index, TimeSpan.FromSeconds(5)), catalog));
    }

    [Theory]
    [InlineData("$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", null)]
    [InlineData("$argon2id$v=19$m=262144,t=3,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", null)]
    [InlineData("$argon2id$v=19$m=1048576,t=3,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "at most m=262144")]
    [InlineData("$argon2id$v=19$m=19456,t=100000,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "t=16")]
    [InlineData("$argon2id$v=19$m=19456,t=2,p=64$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "not an Argon2id verifier")]
    [InlineData("$argon2id$v=19$m=19456,t=2,p=1$AAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "a salt of 16 bytes")]
    [InlineData("$pbkdf2-sha256$i=100000$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", null)]
    [InlineData("$pbkdf2-sha256$29000$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", null)]
    [InlineData("$pbkdf2-sha256$i=2000000000$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "1000 to 1000000 are allowed")]
    [InlineData("$pbkdf2-sha256$i=100000$not base64!$AAAA", "the password's hash cannot be used")]
    [InlineData("$2y$10$abcdefghijklmnopqrstuv", "not an Argon2id verifier")]
    [InlineData("secret", "not an Argon2id verifier")]
    public void Hashes_are_taken_within_bounds_only(string verifier, string? why)
    {
        var wrong = PasswordHash.Unreadable(verifier);
        Assert.Equal(why is null, wrong is null);
        Assert.Contains(why ?? "", wrong ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_servers_hash_opens_the_account_and_is_replaced_after_the_first_good_login()
    {
        var foreign = Foreign("secret-1");
        await Done(new AccountCommands.Add("bob", null, new AccountChange(), Ada) { Verifier = new Secret(foreign) });
        Assert.IsType<LoginVerdict.Refused>(await Login("secret-2"));
        Assert.Equal(foreign, await Verifier());
        Assert.IsType<LoginVerdict.Accepted>(await Login("secret-1"));
        await AwaitAssertAsync(async () => Assert.StartsWith("$argon2id$", await Verifier(), StringComparison.Ordinal), cancellationToken: TestContext.Current.CancellationToken);
        Assert.IsType<LoginVerdict.Accepted>(await Login("secret-1"));
        Assert.IsType<LoginVerdict.Refused>(await Login("secret-2"));
        Assert.Equal(2, _store.Rows("account-bob").Count);
    }

    [Fact]
    public async Task A_backups_hash_is_taken_as_it_is_and_can_be_taken_away()
    {
        await Done(new AccountCommands.Add("bob", new Secret("secret-1"), new AccountChange(), Ada));
        var verifier = (await Verifier())!;
        await Done(new AccountCommands.SetVerifier("bob", null, Ada));
        Assert.IsType<LoginVerdict.Refused>(await Login("secret-1"));
        await Done(new AccountCommands.SetVerifier("bob", new Secret(verifier), Ada));
        Assert.IsType<LoginVerdict.Accepted>(await Login("secret-1"));
        Assert.False((await Done(new AccountCommands.SetVerifier("bob", new Secret(verifier), Ada))).Changed);
        var hostile = new AccountCommands.SetVerifier("bob", new Secret("$argon2id$v=19$m=4194304,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"), Ada);
        Assert.IsType<AccountAnswer.Refused>(await _accounts.Ask<AccountAnswer>(hostile, TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Pages_of_accounts_hold_every_account_once()
    {
        for (var i = 0; i < 25; i++)
        {
            await Done(new AccountCommands.Add($"{(i % 2 == 0 ? "User" : "user")}{i:00}", null, new AccountChange(), Ada));
        }

        var (all, after) = (new List<string>(), (string?)null);
        do
        {
            var page = await _accounts.Ask<AccountsExported>(new AccountQueries.Export(after, 4), TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
            Assert.InRange(page.Items.Length, 0, 4);
            all.AddRange(page.Items.Select(a => a.Login));
            after = page.Next;
        }
        while (after is not null);
        Assert.Equal(Enumerable.Range(0, 25).Select(i => $"{(i % 2 == 0 ? "User" : "user")}{i:00}"), all);
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _checker.Dispose();
    }

    private static string Foreign(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(32);
        return ForeignHash.Format(100_000, salt, Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password), salt, 100_000, HashAlgorithmName.SHA256, 32));
    }

    private async Task<string?> Verifier() =>
        Assert.Single((await _accounts.Ask<AccountsExported>(new AccountQueries.Export(null, 10), TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken)).Items).Verifier;

    private async Task<AccountAnswer.Done> Done(AccountCommand command) =>
        Assert.IsType<AccountAnswer.Done>(await _accounts.Ask<AccountAnswer>(command, TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));

    private async Task<LoginVerdict> Login(string password) =>
        await _accounts.Ask<LoginVerdict>(new VerifyLogin("bob", new Secret(password), "192.0.2.1", DateTimeOffset.UtcNow.AddSeconds(30)), TimeSpan.FromSeconds(40), TestContext.Current.CancellationToken);
}
