using Ftp.Actors.Accounts;
using Xunit;

namespace Ftp.Actors.Tests.Accounts;

public sealed class PasswordPolicyTests
{
    private static readonly PasswordPolicy Usual = new(8, 1);

    [Theory]
    [InlineData("Lovelace-1815")]
    [InlineData("correct horse battery")]
    [InlineData("tannenzapfen")]
    [InlineData("пароль-и-ещё")]
    [InlineData("adx92kfjw")]
    public void A_good_one_passes(string password)
    {
        Assert.Empty(Usual.Wrong(password, "ada"));
        Assert.Null(Usual.Unfit(password, "ada"));
    }

    [Theory]
    [InlineData("kd93jf8", "it has 7 characters; at least 8 are needed (password-minimum-length)")]
    [InlineData("\U0001F600\U0001F601\U0001F602\U0001F603\U0001F604\U0001F605\U0001F606", "it has 7 characters; at least 8 are needed (password-minimum-length)")]
    [InlineData("xx-ADA-xx", "it is or holds the login; it must not hold 'ada'")]
    [InlineData("kfj3\u0007kf9s", "it has control characters such as a line break, which cannot be sent over FTP")]
    [InlineData("kfj3\u0085kf9s", "it has control characters such as a line break, which cannot be sent over FTP")]
    [InlineData("Password123", "it is one of the most common passwords, which are guessed first")]
    [InlineData("QWERTYUIOP", "it is one of the most common passwords, which are guessed first")]
    [InlineData("12345678", "it is one of the most common passwords, which are guessed first")]
    [InlineData("87654321", "it is one of the most common passwords, which are guessed first")]
    [InlineData("aaaaaaaaaaaa", "it is one of the most common passwords, which are guessed first")]
    [InlineData("abcabcabc", "it is one of the most common passwords, which are guessed first")]
    [InlineData("P@ssw0rd!", "it is one of the most common passwords, which are guessed first")]
    public void What_is_wrong_is_said_with_what_is_allowed(string password, string why) => Assert.Equal([why], Usual.Wrong(password, "ada"));

    [Fact]
    public void All_that_is_wrong_is_said_at_once_and_the_password_is_not_repeated()
    {
        var unfit = new PasswordPolicy(10, 3).Unfit("ada\n\u0001", "ada")!;
        Assert.Equal(
            "the password is refused: it has 5 characters; at least 10 are needed (password-minimum-length); it has 2 of the kinds lower case, upper case, digits, others; "
            + "at least 3 are needed (password-minimum-classes); it has control characters such as a line break, which cannot be sent over FTP; it is or holds the login; it must not hold 'ada'", unfit);
        Assert.Equal(["it is longer than 1024 bytes"], Usual.Wrong(string.Concat(Enumerable.Range(0, 250).Select(i => $"ä{i % 7}{i}")), "ada"));
    }

    [Theory]
    [InlineData("kfjsldkf", 1)]
    [InlineData("kfjsLdkf", 2)]
    [InlineData("kfjsLdk4", 3)]
    [InlineData("kfj Ldk4", 4)]
    [InlineData("жжщцЩц4-", 4)]
    public void Kinds_of_characters_are_counted(string password, int kinds)
    {
        Assert.Empty(new PasswordPolicy(8, kinds).Wrong(password, "ada"));
        Assert.Equal(kinds == 4 ? 0 : 1, new PasswordPolicy(8, Math.Min(4, kinds + 1)).Wrong(password, "ada").Length);
    }

    [Theory]
    [InlineData("al", "walled-garden")]
    [InlineData("x", "xylophone-9")]
    public void A_login_of_two_letters_may_stand_in_a_password_by_chance(string login, string password) => Assert.Empty(Usual.Wrong(password, login));

    [Fact]
    public void A_password_is_never_the_login_however_short() => Assert.NotEmpty(new PasswordPolicy(1, 1).Wrong("AL", "al"));
}
