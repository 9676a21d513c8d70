using Ftp.Actors.Protocol;
using Ftp.Actors.Storage.Names;
using Ftp.Actors.Storage.Roots;

namespace Ftp.Actors.Storage;

/// <summary>What a login may see of a directory: no names of ours, but its own interrupted uploads under the names they will have.</summary>
internal sealed class DirectoryReader(EntryReader entries, string? login, RootKeeper keeper) : IDirectoryReader
{
    public StorageResult<bool> Read(List<FileFacts> batch, int most) => keeper.RunBlocking(() => Fill(batch, most));

    private StorageResult<bool> Fill(List<FileFacts> batch, int most)
    {
        batch.Clear();
        while (batch.Count < most)
        {
            var next = entries.Next(out var entry);
            if (!next.Ok)
                return next;
            if (!next.Value)
                return batch.Count > 0;
            if (!OwnNames.IsOwn(entry.Name))
                batch.Add(entry);
            else if (login is not null && entry.Kind == FileKind.File && PartialNames.TryTarget(entry.Name, login, out var target) && !entries.Exists(target))
                batch.Add(entry with { Name = target, Partial = true });
        }

        return true;
    }

    public void Dispose() => entries.Dispose();
}
