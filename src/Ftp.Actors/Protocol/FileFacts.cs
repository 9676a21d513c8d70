namespace Ftp.Actors.Protocol;

public enum FileKind { File, Directory, Link, Other }

/// <param name="Name">As stored, decoded by <see cref="NameCodec"/>.</param>
/// <param name="Size">Bytes; of an interrupted upload of this login: its durable size.</param>
/// <param name="Mode">The nine permission bits.</param>
/// <param name="Created">Where the file system knows it.</param>
/// <param name="LinkTarget">Text of a link, for LIST; never followed by the reader of this value.</param>
/// <param name="Partial">An interrupted upload of the asking login: it can be continued or overwritten, not retrieved.</param>
public readonly record struct FileFacts(
    string Name, FileKind Kind, long Size, DateTimeOffset Modified, DateTimeOffset? Created, int Mode, ulong Device, ulong Inode,
    string? LinkTarget = null, bool Partial = false)
{
    public bool IsDirectory => Kind == FileKind.Directory;
}
