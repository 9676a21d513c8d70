using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Ftp.Host.Start;

/// <summary>
/// One server at a time in a data directory. The kernel holds the lock for as long as the process lives, so that neither kill -9 nor a power cut leaves
/// one behind; the pid in the file is for people.
/// </summary>
internal sealed class DirectoryLock : IDisposable
{
    private const int Tries = 7;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly SafeFileHandle _file;

    private DirectoryLock(SafeFileHandle file) => _file = file;

    /// <param name="pause">Between two tries; tests put what they wait for here.</param>
    /// <returns>Null where another process holds it.</returns>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    internal static DirectoryLock? TryTake(string path, Action? pause = null)
    {
        var file = OpenLocked(path, Native.LockExclusiveNow);
        // somebody who only looks (`check`), or a child between fork and exec, has it for a moment
        for (var tries = 1; file is null && tries < Tries; tries++)
        {
            (pause ?? (static () => Thread.Sleep(Pause)))();
            file = OpenLocked(path, Native.LockExclusiveNow);
        }

        if (file is null)
        {
            return null;
        }

        var pid = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}\n"));
        RandomAccess.SetLength(file, 0);
        RandomAccess.Write(file, pid, 0);
        return new DirectoryLock(file);
    }

    /// <summary>The holder's pid; "?" where it cannot be told.</summary>
    internal static string Holder(string path)
    {
        try
        {
            using var file = OperatingSystem.IsWindows()
                ? File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete)
                : Native.OpenOwn(path);
            var bytes = new byte[20];
            var text = Encoding.ASCII.GetString(bytes, 0, RandomAccess.Read(file, bytes, 0)).Trim();
            return text.Length > 0 && text.All(char.IsAsciiDigit) ? text : "?";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "?";
        }
    }

    /// <summary>Asked by <c>check</c>, which leaves the file as it is.</summary>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    internal static bool IsHeld(string path)
    {
        using var file = OpenLocked(path, Native.LockSharedNow);
        return file is null;
    }

    public void Dispose() => _file.Dispose();

    private static SafeFileHandle? OpenLocked(string path, int how)
    {
        if (OperatingSystem.IsWindows())
        {
            return OpenShared(path);
        }

        var file = Native.OpenOwn(path);
        if (Native.Lock(file, how) == 0)
        {
            return file;
        }

        file.Dispose();
        return null;
    }

    private static SafeFileHandle? OpenShared(string path)
    {
        try
        {
            return File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
