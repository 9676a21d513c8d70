using Akka.Actor;
using Ftp.Actors.Certificates;
using Ftp.Actors.Network.Tls;

namespace Ftp.Actors.Sessions;

/// <summary>The switch between clear and TLS. Nothing is read, written or waited for while it lasts; what comes of it comes as the effect's result.</summary>
public sealed partial class ControlConnectionActor
{
    private CancellationTokenSource _wait = new();
    private (long Epoch, Effect.ISwitch Change)? _switch;
    private bool _switching;

    /// <summary>Lines that stand in the reader were sent before the peer could know that the switch is allowed: by an attacker on the way, as like as not.</summary>
    private void Want(long epoch, Effect.ISwitch change)
    {
        (_switch, _switching) = ((epoch, change), false);
        var dropped = change.Dropped + _input.Clear();
        if (dropped > 0)
        {
            _services.Log.Write(SessionLog.TlsDiscarded(new Turn(_state, World(), []), dropped));
        }
    }

    /// <summary>Once the last reply has left, and nobody waits for the connection any more.</summary>
    private void BeginSwitch()
    {
        if (_switching || _switch is not { } wanted)
        {
            return;
        }

        if (_input.Waiting)
        {
            _wait.Cancel();
            return;
        }

        _switching = true;
        ChangeAsync(wanted.Change).PipeTo(
            Self,
            success: result => new Switched(new SessionInput.EffectDone(wanted.Epoch, result)),
            failure: cause => new Switched(new SessionInput.EffectFailed(wanted.Epoch, cause)));
    }

    private void EndSwitch()
    {
        _switch = null;
        if (_wait.IsCancellationRequested)
        {
            _wait.Dispose();
            _wait = new CancellationTokenSource();
        }
    }

    private async Task<object> ChangeAsync(Effect.ISwitch change)
    {
        if (change is Effect.StartTls)
        {
            return await _connection.StartTlsAsync(TlsTerms.Of(_services.Settings.Current, _services.Certificates.Current, _services.Time), _stop.Token).ConfigureAwait(false);
        }

        await _connection.StopTlsAsync(_stop.Token).ConfigureAwait(false);
        return TlsStopped.Instance;
    }
}
