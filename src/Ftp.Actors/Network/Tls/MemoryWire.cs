using System.Threading.Channels;

namespace Ftp.Actors.Network.Tls;

/// <summary>One end of a connection in memory, for handshakes with ourselves. A handful of flights cross it, so it has no bound.</summary>
internal sealed class MemoryWire : IWire
{
    private readonly ChannelReader<ReadOnlyMemory<byte>> _in;
    private readonly ChannelWriter<ReadOnlyMemory<byte>> _out;
    private ReadOnlyMemory<byte> _rest;

    private MemoryWire(ChannelReader<ReadOnlyMemory<byte>> @in, ChannelWriter<ReadOnlyMemory<byte>> @out)
    {
        _in = @in;
        _out = @out;
    }

    public static (MemoryWire Server, MemoryWire Client) Pair()
    {
        var up = Channel.CreateUnbounded<ReadOnlyMemory<byte>>();
        var down = Channel.CreateUnbounded<ReadOnlyMemory<byte>>();
        return (new MemoryWire(up.Reader, down.Writer), new MemoryWire(down.Reader, up.Writer));
    }

    public void Close() => _out.TryComplete();

    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancel)
    {
        if (_rest.IsEmpty && await _in.WaitToReadAsync(cancel).ConfigureAwait(false) && _in.TryRead(out var next))
            _rest = next;
        var count = Math.Min(buffer.Length, _rest.Length);
        _rest[..count].CopyTo(buffer);
        _rest = _rest[count..];
        return count;
    }

    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        _out.TryWrite(bytes.ToArray());
        return ValueTask.CompletedTask;
    }
}
