using System.Net.Sockets;

namespace Ftp.Actors.Network;

internal static class SocketSends
{
    /// <summary>Completes when the kernel has taken all of it.</summary>
    /// <exception cref="SocketException"/>
    /// <exception cref="OperationCanceledException"/>
    public static async ValueTask SendAllAsync(this Socket socket, ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        while (bytes.Length > 0)
            bytes = bytes[await socket.SendAsync(bytes, SocketFlags.None, cancel).ConfigureAwait(false)..];
    }
}
