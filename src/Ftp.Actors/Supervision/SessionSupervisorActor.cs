using System.Globalization;
using Akka.Actor;
using Ftp.Actors.Accounts;
using Ftp.Actors.Bans;
using Ftp.Actors.Catalog;
using Ftp.Actors.Log;
using Ftp.Actors.Network;
using Ftp.Actors.Settings;

namespace Ftp.Actors.Supervision;

/// <summary>
/// Parent of all sessions of this node; every place under a limit is given out and taken back here, one message after the other, which is what makes
/// the limits exact. A place comes back by the session's own release, before it sends the reply that lets its client go on; the session's death is the
/// backstop. Because the old connection's end can be seen after the new one's beginning, a refusal first waits a moment for a place to come back.
/// </summary>
internal sealed partial class SessionSupervisorActor : UntypedActor, IWithTimers
{
    /// <summary>How long a refusal at connect or login waits for a place that is about to come back.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    /// <summary>How long a RETR or STOR waits for a transfer slot.</summary>
    public static readonly TimeSpan TransferPatience = TimeSpan.FromSeconds(5);

    /// <summary>A session that was told to end at once and has not is stopped.</summary>
    public static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(5);

    private const int MostWaiting = 1024;
    private const int MostCensusAskers = 256;
    private const int KeysInReport = 100;

    private readonly NodeServices _services;
    private readonly SessionProps _sessionProps;
    private readonly Published<Doors> _doors;
    private readonly SessionTally _tally;
    private readonly TransferSlots _slots;
    private readonly LimitBook _book;
    private readonly Dictionary<long, SessionSeat> _seats = [];
    private readonly RecentAccountChanges _accountChanges = new(MostWaiting);
    private readonly RefusalDesk _desk;
    private readonly RefusalLog _refusals;
    private readonly List<IActorRef> _censusAskers = [];
    private WaitingLine _connections = null!;
    private WaitingLine _logins = null!;
    private WaitingLine _transfers = null!;
    private Departure? _departure;
    private IActorRef? _census;

    public SessionSupervisorActor(
        NodeServices services, SessionProps sessionProps, Published<Doors> doors, SessionTally tally)
    {
        _services = services;
        _sessionProps = sessionProps;
        _doors = doors;
        _tally = tally;
        _slots = services.TransferSlots;
        _book = new LimitBook(() => services.Settings.Current, _slots);
        _desk = new RefusalDesk(services.Time);
        _refusals = new RefusalLog(services.Log, services.Time);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(
        NodeServices services, SessionProps sessionProps, Published<Doors> doors, SessionTally tally) =>
        Akka.Actor.Props.Create(() => new SessionSupervisorActor(services, sessionProps, doors, tally));

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(fault =>
    {
        Log(LogLevel.Error, "session.fault", $"session ended by a fault of the server: {fault.GetType().Name}: {fault.Message}", SessionOf(Sender));
        return Directive.Stop;
    });

    protected override void PreStart()
    {
        _connections = new WaitingLine(MostWaiting, Grace, Timers);
        _logins = new WaitingLine(MostWaiting, Grace, Timers);
        // no bound of its own: a session waits once
        _transfers = new WaitingLine(int.MaxValue, TransferPatience, Timers);
        // a supervisor that crashed took its sessions with it
        _slots.Clear();
        Context.System.EventStream.Subscribe(Self, typeof(AccountChanged));
        Context.System.EventStream.Subscribe(Self, typeof(SettingsChanged));
        Context.System.EventStream.Subscribe(Self, typeof(CatalogChanged));
        Context.System.EventStream.Subscribe(Self, typeof(BanInForce));
        Count();
    }

    protected override void PostStop()
    {
        Context.System.EventStream.Unsubscribe(Self);
        _connections.Serve(DropWaiting);
        // the sessions end with it, so who asked for their end has what he asked for
        _departure?.AllLeft();
        _departure?.Answer();
        foreach (var seat in _seats.Values.Where(s => !s.HasReleased))
        {
            RefusalDesk.Drop(seat.Connection);
        }
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case AdmitTransfer admit:
                Admit(admit);
                break;
            case TransferSlotFree:
                ServeTransfers();
                break;
            case ReleaseTransfer release:
                Sender.Tell(ReleaseTransferOf(release.Session));
                break;
            case ConnectionAccepted accepted:
                Sender.Tell(ConnectionTaken.Instance);
                Take(accepted);
                break;
            case AdmitLogin admit:
                Admit(admit);
                break;
            case ReleaseLogin release:
                ReleaseLoginOf(release.Session);
                Sender.Tell(new Released(release.Session));
                break;
            case ReleaseSession release:
                if (_seats.TryGetValue(release.Session, out var leaving))
                {
                    leaving.HasReleased = true;
                    GiveBackAll(leaving);
                }

                Sender.Tell(new Released(release.Session));
                break;
            case SessionGone gone:
                Gone(gone.Session);
                break;
            case PatienceOver over:
                GiveUp(over.Waiter);
                break;
            case AccountChanged change:
                HandRound(change);
                break;
            case SettingsChanged:
                EndUnserved(static _ => true);
                Serve();
                break;
            case BanInForce { Ban: var ban }:
                EndUnserved(seat => ban.Network.Contains(seat.Host));
                break;
            case CatalogChanged:
                EndLoginsOfGroups();
                break;
            case KickSession kick:
                Kick(kick);
                break;
            case AbortTransfer abort:
                AbortTransferOf(abort);
                break;
            case ThrottleTransfer throttle:
                Pass(throttle);
                break;
            case StopSession stop:
                StopNow(stop.Session);
                break;
            case GetLimits:
                Sender.Tell(new LimitReport([.. _book.Report(KeysInReport)]));
                break;
            case ListSessions:
                AskForCensus(Sender);
                break;
            case Terminated:
                _census = null;
                StartCensus();
                break;
            case DoorsClosed closed:
                SendAllAway(closed.Deadline);
                break;
            case DoorsOpened:
                EndDeparture();
                break;
            case CutTransfers:
                CutRemaining();
                break;
            case StopRemaining:
                StopThoseRemaining();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    /// <summary>A place came back, or a limit was raised.</summary>
    private void Serve()
    {
        if (_connections.Count > 0)
        {
            _connections.Serve(w => TrySeat((ConnectionAccepted)w.Request) is null);
        }

        if (_logins.Count > 0)
        {
            _logins.Serve(TryServeLogin);
        }

        ServeTransfers();
    }

    private void GiveUp(Waiter waiter)
    {
        switch (waiter.Request)
        {
            case ConnectionAccepted accepted when _connections.Leave(waiter):
                if (TrySeat(accepted) is { } refusal)
                {
                    Refuse(accepted, refusal);
                }

                break;
            case AdmitLogin admit when _logins.Leave(waiter):
                var no = _book.AdmitLogin(admit.Session, admit.Login, admit.IsGuest, admit.Maximum);
                if (no is { } why)
                {
                    waiter.ReplyTo.Tell(new Admission.Refused(admit.Session, why.Limit, why.Maximum));
                }
                else
                {
                    LoggedIn(_seats[admit.Session], admit, waiter.ReplyTo);
                }

                break;
            case AdmitTransfer admit when _transfers.Leave(waiter):
                CountWaiting();
                waiter.ReplyTo.Tell(new Admission.Refused(admit.Session, Limit.MaximumConnections, _services.Settings.Current.MaximumConnections));
                break;
        }
    }

    private void Count() => _tally.Set(_book.Sessions);

    private void Log(LogLevel level, string what, string text, long? session) =>
        _services.Log.Write(new LogEntry(_services.Time.GetUtcNow(), level, what, text) { Session = session });

    private static long? SessionOf(IActorRef child) =>
        long.TryParse(child.Path.Name, NumberStyles.None, CultureInfo.InvariantCulture, out var session) ? session : null;
}
