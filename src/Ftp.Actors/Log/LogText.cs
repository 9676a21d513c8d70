using System.Globalization;
using System.Text;

namespace Ftp.Actors.Log;

/// <summary>
/// Names come from strangers. Written raw, a CR LF forges a log line, an ESC talks to the operator's terminal (CWE-117, CWE-150), and a bidi control makes
/// a name read as another. This is the one place that makes text safe for a line.
/// </summary>
public static class LogText
{
    /// <summary>One line of harmless, unambiguous text: controls (C0, DEL, C1), bidi and line separators, lone surrogates and the backslash itself are escaped.</summary>
    public static string Escape(string text)
    {
        var first = IndexOfHostile(text, 0);
        if (first < 0)
        {
            return text;
        }

        var safe = new StringBuilder(text.Length + 16).Append(text, 0, first);
        for (var i = first; i < text.Length; i++)
        {
            if (char.IsSurrogatePair(text, i))
            {
                safe.Append(text, i++, 2);
            }
            else if (IsHostile(text[i]))
            {
                Append(safe, text[i]);
            }
            else
            {
                safe.Append(text[i]);
            }
        }

        return safe.ToString();
    }

    private static int IndexOfHostile(string text, int from)
    {
        for (var i = from; i < text.Length; i++)
        {
            if (char.IsSurrogatePair(text, i))
            {
                i++;
            }
            else if (IsHostile(text[i]))
            {
                return i;
            }
        }

        return -1;
    }

    private static void Append(StringBuilder safe, char c) => _ = c switch
    {
        '\r' => safe.Append("\\r"),
        '\n' => safe.Append("\\n"),
        '\t' => safe.Append("\\t"),
        '\\' => safe.Append("\\\\"),
        < '\x100' => safe.Append(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}"),
        // a byte of a name that is not UTF-8 stands as U+DC00 + byte
        >= '\uDC80' and <= '\uDCFF' => safe.Append(CultureInfo.InvariantCulture, $"\\x{c - 0xDC00:x2}"),
        _ => safe.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
    };

    private static bool IsHostile(char c) =>
        char.IsControl(c) || c == '\\' || char.IsSurrogate(c)
        || c is '\u2028' or '\u2029' or '\uFEFF' or '\u061C' or '\u200E' or '\u200F' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
