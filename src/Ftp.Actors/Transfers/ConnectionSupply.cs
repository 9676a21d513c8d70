using System.Buffers;
using Ftp.Actors.Bandwidth;
using Ftp.Actors.Network;

namespace Ftp.Actors.Transfers;

/// <summary>
/// What an upload sends, through one pooled buffer that doubles each time it was filled at once: a camera's picture costs 64 KiB, a fast upload works with
/// 1 MiB, where a receive and a write cost the least (a quarter of the processor time of 64 KiB). While one buffer is written, the kernel's receive buffer takes the next bytes.
/// Under a limit no more is read than it lets through: what the client sends beyond that fills the kernel's buffers, and then it is told to wait by TCP.
/// </summary>
/// <param name="throttle">Null: no limit can hold.</param>
internal sealed class ConnectionSupply(IDataConnection connection, TransferMeter meter, Throttle? throttle, CancellationToken cancel) : ISupply<Chunk>
{
    public const int First = 64 * 1024;
    public const int Largest = 1024 * 1024;

    /// <summary>TLS gives what a few records held, never a full buffer: there a transfer is known to be long by what it has moved.</summary>
    private const int LongAfter = 8;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(First);
    private bool _filled;
    private long _moved;

    public ValueTask<Chunk?> NextAsync()
    {
        if (_filled && _buffer.Length < Largest)
            Grow();
        if (throttle is not (null or { IsOpen: true }))
            return ReceiveAllowedAsync();
        var received = connection.ReadAsync(_buffer, cancel);
        return received.IsCompletedSuccessfully ? ValueTask.FromResult(Take(received.Result)) : TakeAfterAsync(received);
    }

    private async ValueTask<Chunk?> TakeAfterAsync(ValueTask<int> received) => Take(await received.ConfigureAwait(false));

    private async ValueTask<Chunk?> ReceiveAllowedAsync()
    {
        var allowed = await throttle!.TakeAsync(_buffer.Length, cancel).ConfigureAwait(false);
        var count = 0;
        try
        {
            count = await connection.ReadAsync(_buffer.AsMemory(0, allowed), cancel).ConfigureAwait(false);
        }
        finally
        {
            throttle.GiveBack(allowed - count);
        }

        return Take(count);
    }

    private Chunk? Take(int count)
    {
        _moved += count;
        _filled = count == _buffer.Length || (connection.Plain is null && _moved >= LongAfter * (long)_buffer.Length);
        meter.Add(count);
        return count == 0 ? null : new Chunk(_buffer, count);
    }

    private void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        ArrayPool<byte>.Shared.Return(_buffer);
        (_buffer, _moved) = (larger, 0);
    }

    /// <summary>Only after a proper end: a receive that was broken off may still write into the buffer.</summary>
    public void GiveBack() => ArrayPool<byte>.Shared.Return(_buffer);
}
