using Ftp.Actors.Protocol;

namespace Ftp.Actors.Sessions.Listings;

/// <summary>One path, looked up for a subject that may know of it.</summary>
/// <param name="Facts">Of what the path leads to; of the link itself where it leads nowhere that may be seen. The name is the one that was asked for.</param>
/// <param name="Own">Rights at the path itself.</param>
/// <param name="Reached">Rights at what it leads to.</param>
/// <param name="Folder">Where <paramref name="Facts"/> stand on disk, when in a resource.</param>
internal sealed record ListedEntry(FileFacts Facts, EntryRights Own, EntryRights Reached, bool IsLink, StoredFolder? Folder)
{
    /// <summary>What a made-up directory shows as its date: the same at every listing, so that mirrors see no change.</summary>
    public static DateTimeOffset StableDate { get; } = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public MlsxEntry ToMlsx(MlsxType type = MlsxType.Entry) => new(Facts, Own, Reached, IsLink, type);

    /// <summary>A directory that exists in the catalogue only.</summary>
    public static FileFacts MadeUp(string name) =>
        new(name, FileKind.Directory, 0, StableDate, null, Convert.ToInt32("555", 8), 0, 0);
}
