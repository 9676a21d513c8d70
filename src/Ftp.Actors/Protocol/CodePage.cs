using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Text;

namespace Ftp.Actors.Protocol;

/// <summary>One single-byte charset as two tables. A byte without a meaning becomes <see cref="NameCodec"/>'s escape of it, so the tables lose nothing.</summary>
internal sealed class CodePage
{
    // by canonical name: there are some fifty code pages, so it has a bound
    private static readonly ConcurrentDictionary<string, CodePage> Pages = new(StringComparer.Ordinal);

    private readonly char[] _chars = new char[256];
    private readonly FrozenDictionary<char, byte> _bytes;

    private CodePage(LegacyCharset charset)
    {
        Name = charset.Name;
        for (var value = 0; value < 256; value++)
        {
            var one = charset.Encoding.GetString([(byte)value]);
            var undefined = value >= 0x80 && (one.Length != 1 || one[0] == '\uFFFD' || char.IsControl(one[0]));
            _chars[value] = undefined ? (char)(0xDC00 + value) : one[0];
        }

        _bytes = _chars.Select((letter, value) => KeyValuePair.Create(letter, (byte)value)).ToFrozenDictionary();
    }

    public string Name { get; }

    /// <summary>A session asks by the canonical name for every command; other spellings are rare.</summary>
    public static CodePage? Find(string charset) =>
        Pages.TryGetValue(charset, out var known) ? known
        : LegacyCharset.Find(charset) is { } found ? Pages.GetOrAdd(found.Name, static (_, legacy) => new CodePage(legacy), found)
        : null;

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
}
