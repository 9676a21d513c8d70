using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Ftp.Actors.Network;
using Ftp.Actors.Settings;

namespace Ftp.Actors.Supervision;

/// <summary>A listening port and what was asked for.</summary>
/// <param name="Moved">It stands at <see cref="PortBinder.UnprivilegedPort"/> because the default port is not permitted.</param>
internal sealed record OpenPort(IPEndPoint Asked, bool Moved, IControlListener Listener)
{
    /// <summary>Kept, because a closed listener may no longer know it.</summary>
    public IPEndPoint EndPoint { get; } = Listener.EndPoint;

    public ListenerStatus Status => new(EndPoint.Address.ToString(), EndPoint.Port, "none");
}

internal abstract record BindOutcome
{
    private BindOutcome()
    {
    }

    /// <param name="Kept">Ports that were open and stay.</param>
    /// <param name="New">Ports opened now; nobody accepts on them yet.</param>
    /// <param name="Blocked">Asked for, but one of our own ports that is to close stands in the way (0.0.0.0 against one address): bind after it has closed.</param>
    internal sealed record Bound(
        ImmutableArray<OpenPort> Kept, ImmutableArray<OpenPort> New, ImmutableArray<IPEndPoint> Blocked, ImmutableArray<string> Notices) : BindOutcome;

    /// <summary>Nothing is different from before.</summary>
    internal sealed record Failed(string Message) : BindOutcome;
}

/// <summary>
/// Which ports the settings ask for, and getting them, all or none. A port that nobody chose and that this user may not bind moves to 2121;
/// one that is in use, or that was chosen, never moves: people would look for the server where it is not.
/// </summary>
internal sealed class PortBinder(IControlListeners listeners)
{
    public const int UnprivilegedPort = 2121;

    public BindOutcome Bind(ServerSettings settings, IReadOnlyCollection<OpenPort> have)
    {
        var moved = settings.PortIsDefault && have.Any(p => p.Moved);
        var attempt = Try(settings, have, moved);
        if (attempt is { Error: SocketError.AccessDenied } && settings.PortIsDefault && !moved)
        {
            attempt = Try(settings, have, moved: true);
        }

        // any free port was asked for, and the one that the first address got was taken on another
        for (var i = 0; i < 5 && attempt is { Error: SocketError.AddressAlreadyInUse } && settings.Port == 0; i++)
        {
            attempt = Try(settings, have, moved);
        }

        return attempt.Outcome;
    }

    private (BindOutcome Outcome, SocketError? Error) Try(ServerSettings settings, IReadOnlyCollection<OpenPort> have, bool moved)
    {
        var kept = ImmutableArray.CreateBuilder<OpenPort>();
        var bound = ImmutableArray.CreateBuilder<OpenPort>();
        var blocked = ImmutableArray.CreateBuilder<IPEndPoint>();
        var notices = ImmutableArray.CreateBuilder<string>();
        (IPEndPoint EndPoint, SocketError Error, string Text)? failure = null;
        foreach (var address in settings.Addresses.Distinct())
        {
            var asked = new IPEndPoint(address, settings.Port);
            if (have.FirstOrDefault(p => p.Asked.Equals(asked) && (!p.Moved || settings.PortIsDefault)) is { } open)
            {
                kept.Add(open);
                continue;
            }

            var wanted = new IPEndPoint(address, PortFor(settings, moved, kept.Concat(bound)));
            try
            {
                bound.Add(new OpenPort(asked, moved, listeners.Bind(wanted)));
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse && have.Any(p => Overlaps(p.EndPoint, wanted)))
            {
                blocked.Add(wanted);
            }
            catch (SocketException e) when (IsWildcard(address) && IsFamilyMissing(e.SocketErrorCode))
            {
                var (missing, other) = address.AddressFamily == AddressFamily.InterNetworkV6 ? ("IPv6", "IPv4") : ("IPv4", "IPv6");
                notices.Add($"this machine has no {missing}; FTP serves {other}");
                failure = (wanted, e.SocketErrorCode, e.Message);
            }
            catch (SocketException e)
            {
                failure = (wanted, e.SocketErrorCode, e.Message);
                notices.Clear();
                break;
            }
        }

        var any = kept.Count + bound.Count + blocked.Count > 0;
        if (failure is { } wrong && (notices.Count == 0 || !any))
        {
            Close(bound);
            return (new BindOutcome.Failed(Explain(wrong.EndPoint, wrong.Error, wrong.Text)), wrong.Error);
        }

        if (moved)
        {
            notices.Insert(0, Advice(settings.Port));
        }

        return (new BindOutcome.Bound(kept.ToImmutable(), bound.ToImmutable(), blocked.ToImmutable(), notices.ToImmutable()), null);
    }

    public static void Close(IEnumerable<OpenPort> ports)
    {
        foreach (var port in ports)
        {
            _ = CloseAsync(port.Listener);
        }
    }

    /// <summary>The listener's close is synchronous up to the point where the port is free.</summary>
    private static async Task CloseAsync(IControlListener listener)
    {
        try
        {
            await listener.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
            // closed is closed
        }
    }

    private static int PortFor(ServerSettings settings, bool moved, IEnumerable<OpenPort> soFar) => settings.Port switch
    {
        0 => soFar.FirstOrDefault()?.EndPoint.Port ?? 0,
        _ => moved ? UnprivilegedPort : settings.Port,
    };

    /// <summary>Null: somebody else has it now.</summary>
    public OpenPort? BindAgain(OpenPort closed)
    {
        try
        {
            return new OpenPort(closed.Asked, closed.Moved, listeners.Bind(closed.EndPoint));
        }
        catch (SocketException)
        {
            return null;
        }
    }

    /// <summary>Does an open port keep another from being bound?</summary>
    public static bool Overlaps(IPEndPoint open, IPEndPoint wanted) =>
        open.Port == wanted.Port && open.AddressFamily == wanted.AddressFamily
        && (open.Address.Equals(wanted.Address) || IsWildcard(open.Address) || IsWildcard(wanted.Address));

    private static bool IsWildcard(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

    private static bool IsFamilyMissing(SocketError error) =>
        error is SocketError.AddressFamilyNotSupported or SocketError.ProtocolFamilyNotSupported or SocketError.ProtocolNotSupported
            or SocketError.AddressNotAvailable or SocketError.OperationNotSupported;

    private static string Explain(IPEndPoint endPoint, SocketError error, string text) => error switch
    {
        SocketError.AddressAlreadyInUse => $"port {endPoint.Port} on {endPoint.Address} is in use by another program: stop that one, or choose another ftp.settings.port",
        SocketError.AccessDenied => $"port {endPoint.Port} on {endPoint.Address} may not be bound by this user: {HowToPermit(endPoint.Port)}; or choose a port from 1024 on",
        SocketError.AddressNotAvailable => $"{endPoint.Address} is not an address of this machine: correct ftp.settings.addresses",
        _ => $"cannot listen on {endPoint}: {text}",
    };

    private static string Advice(int port) =>
        $"port {port} may not be bound by this user, so FTP listens on {UnprivilegedPort}. To have {port}: {HowToPermit(port)}";

    private static string HowToPermit(int port) =>
        $"sudo setcap cap_net_bind_service=+ep {Environment.ProcessPath ?? "ftp-host"}; or AmbientCapabilities=CAP_NET_BIND_SERVICE in a systemd unit; "
        + $"or sudo sysctl net.ipv4.ip_unprivileged_port_start={port}";
}
