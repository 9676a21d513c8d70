using System.Buffers;
using System.Net.Security;
using System.Net.Sockets;

namespace Ftp.Actors.Network.Tls;

/// <summary>
/// TLS over a control connection, from its handshake to its end with the connection, or to the return to clear text. While it waits, neither it nor SslStream holds a buffer.
/// </summary>
internal sealed class TlsControl(Socket socket, SslStream tls, RecordStream records) : IDisposable
{
    private const int AtOnce = 4096;
    private const byte FirstRecordType = 20;
    private const byte LastRecordType = 23;
    private const byte HandshakeRecord = 22;

    private byte[]? _buffer;
    private int _from;
    private int _to;
    private bool _ended;
    private bool _broken;

    /// <summary>Our close_notify has left: what we write now goes in clear.</summary>
    public bool Stopping { get; private set; }

    /// <summary>The client's side is in clear too, and all that came before was read.</summary>
    public bool Over { get; private set; }

    /// <exception cref="OperationCanceledException"/>
    /// <exception cref="ObjectDisposedException"/>
    public async ValueTask WaitReadableAsync(CancellationToken cancel)
    {
        if (_buffer is not null || _broken || (_ended && !Stopping))
            return;
        try
        {
            if (Stopping)
            {
                await SettleAsync(cancel).ConfigureAwait(false);
                return;
            }

            // waits without a buffer, decrypts a record into SslStream's own, and leaves it there
            await tls.ReadAsync(Memory<byte>.Empty, cancel).ConfigureAwait(false);
            await TakeAsync(cancel).ConfigureAwait(false);
        }
        catch (Exception lost) when (lost is IOException or SocketException)
        {
            _broken = true;
        }
    }

    /// <returns>0: the end; -1: nothing has been waited for.</returns>
    /// <exception cref="SocketException">The connection broke, or sent what is not TLS.</exception>
    public int Read(Span<byte> buffer)
    {
        if (_buffer is null)
            return _broken ? throw new SocketException((int)SocketError.ConnectionReset) : _ended ? 0 : -1;
        var count = Math.Min(buffer.Length, _to - _from);
        _buffer.AsSpan(_from, count).CopyTo(buffer);
        _from += count;
        if (_from == _to)
            GiveBack();
        return count;
    }

    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel) => tls.WriteAsync(bytes, cancel);

    /// <summary>close_notify, and nothing can be written afterwards.</summary>
    public async Task ShutdownAsync() => await tls.ShutdownAsync().ConfigureAwait(false);

    public void SayGoodbye() => tls.SayGoodbye();

    /// <summary>Sends close_notify. What the client sends next decides how it goes on: see <see cref="SettleAsync"/>.</summary>
    /// <exception cref="IOException"/>
    public async Task StopAsync(CancellationToken cancel)
    {
        await tls.ShutdownAsync().WaitAsync(cancel).ConfigureAwait(false);
        Stopping = true;
    }

    /// <summary>
    /// Waits for the client's first byte after our close_notify. It should be its own close_notify (RFC 8446 section 6.1 wants it before anything in clear), but curl
    /// answers with a command at once, and no command begins like a TLS record. What the client had still sent under TLS is kept for <see cref="Read"/>.
    /// </summary>
    /// <exception cref="SocketException"/>
    /// <exception cref="IOException"/>
    /// <exception cref="OperationCanceledException"/>
    public async Task SettleAsync(CancellationToken cancel)
    {
        if (Over || _buffer is not null)
            return;
        if (!_ended && await FirstByteAsync(cancel).ConfigureAwait(false) is >= FirstRecordType and <= LastRecordType and not HandshakeRecord)
        {
            await TakeAsync(cancel).ConfigureAwait(false);
            if (!_ended)
                return;
        }

        if (_ended && records.EndedRaw)
            return;
        Over = true;
        tls.Dispose();
    }

    /// <summary>Takes what one read gives; does not wait where SslStream has something already.</summary>
    private async ValueTask TakeAsync(CancellationToken cancel)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(AtOnce);
        var count = 0;
        try
        {
            count = await tls.ReadAsync(buffer.AsMemory(0, AtOnce), cancel).ConfigureAwait(false);
        }
        finally
        {
            if (count == 0)
                ArrayPool<byte>.Shared.Return(buffer);
        }

        (_ended, _from, _to, _buffer) = (count == 0, 0, count, count == 0 ? null : buffer);
    }

    /// <summary>Peeks. A wait that ends without a byte, as the kernel may let it, is none.</summary>
    /// <returns>Null: the end.</returns>
    private async ValueTask<byte?> FirstByteAsync(CancellationToken cancel)
    {
        while (true)
        {
            await socket.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None, cancel).ConfigureAwait(false);
            if (Peek(out var first, out var error) || error != SocketError.WouldBlock)
                return first;
        }
    }

    private bool Peek(out byte? first, out SocketError error)
    {
        Span<byte> one = stackalloc byte[1];
        var count = socket.Receive(one, SocketFlags.Peek, out error);
        first = error == SocketError.Success && count == 1 ? one[0] : null;
        return error == SocketError.Success;
    }

    private void GiveBack()
    {
        // the line may be a password
        ArrayPool<byte>.Shared.Return(_buffer!, clearArray: true);
        _buffer = null;
    }

    public void Dispose() => tls.Dispose();
}
