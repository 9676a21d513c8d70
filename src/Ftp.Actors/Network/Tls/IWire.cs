using System.Net.Sockets;

namespace Ftp.Actors.Network.Tls;

/// <summary>The connection below TLS.</summary>
internal interface IWire
{
    /// <summary>With an empty buffer: completes when something can be read.</summary>
    ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancel);

    ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel);
}

internal sealed class SocketWire(Socket socket) : IWire
{
    public ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancel) => socket.ReceiveAsync(buffer, SocketFlags.None, cancel);

    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel) => socket.SendAllAsync(bytes, cancel);
}

internal sealed class DataWire(IDataConnection clear) : IWire
{
    public ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancel) => clear.ReadAsync(buffer, cancel);

    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel) => clear.WriteAsync(bytes, cancel);
}
