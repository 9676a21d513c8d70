using System.Net;
using System.Net.Sockets;
using Ftp.Actors.Protocol;

namespace Ftp.Actors.Network;

/// <summary>PASV/EPSV: one listening port for one connection of one peer. It accepts from the start, so a client that is already there costs no waiting later.</summary>
internal sealed class PassiveChannel : IDataChannel
{
    private const int Backlog = 8;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly Socket _listener;
    private readonly IPAddress? _permitted;
    private readonly PassivePorts _ports;
    private readonly Descriptors _descriptors;
    private readonly Task<Socket> _accepted;
    private int _given;
    private int _returned;

    private PassiveChannel(Socket listener, IPEndPoint endPoint, IPAddress? permitted, PassivePorts ports, Descriptors descriptors)
    {
        _listener = listener;
        _permitted = permitted;
        _ports = ports;
        _descriptors = descriptors;
        EndPoint = endPoint;
        _accepted = AcceptAsync();
    }

    public IPEndPoint EndPoint { get; }
    public bool IsPassive => true;

    /// <param name="permitted">Null: anybody may connect.</param>
    /// <returns>Null where another process has the port.</returns>
    /// <exception cref="SocketException">The address is not ours, no descriptor is left: another port would fare no better.</exception>
    public static PassiveChannel? TryListen(IPEndPoint endPoint, IPAddress? permitted, PassivePorts ports, Descriptors descriptors)
    {
        var listener = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            PlainDataConnection.Configure(listener);
            listener.Bind(endPoint);
            listener.Listen(Backlog);
        }
        catch (SocketException failure)
        {
            listener.Dispose();
            if (failure.SocketErrorCode == SocketError.AddressAlreadyInUse)
                return null;
            throw;
        }
        return new PassiveChannel(listener, endPoint, permitted, ports, descriptors);
    }

    public async Task<IDataConnection> OpenAsync(CancellationToken cancel)
    {
        var socket = await _accepted.WaitAsync(cancel).ConfigureAwait(false);
        if (Interlocked.Exchange(ref _given, 1) != 0)
            throw new InvalidOperationException("A data channel gives one connection.");
        return new PlainDataConnection(socket);
    }

    private async Task<Socket> AcceptAsync()
    {
        while (true)
        {
            try
            {
                var socket = await _listener.AcceptAsync().ConfigureAwait(false);
                if (_permitted is null || (socket.RemoteEndPoint is IPEndPoint peer && peer.Address.Unmapped().Equals(_permitted)))
                {
                    Return();
                    _descriptors.Found();
                    return socket;
                }
                // refusing and giving up would let anybody who guesses the port deny the transfer
                socket.Dispose();
            }
            catch (SocketException failure) when (Volatile.Read(ref _returned) == 0)
            {
                _descriptors.Failed(failure);
                if (failure.SocketErrorCode is not (SocketError.ConnectionAborted or SocketError.ConnectionReset))
                    await Task.Delay(Pause).ConfigureAwait(false);
            }
        }
    }

    private void Return()
    {
        if (Interlocked.Exchange(ref _returned, 1) != 0)
            return;
        _listener.Dispose();
        _ports.GiveBack(EndPoint.Address, EndPoint.Port);
    }

    public async ValueTask DisposeAsync()
    {
        Return();
        try
        {
            var socket = await _accepted.ConfigureAwait(false);
            if (Interlocked.Exchange(ref _given, 1) == 0)
                socket.Dispose();
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
            // nobody had connected
        }
    }
}
