using System.Runtime.Versioning;
using Ftp.Actors.Protocol;
using Ftp.Actors.Storage.Linux;
using Microsoft.Win32.SafeHandles;

namespace Ftp.Actors.Storage;

/// <summary>A folder of the server's own whose small files only its user may read: mode 0700, files 0600. A file is there whole or not at all.</summary>
public sealed class PrivateFolder(string path)
{
    private const UnixFileMode OwnerReads = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const string Unfinished = ".tmp";

    public string Path { get; } = path;

    /// <summary>Makes the folder, and takes away what others could do with it and its files.</summary>
    /// <returns>A sentence for each thing that others could read until now.</returns>
    /// <exception cref="IOException"/>
    public IReadOnlyList<string> Secure() => Guarded(() =>
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(Path);
            return [];
        }

        Directory.CreateDirectory(Path, OwnerReads | UnixFileMode.UserExecute);
        List<string> cautions = [.. Tighten(Path, OwnerReads | UnixFileMode.UserExecute)];
        foreach (var file in Directory.EnumerateFiles(Path))
        {
            cautions.AddRange(Tighten(file, OwnerReads));
        }

        return cautions;
    });

    /// <summary>Names of the files, also of those that a crash left unfinished.</summary>
    /// <exception cref="IOException"/>
    public IReadOnlyList<string> Names() => Guarded(() => Directory.EnumerateFiles(Path).Select(f => System.IO.Path.GetFileName(f)).ToList());

    /// <summary>Stands on the disk, with its name, when this returns.</summary>
    /// <exception cref="IOException"/>
    public void Write(string name, ReadOnlySpan<byte> content)
    {
        var file = FileOf(name);
        var unfinished = file + Unfinished;
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = OwnerReads;
            }

            using (var stream = new FileStream(unfinished, options))
            {
                stream.Write(content);
                stream.Flush(flushToDisk: true);
            }

            File.Move(unfinished, file, overwrite: true);
            SyncFolder();
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException(e.Message, e);
        }
    }

    /// <exception cref="IOException">In words that follow the file's name.</exception>
    public byte[] Read(string name, int most) => SmallFile.Read(FileOf(name), most);

    /// <summary>Gone also after a crash of the machine.</summary>
    /// <exception cref="IOException"/>
    public void Remove(string name) => Guarded(() =>
    {
        File.Delete(FileOf(name));
        SyncFolder();
        return true;
    });

    /// <exception cref="ArgumentException">Whatever a name is made from, it never leads out of the folder.</exception>
    private string FileOf(string name) => FtpPath.IsComponent(name) && !name.Contains('\\', StringComparison.Ordinal)
        ? System.IO.Path.Combine(Path, name)
        : throw new ArgumentException("not the name of one file", nameof(name));

    [UnsupportedOSPlatform("windows")]
    private static IEnumerable<string> Tighten(string path, UnixFileMode allowed)
    {
        // a link's own mode says nothing, and what it leads to is not ours
        var mode = new FileInfo(path).LinkTarget is null ? File.GetUnixFileMode(path) : allowed;
        if ((mode & ~allowed) == 0)
        {
            yield break;
        }

        File.SetUnixFileMode(path, allowed);
        yield return $"{path} had mode {Convert.ToString((int)mode, 8)} and has {Convert.ToString((int)allowed, 8)} now";
    }

    private unsafe void SyncFolder()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        fixed (byte* name = System.Text.Encoding.UTF8.GetBytes(Path + '\0'))
        {
            using var folder = new SafeFileHandle(Libc.Open(name, Libc.ReadOnly | Libc.Directory | Libc.CloseOnExec), ownsHandle: true);
            // some file systems know no fsync of a folder; there is nothing more to ask of them
            if (folder.IsInvalid || (Libc.Sync(folder) < 0 && Errno.Last is not (Errno.Invalid or Errno.NotSupported)))
            {
                throw new IOException($"{Path}: {System.Runtime.InteropServices.Marshal.GetPInvokeErrorMessage(Errno.Last)}");
            }
        }
    }

    private static T Guarded<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException(e.Message, e);
        }
    }
}
