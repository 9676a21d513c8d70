using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Ftp.Actors.Certificates;
using Ftp.Actors.Log;
using Ftp.Actors.Settings;

namespace Ftp.Actors.Supervision;

/// <summary>The open ports and the doors.</summary>
public sealed partial class FtpServerActor
{
    /// <summary>The control ports first: scripts look at the first one.</summary>
    private ImmutableArray<ListenerStatus> Listeners()
    {
        var authIsOffered = CertificateSet.IsOffered(Settings);
        return
        [
            .. _open.Keys.OrderBy(p => p.ImplicitTls).ThenBy(p => p.EndPoint.AddressFamily == AddressFamily.InterNetworkV6)
                .ThenBy(p => p.EndPoint.Address.ToString(), StringComparer.Ordinal).Select(p => p.Status(authIsOffered)),
        ];
    }

    /// <summary>Open, and found for a change that the catalogue has still to keep.</summary>
    private List<OpenPort> FoundPorts() => [.. _open.Keys, .. _foundForChange];

    /// <summary>Brings ports and doors to what the settings in force ask for. Does nothing where they are so already.</summary>
    private void Reconcile()
    {
        if (!_started)
        {
            return;
        }

        WarnOfSettings();
        if (WantsOpen(Settings))
        {
            Open(Settings, FoundPorts());
        }
        else if (!_memory.Stopping && !Settings.Enabled)
        {
            // off outlives a drain: when it is switched on again, it is on
            _memory.Draining = false;
            if (_doors.Current != Doors.Off || _open.Count > 0)
            {
                Log(LogLevel.Status, "server.off", "FTP is off");
                SendAway(Doors.Off, Settings.ShutdownDeadline, ActorRefs.NoSender);
            }

            Timers.Cancel(TryAgain.Instance);
            _services.Alarms.Clear(PortsAlarm);
        }
    }

    private BindOutcome Open(ServerSettings settings, List<OpenPort> have)
    {
        var outcome = _binder.Bind(settings, have);
        if (outcome is BindOutcome.Bound bound)
        {
            outcome = Adopt(bound);
        }

        if (outcome is BindOutcome.Failed failed)
        {
            _services.Alarms.Raise(PortsAlarm, failed.Message);
            Timers.StartSingleTimer(TryAgain.Instance, TryAgain.Instance, RetryPause);
            return failed;
        }

        _services.Alarms.Clear(PortsAlarm);
        Timers.Cancel(TryAgain.Instance);
        if (_doors.Current != Doors.Open)
        {
            _doors.Publish(Doors.Open);
            _sessions.Tell(new DoorsOpened());
            Log(LogLevel.Status, "server.on", "FTP is on");
        }

        return outcome;
    }

    private BindOutcome Adopt(BindOutcome.Bound bound)
    {
        var wanted = bound.Kept.AddRange(bound.New);
        foreach (var port in wanted.Where(p => !_open.ContainsKey(p)).ToList())
        {
            _foundForChange.Remove(port);
            Accept(port);
        }

        var closed = _open.Keys.Except(wanted).ToList();
        ClosePorts(closed);
        var notices = string.Join("; ", bound.Notices);
        if (notices != _lastNotices && notices.Length > 0)
        {
            Log(LogLevel.System, "listener.notice", notices);
        }

        _lastNotices = notices;
        return bound.Blocked.IsEmpty ? bound : AdoptBlocked(bound, closed);
    }

    private void Accept(OpenPort port)
    {
        var actor = Context.ActorOf(ListenerActor.Props(port.Listener, port.ImplicitTls, _sessions, _services));
        Context.WatchWith(actor, new ListenerGone(port));
        _open.Add(port, actor);
        Log(LogLevel.System, "listener.open", $"FTP listens on {port}");
    }

    /// <summary>What stood in the way was ours and is closed now. Where the wanted ports cannot be had even so, it opens again: better the old address than none.</summary>
    private BindOutcome AdoptBlocked(BindOutcome.Bound bound, List<OpenPort> closed)
    {
        var outcome = _binder.Bind(Settings, [.. _open.Keys]);
        if (outcome is BindOutcome.Bound { Blocked.IsEmpty: true } second)
        {
            return Adopt(second);
        }

        PortBinder.Close(outcome is BindOutcome.Bound half ? half.New : []);
        foreach (var port in closed)
        {
            if (_binder.BindAgain(port) is { } again)
            {
                Accept(again);
            }
        }

        return outcome as BindOutcome.Failed ?? InUse(bound.Blocked);
    }

    private static BindOutcome.Failed InUse(ImmutableArray<IPEndPoint> endPoints) =>
        new($"cannot listen on {string.Join<IPEndPoint>(", ", endPoints)}: the port is in use");

    private void ClosePorts(IReadOnlyCollection<OpenPort> ports)
    {
        foreach (var port in ports)
        {
            Context.Unwatch(_open[port]);
            _open.Remove(port);
            Log(LogLevel.System, "listener.closed", $"FTP no longer listens on {port}");
        }

        // its actor ends when its accept does
        PortBinder.Close(ports);
    }

    private void LostListener(OpenPort port)
    {
        if (_open.Remove(port))
        {
            PortBinder.Close([port]);
            Log(LogLevel.Error, "listener.lost", $"the listener on {port} ended by itself; it is opened again");
            Reconcile();
        }
    }

    private void SendAway(Doors doors, TimeSpan deadline, IActorRef? replyTo)
    {
        ClosePorts([.. _open.Keys]);
        _doors.Publish(doors);
        _sessions.Tell(new DoorsClosed(deadline), replyTo);
    }
}
