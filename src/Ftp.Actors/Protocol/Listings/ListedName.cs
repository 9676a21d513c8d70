using System.Buffers;

namespace Ftp.Actors.Protocol;

/// <summary>
/// Names in listings. One rule for a name that no command can carry, because it holds CR, LF or another byte below 0x20 (such an argument is a 501): LIST shows '?' for each
/// such byte, so that nothing can break a line, forge another or drive a terminal; NLST and MLSD, whose names are meant to be used, leave the entry out.
/// </summary>
public static class ListedName
{
    /// <summary>Can a client send this name back?</summary>
    public static bool IsSendable(ReadOnlySpan<char> name) => name.IndexOfAnyInRange('\0', '\x1F') < 0;

    /// <summary>The text of a link that may be shown; null for an absolute one, which would tell where on the server's disks the files lie.</summary>
    public static string? ShownTarget(in FileFacts link) => link.LinkTarget is ['/' or '\\', ..] or [_, ':', ..] ? null : link.LinkTarget;

    /// <summary>Writes a name with '?' for control characters.</summary>
    public static void Write(string name, WireText text, IBufferWriter<byte> to) =>
        text.Encode(IsSendable(name) ? name : string.Create(name.Length, name, static (span, from) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = from[i] < ' ' ? '?' : from[i];
            }
        }), to);
}
