using Ftp.Actors.Protocol;
using Microsoft.Win32.SafeHandles;

namespace Ftp.Actors.Storage.Portable;

internal sealed class PortableNode(string path, FtpPath stored) : Node(stored)
{
    private const FileShare Shared = FileShare.ReadWrite | FileShare.Delete;

    public override string? RealPath => path.Replace(Path.DirectorySeparatorChar, '/');

    public override StorageResult<FileFacts> Facts() => Of(path, Stored.Name);

    public override StorageResult<IReadableFile> OpenRead()
    {
        var facts = Facts();
        if (!facts.Ok || facts.Value.Kind != FileKind.File)
            return !facts.Ok ? facts.Error : facts.Value.IsDirectory ? StorageError.IsADirectory : StorageError.NotAFile;
        return PortablePlatform.Guarded<IReadableFile>(() => new PortableFile(
            new FileStream(path, FileMode.Open, FileAccess.Read, Shared, 1, FileOptions.Asynchronous | FileOptions.SequentialScan), facts.Value));
    }

    public override StorageError SetMode(int mode) => Try(() =>
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, (UnixFileMode)(mode & 0x1FF));
    });

    public override StorageError SetModified(DateTimeOffset modified) => Try(() =>
    {
        if (Info(path) is DirectoryInfo)
            Directory.SetLastWriteTimeUtc(path, modified.UtcDateTime);
        else
            File.SetLastWriteTimeUtc(path, modified.UtcDateTime);
    });

    public override StorageResult<FileFacts> Stat(string name) => PortableRoot.IsSafe(name) ? Of(In(name), name) : StorageError.NotFound;

    public override StorageResult<Node> OpenEntry(string name) =>
        PortableRoot.IsSafe(name) && Info(In(name)) is not null ? new PortableNode(In(name), Stored.Child(name)) : StorageError.NotFound;

    public override StorageResult<SafeFileHandle> Create(string name)
    {
        if (!PortableRoot.IsSafe(name))
            return StorageError.Refused;
        if (Info(In(name)) is not null)
            return StorageError.AlreadyExists;
        return PortablePlatform.Guarded<SafeFileHandle>(() => File.OpenHandle(In(name), FileMode.CreateNew, FileAccess.ReadWrite, Shared));
    }

    public override StorageResult<SafeFileHandle> OpenWrite(string name)
    {
        var facts = Stat(name);
        if (!facts.Ok || facts.Value.Kind != FileKind.File)
            return facts.Ok ? StorageError.NotAFile : facts.Error;
        return PortablePlatform.Guarded<SafeFileHandle>(() => File.OpenHandle(In(name), FileMode.Open, FileAccess.ReadWrite, Shared));
    }

    public override StorageError MakeDirectory(string name, int mode)
    {
        if (!PortableRoot.IsSafe(name))
            return StorageError.Refused;
        if (Info(In(name)) is not null)
            return StorageError.AlreadyExists;
        return Try(() =>
        {
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(In(name));
            else
                Directory.CreateDirectory(In(name), (UnixFileMode)mode);
        });
    }

    public override StorageError RemoveFile(string name) => Stat(name) is { Ok: false } gone ? gone.Error : Try(() => File.Delete(In(name)));

    public override StorageError RemoveDirectory(string name)
    {
        if (Stat(name) is not { Ok: true } entry || !entry.Value.IsDirectory)
            return StorageError.NotFound;
        return Directory.EnumerateFileSystemEntries(In(name)).Any() ? StorageError.NotEmpty : Try(() => Directory.Delete(In(name)));
    }

    public override StorageError Rename(string name, Node folder, string newName, bool overwrite)
    {
        if (!PortableRoot.IsSafe(newName))
            return StorageError.Refused;
        var (from, to) = (In(name), ((PortableNode)folder).In(newName));
        return Try(() =>
        {
            if (Info(from) is DirectoryInfo)
                Directory.Move(from, to);
            else
                File.Move(from, to, overwrite);
        });
    }

    public override StorageError Sync() => StorageError.None;

    public override long Free() => new DriveInfo(path).AvailableFreeSpace;

    public override StorageResult<EntryReader> Read(bool details) => PortablePlatform.Guarded<EntryReader>(() => new PortableEntryReader(this, path));

    public override void Dispose()
    {
    }

    private string In(string name) => Path.Combine(path, name);

    /// <summary>Of the entry itself; null if there is none.</summary>
    public static FileSystemInfo? Info(string path)
    {
        var file = new FileInfo(path);
        if (file.Exists || file.LinkTarget is not null)
            return file;
        var directory = new DirectoryInfo(path);
        return directory.Exists ? directory : null;
    }

    public static StorageError Try(Action act)
    {
        try
        {
            act();
            return StorageError.None;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return StorageErrors.Of(e);
        }
    }

    private static StorageResult<FileFacts> Of(string path, string name)
    {
        if (Info(path) is not { } info)
            return StorageError.NotFound;
        var kind = info.LinkTarget is not null ? FileKind.Link
            : info is DirectoryInfo ? FileKind.Directory
            : (info.Attributes & (FileAttributes.Device | FileAttributes.ReparsePoint)) != 0 ? FileKind.Other : FileKind.File;
        var size = kind == FileKind.File ? ((FileInfo)info).Length : 0;
        var mode = OperatingSystem.IsWindows() ? 0x1FF : (int)info.UnixFileMode & 0x1FF;
        return new FileFacts(name, kind, size, info.LastWriteTimeUtc, info.CreationTimeUtc, mode, 0, 0, info.LinkTarget);
    }
}

internal sealed class PortableEntryReader(PortableNode folder, string path) : EntryReader
{
    private readonly IEnumerator<string> _names = Directory.EnumerateFileSystemEntries(path).GetEnumerator();

    public override StorageResult<bool> Next(out FileFacts entry)
    {
        entry = default;
        while (_names.MoveNext())
        {
            if (folder.Stat(Path.GetFileName(_names.Current)) is not { Ok: true } facts)
                continue;
            entry = facts.Value;
            return true;
        }

        return false;
    }

    public override bool Exists(string name) => folder.Stat(name).Ok;

    public override void Dispose() => _names.Dispose();
}
