using System.Globalization;
using Ftp.Actors.Supervision;

namespace Ftp.Host.Start;

/// <summary>Which ports the system gives to this process.</summary>
internal static class Ports
{
    /// <summary>Where FTP listens if nobody named a port and 21 is not permitted.</summary>
    internal const int Unprivileged = 2121;

    private const int NetBindService = 10;

    /// <summary>As the start prints it: scripts read the address and the port of the plain lines to the end of the line.</summary>
    internal static string Shown(ListenerStatus listener) => string.Create(
        CultureInfo.InvariantCulture,
        $"{(listener.Address.Contains(':', StringComparison.Ordinal) ? $"[{listener.Address}]" : listener.Address)}:{listener.Port}{(listener.Tls == "implicit" ? " (implicit TLS)" : "")}");

    internal static bool MayBind(int port) => port >= FirstUnprivileged() || !OperatingSystem.IsLinux() || HasCapability(NetBindService);

    internal static int FirstUnprivileged()
    {
        const string Setting = "/proc/sys/net/ipv4/ip_unprivileged_port_start";
        return Read(Setting) is [var line, ..] && int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var first) ? first : 1024;
    }

    /// <summary>Root in a container may lack it, a service user may have it: the user id says nothing.</summary>
    private static bool HasCapability(int number)
    {
        const string Effective = "CapEff:";
        var line = Array.Find(Read("/proc/self/status"), l => l.StartsWith(Effective, StringComparison.Ordinal));
        return line is null
            ? Environment.IsPrivilegedProcess
            : ulong.TryParse(line.AsSpan(Effective.Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var bits) && (bits >> number & 1) == 1;
    }

    private static string[] Read(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
