using Akka.Actor;
using Ftp.Actors.Network;

namespace Ftp.Actors.Supervision;

/// <summary>What the session supervisor keeps of one session. Its answers are made once: a small RETR takes and gives back a slot every few hundred microseconds.</summary>
internal sealed class SessionSeat(long id, IActorRef actor, IControlConnection connection)
{
    public long Id => id;

    public IActorRef Actor => actor;

    public IControlConnection Connection => connection;

    public Admission Granted { get; } = new Admission.Granted(id);

    public Released Released { get; } = new(id);

    public Waiter? LoginWaiter { get; set; }

    public Waiter? TransferWaiter { get; set; }

    /// <summary>It was told to end; it gets no new place.</summary>
    public bool IsLeaving { get; set; }

    /// <summary>It gave its places back itself, so its connection is being closed in good order.</summary>
    public bool HasReleased { get; set; }
}
