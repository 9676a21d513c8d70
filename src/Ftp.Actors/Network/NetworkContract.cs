using System.Net;
using System.Net.Sockets;
using Ftp.Actors.Network.Tls;

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

    /// <summary>
    /// The server's side of a TLS handshake (RFC 4217 section 4; or at once on an implicit port); afterwards everything here goes through it. Nobody may read or write meanwhile;
    /// a wait that was begun before may end. Where it fails the connection can only be closed.
    /// </summary>
    /// <exception cref="TlsFailedException"/>
    /// <exception cref="OperationCanceledException"/>
    Task<TlsFacts> StartTlsAsync(TlsTerms terms, CancellationToken cancel);

    /// <summary>CCC and REIN: sends close_notify, takes the client's, and goes on in clear (RFC 4217 sections 5 and 13). What was written before has left.</summary>
    /// <exception cref="TlsFailedException"/>
    /// <exception cref="OperationCanceledException"/>
    Task StopTlsAsync(CancellationToken cancel);

    /// <summary>For the data connections of this session; null before the first handshake. After CCC it stays.</summary>
    IDataTls? DataTls { get; }

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

/// <summary>The made data connection, in clear or with TLS over it.</summary>
public interface IDataConnection : IAsyncDisposable
{
    /// <summary>Not null: bytes may go past the process with sendfile(2).</summary>
    Socket? Plain { get; }

    ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancel);
    ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel);

    /// <summary>
    /// After a read gave 0: was it a proper end? Over TLS it needs the peer's close_notify (RFC 8446 section 6.1: anything else may be an attacker's cut). Plain TCP cannot tell; it says true.
    /// </summary>
    bool EndedProperly { get; }

    /// <summary>Bytes the peer has acknowledged so far (SIOCOUTQ), for judging a stall; null where unknown.</summary>
    long? Acknowledged(long written);

    /// <summary>Orderly end: everything written arrives, then FIN. Over TLS close_notify goes before it.</summary>
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
