using System.Globalization;
using Akka.Actor;
using Ftp.Actors.Bans;
using Ftp.Actors.Log;
using Ftp.Actors.Network;

namespace Ftp.Actors.Supervision;

/// <summary>Admission before the greeting.</summary>
internal sealed partial class SessionSupervisorActor
{
    private void Take(ConnectionAccepted accepted)
    {
        var refusal = TrySeat(accepted);
        if (refusal is not { } no)
        {
            return;
        }

        var host = HostKey.Of(accepted.Connection.Peer.Address);
        var mayWait = no.Limit is Limit.MaximumSessions or Limit.MaximumConnectionsPerHost;
        if (!mayWait || !TryWait(new Waiter(host, accepted, ActorRefs.Nobody), no.Maximum))
        {
            Refuse(accepted, no);
        }
    }

    /// <summary>Clients that gave up keep nobody from waiting: one that tries again quickly would be refused because of its own former try.</summary>
    private bool TryWait(Waiter waiter, long mostOfHost)
    {
        if (_connections.TryJoin(waiter, mostOfHost))
        {
            return true;
        }

        _connections.Remove(waiter.Key, gone => ((ConnectionAccepted)gone.Request).Connection.PeerIsGone() && DropWaiting(gone));
        return _connections.TryJoin(waiter, mostOfHost);
    }

    /// <summary>Null: it has a seat, or was sent away already.</summary>
    private LimitRefusal? TrySeat(ConnectionAccepted accepted)
    {
        var connection = accepted.Connection;
        if (_doors.Current.Closed is { } closed)
        {
            return new LimitRefusal(closed, 0);
        }

        if (Gate.Look(connection.Peer.Address, accepted.ImplicitTls, _services.Settings.Current, _services.LoginGuard) is { } barrier)
        {
            _refusals.Refused(connection.Peer, barrier);
            _desk.Refuse(accepted, RefusalDesk.NotServed);
            return null;
        }

        var id = _tally.NextNumber();
        if (_book.AdmitSession(id, HostKey.Of(connection.Peer.Address)) is { } refusal)
        {
            return refusal;
        }

        IActorRef actor;
        try
        {
            actor = Context.ActorOf(_sessionProps(id, connection, accepted.ImplicitTls), id.ToString(CultureInfo.InvariantCulture));
        }
        catch (Exception fault)
        {
            _book.ReleaseSession(id);
            RefusalDesk.Drop(connection);
            Log(LogLevel.Error, "session.fault", $"session could not be started: {fault.Message}", id);
            return null;
        }

        Context.WatchWith(actor, new SessionGone(id));
        _seats.Add(id, new SessionSeat(id, actor, connection, accepted.ImplicitTls));
        EvictOverCap();
        Count();
        return null;
    }

    private void Refuse(ConnectionAccepted accepted, LimitRefusal refusal)
    {
        _refusals.Refused(accepted.Connection.Peer, refusal);
        _desk.Refuse(accepted, _doors.Current.Closed is null ? RefusalDesk.Explain(refusal) : _doors.Current.Reason);
    }

    /// <summary>One leaves for each that comes, so a flood of silent connections cannot keep people out, and a lowered cap sends nobody away by itself.</summary>
    private void EvictOverCap()
    {
        if (_book.OldestBeforeLoginOverCap is not { } oldest)
        {
            return;
        }

        _book.Evict(oldest);
        var refusal = new LimitRefusal(Limit.MaximumSessionsBeforeLogin, _services.Settings.Current.MaximumSessionsBeforeLogin);
        var seat = _seats[oldest];
        _refusals.Refused(seat.Connection.Peer, refusal);
        EndNow(seat, RefusalDesk.Explain(refusal));
    }

    private bool DropWaiting(Waiter waiter)
    {
        RefusalDesk.Drop(((ConnectionAccepted)waiter.Request).Connection);
        return true;
    }

    private bool RefuseWaiting(Waiter waiter)
    {
        Refuse((ConnectionAccepted)waiter.Request, new LimitRefusal(_doors.Current.Closed ?? Limit.ServerOff, 0));
        return true;
    }
}
