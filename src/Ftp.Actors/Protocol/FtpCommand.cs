namespace Ftp.Actors.Protocol;

/// <summary>One command as it came.</summary>
/// <param name="Verb">Upper case.</param>
/// <param name="RawArgument">Everything after the one space that ends the verb: further spaces, also trailing ones, may be part of a name.</param>
public sealed record FtpCommand(string Verb, ReadOnlyMemory<byte> RawArgument)
{
    public bool HasArgument => !RawArgument.IsEmpty;

    /// <summary>NUL, CR or another byte below 0x20 in the argument: 501. Such a byte in a name ends up in somebody's reply, log line or C string.</summary>
    public bool HasControls { get; } = RawArgument.Span.IndexOfAnyInRange((byte)0, (byte)0x1F) >= 0;

    public string Argument(WireText text) => text.Decode(RawArgument.Span);

    /// <summary>The argument may be a password, so the text shows the verb alone.</summary>
    public override string ToString() => Verb;
}
