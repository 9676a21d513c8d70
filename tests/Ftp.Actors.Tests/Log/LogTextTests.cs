using Ftp.Actors.Log;
using Xunit;

namespace Ftp.Actors.Tests.Log;

public sealed class LogTextTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("déjà vu 日本 😀", "déjà vu 日本 😀")]
    [InlineData("a\r\nb", "a\\r\\nb")]
    [InlineData("a\tb", "a\\tb")]
    [InlineData("\u001b[2J", "\\x1b[2J")]
    [InlineData("\0\a\u007f", "\\x00\\x07\\x7f")]
    [InlineData("\u0085\u009b31m", "\\x85\\x9b31m")]
    [InlineData("exe\u202Egnp.", "exe\\u202egnp.")]
    [InlineData("\u2066\u2069\u200e\u200f\u061c", "\\u2066\\u2069\\u200e\\u200f\\u061c")]
    [InlineData("a\u2028b\u2029c", "a\\u2028b\\u2029c")]
    [InlineData("\\r", "\\\\r")]
    [InlineData("", "")]
    public void Hostile_characters_are_shown_and_do_nothing(string text, string shown) => Assert.Equal(shown, LogText.Escape(text));

    [Fact]
    public void Bytes_of_a_name_that_is_not_UTF8_and_other_lone_surrogates_are_shown()
    {
        Assert.Equal("x\\xffy", LogText.Escape("x\udcffy"));
        Assert.Equal("\\ud83d", LogText.Escape("\ud83d"));
    }

    [Fact]
    public void Every_character_comes_out_as_one_line_of_text()
    {
        for (var c = 0; c <= char.MaxValue; c++)
        {
            var safe = LogText.Escape($"a{(char)c}b");
            Assert.DoesNotContain(safe, s => char.IsControl(s) || char.IsSurrogate(s) || s is '\u2028' or '\u2029');
        }
    }

    [Fact]
    public void Two_different_texts_never_look_alike()
    {
        Assert.NotEqual(LogText.Escape("a\nb"), LogText.Escape("a\\nb"));
        Assert.NotEqual(LogText.Escape("\u001b"), LogText.Escape("\\x1b"));
    }
}
