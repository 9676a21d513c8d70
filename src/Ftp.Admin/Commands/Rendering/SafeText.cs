using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Ftp.Actors.Protocol;

namespace Ftp.Admin.Commands.Rendering;

/// <summary>
/// Text that came from outside, made fit for a terminal. Names and client strings are hostile: an escape sequence in a file name would
/// otherwise be carried out by the operator's terminal.
/// </summary>
public static class SafeText
{
    /// <summary>Control and format characters and bytes that are not UTF-8 as <c>\xNN</c> or <c>\uNNNN</c>.</summary>
    public static string Of(string text) => Escape(text, alsoControls: true);

    /// <summary>For JSON, which escapes control characters itself but cannot hold bytes that are not UTF-8.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static string? ForJson(string? text) => text is not null && NameCodec.HasEscapes(text) ? Escape(text, alsoControls: false) : text;

    private static string Escape(string text, bool alsoControls)
    {
        var safe = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (Rune.TryGetRuneAt(text, i, out var rune))
            {
                i += rune.Utf16SequenceLength - 1;
                if (!alsoControls || !IsControl(rune))
                    safe.Append(rune.ToString());
                else if (rune.Value < 0x100)
                    safe.Append(CultureInfo.InvariantCulture, $"\\x{rune.Value:X2}");
                else
                    safe.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:X4}");
            }
            else
            {
                safe.Append(CultureInfo.InvariantCulture, $"\\x{text[i] & 0xFF:X2}");
            }
        }

        return safe.ToString();
    }

    private static bool IsControl(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
