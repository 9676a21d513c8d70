using System.Buffers.Binary;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Ftp.Actors.Network;

/// <summary>What the Linux kernel knows about a TCP connection: getsockopt(TCP_INFO) and ioctl(SIOCOUTQ). Null elsewhere.</summary>
internal static partial class TcpInfo
{
    private const int TcpLevel = 6;
    private const int TcpInfoOption = 11;
    private const int BytesAckedOffset = 120;
    private const nuint OutQueue = 0x5411;
    private const byte EstablishedState = 1;

    /// <summary>False once either end has closed or reset, also while commands still wait unread before the FIN.</summary>
    public static bool? Established(Socket socket)
    {
        Span<byte> info = stackalloc byte[1];
        return Read(socket, info) >= 1 ? info[0] == EstablishedState : null;
    }

    /// <summary>Bytes the peer has acknowledged since the connection was made (tcpi_bytes_acked, Linux 4.1).</summary>
    public static long? Acknowledged(Socket socket)
    {
        Span<byte> info = stackalloc byte[BytesAckedOffset + sizeof(long)];
        return Read(socket, info) == info.Length ? BinaryPrimitives.ReadInt64LittleEndian(info[BytesAckedOffset..]) : null;
    }

    /// <summary>Bytes in the send queue that the peer has not acknowledged; a FIN counts as one.</summary>
    public static int? Unacknowledged(Socket socket)
    {
        if (!OperatingSystem.IsLinux())
            return null;
        var queued = 0;
        return Ioctl(socket.SafeHandle, OutQueue, ref queued) == 0 ? queued : null;
    }

    private static int Read(Socket socket, Span<byte> info) =>
        OperatingSystem.IsLinux() ? socket.GetRawSocketOption(TcpLevel, TcpInfoOption, info) : 0;

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int Ioctl(SafeHandle socket, nuint request, ref int value);
}
