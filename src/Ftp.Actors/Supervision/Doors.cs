using Akka.Actor;
using Akka.Event;
using Ftp.Actors.Network;

namespace Ftp.Actors.Supervision;

/// <summary>Are new sessions taken? Published by the server actor, so that a restarted session supervisor knows at once.</summary>
/// <param name="Closed">Why not; null: they are.</param>
/// <param name="Reason">For clients, the text of a 421.</param>
internal sealed record Doors(Limit? Closed, string Reason)
{
    public static Doors Open { get; } = new(null, "");

    public static Doors Off { get; } = new(Limit.ServerOff, "FTP service is switched off");

    public static Doors Draining { get; } = new(Limit.Draining, "Server is going down for maintenance, try again later");

    public static Doors ShuttingDown { get; } = new(Limit.Draining, "Server is shutting down");
}

/// <summary>Server actor → session supervisor: the doors are open again.</summary>
internal sealed record DoorsOpened;

/// <summary>
/// Server actor → session supervisor: end all sessions politely, those with a running transfer when it has finished, all by the deadline.
/// Answer, where there is a sender: <see cref="DrainResult"/>.
/// </summary>
internal sealed record DoorsClosed(TimeSpan Deadline);

/// <summary>Listener actor → session supervisor. Answer: <see cref="ConnectionTaken"/>, by which the listener knows how many it has handed over that nobody has looked at.</summary>
/// <param name="ImplicitTls">It came through <c>implicit-tls-port</c>.</param>
internal sealed record ConnectionAccepted(IControlConnection Connection, bool ImplicitTls = false) : INoSerializationVerificationNeeded;

internal sealed record ConnectionTaken : INoSerializationVerificationNeeded, IDeadLetterSuppression
{
    public static ConnectionTaken Instance { get; } = new();
}
