using Ftp.Actors.Protocol;
using Xunit;

namespace Ftp.Actors.Tests.Protocol;

public sealed class PasswordPairTests
{
    [Theory]
    [InlineData("old new", "old", "new")]
    [InlineData("ol\"d n\"ew\"", "ol\"d", "n\"ew\"")]
    [InlineData("\"old one\" new", "old one", "new")]
    [InlineData("old \"new one\"", "old", "new one")]
    [InlineData("\"a \"\"quoted\"\" b\" \"\"\"\"", "a \"quoted\" b", "\"")]
    [InlineData("\"\" new", "", "new")]
    [InlineData("\" \" \"  \"", " ", "  ")]
    public void Two_words_are_read(string argument, string old, string next)
    {
        Assert.True(PasswordPair.TryParse(argument, out var pair));
        Assert.Equal((old, next), (pair.Old, pair.New));
        Assert.Equal("***", pair.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("old")]
    [InlineData("old ")]
    [InlineData(" old new")]
    [InlineData("old  new")]
    [InlineData("old new more")]
    [InlineData("old new ")]
    [InlineData("\"old new")]
    [InlineData("\"old\"new")]
    [InlineData("\"old\" \"new")]
    [InlineData("\"old\" \"new\"x")]
    public void Anything_else_is_not_guessed_at(string argument) => Assert.False(PasswordPair.TryParse(argument, out _));

    [Fact]
    public void However_it_is_cut_it_does_not_throw()
    {
        const string Whole = "\"a \"\"b\"\" c\" \"d e\"\"\"";
        for (var from = 0; from <= Whole.Length; from++)
            for (var length = 0; length <= Whole.Length - from; length++)
                Assert.True(PasswordPair.TryParse(Whole.Substring(from, length), out var pair) || pair == default);
    }
}
