using Ftp.Actors.Protocol;

namespace Ftp.Actors.Storage.Counting;

/// <summary>What lies in a folder that is about to move from one quota's place to another's.</summary>
internal static class SubtreeSum
{
    /// <summary>The root's other changes wait meanwhile. A larger tree is not moved over FTP: half a second is as long as they may.</summary>
    public const int MostEntries = 50_000;

    public static StorageResult<IReadOnlyList<(string Below, FileSum Sum)>> Of(Node above, string name)
    {
        var top = above.OpenEntry(name);
        if (!top.Ok)
            return new(null, top.Error, top.Detail);
        var sums = new List<(string, FileSum)>();
        var pending = new Stack<(Node Folder, string Below)>();
        pending.Push((top.Value!, ""));
        var seen = 0;
        try
        {
            while (pending.TryPop(out var next))
            {
                using var folder = next.Folder;
                var read = Read(folder, next.Below, sums, pending, ref seen);
                if (read != StorageError.None)
                    return new(null, read, read == StorageError.CrossDevice ? $"it holds more than {MostEntries} entries, and moving it would change what quotas count" : null);
            }
        }
        finally
        {
            foreach (var (folder, _) in pending)
                folder.Dispose();
        }

        return sums;
    }

    private static StorageError Read(Node folder, string below, List<(string, FileSum)> sums, Stack<(Node, string)> pending, ref int seen)
    {
        var opened = folder.Read(details: true);
        if (!opened.Ok)
            return opened.Error;
        using var entries = opened.Value!;
        var sum = default(FileSum);
        while (true)
        {
            var next = entries.Next(out var entry);
            if (!next.Ok)
                return next.Error;
            if (!next.Value)
                break;
            if (++seen > MostEntries)
                return StorageError.CrossDevice;
            if (entry.Kind == FileKind.File)
            {
                sum += new FileSum(entry.Size, 1);
            }
            else if (entry.IsDirectory)
            {
                var child = folder.OpenEntry(entry.Name);
                if (!child.Ok)
                    return child.Error;
                pending.Push((child.Value!, $"{below}/{entry.Name}"));
            }
        }

        sums.Add((below, sum));
        return StorageError.None;
    }
}
