using Akka.Actor;
using Ftp.Actors.Accounts;
using Ftp.Actors.Log;

namespace Ftp.Actors.Supervision;

/// <summary>Places given back, sessions sent away, and what reaches sessions that stay.</summary>
internal sealed partial class SessionSupervisorActor
{
    /// <summary>After the polite word, this much before the deadline, transfers are cut; so that the cut, too, is said with a reply.</summary>
    private static readonly TimeSpan CutBeforeDeadline = TimeSpan.FromSeconds(1);

    private void GiveBackAll(SessionSeat seat)
    {
        _logins.Leave(seat.LoginWaiter);
        _transfers.Leave(seat.TransferWaiter);
        seat.IsLeaving = true;
        if (_book.ReleaseSession(seat.Id))
        {
            Count();
            Serve();
        }

        CountWaiting();
    }

    private void Gone(long session)
    {
        if (!_seats.Remove(session, out var seat))
        {
            return;
        }

        Timers.Cancel(session);
        GiveBackAll(seat);
        if (!seat.HasReleased)
        {
            // it died without a word, so nobody closes its connection
            RefusalDesk.Drop(seat.Connection);
        }

        if (_departure is { } departure)
        {
            departure.Left(session);
            if (departure.IsOver)
            {
                EndDeparture();
            }
        }
    }

    private void EndNow(SessionSeat seat, string reason)
    {
        seat.IsLeaving = true;
        seat.Actor.Tell(new EndSession(reason, LetTransferFinish: false));
        // what it waits for it does not get, and only then can it say why it goes
        RefuseWaitersOf(seat);
        Timers.StartSingleTimer(seat.Id, new StopSession(seat.Id), EndPatience);
    }

    private void StopNow(long session)
    {
        if (_seats.TryGetValue(session, out var seat))
        {
            Context.Stop(seat.Actor);
        }
    }

    private void Kick(KickSession kick)
    {
        var found = _seats.TryGetValue(kick.Session, out var seat) && !seat.HasReleased;
        if (found)
        {
            Log(LogLevel.Status, "session.kicked", $"session ended by {kick.By}", kick.Session);
            EndNow(seat!, "Session ended by the administrator");
        }

        Sender.Tell(new KickResult(found));
    }

    private void AbortTransferOf(AbortTransfer abort)
    {
        var found = _seats.TryGetValue(abort.Session, out var seat) && !seat.HasReleased;
        if (found)
        {
            Log(LogLevel.Status, "transfer.aborted-by-administrator", $"transfer aborted by {abort.By}", abort.Session);
            seat!.Actor.Tell(new AbortRunningTransfer("Aborted by the administrator"));
        }

        Sender.Tell(new AbortTransferResult(found));
    }

    private void Pass(ThrottleTransfer throttle)
    {
        if (_seats.TryGetValue(throttle.Session, out var seat) && !seat.HasReleased)
        {
            seat.Actor.Forward(throttle);
        }
        else
        {
            Sender.Tell(new ThrottleTransferResult(Found: false));
        }
    }

    private void HandRound(AccountChanged change)
    {
        _accountChanges.Add(change);
        _book.SetOwnMaximum(change.Login, change.Profile?.MaximumConnections);
        foreach (var session in _book.OfLogin(change.Login))
        {
            _seats[session].Actor.Tell(change);
            EndElsewhere(_seats[session], change.Profile);
        }
    }

    private void AskForCensus(IActorRef asker)
    {
        if (_censusAskers.Count >= MostCensusAskers)
        {
            asker.Tell(new Status.Failure(new InvalidOperationException("too many requests for the list of sessions at the same time")));
            return;
        }

        _censusAskers.Add(asker);
        StartCensus();
    }

    /// <summary>One at a time. Who asks meanwhile waits for the next: the running one may have passed the session that he has just seen begin.</summary>
    private void StartCensus()
    {
        if (_census is null && _censusAskers.Count > 0)
        {
            _census = Context.ActorOf(SessionCensusActor.Props([.. _seats.Values.Where(s => !s.HasReleased).Select(s => s.Actor)], [.. _censusAskers]));
            Context.Watch(_census);
            _censusAskers.Clear();
        }
    }

    private void SendAllAway(TimeSpan deadline)
    {
        _connections.Serve(RefuseWaiting);
        _departure ??= new Departure();
        _departure.Asked(Sender);
        foreach (var seat in _seats.Values)
        {
            _departure.Told(seat.Id);
            if (!seat.IsLeaving)
            {
                seat.IsLeaving = true;
                seat.Actor.Tell(new EndSession(_doors.Current.Reason, LetTransferFinish: true));
            }

            RefuseWaitersOf(seat);
        }

        if (_departure.IsOver)
        {
            EndDeparture();
            return;
        }

        var cut = deadline > CutBeforeDeadline ? deadline - CutBeforeDeadline : TimeSpan.Zero;
        Timers.StartSingleTimer(CutTransfers.Instance, CutTransfers.Instance, cut);
        Timers.Cancel(StopRemaining.Instance);
    }

    private void RefuseWaitersOf(SessionSeat seat)
    {
        foreach (var (line, waiter) in new[] { (_logins, seat.LoginWaiter), (_transfers, seat.TransferWaiter) })
        {
            if (line.Leave(waiter))
            {
                waiter!.ReplyTo.Tell(RefusedAsLeaving(seat.Id));
            }
        }

        CountWaiting();
    }

    private void CutRemaining()
    {
        if (_departure is not { } departure)
        {
            return;
        }

        departure.Cut(_book.Transfers);
        foreach (var session in departure.Remaining)
        {
            _seats[session].Actor.Tell(new EndSession(_doors.Current.Reason, LetTransferFinish: false));
        }

        Timers.StartSingleTimer(StopRemaining.Instance, StopRemaining.Instance, CutBeforeDeadline);
    }

    private void StopThoseRemaining()
    {
        if (_departure is not { } departure)
        {
            return;
        }

        foreach (var session in departure.Remaining)
        {
            Context.Stop(_seats[session].Actor);
        }

        departure.AllLeft();
        EndDeparture();
    }

    /// <summary>Everybody is gone, the deadline has passed, or the doors are open again: sessions that were told to leave still do, without a deadline.</summary>
    private void EndDeparture()
    {
        Timers.Cancel(CutTransfers.Instance);
        Timers.Cancel(StopRemaining.Instance);
        _departure?.Answer();
        _departure = null;
    }

    private sealed record SessionGone(long Session);

    private sealed record StopSession(long Session);

    private sealed class CutTransfers
    {
        public static CutTransfers Instance { get; } = new();
    }

    private sealed class StopRemaining
    {
        public static StopRemaining Instance { get; } = new();
    }
}
