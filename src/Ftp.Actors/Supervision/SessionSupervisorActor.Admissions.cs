using Akka.Actor;

namespace Ftp.Actors.Supervision;

/// <summary>Places among the sessions of a login, and transfer slots.</summary>
internal sealed partial class SessionSupervisorActor
{
    private void Admit(AdmitLogin admit)
    {
        if (!_seats.TryGetValue(admit.Session, out var seat) || seat.IsLeaving)
        {
            Sender.Tell(RefusedAsLeaving(admit.Session));
            return;
        }

        _logins.Leave(seat.LoginWaiter);
        if (_book.AdmitLogin(admit.Session, admit.Login, admit.IsGuest, admit.Maximum) is not { } refusal)
        {
            LoggedIn(seat, admit, Sender);
            return;
        }

        var waiter = new Waiter(admit.IsGuest ? Limit.MaximumGuests : admit.Login, admit, Sender);
        if (_logins.TryJoin(waiter, refusal.Maximum))
        {
            seat.LoginWaiter = waiter;
        }
        else
        {
            Sender.Tell(new Admission.Refused(admit.Session, refusal.Limit, refusal.Maximum));
        }
    }

    private void LoggedIn(SessionSeat seat, AdmitLogin admit, IActorRef replyTo)
    {
        replyTo.Tell(seat.Granted);
        if (!admit.IsGuest && _accountChanges.Of(admit.Login) is { } change)
        {
            seat.Actor.Tell(change);
            EndElsewhere(seat, change.Profile);
        }

        if (!admit.IsGuest && _services.Rights.Current.RefusesLoginByGroups(admit.Login, seat.Host) is { } refusal)
        {
            EndRefused(seat, admit.Login, refusal);
        }
    }

    private void Admit(AdmitTransfer admit)
    {
        if (!_seats.TryGetValue(admit.Session, out var seat) || seat.IsLeaving)
        {
            Sender.Tell(RefusedAsLeaving(admit.Session));
            return;
        }

        if ((_transfers.Count == 0 || _book.HoldsTransfer(admit.Session)) && _book.AdmitTransfer(admit.Session) is null)
        {
            Sender.Tell(seat.Granted);
            return;
        }

        _transfers.Leave(seat.TransferWaiter);
        seat.TransferWaiter = new Waiter(seat, admit, Sender);
        _transfers.TryJoin(seat.TransferWaiter, mostOfKey: 1);
        // first the word that somebody waits, then the look for a free slot: who gives one back in between is seen by the look
        CountWaiting();
        ServeTransfers();
    }

    private Admission.Refused RefusedAsLeaving(long session) => new(session, _doors.Current.Closed ?? Limit.ServerOff, 0);

    /// <summary>REIN, or a login given up while it waited.</summary>
    private void ReleaseLoginOf(long session)
    {
        _logins.Leave(_seats.GetValueOrDefault(session)?.LoginWaiter);
        if (_book.ReleaseLogin(session))
        {
            EvictOverCap();
            Serve();
        }
    }

    private Released ReleaseTransferOf(long session)
    {
        if (!_seats.TryGetValue(session, out var seat))
        {
            return new Released(session);
        }

        // ABOR while it waited: a slot granted later would be nobody's
        _transfers.Leave(seat.TransferWaiter);
        _book.ReleaseTransfer(session);
        ServeTransfers();

        return seat.Released;
    }

    private void ServeTransfers()
    {
        _transfers.Serve(TryServeTransfer, oneLimit: true);
        CountWaiting();
    }

    private void CountWaiting() => _slots.Waiting = _transfers.Count;

    private bool TryServeTransfer(Waiter waiter)
    {
        var seat = (SessionSeat)waiter.Key;
        if (_book.AdmitTransfer(seat.Id) is not null)
        {
            return false;
        }

        waiter.ReplyTo.Tell(seat.Granted);
        return true;
    }

    private bool TryServeLogin(Waiter waiter)
    {
        var admit = (AdmitLogin)waiter.Request;
        if (_book.AdmitLogin(admit.Session, admit.Login, admit.IsGuest, admit.Maximum) is not null)
        {
            return false;
        }

        LoggedIn(_seats[admit.Session], admit, waiter.ReplyTo);
        return true;
    }
}
