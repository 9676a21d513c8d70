using System.Collections.Frozen;
using System.Text;

namespace Ftp.Actors.Protocol;

/// <summary>One single-byte charset as two tables. A byte without a meaning becomes <see cref="NameCodec"/>'s escape of it, so the tables lose nothing.</summary>
internal sealed class CodePage
{
    private static readonly (string Name, int Number, string[] Aliases)[] Known =
    [
        ("CP1251", 1251, ["WINDOWS1251", "WIN1251"]), ("CP866", 866, ["IBM866", "DOS866"]), ("ISO-8859-1", 28591, ["LATIN1", "L1"]),
        ("CP1250", 1250, ["WINDOWS1250"]), ("CP1252", 1252, ["WINDOWS1252"]), ("CP1253", 1253, ["WINDOWS1253"]), ("CP1254", 1254, ["WINDOWS1254"]),
        ("CP1257", 1257, ["WINDOWS1257"]), ("CP437", 437, ["IBM437"]), ("CP850", 850, ["IBM850"]), ("CP852", 852, ["IBM852"]),
        ("ISO-8859-2", 28592, ["LATIN2"]), ("ISO-8859-5", 28595, []), ("ISO-8859-15", 28605, ["LATIN9"]), ("KOI8-R", 20866, []), ("KOI8-U", 21866, []),
    ];

    private static readonly FrozenDictionary<string, Lazy<CodePage>> Pages = Index();

    private readonly char[] _chars = new char[256];
    private readonly FrozenDictionary<char, byte> _bytes;

    private CodePage(string name, int number)
    {
        Name = name;
        var encoding = CodePagesEncodingProvider.Instance.GetEncoding(number) ?? Encoding.GetEncoding(number);
        for (var value = 0; value < 256; value++)
        {
            var one = encoding.GetString([(byte)value]);
            var undefined = value >= 0x80 && (one.Length != 1 || one[0] == '\uFFFD' || char.IsControl(one[0]));
            _chars[value] = undefined ? (char)(0xDC00 + value) : one[0];
        }

        _bytes = _chars.Select((letter, value) => KeyValuePair.Create(letter, (byte)value)).ToFrozenDictionary();
    }

    public static IEnumerable<string> Names => Known.Select(k => k.Name);

    public string Name { get; }

    public static CodePage? Find(string charset) => Pages.TryGetValue(Simplify(charset), out var page) ? page.Value : null;

    public static string Simplify(string charset) =>
        charset.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal).ToUpperInvariant();

    public string Decode(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        foreach (var value in bytes)
        {
            text.Append(_chars[value]);
        }

        return text.ToString();
    }

    /// <summary>The bytes by which this name is sent in the code page; false where it is sent as UTF-8.</summary>
    public bool TryEncode(string text, out byte[] bytes)
    {
        bytes = new byte[text.Length];
        for (var i = 0; i < text.Length; i++)
        {
            if (!_bytes.TryGetValue(text[i], out bytes[i]))
            {
                return false;
            }
        }

        return !ReadsAsUtf8(bytes, out _);
    }

    /// <summary>The rule of <see cref="WireText"/>. It calls itself with a shorter name each time: a doubly mangled name is twice as long.</summary>
    public bool ReadsAsUtf8(ReadOnlySpan<byte> bytes, out string name)
    {
        name = "";
        if (Ascii.IsValid(bytes) || !System.Text.Unicode.Utf8.IsValid(bytes) || IsPlainWord(bytes))
        {
            return false;
        }

        name = Encoding.UTF8.GetString(bytes);
        return !TryEncode(name, out _);
    }

    private bool IsPlainWord(ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes)
        {
            if (value >= 0x80 && !char.IsLetter(_chars[value]))
            {
                return false;
            }
        }

        return true;
    }

    private static FrozenDictionary<string, Lazy<CodePage>> Index() =>
        Known.SelectMany(k =>
        {
            var page = new Lazy<CodePage>(() => new CodePage(k.Name, k.Number));
            return k.Aliases.Append(Simplify(k.Name)).Select(alias => KeyValuePair.Create(alias, page));
        }).ToFrozenDictionary(StringComparer.Ordinal);
}
