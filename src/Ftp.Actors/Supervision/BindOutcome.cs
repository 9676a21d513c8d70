using System.Collections.Immutable;
using System.Net;
using Ftp.Actors.Network;

namespace Ftp.Actors.Supervision;

/// <summary>A port that the settings ask for on one address.</summary>
/// <param name="ImplicitTls">For <c>implicit-tls-port</c>: TLS begins at once.</param>
internal readonly record struct WantedPort(IPEndPoint EndPoint, bool ImplicitTls);

/// <summary>A listening port and what was asked for.</summary>
/// <param name="Moved">It stands at <see cref="PortBinder.UnprivilegedPort"/> because the default port is not permitted.</param>
internal sealed record OpenPort(WantedPort Asked, bool Moved, IControlListener Listener)
{
    /// <summary>Kept, because a closed listener may no longer know it.</summary>
    public IPEndPoint EndPoint { get; } = Listener.EndPoint;

    public bool ImplicitTls => Asked.ImplicitTls;

    /// <param name="authIsOffered">AUTH TLS is taken on the control port.</param>
    public ListenerStatus Status(bool authIsOffered) => new(EndPoint.Address.ToString(), EndPoint.Port, ImplicitTls ? "implicit" : authIsOffered ? "explicit" : "none");

    public override string ToString() => ImplicitTls ? $"{EndPoint} ({ImplicitTlsMark})" : EndPoint.ToString();

    public const string ImplicitTlsMark = "implicit TLS";
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
