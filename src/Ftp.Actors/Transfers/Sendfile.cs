using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Ftp.Actors.Transfers;

/// <summary>sendfile(2) as far as it goes without waiting. The runtime's own sendfile is asynchronous always, which costs a small file two hops between threads.</summary>
internal static partial class Sendfile
{
    private const int Interrupted = 4;
    private const int Io = 5;

    /// <returns>Bytes the kernel took at once: fewer than <paramref name="count"/> where the send queue is full, or on any failure that the runtime's sending will report better.</returns>
    /// <exception cref="StorageFault">The file is shorter than it was, or the disk cannot be read.</exception>
    public static int TrySend(Socket socket, SafeFileHandle file, long offset, int count)
    {
        if (!OperatingSystem.IsLinux())
            return 0;
        var sent = 0;
        while (sent < count)
        {
            var taken = Send(socket.SafeHandle, file, ref offset, (nuint)(count - sent));
            if (taken > 0)
                sent += (int)taken;
            else if (taken == 0)
                throw StorageFault.Shrunk();
            else if (Marshal.GetLastPInvokeError() is var error && error == Io)
                throw StorageFault.OfErrno(error);
            else if (error != Interrupted)
                break;
        }
        return sent;
    }

    [LibraryImport("libc", EntryPoint = "sendfile64", SetLastError = true)]
    private static partial nint Send(SafeHandle socket, SafeHandle file, ref long offset, nuint count);
}
