namespace Ftp.Actors.Catalog;

/// <summary>The most that may be stored, of a resource or of a user. Null: no limit.</summary>
/// <param name="Bytes">Sum of the files' sizes, interrupted uploads among them.</param>
/// <param name="Files">Files; folders are none.</param>
public sealed record Quota(long? Bytes, long? Files)
{
    public static Quota None { get; } = new(null, null);

    public string? Wrong() => Bytes is < 0 ? "a quota of bytes is at least 0" : Files is < 0 ? "a quota of files is at least 0" : null;
}
