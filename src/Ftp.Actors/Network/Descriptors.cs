using System.Net.Sockets;
using Ftp.Actors.Log;

namespace Ftp.Actors.Network;

/// <summary>
/// The alarm for data connections that fail because the process, or the system, has no descriptor left. Clients hear a 425 that says nothing of it.
/// </summary>
/// <param name="alarms">Null where nobody watches.</param>
internal sealed class Descriptors(IAlarms? alarms)
{
    private const string Alarm = "descriptors";

    public void Failed(SocketException failure)
    {
        if (failure.SocketErrorCode is SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable)
            alarms?.Raise(Alarm, "no data connections can be made: the process has no free file descriptors (raise LimitNOFILE, or lower maximum-sessions)");
    }

    /// <summary>A data connection was made: there are some again.</summary>
    public void Found() => alarms?.Clear(Alarm);
}
