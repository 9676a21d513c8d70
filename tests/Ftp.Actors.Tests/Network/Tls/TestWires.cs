using System.Net.Security;
using System.Reflection;
using Ftp.Actors.Network.Tls;

namespace Ftp.Actors.Tests.Network.Tls;

/// <summary>Knows how large a buffer the last read came with.</summary>
internal sealed class WatchedWire(IWire below) : IWire
{
    public int? Asked { get; private set; }

    public ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancel)
    {
        Asked = buffer.Length;
        return below.ReadAsync(buffer, cancel);
    }

    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel) => below.WriteAsync(bytes, cancel);
}

/// <summary>Gives what is written to the test instead of sending it.</summary>
internal sealed class HeldWire(IWire below) : IWire
{
    private List<byte>? _held;

    public async Task<byte[]> HoldAsync(Func<Task> write)
    {
        _held = [];
        await write();
        byte[] held = [.. _held];
        _held = null;
        return held;
    }

    public ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancel) => below.ReadAsync(buffer, cancel);

    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        if (_held is null)
            return below.WriteAsync(bytes, cancel);
        _held.AddRange(bytes.Span);
        return ValueTask.CompletedTask;
    }
}

/// <summary>The buffer that SslStream has rented from the pool.</summary>
internal static class SslBuffer
{
    public static int LengthOf(SslStream tls)
    {
        var buffer = typeof(SslStream).GetField("_buffer", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(tls)!;
        var inner = buffer.GetType().GetField("_buffer", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(buffer)!;
        var array = inner.GetType().GetField("_bytes", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(inner) as byte[];
        return array?.Length ?? 0;
    }
}

/// <summary>Writes one byte at a time.</summary>
internal sealed class DripWire(IWire below) : IWire
{
    public ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancel) => below.ReadAsync(buffer, cancel);

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        for (; bytes.Length > 0; bytes = bytes[1..])
            await below.WriteAsync(bytes[..1], cancel);
    }
}

/// <summary>Makes the first byte of a client's encrypted Finished of TLS 1.2 a 1: the type of a ClientHello.</summary>
internal sealed class ForgedFinishedWire(IWire below) : IWire
{
    private const byte ChangeCipherSpec = 20;

    public ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancel) => below.ReadAsync(buffer, cancel);

    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        var forged = bytes.ToArray();
        for (int at = 0, ciphered = 0; at < forged.Length; at += 5 + (forged[at + 3] << 8) + forged[at + 4])
        {
            if (ciphered > 0)
                forged[at + 5] = 1;
            ciphered += forged[at] == ChangeCipherSpec ? 1 : 0;
        }

        return below.WriteAsync(forged, cancel);
    }
}
