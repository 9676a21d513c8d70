using System.Net.Sockets;
using Ftp.Actors.Network;
using Ftp.Actors.Protocol;

namespace Ftp.Actors.Sessions;

/// <summary>What a read of the control connection gave.</summary>
public enum ControlRead { Bytes, Nothing, PeerGone, Foreign, TlsHello }

/// <summary>Lines on their way in. Between reads it holds no buffer, only the part of a line that has come.</summary>
public sealed class ControlInput(IControlConnection connection)
{
    private const int AtOnce = 2048;

    private readonly FtpLineReader _lines = new();
    private bool _known;

    /// <summary>Somebody waits for the connection to become readable.</summary>
    public bool Waiting { get; private set; }

    public bool TryTake(out FtpLine line) => _lines.TryRead(out line);

    /// <summary>Completes when <see cref="Read"/> has something to say; failing, it finds out why.</summary>
    public Task Wait(CancellationToken cancel)
    {
        Waiting = true;
        return connection.WaitReadableAsync(cancel).AsTask();
    }

    /// <summary>The wait is over and nothing is to be read.</summary>
    public void Waited() => Waiting = false;

    /// <summary>Forgets what was read and not taken.</summary>
    /// <returns>How many lines that were, a begun one among them.</returns>
    public int Clear() => _lines.Clear();

    public ControlRead Read()
    {
        Waiting = false;
        Span<byte> buffer = stackalloc byte[AtOnce];
        int count;
        try
        {
            count = connection.Read(buffer);
        }
        catch (Exception lost) when (lost is SocketException or IOException or ObjectDisposedException)
        {
            return ControlRead.PeerGone;
        }

        if (count <= 0)
        {
            return count == 0 ? ControlRead.PeerGone : ControlRead.Nothing;
        }

        // A TLS hello has no line end that could be waited for.
        if (!_known && FtpCommandParser.LooksForeign(buffer[..count]))
        {
            return FtpCommandParser.LooksLikeTls(buffer[..count]) ? ControlRead.TlsHello : ControlRead.Foreign;
        }

        _known = true;
        _lines.Append(buffer[..count]);
        buffer[..count].Clear();
        return ControlRead.Bytes;
    }
}
