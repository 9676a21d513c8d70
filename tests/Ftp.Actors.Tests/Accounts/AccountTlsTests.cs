using System.Collections.Immutable;
using Ftp.Actors.Accounts;
using Ftp.Actors.Catalog;
using Ftp.Actors.Settings;
using Ftp.Actors.Tests.Persistence;
using Xunit;

namespace Ftp.Actors.Tests.Accounts;

/// <summary>What changes make of an account's own TLS, without an actor.</summary>
public sealed class AccountTlsTests
{
    private static readonly string A = Certificate(0xA);
    private static readonly string B = Certificate(0xB);

    [Fact]
    public void Every_field_is_set_alone_kept_by_other_changes_and_cleared()
    {
        var bob = Added(new AccountChange { RequireTls = new(true), RequireTlsData = new(false), DataBinding = new(DataBinding.Address), UncleanUploadEnd = new(UncleanUploadEnd.Accept), AddCertificates = [A] });
        Same(new AccountTls { Require = true, RequireData = false, DataBinding = DataBinding.Address, UncleanUploadEnd = UncleanUploadEnd.Accept, Certificates = [A] }, bob);
        bob = Set(bob, new AccountChange { Description = "other" });
        bob = Set(bob, new AccountChange { RequireTls = new(false) });
        bob = Set(bob, new AccountChange { DataBinding = new(null), UncleanUploadEnd = new(null) });
        Same(new AccountTls { Require = false, RequireData = false, Certificates = [A] }, bob);
        bob = Set(bob, new AccountChange { RequireTls = new(null), RequireTlsData = new(null), RemoveCertificates = [A] });
        Same(AccountTls.None, bob);
        Assert.Null(bob.Account!.Details.Tls);
    }

    [Fact]
    public void A_change_to_what_is_so_already_changes_nothing()
    {
        var bob = Added(new AccountChange { RequireTls = new(true), AddCertificates = [A] });
        Assert.IsType<AccountDecision.Nothing>(Try(bob, new AccountChange { RequireTls = new(true), AddCertificates = [A, A] }));
        Assert.IsType<AccountDecision.Nothing>(Try(Added(new AccountChange()), new AccountChange { RequireTls = new(null), DataBinding = new(null) }));
    }

    [Fact]
    public void Certificates_stand_once_and_in_order_and_an_account_may_lose_its_last_way_in()
    {
        var bob = Set(Added(new AccountChange { AddCertificates = [B] }), new AccountChange { AddCertificates = [A, B] });
        Assert.Equal([A, B], bob.Account!.Profile.Tls.Certificates);
        bob = Set(bob, new AccountChange { RemoveCertificates = [A, B] });
        Assert.Empty(bob.Account!.Profile.Tls.Certificates);
        Assert.False(bob.Info!.HasPassword);
    }

    [Fact]
    public void An_account_has_at_most_sixteen_certificates_and_can_exchange_one_of_them()
    {
        var full = Added(new AccountChange { AddCertificates = [.. Enumerable.Range(1, 16).Select(Certificate)] });
        Assert.Contains("at most 16", Refusal(full, RefusalKind.Invalid, new AccountChange { AddCertificates = [Certificate(17)] }), StringComparison.Ordinal);
        Assert.Contains("at most 16", Refused(AccountState.Empty, Add(new AccountChange { AddCertificates = [.. Enumerable.Range(1, 17).Select(Certificate)] }), RefusalKind.Invalid), StringComparison.Ordinal);
        var exchanged = Set(full, new AccountChange { AddCertificates = [Certificate(17)], RemoveCertificates = [Certificate(1)] });
        Assert.Equal(Enumerable.Range(2, 16).Select(Certificate), exchanged.Account!.Profile.Tls.Certificates);
    }

    [Theory]
    [InlineData("")]
    [InlineData("aa")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("gggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggg")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n")]
    public void What_is_no_fingerprint_is_refused(string text)
    {
        Assert.Contains("64 hexadecimal digits", Refusal(Added(new AccountChange()), RefusalKind.Invalid, new AccountChange { AddCertificates = [text] }), StringComparison.Ordinal);
        Assert.Contains("64 hexadecimal digits", Refusal(Added(new AccountChange()), RefusalKind.Invalid, new AccountChange { RemoveCertificates = [text] }), StringComparison.Ordinal);
    }

    [Fact]
    public void To_remove_one_that_is_not_there_is_refused_with_those_there_are()
    {
        var shown = "0A:" + string.Join(':', Enumerable.Repeat("00", 31));
        Assert.Contains($"there are: {shown}", Refusal(Added(new AccountChange { AddCertificates = [A] }), RefusalKind.NotFound, new AccountChange { RemoveCertificates = [B] }), StringComparison.Ordinal);
        Assert.Contains("there is none", Refusal(Added(new AccountChange()), RefusalKind.NotFound, new AccountChange { RemoveCertificates = [A] }), StringComparison.Ordinal);
        Assert.Contains("both added and removed", Refusal(Added(new AccountChange { AddCertificates = [A] }), RefusalKind.Invalid, new AccountChange { AddCertificates = [A], RemoveCertificates = [A] }), StringComparison.Ordinal);
    }

    [Fact]
    public void A_refused_certificate_leaves_the_rest_of_the_change_undone()
    {
        var bob = Added(new AccountChange());
        Refusal(bob, RefusalKind.NotFound, new AccountChange { RequireTls = new(true), RemoveCertificates = [A] });
        Refused(AccountState.Empty, Add(new AccountChange { AddCertificates = ["no"] }), RefusalKind.Invalid);
        Same(AccountTls.None, bob);
    }

    private static string Certificate(int number) => $"{number:x2}".PadRight(64, '0');

    private static AccountCommands.Add Add(AccountChange change) => new("bob", null, change, TestNode.Ada);

    private static AccountState Added(AccountChange change) => Do(AccountState.Empty, Add(change));

    private static AccountState Set(AccountState state, AccountChange change) => Do(state, new AccountCommands.Set("bob", change, TestNode.Ada));

    private static AccountDecision Try(AccountState state, AccountChange change) => Decide(state, new AccountCommands.Set("bob", change, TestNode.Ada));

    private static string Refusal(AccountState state, RefusalKind kind, AccountChange change) => Refused(state, new AccountCommands.Set("bob", change, TestNode.Ada), kind);

    private static string Refused(AccountState state, AccountCommand command, RefusalKind kind)
    {
        var refused = Assert.IsType<AccountDecision.Refused>(Decide(state, command));
        Assert.Equal(kind, refused.Kind);
        return refused.Message;
    }

    private static AccountState Do(AccountState state, AccountCommand command) => state.Apply(Assert.IsType<AccountDecision.Change>(Decide(state, command)).Happened);

    private static AccountDecision Decide(AccountState state, AccountCommand command) => AccountRules.Decide(state, command, null, DateTimeOffset.UnixEpoch, ImmutableArray<string>.Empty);

    private static void Same(AccountTls expected, AccountState state) => Assert.True(expected.SameAs(state.Account!.Profile.Tls), state.Account.Profile.Tls.ToString());
}
