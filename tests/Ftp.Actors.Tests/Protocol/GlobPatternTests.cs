using FsCheck;
using FsCheck.Fluent;
using Ftp.Actors.Protocol;
using Xunit;

namespace Ftp.Actors.Tests.Protocol;

public sealed class GlobPatternTests
{
    [Theory]
    [InlineData("*", "", true)]
    [InlineData("*", "abc", true)]
    [InlineData("", "", true)]
    [InlineData("", "a", false)]
    [InlineData("?", "", false)]
    [InlineData("?", "a", true)]
    [InlineData("?", "ab", false)]
    [InlineData("?", "\U0001F600", true)]
    [InlineData("*?", "\U0001F600", true)]
    [InlineData("*.txt", "a.txt", true)]
    [InlineData("*.txt", "a.txt.bak", false)]
    [InlineData("*.TXT", "a.txt", false)]
    [InlineData("a*b*c", "aXbXbc", true)]
    [InlineData("a*b*c", "aXbX", false)]
    [InlineData("a**b", "ab", true)]
    [InlineData("[abc]", "b", true)]
    [InlineData("[abc]", "d", false)]
    [InlineData("[a-c]x", "bx", true)]
    [InlineData("[!a-c]", "b", false)]
    [InlineData("[!a-c]", "d", true)]
    [InlineData("[^a-c]", "d", true)]
    [InlineData("[a-]", "-", true)]
    [InlineData("[]a]", "]", true)]
    [InlineData("[!]a]", "]", false)]
    [InlineData("[!]a]", "x", true)]
    [InlineData("[", "[", true)]
    [InlineData("[abc", "[abc", true)]
    [InlineData("[!", "[!", true)]
    [InlineData("[a\\]b]", "]", true)]
    [InlineData("[а-я]", "ж", true)]
    [InlineData("[c-a]", "b", false)]
    [InlineData("[c-ab]", "b", true)]
    [InlineData("[c-ab]", "a", false)]
    [InlineData("[ac-ebb]", "d", true)]
    [InlineData("[ac-ebb]", "f", false)]
    [InlineData("[a-zc-d]x", "yx", true)]
    [InlineData("[!bbab]", "b", false)]
    [InlineData("\\*", "*", true)]
    [InlineData("\\*", "a", false)]
    [InlineData("a\\", "a\\", true)]
    [InlineData("\\[a]", "[a]", true)]
    [InlineData(".*", ".profile", true)]
    [InlineData("[2024] photos", "2 photos", true)]
    [InlineData("[2024] photos", "[2024] photos", false)]
    public void Patterns_match_as_in_a_shell(string pattern, string name, bool matches) =>
        Assert.Equal(matches, new GlobPattern(pattern).Matches(name));

    [Theory]
    [InlineData("plain.txt", false)]
    [InlineData("a*", true)]
    [InlineData("a?", true)]
    [InlineData("[a]", true)]
    [InlineData("\\*\\?\\[", false)]
    [InlineData("\\\\*", true)]
    [InlineData("]", false)]
    [InlineData("\\", false)]
    public void Wildcards_are_seen_unless_escaped(string text, bool has) => Assert.Equal(has, GlobPattern.HasWildcards(text));

    [Fact]
    public void The_work_is_at_most_name_times_pattern_whatever_the_pattern()
    {
        var name = new string('a', 255);
        var killers = new[] { "*a", "a*", "*?", "?*", "*[a-z]", "*a*a?", "*[!b]*a" }
            .SelectMany(unit => Enumerable.Range(1, 150).Select(n => string.Concat(Enumerable.Repeat(unit, n)) + "b"))
            .Append(new string('*', 4000) + "b").Append(new string('[', 4000)).Append("*" + new string('[', 2000) + "b");
        foreach (var killer in killers)
        {
            Assert.False(new GlobPattern(killer).Matches(name, out var steps));
            Assert.InRange(steps, 0, (name.Length + 1) * (killer.Length + 1));
        }
    }

    [Fact]
    public void Any_pattern_agrees_with_the_textbook_definition()
    {
        var letters = Gen.Elements('a', 'b', '*', '*', '?').ArrayOf().Select(c => new string(c));
        var names = Gen.Elements('a', 'b').ArrayOf().Select(c => new string(c));
        Prop.ForAll(letters.ToArbitrary(), names.ToArbitrary(), (pattern, name) => new GlobPattern(pattern).Matches(name) == Textbook(pattern, name))
            .Check(Properties.Of(5000).WithEndSize(14));
    }

    private static bool Textbook(string pattern, string name) => pattern switch
    {
        "" => name.Length == 0,
        ['*', .. var rest] => Textbook(rest, name) || (name.Length > 0 && Textbook(pattern, name[1..])),
        ['?', .. var rest] => name.Length > 0 && Textbook(rest, name[1..]),
        _ => name.Length > 0 && name[0] == pattern[0] && Textbook(pattern[1..], name[1..]),
    };
}
