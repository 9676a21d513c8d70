using System.Net;
using Akka.Actor;
using Ftp.Actors.Network;
using Ftp.Actors.Protocol;

namespace Ftp.Actors.Supervision;

/// <summary>What the session supervisor keeps of one session. Its answers are made once: a small RETR takes and gives back a slot every few hundred microseconds.</summary>
internal sealed class SessionSeat(long id, IActorRef actor, IControlConnection connection, bool implicitTls)
{
    public long Id => id;

    public IActorRef Actor => actor;

    public IControlConnection Connection => connection;

    /// <summary>Where it comes from; kept, because a closed connection may no longer know it.</summary>
    public IPAddress Host { get; } = connection.Peer.Address.Unmapped();

    /// <summary>It came through <c>implicit-tls-port</c>.</summary>
    public bool ImplicitTls => implicitTls;

    public Admission Granted { get; } = new Admission.Granted(id);

    public Released Released { get; } = new(id);

    public Waiter? LoginWaiter { get; set; }

    public Waiter? TransferWaiter { get; set; }

    /// <summary>It was told to end; it gets no new place.</summary>
    public bool IsLeaving { get; set; }

    /// <summary>It gave its places back itself, so its connection is being closed in good order.</summary>
    public bool HasReleased { get; set; }
}
