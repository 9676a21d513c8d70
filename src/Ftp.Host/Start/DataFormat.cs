using System.Globalization;

namespace Ftp.Host.Start;

/// <summary>The version of what lies in a data directory, and the steps from older ones.</summary>
/// <param name="Current">What this program writes.</param>
/// <param name="Steps">By the version they start from; each changes the directory to the next version and can be repeated after a crash.</param>
internal sealed record DataFormat(int Current, IReadOnlyDictionary<int, Action<string>> Steps)
{
    internal const string FileName = "format";

    /// <summary>1: SQLite journal with closed manifests, lock, control socket.</summary>
    internal static DataFormat Present { get; } = new(1, new Dictionary<int, Action<string>>());

    /// <returns>Null where the directory has none yet: it is new.</returns>
    /// <exception cref="InvalidDataException">The file holds something else.</exception>
    internal static int? Read(string directory)
    {
        var path = Path.Combine(directory, FileName);
        if (!File.Exists(path))
        {
            return null;
        }

        var text = File.ReadAllText(path).Trim();
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version) && version > 0
            ? version
            : throw new InvalidDataException($"{path} does not hold a version number");
    }

    /// <summary>Whole or not at all.</summary>
    internal static void Write(string directory, int version)
    {
        var path = Path.Combine(directory, FileName);
        var draft = path + ".new";
        using (var file = File.Create(draft))
        {
            file.Write(System.Text.Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{version}\n")));
            file.Flush(flushToDisk: true);
        }

        File.Move(draft, path, overwrite: true);
    }

    /// <summary>Copies the directory to <c>backup/</c> and brings it to <see cref="Current"/>, step by step.</summary>
    /// <param name="leave">A directory that is not copied: the stored files, which no step touches.</param>
    /// <returns>Where the copy is.</returns>
    internal string Migrate(string directory, int from, string leave, TimeProvider time)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"format-{from}-{time.GetUtcNow():yyyyMMdd'T'HHmmss'Z'}");
        var backup = Path.Combine(directory, DataDirectory.BackupName, name);
        Directory.CreateDirectory(backup);
        Copy(new DirectoryInfo(directory), backup, [leave, Path.Combine(directory, DataDirectory.BackupName), Path.Combine(directory, DataDirectory.LockName)]);
        for (var version = from; version < Current; version++)
        {
            Steps[version](directory);
            Write(directory, version + 1);
        }

        return backup;
    }

    private static void Copy(DirectoryInfo from, string to, string[] leave)
    {
        foreach (var entry in from.EnumerateFileSystemInfos().Where(e => !leave.Contains(e.FullName)))
        {
            var target = Path.Combine(to, entry.Name);
            // links and the control socket are no data
            if (entry is DirectoryInfo { LinkTarget: null } folder)
            {
                Directory.CreateDirectory(target);
                Copy(folder, target, leave);
            }
            else if (entry is FileInfo { LinkTarget: null } file && Native.IsRegularFile(file.FullName))
            {
                file.CopyTo(target);
            }
        }
    }
}
