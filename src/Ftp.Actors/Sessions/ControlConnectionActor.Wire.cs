using System.Net.Sockets;
using Akka.Actor;

namespace Ftp.Actors.Sessions;

/// <summary>Lines in, replies out: one thing at a time, and never while the connection changes to TLS or back.</summary>
public sealed partial class ControlConnectionActor
{
    /// <summary>After every message: takes the lines at hand, writes what is gathered, then waits for more, or closes.</summary>
    private void Settle()
    {
        var more = true;
        while (more && !_output.Writing)
        {
            more = false;
            while (_state.WantsLines && _output.Gathered < ControlOutput.Enough && _input.TryTake(out var line))
            {
                Take(new SessionInput.LineArrived(line));
                more = true;
            }

            if (!Flush())
            {
                return;
            }
        }

        if (_output.Writing)
        {
            return;
        }

        if (_closing && !_closed)
        {
            _closed = true;
            _connection.CloseAsync().AsTask().PipeTo(Self, success: static () => Closed.Instance, failure: static _ => Closed.Instance);
        }
        else if (_switch is not null)
        {
            BeginSwitch();
        }
        else if (_state.WantsLines && !_input.Waiting)
        {
            _input.Wait(_wait.Token).PipeTo(Self, success: static () => Readable.Instance, failure: static _ => Readable.Instance);
        }
    }

    /// <summary>False: a write is under way.</summary>
    private bool Flush()
    {
        Task? write;
        try
        {
            write = _output.Flush(_stop.Token);
        }
        catch (Exception lost) when (lost is SocketException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            write = Task.FromException(lost);
        }

        write?.PipeTo(Self, success: static () => Written.Well, failure: static _ => Written.Badly);
        return write is null;
    }

    private void Read()
    {
        switch (_input.Read())
        {
            case ControlRead.PeerGone:
                Take(SessionInput.PeerClosed.Instance);
                break;
            case ControlRead.Foreign:
                Take(new SessionInput.ForeignProtocol(Tls: false));
                break;
            case ControlRead.TlsHello:
                Take(new SessionInput.ForeignProtocol(Tls: true));
                break;
        }
    }
}
