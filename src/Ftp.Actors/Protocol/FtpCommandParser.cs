using System.Text;

namespace Ftp.Actors.Protocol;

/// <summary>A line's bytes to a command (RFC 959 section 5.3). The argument stays bytes: which charset they are in is the session's knowledge.</summary>
public static class FtpCommandParser
{
    /// <summary>Verbs have three or four letters (RFC 959 section 5.3); extensions such as XSHA512 have more.</summary>
    public const int MaximumVerbLength = 16;

    private static readonly string[] HttpMethods =
        ["GET", "POST", "PUT", "HEAD", "OPTIONS", "CONNECT", "DELETE", "TRACE", "PATCH", "PROPFIND", "PRI"];

    /// <returns>Null where the line does not begin with a verb: it is empty, or what stands before the first space is not a letter followed by letters and digits.</returns>
    public static FtpCommand? Parse(ReadOnlySpan<byte> line)
    {
        // The Synch signal may arrive with its IAC swallowed by urgent-data handling on the way: what is left of it stands before the verb.
        line = line.TrimStart(StrayTelnet);
        var space = line.IndexOf((byte)' ');
        var verb = space < 0 ? line : line[..space];
        if (verb.Length is 0 or > MaximumVerbLength || !char.IsAsciiLetter((char)verb[0]))
        {
            return null;
        }

        foreach (var letter in verb)
        {
            if (!char.IsAsciiLetterOrDigit((char)letter))
            {
                return null;
            }
        }

        var argument = space < 0 ? [] : line[(space + 1)..].ToArray();
        return new FtpCommand(Encoding.ASCII.GetString(verb).ToUpperInvariant(), argument);
    }

    /// <summary>
    /// True where a peer opens with another protocol: HTTP (a browser, or a page that makes one post to us), SMTP, SSH, TLS without AUTH. Such a session is closed,
    /// for what follows would be commands smuggled in another protocol's payload. Works on a line and on the first bytes of a connection.
    /// </summary>
    public static bool LooksForeign(ReadOnlySpan<byte> line)
    {
        if (line.StartsWith("SSH-"u8) || LooksLikeTls(line))
        {
            return true;
        }

        var space = line.IndexOfAny((byte)' ', (byte)'\r', (byte)'\n');
        var word = Encoding.ASCII.GetString(space < 0 ? line[..Math.Min(line.Length, 10)] : line[..Math.Min(space, 10)]);
        if (space > 0 && line[space] == ' ' && HttpMethods.Contains(word, StringComparer.Ordinal))
        {
            return true;
        }

        return word.ToUpperInvariant() switch
        {
            "EHLO" or "HELO" or "LHLO" => true,
            "MAIL" => StartsWithIgnoreCase(line, "MAIL FROM:"),
            "RCPT" => StartsWithIgnoreCase(line, "RCPT TO:"),
            _ => false,
        };
    }

    /// <summary>A TLS hello: a handshake record of version 3.x (RFC 8446 section 5.1).</summary>
    public static bool LooksLikeTls(ReadOnlySpan<byte> bytes) => bytes is [0x16, 0x03, ..];

    private static ReadOnlySpan<byte> StrayTelnet =>
        [0xF0, 0xF1, 0xF2, 0xF3, 0xF4, 0xF5, 0xF6, 0xF7, 0xF8, 0xF9, 0xFA, 0xFB, 0xFC, 0xFD, 0xFE, 0xFF];

    private static bool StartsWithIgnoreCase(ReadOnlySpan<byte> line, string opening) =>
        line.Length >= opening.Length && Ascii.EqualsIgnoreCase(line[..opening.Length], opening);
}
