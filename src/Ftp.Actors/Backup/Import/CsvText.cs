using System.Collections.Immutable;
using System.Text;

namespace Ftp.Actors.Backup.Import;

/// <summary>Comma separated values (RFC 4180 §2): fields in quotes may hold commas, line ends and doubled quotes.</summary>
internal static class CsvText
{
    /// <returns>The lines that are not empty, each with the number of the line it begins on; a fault in place of fields.</returns>
    /// <exception cref="FormatException">A quote is never closed, or a field is too long: nothing behind it can be trusted.</exception>
    public static IEnumerable<(int Line, ImmutableArray<string> Fields, string? Fault)> Read(string text, char separator)
    {
        var (at, line) = (0, 1);
        while (at < text.Length)
        {
            var (begin, fields, fault) = (line, ImmutableArray.CreateBuilder<string>(), (string?)null);
            while (true)
            {
                fields.Add(Field(text, separator, ref at, ref line, ref fault));
                if (at >= text.Length || text[at] != separator)
                {
                    break;
                }

                at++;
            }

            if (at < text.Length)
            {
                at += text[at] == '\r' && at + 1 < text.Length && text[at + 1] == '\n' ? 2 : 1;
                line++;
            }

            if (fields.Count > 1 || fields[0].Trim().Length > 0 || fault is not null)
            {
                yield return (begin, fields.ToImmutable(), fault);
            }
        }
    }

    private static string Field(string text, char separator, ref int at, ref int line, ref string? fault)
    {
        if (at < text.Length && text[at] == '"')
        {
            var quoted = Quoted(text, ref at, ref line);
            var rest = Plain(text, separator, ref at, line);
            if (rest.Trim().Length > 0)
            {
                fault = "text stands behind a closing quote; a quote inside a field is doubled";
            }

            return quoted;
        }

        return Plain(text, separator, ref at, line);
    }

    private static string Plain(string text, char separator, ref int at, int line)
    {
        var length = text.AsSpan(at).IndexOfAny(separator, '\r', '\n');
        length = length < 0 ? text.Length - at : length;
        if (length > ImportText.LongestLine)
        {
            throw TooLong(line);
        }

        var field = text.Substring(at, length);
        at += length;
        return field;
    }

    private static string Quoted(string text, ref int at, ref int line)
    {
        var (begin, field) = (line, new StringBuilder());
        for (at++; at < text.Length; at++)
        {
            if (text[at] == '"' && (at + 1 >= text.Length || text[at + 1] != '"'))
            {
                at++;
                return field.ToString();
            }

            if (text[at] == '"')
            {
                at++;
            }
            else if (text[at] == '\n')
            {
                line++;
            }

            field.Append(text[at]);
            if (field.Length > ImportText.LongestLine)
            {
                throw TooLong(begin);
            }
        }

        throw new FormatException($"the quote that opens in line {begin} is never closed");
    }

    private static FormatException TooLong(int line) => new($"line {line} has a field of more than {ImportText.LongestLine} characters");
}
