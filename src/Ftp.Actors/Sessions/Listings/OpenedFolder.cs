using Ftp.Actors.Protocol;
using Ftp.Actors.Storage;
using Ftp.Actors.Storage.Names;

namespace Ftp.Actors.Sessions.Listings;

/// <summary>
/// The entries of one folder that the subject may see: first those that the catalogue puts there (resources, further directories, the way to granted folders), then what is on
/// disk, batch by batch. What the catalogue puts there wins over the same name on disk, as look-up does.
/// </summary>
internal sealed class OpenedFolder(
    FtpPath shown, IReadOnlyList<ListedEntry> fixedEntries, FolderRights? rights, IDirectoryReader? reader, IFileStorage storage, Func<FileFacts, bool> isShown) : IDisposable
{
    private readonly HashSet<string> _fixedNames = [.. fixedEntries.Select(e => e.Facts.Name)];
    private readonly HashSet<string> _composedFixed = [.. fixedEntries.Select(e => UnicodeForms.Compose(e.Facts.Name))];
    private bool _fixedRead;

    public FtpPath Shown => shown;

    /// <summary>Replaces what is in <paramref name="batch"/>; false at the end. A batch may come out empty before the end.</summary>
    public async ValueTask<StorageResult<bool>> ReadAsync(List<FileFacts> batch, int most)
    {
        batch.Clear();
        if (!_fixedRead)
        {
            _fixedRead = true;
            batch.AddRange(fixedEntries.Select(e => e.Facts).Where(isShown));
            return true;
        }

        if (reader is null)
        {
            return false;
        }

        var read = await storage.ReadDirectoryAsync(reader, batch, most).ConfigureAwait(false);
        if (read is { Ok: true, Value: true })
        {
            batch.RemoveAll(facts => _composedFixed.Contains(UnicodeForms.Compose(facts.Name)) || !isShown(facts) || !rights!.Of(facts.Name).CanEnter);
        }

        return read;
    }

    /// <summary>The entry that the catalogue put here under this name.</summary>
    public ListedEntry? Fixed(string name) =>
        _fixedNames.Contains(name) ? fixedEntries.First(e => e.Facts.Name == name) : null;

    /// <summary>Rights at a child that was read from disk.</summary>
    public EntryRights RightsOf(string name) => rights?.Of(name) ?? default;

    public void Dispose() => reader?.Dispose();
}
