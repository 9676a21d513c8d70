using System.Globalization;
using System.Text;

namespace Ftp.Actors.Accounts;

/// <summary>Charsets of devices that never learnt UTF-8: those with one byte per character.</summary>
public static class LegacyCharsets
{
    public const string Examples = "CP1251, CP866, ISO-8859-1";

    /// <summary>The encoding of a name like <c>CP1251</c>, <c>windows-1251</c> or <c>ISO-8859-1</c>; null where there is none.</summary>
    public static Encoding? Find(string name)
    {
        try
        {
            var encoding = name.StartsWith("CP", StringComparison.OrdinalIgnoreCase) && int.TryParse(name.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out var page)
                ? CodePagesEncodingProvider.Instance.GetEncoding(page)
                : CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
            return encoding is { IsSingleByte: true } ? encoding : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    internal static string? Wrong(string? name) =>
        name is null || Find(name) is not null ? null : $"'{Catalog.NameRules.Printable(name)}' is no legacy charset of one byte per character; for example {Examples}";
}
