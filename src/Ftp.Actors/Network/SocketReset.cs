using System.Net.Sockets;

namespace Ftp.Actors.Network;

internal static class SocketReset
{
    private static readonly LingerOption AtOnce = new(true, 0);

    /// <summary>Closes with RST: what is queued is thrown away, and the peer cannot take the end for a proper one.</summary>
    public static void Reset(this Socket socket)
    {
        try
        {
            socket.LingerState = AtOnce;
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            // the peer was faster
        }
        socket.Dispose();
    }
}
