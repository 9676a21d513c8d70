using System.Buffers;
using System.Text;

namespace Ftp.Actors.Protocol;

/// <summary>
/// Names between the wire or the disk (bytes) and the server (strings), without loss: a byte that is not part of valid UTF-8
/// becomes the lone surrogate U+DC00 + byte and turns back into that very byte. So a file whose name is not UTF-8 can be
/// listed, named by the client as it was listed, and reached (RFC 2640 section 3.1 asks servers to keep such names usable).
/// </summary>
public static class NameCodec
{
    private const char Escape = '\uDC00';

    /// <summary>Bytes to string; never fails.</summary>
    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        if (System.Text.Unicode.Utf8.IsValid(bytes))
        {
            return Encoding.UTF8.GetString(bytes);
        }

        var text = new StringBuilder(bytes.Length);
        Span<char> pair = stackalloc char[2];
        while (!bytes.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(bytes, out var rune, out var used) == OperationStatus.Done)
            {
                text.Append(pair[..rune.EncodeToUtf16(pair)]);
            }
            else
            {
                used = 1;
                text.Append((char)(Escape + bytes[0]));
            }

            bytes = bytes[used..];
        }

        return text.ToString();
    }

    /// <summary>String to bytes; the inverse of <see cref="Decode"/>.</summary>
    public static byte[] Encode(string text)
    {
        if (!HasEscapes(text))
        {
            return Encoding.UTF8.GetBytes(text);
        }

        var bytes = new ArrayBufferWriter<byte>(text.Length + 8);
        Span<byte> utf8 = stackalloc byte[4];
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is >= '\uDC80' and <= '\uDCFF')
            {
                bytes.Write([(byte)(text[i] - Escape)]);
            }
            else if (Rune.TryGetRuneAt(text, i, out var rune))
            {
                bytes.Write(utf8[..rune.EncodeToUtf8(utf8)]);
                i += rune.Utf16SequenceLength - 1;
            }
            else
            {
                bytes.Write("?"u8);
            }
        }

        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>True where <paramref name="text"/> holds bytes that are not UTF-8.</summary>
    public static bool HasEscapes(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(text[i]))
            {
                return true;
            }
        }

        return false;
    }
}
