using Ftp.Actors.Accounts;
using Xunit;

namespace Ftp.Actors.Tests.Accounts;

public sealed class PasswordTests
{
    private static readonly DateTimeOffset Later = DateTimeOffset.UtcNow.AddMinutes(5);

    [Fact]
    public void A_hash_is_a_salted_PHC_text_that_only_its_password_matches()
    {
        var one = PasswordHash.Of("pässword");
        Assert.StartsWith("$argon2id$v=19$m=19456,t=2,p=1$", one, StringComparison.Ordinal);
        Assert.Matches(@"^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$", one);
        Assert.NotEqual(one, PasswordHash.Of("pässword"));
        Assert.True(PasswordHash.Verify("pässword", one));
        Assert.False(PasswordHash.Verify("password", one));
        Assert.False(PasswordHash.Verify("", PasswordHash.Dummy));
    }

    [Theory]
    [InlineData("")]
    [InlineData("plain")]
    [InlineData("$argon2i$v=19$m=19456,t=2,p=1$AAAA$AAAA")]
    [InlineData("$argon2id$v=19$m=99999999,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAA")]
    public async Task A_verifier_that_is_none_matches_nothing_and_breaks_nothing(string verifier)
    {
        using var checker = new PasswordChecker(TimeProvider.System, 1);
        Assert.Equal(PasswordVerdict.Failed, await checker.CheckAsync("h", "x", verifier, Later));
        Assert.Equal(PasswordVerdict.Wrong, await checker.CheckAsync("h", "x", PasswordHash.Dummy, Later));
    }

    [Fact]
    public async Task What_waits_beyond_its_deadline_is_dropped_without_a_hash()
    {
        using var checker = new PasswordChecker(TimeProvider.System, 1);
        Assert.Equal(PasswordVerdict.TooLate, await checker.CheckAsync("h", "x", PasswordHash.Dummy, DateTimeOffset.UtcNow.AddSeconds(-1)));
    }

    [Fact]
    public async Task A_full_queue_turns_away_the_greedy_and_administrators_go_first()
    {
        using var checker = new PasswordChecker(TimeProvider.System, threads: 0, bound: 2);
        var first = checker.CheckAsync("a", "x", PasswordHash.Dummy, Later);
        var second = checker.CheckAsync("a", "y", PasswordHash.Dummy, Later);
        Assert.Equal(PasswordVerdict.Busy, await checker.CheckAsync("a", "z", PasswordHash.Dummy, Later));
        var other = checker.CheckAsync("b", "x", PasswordHash.Dummy, Later);
        Assert.Equal(PasswordVerdict.Busy, await second);
        Assert.False(first.IsCompleted || other.IsCompleted);
    }

    [Fact]
    public void The_mark_of_a_right_password_depends_on_login_verifier_and_password_and_their_borders()
    {
        var mark = VerifiedPassword.Mark("bob", "v", "pw");
        Assert.Equal(mark, VerifiedPassword.Mark("bob", "v", "pw"));
        Assert.NotEqual(mark, VerifiedPassword.Mark("bob", "w", "pw"));
        Assert.NotEqual(mark, VerifiedPassword.Mark("bob", "v", "pW"));
        Assert.NotEqual(mark, VerifiedPassword.Mark("bobv", "", "pw"));
    }
}
