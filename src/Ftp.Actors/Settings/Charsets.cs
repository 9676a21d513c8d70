using System.Globalization;
using System.Text;

namespace Ftp.Actors.Settings;

/// <summary>The charsets of old devices: single bytes, ASCII below 128. Others could not carry a command line.</summary>
public static class Charsets
{
    private static readonly byte[] AsciiBytes = [.. Enumerable.Range(0, 128).Select(i => (byte)i)];

    /// <summary>By any usual name (CP1251, windows-1251, CP866, ISO-8859-1, KOI8-R); null for one that is unknown or cannot serve.</summary>
    public static Encoding? Find(string name)
    {
        // the runtime knows cp866 and cp1252 but not cp1251 by that name: the number finds them all
        var encoding = name.StartsWith("cp", StringComparison.OrdinalIgnoreCase)
            && int.TryParse(name.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out var page) && page <= ushort.MaxValue
                ? CodePagesEncodingProvider.Instance.GetEncoding(page)
                : CodePagesEncodingProvider.Instance.GetEncoding(name) ?? BuiltIn(name);
        return encoding is { IsSingleByte: true } && encoding.CodePage != Encoding.ASCII.CodePage
            && encoding.GetString(AsciiBytes) == Encoding.ASCII.GetString(AsciiBytes)
                ? encoding
                : null;
    }

    /// <summary>The name that operators write.</summary>
    internal static string Name(string webName) => webName.StartsWith("windows-", StringComparison.Ordinal)
        ? string.Concat("CP", webName.AsSpan("windows-".Length))
        : webName.ToUpperInvariant();

    private static Encoding? BuiltIn(string name)
    {
        try
        {
            return Encoding.GetEncoding(name);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
