using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Ftp.Actors.Certificates;
using Ftp.Actors.Network;
using Ftp.Actors.Settings;

namespace Ftp.Actors.Supervision;

/// <summary>
/// Which ports the settings ask for, and getting them, all or none. A control port that nobody chose and that this user may not bind moves to 2121;
/// one that is in use, or that was chosen (as one for implicit TLS always is), never moves: people would look for the server where it is not.
/// </summary>
internal sealed class PortBinder(IControlListeners listeners)
{
    public const int UnprivilegedPort = 2121;

    public BindOutcome Bind(ServerSettings settings, IReadOnlyCollection<OpenPort> have)
    {
        if (SettingsTable.Conflict(settings) is { } conflict)
        {
            return new BindOutcome.Failed(conflict);
        }

        var moved = settings.PortIsDefault && have.Any(p => p.Moved);
        var attempt = Try(settings, have, moved);
        if (attempt is { Error: SocketError.AccessDenied, At.ImplicitTls: false } && settings.PortIsDefault && !moved)
        {
            if (settings.ImplicitTlsPort == UnprivilegedPort)
            {
                return new BindOutcome.Failed(PortText.MovedOnto(settings.Port));
            }

            attempt = Try(settings, have, moved: true);
        }

        // any free port was asked for, and the one that the first address got was taken on another
        for (var i = 0; i < 5 && attempt is { Error: SocketError.AddressAlreadyInUse } && settings.Port == 0; i++)
        {
            attempt = Try(settings, have, moved);
        }

        return attempt.Outcome;
    }

    /// <summary>Every address with the control port, then every address with the port for implicit TLS: where handshakes cannot be had, that one stays closed.</summary>
    private static IEnumerable<WantedPort> Wanted(ServerSettings settings)
    {
        var addresses = settings.Addresses.Distinct().ToList();
        var control = addresses.Select(a => new WantedPort(new IPEndPoint(a, settings.Port), ImplicitTls: false));
        return settings.ImplicitTlsPort is { } port && CertificateSet.IsOffered(settings)
            ? control.Concat(addresses.Select(a => new WantedPort(new IPEndPoint(a, port), ImplicitTls: true)))
            : control;
    }

    private (BindOutcome Outcome, SocketError? Error, WantedPort? At) Try(ServerSettings settings, IReadOnlyCollection<OpenPort> have, bool moved)
    {
        var kept = ImmutableArray.CreateBuilder<OpenPort>();
        var bound = ImmutableArray.CreateBuilder<OpenPort>();
        var blocked = ImmutableArray.CreateBuilder<IPEndPoint>();
        var notices = ImmutableArray.CreateBuilder<string>();
        (WantedPort At, SocketError Error, string Text)? failure = null;
        foreach (var asked in Wanted(settings))
        {
            if (have.FirstOrDefault(p => p.Asked == asked && (!p.Moved || settings.PortIsDefault)) is { } open)
            {
                kept.Add(open);
                continue;
            }

            var address = asked.EndPoint.Address;
            var wanted = new IPEndPoint(address, PortFor(asked, moved, kept.Concat(bound)));
            try
            {
                bound.Add(new OpenPort(asked, moved && !asked.ImplicitTls, listeners.Bind(wanted)));
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse && have.Any(p => Overlaps(p.EndPoint, wanted)))
            {
                blocked.Add(wanted);
            }
            catch (SocketException e) when (IsWildcard(address) && IsFamilyMissing(e.SocketErrorCode))
            {
                var (missing, other) = address.AddressFamily == AddressFamily.InterNetworkV6 ? ("IPv6", "IPv4") : ("IPv4", "IPv6");
                notices.Add($"this machine has no {missing}; FTP serves {other}");
                failure = (asked with { EndPoint = wanted }, e.SocketErrorCode, e.Message);
            }
            catch (SocketException e)
            {
                failure = (asked with { EndPoint = wanted }, e.SocketErrorCode, e.Message);
                notices.Clear();
                break;
            }
        }

        var any = kept.Count + bound.Count + blocked.Count > 0;
        if (failure is { } wrong && (notices.Count == 0 || !any))
        {
            Close(bound);
            return (new BindOutcome.Failed(PortText.Explain(wrong.At, wrong.Error, wrong.Text)), wrong.Error, wrong.At);
        }

        if (moved)
        {
            notices.Insert(0, PortText.Moved(settings.Port));
        }

        if (SettingWarnings.ClosedPort(settings) is { } closed)
        {
            notices.Add(closed);
        }

        return (new BindOutcome.Bound(kept.ToImmutable(), bound.ToImmutable(), blocked.ToImmutable(), [.. notices.Distinct()]), null, null);
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

    private static int PortFor(WantedPort asked, bool moved, IEnumerable<OpenPort> soFar) => asked.EndPoint.Port switch
    {
        0 => soFar.FirstOrDefault(p => p.ImplicitTls == asked.ImplicitTls)?.EndPoint.Port ?? 0,
        var port => moved && !asked.ImplicitTls ? UnprivilegedPort : port,
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
}
