using Ftp.Actors.Network;

namespace Ftp.Actors.Transfers;

/// <summary>Buffers onto the data connection; the meter counts what the kernel took.</summary>
internal sealed class ConnectionDrain(IDataConnection connection, TransferMeter meter, CancellationToken cancel) : IDrain<Chunk>
{
    public ValueTask TakeAsync(Chunk chunk)
    {
        var written = connection.WriteAsync(chunk.Memory, cancel);
        if (!written.IsCompletedSuccessfully)
            return CountAfterAsync(written, chunk.Length);
        meter.Add(chunk.Length);
        return written;
    }

    private async ValueTask CountAfterAsync(ValueTask written, int length)
    {
        await written.ConfigureAwait(false);
        meter.Add(length);
    }
}
