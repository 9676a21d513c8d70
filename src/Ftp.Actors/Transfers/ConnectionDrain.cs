using Ftp.Actors.Bandwidth;
using Ftp.Actors.Network;

namespace Ftp.Actors.Transfers;

/// <summary>Buffers onto the data connection; the meter counts what the kernel took.</summary>
/// <param name="throttle">Null: no limit can hold, as for listings.</param>
internal sealed class ConnectionDrain(IDataConnection connection, TransferMeter meter, Throttle? throttle, CancellationToken cancel) : IDrain<Chunk>
{
    public ValueTask TakeAsync(Chunk chunk)
    {
        if (throttle is not (null or { IsOpen: true }))
            return SendInPiecesAsync(chunk);
        var written = connection.WriteAsync(chunk.Memory, cancel);
        if (!written.IsCompletedSuccessfully)
            return CountAfterAsync(written, chunk.Length);
        meter.Add(chunk.Length);
        return written;
    }

    private async ValueTask SendInPiecesAsync(Chunk chunk)
    {
        for (var sent = 0; sent < chunk.Length;)
        {
            var allowed = await throttle!.TakeAsync(chunk.Length - sent, cancel).ConfigureAwait(false);
            await connection.WriteAsync(chunk.Memory.Slice(sent, allowed), cancel).ConfigureAwait(false);
            meter.Add(allowed);
            sent += allowed;
        }
    }

    private async ValueTask CountAfterAsync(ValueTask written, int length)
    {
        await written.ConfigureAwait(false);
        meter.Add(length);
    }
}
