using System.Net;
using System.Net.Sockets;

namespace Ftp.Actors.Network;

/// <summary>One control connection's socket. Owned by its session actor; used by one caller at a time per direction.</summary>
public interface IControlConnection : IAsyncDisposable
{
    IPEndPoint Peer { get; }
    IPEndPoint Local { get; }

    /// <summary>Completes when something can be read (or the peer is gone) and holds no buffer meanwhile: an idle session costs no memory here.</summary>
    ValueTask WaitReadableAsync(CancellationToken cancel);

    /// <summary>Reads what is there, without waiting. 0: end of the stream; -1: nothing yet. Urgent data stands inline.</summary>
    /// <exception cref="SocketException">The connection broke.</exception>
    int Read(Span<byte> buffer);

    /// <summary>Completes when the kernel has taken all of it.</summary>
    ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel);

    /// <summary>A peek: has the peer closed or reset? Commands that wait unread do not count. Asked before an upload is published (DESIGN: plain FTP cannot tell a killed client's FIN from the end of the file).</summary>
    bool PeerIsGone();

    /// <summary>Half-closes so that the last reply arrives, then closes within a bound.</summary>
    ValueTask CloseAsync();

    /// <summary>Closes with a reset.</summary>
    void Abort();
}

/// <summary>A listening control port.</summary>
public interface IControlListener : IAsyncDisposable
{
    IPEndPoint EndPoint { get; }

    /// <exception cref="OperationCanceledException"/>
    /// <exception cref="ObjectDisposedException">The listener was closed.</exception>
    /// <exception cref="SocketException">No descriptor is left, or the like: it would fail again at once, so pause before the next.</exception>
    ValueTask<IControlConnection> AcceptAsync(CancellationToken cancel);
}

public interface IControlListeners
{
    /// <exception cref="SocketException">AddressAlreadyInUse, AccessDenied, AddressNotAvailable …</exception>
    IControlListener Bind(IPEndPoint endPoint);
}

/// <summary>A data connection that is agreed but not made: PASV/EPSV listens, PORT/EPRT names a target. One-shot; disposing gives a port back.</summary>
public interface IDataChannel : IAsyncDisposable
{
    /// <summary>Where the client must connect (passive), or will be connected to (active).</summary>
    IPEndPoint EndPoint { get; }
    bool IsPassive { get; }

    /// <summary>Waits for the one permitted peer (passive; others are closed and waited past), or connects (active).</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> fired: data-connect-timeout or ABOR.</exception>
    /// <exception cref="SocketException">The connection could not be made.</exception>
    Task<IDataConnection> OpenAsync(CancellationToken cancel);
}

/// <summary>The made data connection. TLS will be another implementation.</summary>
public interface IDataConnection : IAsyncDisposable
{
    /// <summary>Not null: bytes may go past the process with sendfile(2).</summary>
    Socket? Plain { get; }

    ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancel);
    ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel);

    /// <summary>Bytes the peer has acknowledged so far (SIOCOUTQ), for judging a stall; null where unknown.</summary>
    long? Acknowledged(long written);

    /// <summary>Orderly end: everything written arrives, then FIN.</summary>
    ValueTask CompleteAsync(CancellationToken cancel);

    /// <summary>Reset (linger 0): an aborted transfer must not look complete.</summary>
    void Abort();
}

/// <summary>Makes data channels for one node. Thread-safe.</summary>
public interface IDataChannels
{
    /// <summary>Listens on a random free port of the passive range, on the address the client reached.</summary>
    /// <param name="permitted">The only peer address that may connect.</param>
    /// <returns>Null where the range has no free port.</returns>
    IDataChannel? Listen(IPAddress local, IPAddress permitted);

    IDataChannel ConnectTo(IPAddress local, IPEndPoint target);
}
