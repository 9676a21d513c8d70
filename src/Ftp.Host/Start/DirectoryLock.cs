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
    private readonly SafeFileHandle _file;

    private DirectoryLock(SafeFileHandle file) => _file = file;

    /// <returns>Null where another process holds it.</returns>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    internal static DirectoryLock? TryTake(string path)
    {
        var file = OperatingSystem.IsWindows() ? OpenShared(path) : Native.OpenOwn(path);
        if (file is null || (!OperatingSystem.IsWindows() && Native.Lock(file, Native.LockExclusiveNow) != 0))
        {
            file?.Dispose();
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
        using var file = OperatingSystem.IsWindows() ? OpenShared(path) : Native.OpenOwn(path);
        return file is null || (!OperatingSystem.IsWindows() && Native.Lock(file, Native.LockExclusiveNow) != 0);
    }

    public void Dispose() => _file.Dispose();

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
