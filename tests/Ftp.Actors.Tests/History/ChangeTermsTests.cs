using Akka.Actor;
using Akka.TestKit.Xunit;
using Ftp.Actors.Accounts;
using Ftp.Actors.Catalog;
using Ftp.Actors.Serialization;
using Ftp.Actors.Tests.Accounts;
using Ftp.Actors.Tests.Persistence;
using Xunit;
using static Ftp.Actors.Accounts.AccountCommands;

namespace Ftp.Actors.Tests.History;

/// <summary>Comment, expected revision and command id of accounts, through every step of a change.</summary>
public sealed class ChangeTermsTests : TestKit
{
    private static readonly Origin Ada = TestNode.Ada;

    private readonly JournalStore _store;
    private readonly TestNode _node = new();
    private readonly PasswordChecker _checker = new(TimeProvider.System, threads: 2);
    private readonly IActorRef _catalog;
    private readonly IActorRef _accounts;

    public ChangeTermsTests()
        : this(JournalStore.New())
    {
    }

    private ChangeTermsTests(JournalStore store)
        : base(TestNode.Config(store))
    {
        _store = store;
        _catalog = Sys.ActorOf(CatalogActor.Props(_node.Services, TestNode.Settings, TimeSpan.FromSeconds(5)));
        _accounts = Sys.ActorOf(AccountsActor.Props(new AccountServices(_node.Services, _checker, new MemoryAccountIndex(), TimeSpan.FromSeconds(5)), _catalog));
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stale_change_of_an_account_is_a_conflict_that_names_its_revision_and_who_changed_it()
    {
        Assert.Equal(1, (await Done(new Add("bob", null, new AccountChange(), Ada))).Account!.Revision);
        Assert.Equal(2, (await Done(new Disable("bob", Ada) { ExpectedRevision = 1 })).Account!.Revision);
        foreach (var late in new AccountCommand[] { new Enable("bob", Ada), new Remove("bob", Ada), new Rename("bob", "rob", Ada), new Set("bob", new AccountChange { Description = "x" }, Ada) })
        {
            var refused = Assert.IsType<AccountAnswer.Refused>(await Send(late with { ExpectedRevision = 1 }));
            Assert.Equal(RefusalKind.Conflict, refused.Kind);
            Assert.StartsWith("account 'bob' is at revision 2, not 1 (ada changed it last, at ", refused.Message, StringComparison.Ordinal);
        }

        Assert.Equal(2, _store.Rows("account-bob").Count);
        Assert.Empty(_store.Rows("account-rob"));
        await Done(new Remove("bob", Ada) { ExpectedRevision = 2 });
    }

    [Fact]
    public async Task Every_event_of_a_renaming_and_a_removal_has_the_comment()
    {
        await Done(new Add("bob", null, new AccountChange(), Ada) { Comment = "first" });
        await _catalog.Ask<CatalogAnswer>(new CatalogCommands.AddGroup("g", "", Ada), Cancel);
        await _catalog.Ask<CatalogAnswer>(new CatalogCommands.AddMember("g", "bob", Ada), Cancel);
        await Done(new Rename("bob", "rob", Ada) { Comment = "married" });
        await Done(new Remove("rob", Ada) { Comment = "left us" });
        Assert.Equal(["first", "married", "married"], Comments("account-bob"));
        Assert.Equal(["married", "married", "left us"], Comments("account-rob"));
        Assert.Equal([null, null, "married", "left us"], Comments("catalog"));
        Assert.Equal("left us", _node.Entries.Last(e => e.Event == "account.removed").Fields["comment"]);
    }

    [Theory]
    [InlineData("two\nlines")]
    [InlineData("tab\t")]
    [InlineData("\u001b[2J")]
    [InlineData("line\u2028")]
    public async Task A_comment_with_control_characters_is_refused(string comment)
    {
        await Done(new Add("bob", null, new AccountChange(), Ada));
        foreach (var command in new AccountCommand[] { new Disable("bob", Ada), new Remove("bob", Ada), new Rename("bob", "rob", Ada) })
        {
            var refused = Assert.IsType<AccountAnswer.Refused>(await Send(command with { Comment = comment }));
            Assert.Equal((RefusalKind.Invalid, "the comment has control characters"), (refused.Kind, refused.Message));
        }

        var catalogue = Assert.IsType<CatalogAnswer.Refused>(await _catalog.Ask<CatalogAnswer>(new CatalogCommands.AddGroup("g", "", Ada) { Comment = comment }, Cancel));
        Assert.Equal("the comment has control characters", catalogue.Message);
        Assert.Single(_store.Rows("account-bob"));
        Assert.Empty(_store.Rows("catalog"));
    }

    [Fact]
    public async Task A_repeated_removal_is_answered_as_the_first()
    {
        await Done(new Add("bob", null, new AccountChange(), Ada));
        Assert.True((await Done(new Remove("bob", Ada) { CommandId = "x" })).Changed);
        Assert.True((await Done(new Remove("bob", Ada) { CommandId = "x" })).Changed);
        Assert.Equal(2, _store.Rows("account-bob").Count);
    }

    [Fact]
    public async Task A_conflict_is_forgotten_so_that_the_same_command_can_look_again()
    {
        await _catalog.Ask<CatalogAnswer>(new CatalogCommands.AddGroup("g", "", Ada), Cancel);
        var late = new CatalogCommands.AddGroup("h", "", Ada) { CommandId = "x", ExpectedRevision = 0 };
        Assert.Contains("not 0 (ada changed it last, at ", Assert.IsType<CatalogAnswer.Refused>(await _catalog.Ask<CatalogAnswer>(late, Cancel)).Message, StringComparison.Ordinal);
        Assert.IsType<CatalogAnswer.Done>(await _catalog.Ask<CatalogAnswer>(late with { ExpectedRevision = 1 }, Cancel));
    }

    private List<string?> Comments(string entity) =>
        [.. _store.Rows(entity).Select(r => ((Ftp.Actors.Persistence.IStamped)new FtpSerializer(null!).FromBinary(r.Payload, r.Manifest)).Stamp.Comment)];

    private Task<AccountAnswer> Send(AccountCommand command) => _accounts.Ask<AccountAnswer>(command, Cancel);

    private async Task<AccountAnswer.Done> Done(AccountCommand command) => Assert.IsType<AccountAnswer.Done>(await Send(command));
}
