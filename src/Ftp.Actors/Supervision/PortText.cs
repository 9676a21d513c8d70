using System.Net.Sockets;
using Ftp.Actors.Settings;

namespace Ftp.Actors.Supervision;

/// <summary>What an operator is told of ports that cannot be had, with the setting that mends it.</summary>
internal static class PortText
{
    public static string Explain(WantedPort wanted, SocketError error, string text)
    {
        var (address, port) = (wanted.EndPoint.Address, wanted.EndPoint.Port);
        return error switch
        {
            SocketError.AddressAlreadyInUse => $"port {port} on {address} is in use by another program: stop that one, or choose another {Key(wanted.ImplicitTls)}",
            SocketError.AccessDenied => $"port {port} on {address} may not be bound by this user: {HowToPermit(port)}; or choose a port from 1024 on ({Key(wanted.ImplicitTls)})",
            SocketError.AddressNotAvailable => $"{address} is not an address of this machine: correct {SettingsTable.Prefix}addresses",
            _ => $"cannot listen on {wanted.EndPoint}: {text}",
        };
    }

    public static string Moved(int port) =>
        $"port {port} may not be bound by this user, so FTP listens on {PortBinder.UnprivilegedPort}. To have {port}: {HowToPermit(port)}";

    public static string MovedOnto(int port) =>
        $"port {port} may not be bound by this user, and {PortBinder.UnprivilegedPort}, where FTP would listen instead, is {Key(true)}: choose another for that, or name {Key(false)}";

    private static string Key(bool implicitTls) => SettingsTable.Prefix + (implicitTls ? "implicit-tls-port" : "port");

    private static string HowToPermit(int port) =>
        $"sudo setcap cap_net_bind_service=+ep {Environment.ProcessPath ?? "ftp-host"}; or AmbientCapabilities=CAP_NET_BIND_SERVICE in a systemd unit; "
        + $"or sudo sysctl net.ipv4.ip_unprivileged_port_start={port}";
}
