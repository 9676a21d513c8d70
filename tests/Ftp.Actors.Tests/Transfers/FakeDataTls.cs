using System.Collections.Concurrent;
using System.Net.Sockets;
using Ftp.Actors.Network;
using Ftp.Actors.Network.Tls;
using Ftp.Actors.Settings;

namespace Ftp.Actors.Tests.Transfers;

/// <summary>TLS of data connections that lets the bytes through as they are, and shakes hands, ends and fails as the test says.</summary>
internal sealed class FakeDataTls : IDataTls
{
    /// <summary>What SslStream gives with one read: a record.</summary>
    private const int Record = 16 * 1024;

    public Func<CancellationToken, Task> Handshake { get; init; } = _ => Task.CompletedTask;

    public Func<CancellationToken, Task> Farewell { get; init; } = _ => Task.CompletedTask;

    public bool EndedProperly { get; init; } = true;

    public ConcurrentQueue<DataBinding> Bindings { get; } = new();

    /// <summary>complete, abort, dispose: in the order in which they were asked for.</summary>
    public ConcurrentQueue<string> Ends { get; } = new();

    public int LargestRead { get; private set; }

    public async Task<IDataConnection> SecureAsync(IDataConnection clear, DataBinding binding, CancellationToken cancel)
    {
        Bindings.Enqueue(binding);
        try
        {
            await Handshake(cancel);
        }
        catch
        {
            clear.Abort();
            throw;
        }
        return new Secured(this, clear);
    }

    private sealed class Secured(FakeDataTls owner, IDataConnection clear) : IDataConnection
    {
        public Socket? Plain => null;

        public bool EndedProperly => owner.EndedProperly;

        public ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancel)
        {
            owner.LargestRead = Math.Max(owner.LargestRead, buffer.Length);
            return clear.ReadAsync(buffer.Length > Record ? buffer[..Record] : buffer, cancel);
        }

        public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel) => clear.WriteAsync(bytes, cancel);

        public long? Acknowledged(long written) => clear.Acknowledged(written);

        public async ValueTask CompleteAsync(CancellationToken cancel)
        {
            owner.Ends.Enqueue("complete");
            await owner.Farewell(cancel);
            await clear.CompleteAsync(cancel);
        }

        public void Abort()
        {
            owner.Ends.Enqueue("abort");
            clear.Abort();
        }

        public ValueTask DisposeAsync()
        {
            owner.Ends.Enqueue("dispose");
            return clear.DisposeAsync();
        }
    }
}
