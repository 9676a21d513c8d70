using System.Buffers;
using System.Text;

namespace Ftp.Actors.Protocol;

/// <summary>
/// The charset of a session: names and texts between the wire's bytes and the server's strings. UTF-8 (RFC 2640) unless a legacy charset is set for the
/// account or network and the client has not said OPTS UTF8 ON. Nothing is ever lost: see <see cref="NameCodec"/>.
/// </summary>
/// <remarks>
/// In a legacy charset bytes are read by the code page. A name that the code page cannot write is sent as its UTF-8 bytes (an undecodable byte as that byte), and bytes
/// are read as UTF-8 where nobody can have meant the code page: they are valid UTF-8, read by the code page they hold something that is neither ASCII nor a letter
/// (box drawings, signs, undefined bytes), and the name so read is one that we do not send in the code page. A name whose code page bytes would be taken for
/// another name's UTF-8 is sent as UTF-8 itself. So a listed name comes back as the same name, except where its UTF-8 bytes are a plain word in
/// the code page (U+2BAD is "тон" in CP866) or are no UTF-8 at all: the code page wins there, and UTF-8 sessions reach the file.
/// </remarks>
public sealed class WireText
{
    private readonly CodePage? _page;

    private WireText(string name, CodePage? page)
    {
        Name = name;
        _page = page;
    }

    public static WireText Utf8 { get; } = new("UTF-8", null);

    /// <summary>As <c>legacy-charset</c> writes it: the canonical spelling.</summary>
    public string Name { get; }

    /// <summary>Finds UTF-8 or a <see cref="LegacyCharset"/> by its name or a common alias.</summary>
    public static bool TryGet(string charset, out WireText text)
    {
        text = Utf8;
        if (LegacyCharset.Simplify(charset) == "UTF8")
        {
            return true;
        }

        if (CodePage.Find(charset) is not { } page)
        {
            return false;
        }

        text = new WireText(page.Name, page);
        return true;
    }

    public string Decode(ReadOnlySpan<byte> bytes) =>
        _page is null || Ascii.IsValid(bytes) ? NameCodec.Decode(bytes) : _page.ReadsAsUtf8(bytes, out var utf8) ? utf8 : _page.Decode(bytes);

    public void Encode(string text, IBufferWriter<byte> to)
    {
        if (_page is not null && !Ascii.IsValid(text) && _page.TryEncode(text, out var bytes))
        {
            to.Write(bytes);
            return;
        }

        var span = to.GetSpan(text.Length * 3);
        if (System.Text.Unicode.Utf8.FromUtf16(text, span, out _, out var written, replaceInvalidSequences: false) == OperationStatus.Done)
        {
            to.Advance(written);
        }
        else
        {
            to.Write(NameCodec.Encode(text));
        }
    }
}
