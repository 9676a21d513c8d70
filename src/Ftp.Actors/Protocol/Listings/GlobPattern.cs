namespace Ftp.Actors.Protocol;

/// <summary>
/// Wildcards of shells: <c>*</c>, <c>?</c>, <c>[a-z]</c>, <c>[!x]</c> (also <c>[^x]</c>), and <c>\</c> for a literal. One pass with one place to return to, so the
/// work is at most name × pattern steps whatever the pattern: recursive matchers were a denial of service in most FTP servers (CVE-2011-0762, CVE-2011-0418).
/// Case counts. A <c>[</c> without its <c>]</c> is a literal.
/// </summary>
public sealed class GlobPattern
{
    /// <summary>The longest pattern that a client may send, in bytes: that of a name. A folder of 100,000 names times a pattern of 4 KiB would be minutes of work.</summary>
    public const int MostBytes = FtpPath.MaximumComponentBytes;

    private readonly List<Token> _tokens = [];

    public GlobPattern(string pattern)
    {
        Text = pattern;
        for (var i = 0; i < pattern.Length;)
        {
            _tokens.Add(Read(pattern, ref i));
        }
    }

    private enum TokenKind { Literal, AnyOne, Star, Set }

    public string Text { get; }

    /// <summary>True where the text is a pattern: it holds <c>*</c>, <c>?</c> or <c>[</c> without a backslash before it.</summary>
    public static bool HasWildcards(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\')
            {
                i++;
            }
            else if (text[i] is '*' or '?' or '[')
            {
                return true;
            }
        }

        return false;
    }

    public bool Matches(string name) => Matches(name, out _);

    /// <param name="steps">How often a token was held against a character.</param>
    internal bool Matches(string name, out int steps)
    {
        var (at, token, afterStar, starAt) = (0, 0, -1, 0);
        for (steps = 0; at < name.Length || token < _tokens.Count; steps++)
        {
            if (token < _tokens.Count && _tokens[token].Kind == TokenKind.Star)
            {
                (afterStar, starAt) = (++token, at);
            }
            else if (token < _tokens.Count && at < name.Length && _tokens[token].Accepts(name, at))
            {
                at += Width(name, at);
                token++;
            }
            else if (afterStar >= 0 && starAt < name.Length)
            {
                starAt += Width(name, starAt);
                (at, token) = (starAt, afterStar);
            }
            else
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A character outside the basic plane is one character for <c>?</c>.</summary>
    private static int Width(string text, int at) => char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]) ? 2 : 1;

    private static int CodePoint(string text, int at) => Width(text, at) == 2 ? char.ConvertToUtf32(text[at], text[at + 1]) : text[at];

    private static Token Read(string pattern, ref int at)
    {
        switch (pattern[at])
        {
            case '*':
                while (at < pattern.Length && pattern[at] == '*')
                {
                    at++;
                }

                return new Token(TokenKind.Star);
            case '?':
                at++;
                return new Token(TokenKind.AnyOne);
            case '[' when TryReadSet(pattern, ref at, out var set):
                return set;
            default:
                return new Token(TokenKind.Literal) { Letter = ReadLetter(pattern, ref at) };
        }
    }

    private static int ReadLetter(string pattern, ref int at)
    {
        if (pattern[at] == '\\' && at + 1 < pattern.Length)
        {
            at++;
        }

        var letter = CodePoint(pattern, at);
        at += Width(pattern, at);
        return letter;
    }

    private static bool TryReadSet(string pattern, ref int at, out Token set)
    {
        var i = at + 1;
        var negated = i < pattern.Length && pattern[i] is '!' or '^';
        i += negated ? 1 : 0;
        var ranges = new List<(int First, int Last)>();
        set = new Token(TokenKind.Set) { Negated = negated, Ranges = ranges };
        while (i < pattern.Length && (pattern[i] != ']' || ranges.Count == 0))
        {
            var first = ReadLetter(pattern, ref i);
            var last = first;
            if (i + 1 < pattern.Length && pattern[i] == '-' && pattern[i + 1] != ']')
            {
                i++;
                last = ReadLetter(pattern, ref i);
            }

            ranges.Add((first, last));
        }

        if (i >= pattern.Length)
        {
            return false;
        }

        Merge(ranges);
        at = i + 1;
        return true;
    }

    /// <summary>[bbbb] is one range, so that letters said again cost nothing for each name.</summary>
    private static void Merge(List<(int First, int Last)> ranges)
    {
        ranges.Sort();
        var kept = 0;
        for (var i = 1; i < ranges.Count; i++)
        {
            if (ranges[i].First <= ranges[kept].Last + 1 && ranges[kept].First <= ranges[kept].Last)
            {
                ranges[kept] = (ranges[kept].First, Math.Max(ranges[kept].Last, ranges[i].Last));
            }
            else
            {
                ranges[++kept] = ranges[i];
            }
        }

        ranges.RemoveRange(kept + 1, ranges.Count - kept - 1);
    }

    private readonly record struct Token(TokenKind Kind)
    {
        public int Letter { get; init; }
        public bool Negated { get; init; }
        public List<(int First, int Last)>? Ranges { get; init; }

        public bool Accepts(string name, int at)
        {
            if (Kind == TokenKind.AnyOne)
            {
                return true;
            }

            var letter = CodePoint(name, at);
            if (Kind == TokenKind.Literal)
            {
                return letter == Letter;
            }

            foreach (var (first, last) in Ranges!)
            {
                if (letter >= first && letter <= last)
                {
                    return !Negated;
                }
            }

            return Negated;
        }
    }
}
