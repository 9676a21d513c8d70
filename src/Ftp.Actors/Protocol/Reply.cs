using System.Collections.Immutable;

namespace Ftp.Actors.Protocol;

/// <summary>
/// One reply, as lines without their CRLF. No line can be mistaken for another reply: control characters are replaced, and every line but the last of
/// a longer reply begins with <c>CODE-</c> or a space (RFC 959 section 4.2; a firewall that watches for "227 " must never find a forged one).
/// </summary>
public sealed record Reply
{
    private Reply(ReplyCode code, ImmutableArray<string> lines)
    {
        Code = code;
        Lines = lines;
    }

    public ReplyCode Code { get; }

    public ImmutableArray<string> Lines { get; }

    /// <summary>1xx: another reply to the same command follows.</summary>
    public bool IsPreliminary => (int)Code < 200;

    public bool IsNegative => (int)Code >= 400;

    /// <summary>The text of the last line.</summary>
    public string Text => Lines[^1][4..];

    public static Reply Line(ReplyCode code, string text) => new(code, [$"{(int)code} {Clean(text)}"]);

    /// <summary><c>211-first</c>, each inner line behind one space, <c>211 last</c>: what RFC 2389 and RFC 3659 prescribe for FEAT and MLST.</summary>
    public static Reply Block(ReplyCode code, string first, IEnumerable<string> inner, string last) =>
        new(code, [$"{(int)code}-{Clean(first)}", .. inner.Select(line => " " + Clean(line)), $"{(int)code} {Clean(last)}"]);

    /// <summary>A text before the last line: <c>230-…</c> in each line of it.</summary>
    public static Reply WithText(ReplyCode code, IEnumerable<string> before, string last) =>
        new(code, [.. before.Select(line => $"{(int)code}-{Clean(line)}"), $"{(int)code} {Clean(last)}"]);

    /// <summary>A control character in a name or an operator's text would split the reply or move a terminal's cursor.</summary>
    public static string Clean(string text) =>
        text.AsSpan().IndexOfAnyInRange('\0', '\u001F') < 0 && text.AsSpan().IndexOfAnyInRange('\u007F', '\u009F') < 0
            ? text
            : string.Create(text.Length, text, static (span, source) =>
            {
                for (var i = 0; i < source.Length; i++)
                {
                    span[i] = char.IsControl(source[i]) ? '?' : source[i];
                }
            });

    public bool Equals(Reply? other) => other is not null && Code == other.Code && Lines.SequenceEqual(other.Lines);

    public override int GetHashCode() => HashCode.Combine(Code, Lines.Length, Lines[^1]);

    public override string ToString() => string.Join("\r\n", Lines);
}
