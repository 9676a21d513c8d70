using System.Collections.Immutable;
using System.Net;
using Akka.Actor;
using Ftp.Actors.Catalog;
using Ftp.Actors.Settings;

namespace Ftp.Actors.Supervision;

/// <summary>
/// Changes of settings, one after the other: the ports it needs are bound first, then the catalogue keeps it, then the old ports close.
/// So a port that cannot be had refuses the change, and a change that is not kept gives its ports back.
/// </summary>
public sealed partial class FtpServerActor
{
    private const int MostWaitingChanges = 32;

    private readonly Queue<(ChangeSetting Change, IActorRef ReplyTo)> _changes = [];
    private readonly List<OpenPort> _foundForChange = [];
    private Running? _running;

    private void Queue(ChangeSetting change, IActorRef replyTo)
    {
        if (_changes.Count >= MostWaitingChanges)
        {
            replyTo.Tell(new CatalogAnswer.Refused(RefusalKind.Unavailable, "too many changes of settings at the same time"));
            return;
        }

        _changes.Enqueue((change, replyTo));
        BeginNext();
    }

    private void BeginNext()
    {
        while (_running is null && _changes.TryDequeue(out var next))
        {
            Begin(next.Change, next.ReplyTo);
        }
    }

    private void Begin(ChangeSetting change, IActorRef replyTo)
    {
        var foresight = SettingForesight.Of(change.Command, Settings, _services.FileSettings, _services.Certificates.Current, _apply);
        if (foresight.Error is { } error)
        {
            replyTo.Tell(new CatalogAnswer.Refused(RefusalKind.Invalid, error));
            return;
        }

        if (foresight.Next is { Enabled: true } settings && _started && !_memory.Stopping && (!_memory.Draining || foresight.SwitchesOn))
        {
            switch (_binder.Bind(settings, _open.Keys))
            {
                case BindOutcome.Failed failed:
                    replyTo.Tell(new CatalogAnswer.Refused(RefusalKind.Unavailable, failed.Message));
                    return;
                case BindOutcome.Bound bound:
                    _foundForChange.AddRange(bound.New);
                    if (!bound.Blocked.IsEmpty && MakeRoom(settings, bound.Blocked) is { } busy)
                    {
                        replyTo.Tell(new CatalogAnswer.Refused(RefusalKind.Unavailable, busy.Message));
                        return;
                    }

                    break;
            }
        }

        _running = new Running(replyTo, foresight.SwitchesOn);
        AskToKeep(change.Command).PipeTo(Self, success: answer => new ChangeAnswered(answer));
    }

    /// <summary>
    /// Our own ports stand in the way of those that the change needs (0.0.0.0 against one address): they close before the catalogue is asked, for only then can be known
    /// whether the new ones can be had. Where they cannot, all is as before.
    /// </summary>
    private BindOutcome.Failed? MakeRoom(ServerSettings settings, ImmutableArray<IPEndPoint> blocked)
    {
        ClosePorts([.. _open.Keys.Where(p => blocked.Any(wanted => PortBinder.Overlaps(p.EndPoint, wanted)))]);
        var outcome = _binder.Bind(settings, FoundPorts());
        if (outcome is BindOutcome.Bound bound)
        {
            _foundForChange.AddRange(bound.New);
            if (bound.Blocked.IsEmpty)
            {
                return null;
            }
        }

        PortBinder.Close(_foundForChange);
        _foundForChange.Clear();
        Reconcile();
        return outcome as BindOutcome.Failed ?? InUse(blocked);
    }

    private async Task<CatalogAnswer> AskToKeep(CatalogCommand command)
    {
        try
        {
            return await _catalog.Ask<CatalogAnswer>(command, CatalogPatience).ConfigureAwait(false);
        }
        catch (Exception)
        {
            return new CatalogAnswer.Refused(RefusalKind.Unavailable, "outcome unknown: the catalogue did not answer in time; see `settings list`");
        }
    }

    private void Finish(CatalogAnswer answer)
    {
        if (_running is not { } running)
        {
            return;
        }

        _running = null;
        var kept = answer is CatalogAnswer.Done;
        if (kept)
        {
            _memory.Draining &= !running.SwitchesOn;
            Reconcile();
        }

        // not kept, or kept and changed again meanwhile
        PortBinder.Close(_foundForChange);
        _foundForChange.Clear();
        if (!kept)
        {
            // ports that made room come back
            Reconcile();
        }

        running.ReplyTo.Tell(answer);
        BeginNext();
    }

    private sealed record Running(IActorRef ReplyTo, bool SwitchesOn);
}
