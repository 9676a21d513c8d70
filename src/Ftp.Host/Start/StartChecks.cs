using System.Net;
using System.Net.NetworkInformation;
using Ftp.Actors.Certificates;
using Ftp.Actors.Network.Tls;
using Ftp.Actors.Settings;
using Ftp.Host.Configuration;

namespace Ftp.Host.Start;

internal enum Verdict { Fine, Warning, Fault }

internal sealed record CheckLine(Verdict Verdict, string Text)
{
    public override string ToString() => Verdict switch
    {
        Verdict.Fine => $"ok: {Text}",
        Verdict.Warning => $"warning: {Text}",
        _ => $"error: {Text}",
    };
}

/// <summary>What a start would meet, found without changing or binding anything.</summary>
internal static class StartChecks
{
    internal static IEnumerable<CheckLine> Run(NodeOptions options)
    {
        yield return Fine(options.Files.Length == 0 ? "settings: the reference alone" : $"settings: {string.Join(", ", options.Files)}");
        var (data, running) = DataDirectory(options.DataDirectory);
        yield return data;
        foreach (var line in Storage(options).Concat(Listening(options.Settings, running)).Concat(Advice(options)))
        {
            yield return line;
        }
    }

    /// <summary>What the operator should know, but what stops nothing.</summary>
    internal static IEnumerable<CheckLine> Advice(NodeOptions options)
    {
        var settings = options.Settings;
        foreach (var warning in SettingsTable.Warnings(settings, TlsSupport.Strictest))
        {
            yield return Warning(warning);
        }

        // a session has its control connection and, from PASV on, a listener; a transfer has its data connection and up to two files
        var needed = settings.MaximumSessions + (long)Math.Min(settings.MaximumSessions, settings.PassivePorts.Count) + (3L * settings.MaximumConnections) + 200;
        if (OpenFiles.Limit() is { } limit && limit < needed)
        {
            yield return Warning($"the system permits {limit} open files, the limits in the settings can need {needed}: raise LimitNOFILE (ulimit -n) or lower ftp.settings.maximum-sessions");
        }

        if (!OperatingSystem.IsLinux())
        {
            yield return Warning("this is not Linux: names are confined component by component, without the kernel's help; docs/operations.md lists what else is weaker");
        }
    }

    /// <summary>Would the addresses and the ports be given to this process?</summary>
    internal static IEnumerable<CheckLine> Listening(ServerSettings settings, bool serverIsRunning)
    {
        if (!settings.Enabled)
        {
            yield return Fine("ftp.settings.enabled = off: FTP will not listen");
            yield break;
        }

        foreach (var address in settings.Addresses.Where(a => !IsOurs(a)))
        {
            yield return Fault($"ftp.settings.addresses: {address} is no address of this machine");
        }

        if (SettingsTable.Conflict(settings) is { } conflict)
        {
            yield return Fault(conflict);
            yield break;
        }

        var port = settings.Port;
        if (!Ports.MayBind(port) && settings.PortIsDefault)
        {
            yield return Warning($"port {port} is not permitted to this user; {Ports.Unprivileged} will be used (see docs/operations.md for port 21 without root)");
            port = Ports.Unprivileged;
        }

        foreach (var line in Port("port", port, settings, serverIsRunning))
        {
            yield return line;
        }

        if (settings.ImplicitTlsPort is not { } tlsPort || !CertificateSet.IsOffered(settings))
        {
            yield break;
        }

        if (tlsPort == port)
        {
            yield return Fault($"ftp.settings.implicit-tls-port = {tlsPort} is where FTP will listen instead of {settings.Port}: choose another, or name ftp.settings.port");
            yield break;
        }

        foreach (var line in Port("implicit-tls-port", tlsPort, settings, serverIsRunning))
        {
            yield return line;
        }
    }

    private static IEnumerable<CheckLine> Port(string key, int port, ServerSettings settings, bool serverIsRunning)
    {
        if (!Ports.MayBind(port))
        {
            yield return Fault($"ftp.settings.{key} = {port} is not permitted to this user: grant CAP_NET_BIND_SERVICE, or choose a port from {Ports.FirstUnprivileged()} on");
        }

        var taken = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Where(l => l.Port == port && settings.Addresses.Any(a => Meets(a, l.Address))).ToList();
        if (taken.Count == 0)
        {
            yield return Fine($"port {port} is free");
        }
        else if (serverIsRunning)
        {
            yield return Fine($"port {port} is in use, and a server runs on this data directory");
        }
        else
        {
            yield return Fault($"ftp.settings.{key} = {port} is in use by another program on {taken[0].Address}");
        }
    }

    private static (CheckLine Line, bool Running) DataDirectory(string path)
    {
        if (Unusable(path) is { } why)
        {
            return (Fault($"data directory {path}: {why}"), false);
        }

        if (!Directory.Exists(path))
        {
            return (Fine($"data directory {path} will be made"), false);
        }

        try
        {
            if (DataFormat.Read(path) is { } found && found > DataFormat.Present.Current)
            {
                return (Fault(Start.DataDirectory.TooNew(path, found, DataFormat.Present.Current)), false);
            }

            var lockPath = Path.Combine(path, Start.DataDirectory.LockName);
            return File.Exists(lockPath) && DirectoryLock.IsHeld(lockPath)
                ? (Fine($"data directory {path}, in use by a running server, pid {DirectoryLock.Holder(lockPath)}"), true)
                : (Fine($"data directory {path}"), false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return (Fault($"data directory {path}: {e.Message}"), false);
        }
    }

    private static IEnumerable<CheckLine> Storage(NodeOptions options)
    {
        yield return Unusable(options.StorageRoot) is { } fault ? Fault($"ftp.storage.root {options.StorageRoot}: {fault}")
            : Fine(Directory.Exists(options.StorageRoot) ? $"storage root {options.StorageRoot}" : $"storage root {options.StorageRoot} will be made");
        foreach (var (name, path) in options.MoreRoots)
        {
            // a NAS that is down does not keep the server down: its resources answer 451, and it comes back by itself
            yield return !Directory.Exists(path) ? Warning($"ftp.storage.more-roots.{name} {path}: no such directory (more roots are never made: a missing mount must not be filled)")
                : Unusable(path) is { } why ? Warning($"ftp.storage.more-roots.{name} {path}: {why}")
                : Fine($"storage root {name} {path}");
        }
    }

    /// <summary>Null where the directory can be written, or made below what is there.</summary>
    private static string? Unusable(string path)
    {
        for (var at = path; at is not null; at = Path.GetDirectoryName(at))
        {
            if (Directory.Exists(at))
            {
                return OperatingSystem.IsWindows() || Native.Access(at, Native.ReadAllowed | Native.WriteAndSearchAllowed) == 0 ? null
                    : $"{at} cannot be written by this user ({System.Runtime.InteropServices.Marshal.GetLastPInvokeErrorMessage()})";
            }

            if (Path.Exists(at))
            {
                return $"{at} is not a directory";
            }
        }

        return "no such path";
    }

    private static bool IsOurs(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any) || IPAddress.IsLoopback(address)
        || NetworkInterface.GetAllNetworkInterfaces().SelectMany(n => n.GetIPProperties().UnicastAddresses).Any(u => u.Address.Equals(address));

    private static bool Meets(IPAddress wanted, IPAddress listening) =>
        wanted.Equals(listening) || (wanted.AddressFamily == listening.AddressFamily && (IsAny(wanted) || IsAny(listening)));

    private static bool IsAny(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

    private static CheckLine Fine(string text) => new(Verdict.Fine, text);

    private static CheckLine Warning(string text) => new(Verdict.Warning, text);

    private static CheckLine Fault(string text) => new(Verdict.Fault, text);
}
