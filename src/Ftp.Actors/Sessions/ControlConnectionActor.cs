using System.Diagnostics.CodeAnalysis;
using Akka.Actor;
using Ftp.Actors.Accounts;
using Ftp.Actors.Certificates;
using Ftp.Actors.Network;
using Ftp.Actors.Protocol;
using Ftp.Actors.Supervision;
using Ftp.Actors.Transfers;

namespace Ftp.Actors.Sessions;

/// <summary>
/// One control connection: reads lines, asks <see cref="SessionCore"/>, does what it says, decides nothing. It reads only when the lines at hand are handled and their
/// replies written, so a client that does not read its replies, or sends without end, holds no memory. Its parent is the session supervisor.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "an actor's Dispose is PostStop")]
public sealed partial class ControlConnectionActor : UntypedActor, IWithTimers
{
    private static readonly TimeSpan FarewellTime = TimeSpan.FromSeconds(5);

    private readonly IControlConnection _connection;
    private readonly NodeServices _services;
    private readonly IActorRef _accounts;
    private readonly Func<TransferOrder, Props> _transferProps;
    private readonly CancellationTokenSource _stop = new();
    private readonly ControlInput _input;
    private readonly ControlOutput _output;
    private readonly SessionWorld _first;
    private SessionState _state;

    private IDataChannel? _channel;
    private IActorRef? _transfer;
    private TransferMeter? _meter;
    private Queue<SessionInput>? _releases;
    private long _admission;
    private long _verdict;
    private long _account;
    private long _answer;
    private DateTimeOffset _armed = DateTimeOffset.MaxValue;
    private bool _closing;
    private bool _closed;

    private ControlConnectionActor(
        long id, IControlConnection connection, NodeServices services, IActorRef accounts, Func<TransferOrder, Props> transferProps, bool implicitTls)
    {
        (_connection, _services, _accounts, _transferProps) = (connection, services, accounts, transferProps);
        (_input, _output) = (new ControlInput(connection), new ControlOutput(connection));
        _first = new SessionWorld(
            id, connection.Peer.Unmapped(), connection.Local.Unmapped(), services.Settings.Current, services.Rights.Current, services.StorageDefaults, services.Time.GetUtcNow(), 0)
        {
            ImplicitTls = implicitTls,
            Quota = services.Quotas.Find,
        };
        _state = SessionState.New(_first.Now);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(
        long id, IControlConnection connection, NodeServices services, IActorRef accounts, Func<TransferOrder, Props> transferProps, bool implicitTls = false) =>
        Akka.Actor.Props.CreateBy(new Producer(id, connection, services, accounts, transferProps, implicitTls));

    /// <summary>A transfer that failed is not begun again: its client has to be told.</summary>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(static _ => Directive.Stop);

    protected override void PreStart()
    {
        Take(SessionInput.Started.Instance);
        Settle();
    }

    protected override void OnReceive(object message)
    {
        try
        {
            Handle(message);
        }
        catch (Exception broken) when (broken is not OutOfMemoryException)
        {
            // Never restarted: what state it would have is not known, and nobody may be logged in by accident.
            _services.Log.Write(SessionLog.Fault(new Turn(_state, World(), []), broken));
            _connection.Abort();
            Context.Stop(Self);
        }
    }

    protected override void PostStop()
    {
        _stop.Cancel();
        _wait.Cancel();
        DropChannel();
        if (_state.Farewell is null)
        {
            _services.Log.Write(SessionLog.Closed(new Turn(_state, World(), []), "the session was ended"));
        }

        Forget(_connection.DisposeAsync());
        _stop.Dispose();
        _wait.Dispose();
    }

    private void Handle(object message)
    {
        switch (message)
        {
            case SessionInput.Tick:
                _armed = DateTimeOffset.MaxValue;
                Pace();
                Take(SessionInput.Tick.Instance);
                break;
            case SessionInput input:
                Take(input);
                break;
            case Readable when _switch is not null:
                // the wait was given up for the switch: what is there is not FTP
                _input.Waited();
                break;
            case Readable:
                Read();
                break;
            case Switched switched:
                EndSwitch();
                Take(switched.Result);
                break;
            case Written written:
                _output.Done(written.Good);
                if (!written.Good)
                {
                    Take(SessionInput.PeerClosed.Instance);
                }

                break;
            case Admission admission:
                Take(new SessionInput.EffectDone(_admission, admission));
                break;
            case LoginVerdict verdict:
                Take(new SessionInput.EffectDone(_verdict, verdict));
                break;
            case AccountAnswer answer:
                Take(new SessionInput.EffectDone(_answer, answer));
                break;
            case Approached approached:
                if (_state.Pending?.Epoch == approached.Epoch)
                {
                    _accounts.Tell(approached.Login);
                }

                break;
            case AccountFound found:
                Take(new SessionInput.EffectDone(_account, found));
                break;
            case Status.Failure { Cause: var cause }:
                Take(new SessionInput.EffectFailed(_account, cause));
                break;
            case Released when _releases is { Count: > 0 }:
                Take(_releases.Dequeue());
                break;
            case TransferOpened opened:
                _meter = opened.Meter;
                Take(new SessionInput.Opened(opened));
                break;
            case TransferEnded ended:
                Take(new SessionInput.Ended(ended));
                break;
            case Terminated terminated when terminated.ActorRef.Equals(_transfer):
                _transfer = null;
                if (_state.Transfer is { } died)
                {
                    Take(new SessionInput.Ended(new TransferEnded(died.RunId, new TransferOutcome.Aborted(_meter?.Bytes ?? 0, "the transfer failed", Stopped: false))));
                }

                break;
            case Terminated:
                break;
            case EndSession end:
                Take(new SessionInput.EndWanted(end.Reason, end.LetTransferFinish));
                break;
            case AbortRunningTransfer abort:
                Take(new SessionInput.TransferAbortWanted(abort.Reason));
                break;
            case AccountChanged changed:
                Take(new SessionInput.AccountUpdated(changed));
                TakeOwnLimits();
                break;
            case ThrottleTransfer wanted:
                Hold(wanted);
                return;
            case DescribeSession:
                Sender.Tell(SessionCards.Of(_state, World(), _first.Now, Pace()));
                return;
            case Closed:
                Context.Stop(Self);
                return;
            default:
                Unhandled(message);
                return;
        }

        Settle();
    }

    private SessionWorld World()
    {
        var settings = _services.Settings.Current;
        return _first with
        {
            Settings = settings,
            Rights = _services.Rights.Current,
            Now = _services.Time.GetUtcNow(),
            RightsConfirmed = _services.RightsLease.Age <= settings.StalenessLimit,
            TlsReady = _services.Certificates.Current.Chosen(settings) is not null,
            TransferBytes = _state.Transfer is null ? 0 : _meter?.Bytes ?? 0,
        };
    }

    private void Take(SessionInput input)
    {
        var world = World();
        var decision = SessionCore.Next(_state, input, world);
        _state = decision.State;
        foreach (var act in decision.Acts)
        {
            Do(act);
        }

        if (!_closing && SessionClock.Next(_state, world) is var next && next < _armed)
        {
            _armed = next;
            Timers.StartSingleTimer(SessionInput.Tick.Instance, SessionInput.Tick.Instance, next - world.Now);
        }
    }

    private sealed class Producer(
        long id, IControlConnection connection, NodeServices services, IActorRef accounts, Func<TransferOrder, Props> transferProps, bool implicitTls) : IIndirectActorProducer
    {
        public Type ActorType => typeof(ControlConnectionActor);

        public ActorBase Produce() => new ControlConnectionActor(id, connection, services, accounts, transferProps, implicitTls);

        public void Release(ActorBase actor)
        {
        }
    }
}
