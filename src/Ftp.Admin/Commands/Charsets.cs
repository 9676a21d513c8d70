using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Ftp.Actors.Accounts;

namespace Ftp.Admin.Commands;

/// <summary>Charsets of old devices: those with one byte per character, by the names operators know.</summary>
internal static class Charsets
{
    /// <param name="charset">The canonical spelling; its value is null for <c>none</c>.</param>
    public static bool TryParse(string text, [MaybeNullWhen(false)] out Field<string?> charset)
    {
        charset = new Field<string?>(null);
        if (text == "none")
            return true;
        var name = text.ToUpperInvariant();
        var number = name.StartsWith("CP", StringComparison.Ordinal) ? name.AsSpan(2) : [];
        var provider = CodePagesEncodingProvider.Instance;
        Encoding? found;
        try
        {
            found = int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var page) ? provider.GetEncoding(page) : provider.GetEncoding(name) ?? Encoding.GetEncoding(name);
        }
        catch (ArgumentException)
        {
            return false;
        }

        charset = new Field<string?>(name);
        return found is { IsSingleByte: true } && found.CodePage != Encoding.ASCII.CodePage;
    }
}
