using System.Buffers;
using System.Net.Sockets;

namespace Ftp.Actors.Network;

/// <summary>How connections end.</summary>
internal static class SocketEnds
{
    private const int MostDrained = 64 * 1024;

    private static readonly LingerOption AtOnce = new(true, 0);

    /// <summary>Reads what still comes and throws it away, to the peer's end or a bound: closing over unread input would send a reset.</summary>
    /// <exception cref="OperationCanceledException"/>
    /// <exception cref="SocketException"/>
    public static async Task DrainAsync(this Socket socket, CancellationToken cancel)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(4096);
        try
        {
            for (int count, total = 0; total < MostDrained; total += count)
            {
                count = await socket.ReceiveAsync(buffer.AsMemory(), SocketFlags.None, cancel).ConfigureAwait(false);
                if (count == 0)
                    return;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

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
