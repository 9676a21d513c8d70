using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Ftp.Admin.Control;

/// <summary>
/// Names a socket in a directory at any path length. A socket's address holds 108 bytes on Linux (104 on macOS), and data directories
/// below a deep home are longer; there the directory is opened and the socket named through /proc/self/fd.
/// </summary>
internal sealed partial class SocketDirectory : IDisposable
{
    private const int MostBytes = 100;
    private const int OPath = 0x200000;
    private const int OCloseOnExec = 0x80000;

    private readonly SafeFileHandle? _handle;

    /// <exception cref="IOException">The directory cannot be opened.</exception>
    public SocketDirectory(string directory, string name)
    {
        SocketPath = Path.Combine(directory, name);
        if (Encoding.UTF8.GetByteCount(SocketPath) <= MostBytes)
            return;
        if (!OperatingSystem.IsLinux())
            throw new IOException($"{directory}: the path is too long for a socket on this platform (at most {MostBytes - name.Length - 1} bytes)");
        var handle = Open(directory, OPath | OCloseOnExec);
        if (handle < 0)
            throw new IOException($"{directory}: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");
        _handle = new SafeFileHandle(handle, ownsHandle: true);
        SocketPath = $"/proc/self/fd/{handle}/{name}";
    }

    /// <summary>Good for bind, connect and chmod while this is not disposed.</summary>
    public string SocketPath { get; }

    public UnixDomainSocketEndPoint EndPoint => new(SocketPath);

    public void Dispose() => _handle?.Dispose();

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);
}
