using Akka.Actor;
using Ftp.Actors.Bandwidth;
using Ftp.Actors.Settings;
using Ftp.Actors.Supervision;
using Ftp.Actors.Transfers;

namespace Ftp.Actors.Sessions;

/// <summary>How fast the running transfer may go, and goes. What changes of it reaches the stream by values that it looks at, without a message.</summary>
public sealed partial class ControlConnectionActor
{
    private Throttle? _throttle;
    private Published<TransferTerms>? _terms;
    private RateMeter? _pace;
    private long _paced;

    /// <summary>Listings are not held back: they are short, and a client that waits for one seems to hang.</summary>
    private TransferOrder WithLimits(TransferOrder order, RunningTransfer transfer)
    {
        (_throttle, _pace, _paced) = (null, new RateMeter(), 0);
        if (transfer.Plan is TransferPlan.OfFile file)
        {
            var direction = file.Job is TransferJob.Retrieve ? Direction.Download : Direction.Upload;
            var login = _state.Account is { IsGuest: false } account ? account.Login : null;
            _throttle = new Throttle(
                _services.Bandwidth, _services.Time, _services.Settings, _services.Rights,
                new ThrottleSubject(direction, login, _first.Peer.Address, transfer.Target.Inside?.Resource.Name));
        }

        _terms = new Published<TransferTerms>(Terms());
        TakeOwnRate();
        return order with { Throttle = _throttle, Terms = _terms };
    }

    /// <summary>The account may have other limits and time-outs than a moment ago; they hold for what runs.</summary>
    private void TakeOwnLimits()
    {
        if (_state.Transfer is null)
        {
            return;
        }

        if (_terms is { } terms && terms.Current != Terms())
        {
            terms.Publish(Terms());
        }

        TakeOwnRate();
    }

    private void TakeOwnRate()
    {
        if (_throttle is { } throttle && _state.Account is { } account)
        {
            var rate = throttle.Subject.Direction == Direction.Download ? account.Limits.DownloadRate : account.Limits.UploadRate;
            if (rate != throttle.Own.Account)
            {
                throttle.Own = throttle.Own with { Account = rate };
            }
        }
    }

    private TransferTerms Terms() => new(_state.Account?.Limits.DataConnectTimeout, _state.Account?.Limits.StallTimeout);

    private void Hold(ThrottleTransfer wanted)
    {
        var found = _state.Transfer is { Stage: not TransferStage.Releasing } && _throttle is not null;
        if (found)
        {
            _throttle!.Own = _throttle.Own with { Transfer = wanted.Rate };
            _services.Log.Write(SessionLog.Throttled(new Turn(_state, World(), []), wanted));
        }

        Sender.Tell(new ThrottleTransferResult(found));
    }

    /// <summary>Looked at twice a second while a transfer runs, and whenever somebody asks.</summary>
    private TransferPace? Pace()
    {
        if (_state.Transfer is null || _pace is null)
        {
            return null;
        }

        var (now, bytes) = (_services.Bandwidth.Now, _meter?.Bytes ?? 0);
        _pace.Add(now, bytes - _paced);
        _paced = bytes;
        return new TransferPace(_pace.PerSecond(now), _throttle?.HeldBy?.ToString(), _throttle?.Own.Transfer);
    }
}
