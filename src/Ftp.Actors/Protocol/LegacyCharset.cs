using System.Globalization;
using System.Text;

namespace Ftp.Actors.Protocol;

/// <summary>A charset of devices that never learnt UTF-8: one byte a character and ASCII below 128 (others could not carry a command line).</summary>
/// <param name="Name">As operators write it and as it is stored and shown: CP1251, ISO-8859-1, KOI8-R.</param>
public sealed record LegacyCharset(string Name, Encoding Encoding)
{
    public const string Examples = "CP1251, CP866, ISO-8859-1";

    private const int Iso8859 = 28590;
    private const int Koi8R = 20866;
    private const int Koi8U = 21866;

    private static readonly string[] NumberPrefixes = ["CP", "WINDOWS", "WIN", "IBM", "DOS"];
    private static readonly byte[] Bytes = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];

    /// <summary>By any usual name, without regard to case, hyphens and underscores (CP1251, windows-1251, ibm866, latin1); null for one that is unknown or cannot serve.</summary>
    public static LegacyCharset? Find(string text)
    {
        var provider = CodePagesEncodingProvider.Instance;
        var encoding = Number(Simplify(text)) switch
        {
            // the one that the runtime has built in and the provider lacks
            Iso8859 + 1 => Encoding.Latin1,
            > 0 and <= ushort.MaxValue and var number => provider.GetEncoding(number),
            _ => provider.GetEncoding(text),
        };
        return encoding is { IsSingleByte: true } && encoding.CodePage != Encoding.ASCII.CodePage && CanServe(encoding.GetString(Bytes))
            ? new LegacyCharset(NameOf(encoding.CodePage), encoding)
            : null;
    }

    internal static string Simplify(string text) =>
        text.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal).ToUpperInvariant();

    /// <summary>ASCII is itself, and no two bytes are the same letter: a name read from the one would be sent as the other.</summary>
    private static bool CanServe(string letters) =>
        letters.Length == Bytes.Length && letters.Take(128).Select((letter, value) => letter == value).All(same => same)
        && letters.Where(l => l != '\uFFFD').GroupBy(l => l).All(g => g.Count() == 1);

    /// <summary>Of the code page; 0 for a name without a number in it.</summary>
    private static int Number(string simple) => simple switch
    {
        "KOI8R" => Koi8R,
        "KOI8U" => Koi8U,
        "L1" or "LATIN1" => Iso8859 + 1,
        "LATIN2" => Iso8859 + 2,
        "LATIN9" => Iso8859 + 15,
        _ when Behind(simple, "ISO8859") is > 0 and <= 16 and var part => Iso8859 + part,
        _ => NumberPrefixes.Select(prefix => Behind(simple, prefix)).FirstOrDefault(number => number > 0),
    };

    private static int Behind(string text, string prefix) =>
        text.StartsWith(prefix, StringComparison.Ordinal) && int.TryParse(text.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static string NameOf(int codePage) => codePage switch
    {
        Koi8R => "KOI8-R",
        Koi8U => "KOI8-U",
        > Iso8859 and <= Iso8859 + 16 => string.Create(CultureInfo.InvariantCulture, $"ISO-8859-{codePage - Iso8859}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"CP{codePage}"),
    };
}
