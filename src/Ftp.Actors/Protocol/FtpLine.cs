namespace Ftp.Actors.Protocol;

/// <summary>One line of the control connection, without its end and without telnet bytes.</summary>
/// <param name="Bytes">A copy of its own: it stays good when the reader goes on. Empty where <paramref name="TooLong"/>.</param>
/// <param name="TooLong">The line had more than <see cref="FtpLineReader.MaximumLineBytes"/> bytes: one 500, its content is gone.</param>
public readonly record struct FtpLine(ReadOnlyMemory<byte> Bytes, bool TooLong);
