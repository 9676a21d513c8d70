using System.Net;
using System.Net.Sockets;
using Ftp.Actors.Log;
using Ftp.Actors.Protocol;
using Ftp.Actors.Settings;

namespace Ftp.Actors.Network;

/// <summary>Plain TCP data channels. The passive range is read anew for each channel: changing it is live.</summary>
/// <param name="alarms">Told when data connections fail for want of descriptors.</param>
public sealed class DataChannels(Published<ServerSettings> settings, IAlarms? alarms = null) : IDataChannels
{
    private readonly PassivePorts _ports = new();
    private readonly Descriptors _descriptors = new(alarms);

    public IDataChannel? Listen(IPAddress local, IPAddress permitted)
    {
        local = local.Unmapped();
        var current = settings.Current;
        var peer = current.ForeignDataAddresses ? null : permitted.Unmapped();
        var tried = new List<int>();
        try
        {
            while (_ports.Take(local, current.PassivePorts) is { } port)
            {
                tried.Add(port);
                if (PassiveChannel.TryListen(new IPEndPoint(local, port), peer, _ports, _descriptors) is { } channel)
                {
                    tried.RemoveAt(tried.Count - 1);
                    return channel;
                }
            }
            return null;
        }
        catch (SocketException failure)
        {
            _descriptors.Failed(failure);
            // no descriptor left, or the address was taken from the host: no port of the range would do, and the client hears the same 425
            return null;
        }
        finally
        {
            // another process's ports stay marked during the search only, so that none is tried twice
            foreach (var port in tried)
                _ports.GiveBack(local, port);
        }
    }

    public IDataChannel ConnectTo(IPAddress local, IPEndPoint target) => new ActiveChannel(local.Unmapped(), target.Unmapped(), _descriptors);
}
