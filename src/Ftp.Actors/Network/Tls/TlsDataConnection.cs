using System.Net.Security;
using System.Net.Sockets;

namespace Ftp.Actors.Network.Tls;

/// <summary>A data connection over TLS.</summary>
internal sealed class TlsDataConnection(SslStream tls, RecordStream records, IDataConnection clear) : IDataConnection
{
    private const int LongestRecord = 16 * 1024;

    private int _closed;
    /// <summary>A write was begun and is not known to have left whole: nothing can follow it, no close_notify either.</summary>
    private bool _writing;
    private bool _saidGoodbye;

    public Socket? Plain => null;
    public bool EndedProperly => !records.EndedRaw;

    /// <summary>Takes as many records as have come and fit: SslStream alone gives one or two at a time, and each read becomes a write to the disk.</summary>
    /// <exception cref="IOException">The connection broke, or its end stands in the middle of a record.</exception>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancel)
    {
        var total = await tls.ReadAsync(buffer, cancel).ConfigureAwait(false);
        while (total > 0 && buffer.Length - total >= LongestRecord && clear.Plain is { Available: > LongestRecord })
        {
            var count = await tls.ReadAsync(buffer[total..], cancel).ConfigureAwait(false);
            if (count == 0)
                break;
            total += count;
        }

        return total;
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        _writing = true;
        await tls.WriteAsync(bytes, cancel).ConfigureAwait(false);
        _writing = false;
    }

    /// <summary>Counted in bytes of the connection, of which there are a few more than of the file.</summary>
    public long? Acknowledged(long written) => clear.Acknowledged(written) is { } sent ? Math.Min(sent, written) : null;

    public async ValueTask CompleteAsync(CancellationToken cancel)
    {
        _saidGoodbye = true;
        await tls.ShutdownAsync().WaitAsync(cancel).ConfigureAwait(false);
        await clear.CompleteAsync(cancel).ConfigureAwait(false);
    }

    public void Abort()
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0)
            return;
        clear.Abort();
        tls.Dispose();
    }

    /// <summary>Says close_notify where the kernel takes it at once: nobody waits here for a client that does not read.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0)
            return;
        if (!_saidGoodbye && !_writing)
            tls.SayGoodbye();
        await clear.DisposeAsync().ConfigureAwait(false);
        await tls.DisposeAsync().ConfigureAwait(false);
    }
}
