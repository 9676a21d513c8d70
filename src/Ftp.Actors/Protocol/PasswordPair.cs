using System.Text;

namespace Ftp.Actors.Protocol;

/// <summary>
/// The argument of SITE PSWD: two words with one space between them. One that has a space, is empty, or begins with a double quote, stands in double quotes, and a quote
/// within those is doubled (as in the replies of RFC 959 appendix II).
/// </summary>
public readonly record struct PasswordPair(string Old, string New)
{
    public static bool TryParse(string argument, out PasswordPair pair)
    {
        pair = default;
        var rest = argument.AsSpan();
        if (!TryTake(ref rest, out var old) || rest is not [' ', ..])
        {
            return false;
        }

        rest = rest[1..];
        if (!TryTake(ref rest, out var next) || !rest.IsEmpty)
        {
            return false;
        }

        pair = new PasswordPair(old, next);
        return true;
    }

    /// <summary>It holds secrets.</summary>
    public override string ToString() => "***";

    private static bool TryTake(ref ReadOnlySpan<char> rest, out string word)
    {
        if (rest is ['"', ..])
        {
            return TryTakeQuoted(ref rest, out word);
        }

        var end = rest.IndexOf(' ');
        var plain = end < 0 ? rest : rest[..end];
        rest = rest[plain.Length..];
        word = plain.ToString();
        return word.Length > 0;
    }

    private static bool TryTakeQuoted(ref ReadOnlySpan<char> rest, out string word)
    {
        var text = new StringBuilder();
        for (var i = 1; i < rest.Length; i++)
        {
            if (rest[i] != '"')
            {
                text.Append(rest[i]);
            }
            else if (i + 1 < rest.Length && rest[i + 1] == '"')
            {
                text.Append(rest[i++]);
            }
            else
            {
                rest = rest[(i + 1)..];
                word = text.ToString();
                return true;
            }
        }

        word = "";
        return false;
    }
}
