using Ftp.Actors.Settings;

namespace Ftp.Host.Start;

/// <summary>The data directory, locked: database, keys, control socket. Only the owner may look in.</summary>
internal sealed class DataDirectory : IDisposable
{
    internal const string LockName = "lock";
    internal const string BackupName = "backup";
    internal const string DatabaseName = "ftp.db";
    internal const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly DirectoryLock _lock;

    private DataDirectory(string path, DirectoryLock held, bool isNew, string? backup)
    {
        Path = path;
        _lock = held;
        IsNew = isNew;
        Backup = backup;
    }

    internal string Path { get; }

    /// <summary>No server has finished a first start here.</summary>
    internal bool IsNew { get; }

    /// <summary>Where the older data was copied before it was brought up to date; null where nothing was.</summary>
    internal string? Backup { get; }

    /// <param name="files">The storage root, which a backup leaves out.</param>
    internal static Parsed<DataDirectory> Open(string path, string files, DataFormat format, TimeProvider time)
    {
        try
        {
            Make(path);
            return Locked(path, files, format, time);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return new Fault($"data directory {path}: {e.Message}");
        }
    }

    /// <summary>From now on the directory is not new. Written last, so that a first start that was cut off is done again.</summary>
    internal void FirstStartIsDone() => DataFormat.Write(Path, DataFormat.Present.Current);

    public void Dispose() => _lock.Dispose();

    private static void Make(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }

        Directory.CreateDirectory(path, OwnerOnly);
        var mode = File.GetUnixFileMode(path);
        if ((mode & UnixFileMode.StickyBit) != 0)
        {
            throw new IOException("is shared by everybody (like /tmp): name a directory of its own in it");
        }

        // whoever can write here could put a control socket or a database of their own in place
        if (mode != OwnerOnly)
        {
            File.SetUnixFileMode(path, OwnerOnly);
        }
    }

    private static Parsed<DataDirectory> Locked(string path, string files, DataFormat format, TimeProvider time)
    {
        var lockPath = System.IO.Path.Combine(path, LockName);
        var held = DirectoryLock.TryTake(lockPath);
        if (held is null)
        {
            return new Fault($"data directory {path} is in use by another server, pid {DirectoryLock.Holder(lockPath)}");
        }

        try
        {
            var found = DataFormat.Read(path);
            if (found > format.Current)
            {
                held.Dispose();
                return new Fault(TooNew(path, found.Value, format.Current));
            }

            var backup = found < format.Current ? format.Migrate(path, found.Value, files, time) : null;
            return new DataDirectory(path, held, found is null, backup);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    internal static string TooNew(string path, int found, int current) =>
        $"data directory {path} has format {found}, this version reads up to {current}: install the version that wrote it, or restore a backup made before the upgrade";
}
