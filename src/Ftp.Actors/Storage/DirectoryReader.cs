using Ftp.Actors.Protocol;
using Ftp.Actors.Storage.Names;
using Ftp.Actors.Storage.Roots;

namespace Ftp.Actors.Storage;

/// <summary>What a login may see of a directory: no names of ours, but its own interrupted uploads under the names they will have.</summary>
internal sealed class DirectoryReader(EntryReader entries, string? login, RootKeeper keeper) : IDirectoryReader
{
    private int _reading;

    public StorageResult<bool> Read(List<FileFacts> batch, int most) => ReadAsync(batch, most).AsTask().GetAwaiter().GetResult();

    /// <summary>On the root's threads if it lies behind a network, else here and now.</summary>
    public async ValueTask<StorageResult<bool>> ReadAsync(List<FileFacts> batch, int most)
    {
        batch.Clear();
        var read = await keeper.RunOpen(() => Fill(most)).ConfigureAwait(false);
        if (!read.Ok)
            return new(default, read.Error, read.Detail);
        batch.AddRange(read.Value!);
        return batch.Count > 0;
    }

    /// <summary>Into a list of its own: a reading that was given up goes on, and by then the caller's list lists something else.</summary>
    private StorageResult<List<FileFacts>> Fill(int most)
    {
        if (Interlocked.Exchange(ref _reading, 1) != 0)
            return new(null, StorageError.Unavailable, "an earlier reading of the directory has not come back");
        try
        {
            return Entries(most);
        }
        finally
        {
            Volatile.Write(ref _reading, 0);
        }
    }

    private StorageResult<List<FileFacts>> Entries(int most)
    {
        var batch = new List<FileFacts>();
        while (batch.Count < most)
        {
            var next = entries.Next(out var entry);
            if (!next.Ok)
                return new(null, next.Error, next.Detail);
            if (!next.Value)
                break;
            if (!OwnNames.IsOwn(entry.Name))
                batch.Add(entry);
            else if (login is not null && entry.Kind == FileKind.File && PartialNames.TryTarget(entry.Name, login, out var target) && !entries.Exists(target))
                batch.Add(entry with { Name = target, Partial = true });
        }

        return batch;
    }

    public void Dispose() => entries.Dispose();
}
