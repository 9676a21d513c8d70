using System.Globalization;
using Akka.Actor;
using Ftp.Actors.Catalog;
using Ftp.Actors.Log;
using Ftp.Actors.Network;
using Ftp.Actors.Settings;

namespace Ftp.Actors.Supervision;

/// <summary>
/// The FTP service of this node: on or off, where it listens, its drain. It brings the open ports to what the settings in force ask for, as often as it is
/// told to, so that every way a setting can change (an administrator, a reset, an undo) ends in the same place.
/// </summary>
public sealed partial class FtpServerActor : UntypedActor, IWithTimers
{
    /// <summary>How long ports that the settings ask for and that cannot be had are left alone before the next try.</summary>
    internal static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(15);

    internal const string PortsAlarm = "listeners";

    private static readonly TimeSpan CatalogPatience = TimeSpan.FromSeconds(5);

    private readonly NodeServices _services;
    private readonly SessionProps _sessionProps;
    private readonly IActorRef _catalog;
    private readonly ApplySetting _apply;
    private readonly PortBinder _binder;
    private readonly ServerMemory _memory;
    private readonly Published<Doors> _doors = new(Doors.Off);
    private readonly DateTimeOffset _startedAt;
    private readonly Dictionary<OpenPort, IActorRef> _open = [];
    private IActorRef _sessions = ActorRefs.Nobody;
    private bool _started;
    private bool _restarted;
    private string _lastNotices = "";

    private FtpServerActor(
        NodeServices services, IControlListeners listeners, SessionProps sessionProps, IActorRef catalog, ApplySetting apply,
        ServerMemory memory)
    {
        _memory = memory;
        _services = services;
        _sessionProps = sessionProps;
        _catalog = catalog;
        _apply = apply;
        _binder = new PortBinder(listeners);
        _startedAt = services.Time.GetUtcNow();
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <param name="sessionProps">Makes the actor of one session from its number and its connection.</param>
    /// <param name="catalog">Takes catalogue commands and queries.</param>
    public static Props Props(
        NodeServices services, IControlListeners listeners, SessionProps sessionProps, IActorRef catalog) =>
        Props(services, listeners, sessionProps, catalog, SettingsTable.TryApply);

    internal static Props Props(
        NodeServices services, IControlListeners listeners, SessionProps sessionProps, IActorRef catalog, ApplySetting apply)
    {
        var memory = new ServerMemory();
        return Akka.Actor.Props.CreateBy(new Producer(() => new FtpServerActor(services, listeners, sessionProps, catalog, apply, memory)));
    }

    private ServerSettings Settings => _services.Settings.Current;

    private bool WantsOpen(ServerSettings settings) => _started && !_memory.Stopping && !_memory.Draining && settings.Enabled;

    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(SettingsChanged));
        _doors.Publish(_memory.Stopping ? Doors.ShuttingDown : _memory.Draining ? Doors.Draining : Doors.Off);
        _sessions = Context.ActorOf(SessionSupervisorActor.Props(_services, _sessionProps, _doors, _memory.Tally), "sessions");
        Timers.StartPeriodicTimer(LookAtCertificate.Instance, LookAtCertificate.Instance, CertificatePause);
    }

    protected override void PostStop()
    {
        Context.System.EventStream.Unsubscribe(Self);
        PortBinder.Close(_open.Keys.Concat(_foundForChange));
    }

    /// <summary>A fault of this actor must not leave FTP off until somebody notices.</summary>
    protected override void PostRestart(Exception reason)
    {
        base.PostRestart(reason);
        Log(LogLevel.Error, "server.fault", $"the server actor was restarted: {reason.Message}");
        _restarted = true;
        Self.Tell(new StartServing(), ActorRefs.NoSender);
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case GetStatus:
                AnswerStatus(Sender);
                break;
            case ListSessions or KickSession or AbortTransfer or ThrottleTransfer or GetLimits:
                _sessions.Forward(message);
                break;
            case StartServing:
                BeginStart(Sender);
                break;
            case Starting starting:
                Start(starting);
                break;
            case ChangeSetting change:
                Queue(change, Sender);
                break;
            case ChangeAnswered answered:
                Finish(answered.Answer);
                break;
            case SettingsChanged or TryAgain:
                Reconcile();
                break;
            case LookAtCertificate:
                WarnOfCertificate();
                break;
            case ListenerGone gone:
                LostListener(gone.Port);
                break;
            case Drain drain:
                Log(LogLevel.Status, "server.drain", string.Create(CultureInfo.InvariantCulture, $"drain within {drain.Deadline} ordered by {drain.By}"));
                _memory.Draining = Settings.Enabled;
                SendAway(_memory.Stopping ? Doors.ShuttingDown : Settings.Enabled ? Doors.Draining : Doors.Off, drain.Deadline, Sender);
                break;
            case Shutdown:
                Log(LogLevel.Status, "server.shutdown", "the server is shutting down");
                _memory.Stopping = true;
                SendAway(Doors.ShuttingDown, Settings.ShutdownDeadline, Sender);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    // ---- start

    /// <summary>An administrator who has set one of these can have asked for a port that cannot be had; a certificate decides whether <c>implicit-tls-port</c> is open.</summary>
    private static bool IsOfPorts(string key) => key is "port" or "addresses" or "implicit-tls-port" or "certificate";

    private void BeginStart(IActorRef replyTo)
    {
        if (_started)
        {
            replyTo.Tell(new Serving(Listeners(), []));
            return;
        }

        AskState(CatalogPatience).PipeTo(Self, success: state => new Starting(state, replyTo));
    }

    private void Start(Starting starting)
    {
        _started = true;
        WarnOfSettings();
        if (!Settings.Enabled)
        {
            var who = starting.State?.Settings.GetValueOrDefault("enabled");
            var notice = who is null
                ? "FTP is off: the files say enabled = off"
                : string.Create(CultureInfo.InvariantCulture, $"FTP is off: {who.ChangedBy} switched it off at {who.ChangedAt:u}; `ctl on` opens it");
            starting.ReplyTo.Tell(new Serving([], [notice]));
            return;
        }

        if (!WantsOpen(Settings))
        {
            starting.ReplyTo.Tell(new Serving([], [_doors.Current.Reason]));
            return;
        }

        switch (Open(Settings, FoundPorts()))
        {
            case BindOutcome.Bound bound:
                starting.ReplyTo.Tell(new Serving(Listeners(), bound.Notices));
                break;
            case BindOutcome.Failed failed when _restarted || starting.State?.Settings.Keys.Any(IsOfPorts) == true:
                // an administrator asked for it, so an administrator must be able to mend it with `ctl`: the server stays up
                starting.ReplyTo.Tell(new Serving([], [$"FTP is off: {failed.Message}"]));
                break;
            case BindOutcome.Failed failed:
                _started = false;
                _services.Alarms.Clear(PortsAlarm);
                _services.Alarms.Clear(CertificateAlarm);
                Timers.Cancel(TryAgain.Instance);
                starting.ReplyTo.Tell(new CannotServe(failed.Message));
                break;
        }
    }

    /// <summary>Null where the catalogue does not answer.</summary>
    private async Task<CatalogState?> AskState(TimeSpan patience)
    {
        try
        {
            return await _catalog.Ask<CatalogState>(CatalogQueries.GetState.Instance, patience).ConfigureAwait(false);
        }
        catch (Exception)
        {
            return null;
        }
    }

    private void Log(LogLevel level, string what, string text) => _services.Log.Write(new LogEntry(_services.Time.GetUtcNow(), level, what, text));

    private sealed record Starting(CatalogState? State, IActorRef ReplyTo) : INoSerializationVerificationNeeded;

    private sealed record ChangeAnswered(CatalogAnswer Answer) : INoSerializationVerificationNeeded;

    private sealed record ListenerGone(OpenPort Port) : INoSerializationVerificationNeeded;

    private sealed class TryAgain
    {
        public static TryAgain Instance { get; } = new();
    }

    private sealed class Producer(Func<FtpServerActor> make) : IIndirectActorProducer
    {
        public Type ActorType => typeof(FtpServerActor);

        public ActorBase Produce() => make();

        public void Release(ActorBase actor)
        {
        }
    }
}
