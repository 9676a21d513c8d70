using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Event;
using Ftp.Actors.Network;

namespace Ftp.Actors.Supervision;

/// <summary>
/// Accepts on one address and port and hands the connections to the session supervisor, a bounded number of them unseen: while that one is busy, clients wait
/// in the kernel's queue. Running out of descriptors is survived by waiting. It ends when its listener is closed; it closes its listener when it ends otherwise.
/// </summary>
internal sealed class ListenerActor : UntypedActor, IWithTimers
{
    public const int MostUnseen = 64;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private readonly IControlListener _listener;
    private readonly bool _implicitTls;
    private readonly IPEndPoint _endPoint;
    private readonly string _alarmKey;
    private readonly IActorRef _sessions;
    private readonly NodeServices _services;
    private TimeSpan _pause = FirstPause;
    private int _unseen;
    private bool _accepting;
    private volatile bool _ended;

    public ListenerActor(IControlListener listener, bool implicitTls, IActorRef sessions, NodeServices services)
    {
        _listener = listener;
        _implicitTls = implicitTls;
        _endPoint = listener.EndPoint;
        _alarmKey = $"listener:{_endPoint}";
        _sessions = sessions;
        _services = services;
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <param name="implicitTls">It stands on <c>implicit-tls-port</c>: the handshake comes before the greeting.</param>
    public static Props Props(IControlListener listener, bool implicitTls, IActorRef sessions, NodeServices services) =>
        Akka.Actor.Props.Create(() => new ListenerActor(listener, implicitTls, sessions, services));

    protected override void PreStart() => AcceptNext();

    protected override void PostStop()
    {
        _ended = true;
        _services.Alarms.Clear(_alarmKey);
        _ = _listener.DisposeAsync().AsTask();
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Accepted accepted:
                _accepting = false;
                _pause = FirstPause;
                _services.Alarms.Clear(_alarmKey);
                _unseen++;
                _sessions.Tell(new ConnectionAccepted(accepted.Connection, _implicitTls));
                AcceptNext();
                break;
            case ConnectionTaken:
                _unseen--;
                AcceptNext();
                break;
            case AcceptFailed failed:
                _accepting = false;
                Failed(failed.Fault);
                break;
            case TryAgain:
                AcceptNext();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void AcceptNext()
    {
        if (_accepting || _unseen >= MostUnseen || Timers.IsTimerActive(TryAgain.Instance))
        {
            return;
        }

        _accepting = true;
        AcceptAsync().PipeTo(Self);
    }

    private async Task<object> AcceptAsync()
    {
        try
        {
            var connection = await _listener.AcceptAsync(CancellationToken.None).ConfigureAwait(false);
            if (_ended)
            {
                // nobody will read the message
                RefusalDesk.Drop(connection);
            }

            return new Accepted(connection);
        }
        catch (Exception fault)
        {
            return new AcceptFailed(fault);
        }
    }

    private void Failed(Exception fault)
    {
        switch (fault)
        {
            case ObjectDisposedException or OperationCanceledException:
                Context.Stop(Self);
                return;
            case SocketException { SocketErrorCode: var error } when IsOfOneClient(error):
                AcceptNext();
                return;
        }

        var why = fault is SocketException { SocketErrorCode: SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable }
            ? "the process has no free file descriptors (raise LimitNOFILE, or lower maximum-sessions)"
            : fault.Message;
        _services.Alarms.Raise(_alarmKey, string.Create(CultureInfo.InvariantCulture, $"no connections can be accepted on {_endPoint}: {why}"));

        // the connection that cannot be accepted stays in the queue and would fail again at once: without a pause this spins
        Timers.StartSingleTimer(TryAgain.Instance, TryAgain.Instance, _pause);
        _pause = _pause * 2 < LongestPause ? _pause * 2 : LongestPause;
    }

    /// <summary>
    /// Errors of the connection that was about to be accepted: its client has left. A pause for these would let anyone hold everybody up
    /// (accept(2), "Error handling").
    /// </summary>
    private static bool IsOfOneClient(SocketError error) =>
        error is SocketError.ConnectionAborted or SocketError.ConnectionReset or SocketError.NotConnected or SocketError.Shutdown or SocketError.TimedOut
            or SocketError.NetworkDown or SocketError.NetworkUnreachable or SocketError.HostDown or SocketError.HostUnreachable or SocketError.ProtocolOption;

    private sealed record Accepted(IControlConnection Connection) : INoSerializationVerificationNeeded, IDeadLetterSuppression;

    private sealed record AcceptFailed(Exception Fault) : INoSerializationVerificationNeeded, IDeadLetterSuppression;

    private sealed class TryAgain
    {
        public static TryAgain Instance { get; } = new();
    }
}
