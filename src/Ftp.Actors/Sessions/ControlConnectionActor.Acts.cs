using Akka.Actor;
using Ftp.Actors.Supervision;
using Ftp.Actors.Transfers;

namespace Ftp.Actors.Sessions;

/// <summary>What the core asks for, done.</summary>
public sealed partial class ControlConnectionActor
{
    private void Do(Act act)
    {
        switch (act)
        {
            case Act.Send send:
                _output.Add(send.Reply, send.Text);
                break;
            case Act.Log log:
                _services.Log.Write(log.Entry);
                break;
            case Act.RaiseAlarm alarm:
                _services.Alarms.Raise(alarm.Key, alarm.Text);
                break;
            case Act.ClearAlarm alarm:
                _services.Alarms.Clear(alarm.Key);
                break;
            case Act.Perform perform:
                Perform(perform.Epoch, perform.Effect);
                break;
            case Act.BeginTransfer begin:
                Begin(begin.Transfer);
                break;
            case Act.StopTransfer stop:
                _transfer?.Tell(new StopTransfer(stop.RunId, stop.Reason));
                break;
            case Act.ReleaseSlot slot:
                if (_services.TransferSlots.Release(_first.Session, out var othersWait) && othersWait)
                {
                    Context.Parent.Tell(TransferSlotFree.Instance);
                }

                Self.Tell(new SessionInput.SlotReleased(slot.RunId));
                break;
            case Act.DropChannel:
                DropChannel();
                break;
            case Act.NoteClearLogin note:
                _services.ClearLogins.Note(note.Login, _first.Host);
                break;
            case Act.NoteGoodLogin note:
                _services.LoginGuard.Good(_first.Peer.Address, note.Login);
                break;
            case Act.CloseConnection close when close.Cut || _switch is not null:
                _closing = true;
                _connection.Abort();
                Context.Stop(Self);
                break;
            case Act.CloseConnection:
                _closing = true;
                Timers.StartSingleTimer(Closed.Instance, Closed.Instance, FarewellTime);
                break;
        }
    }

    private void Perform(long epoch, Effect effect)
    {
        switch (effect)
        {
            case Effect.Verify verify:
                _verdict = epoch;
                Check(epoch, verify.Login);
                break;
            case Effect.CountFailure failure:
                CountFailure(epoch, failure.Login);
                break;
            case Effect.Recognize recognize:
                _verdict = epoch;
                _accounts.Tell(recognize.Certificate);
                break;
            case Effect.ChangePassword change:
                _answer = epoch;
                _accounts.Tell(change.Command);
                break;
            case Effect.FindAccount find:
                _account = epoch;
                _accounts.Tell(find.Query);
                break;
            case Effect.ISwitch change:
                Want(epoch, change);
                break;
            case Effect.Admit { Message: AdmitTransfer } when _services.TransferSlots.TryTake(_first.Session):
                Self.Tell(new SessionInput.EffectDone(epoch, new Admission.Granted(_first.Session)));
                break;
            case Effect.Admit admit:
                _admission = epoch;
                Context.Parent.Tell(admit.Message);
                break;
            case Effect.Release release:
                Release(release.Message, new SessionInput.EffectDone(epoch, new Released(_first.Session)));
                break;
            case Effect.Listen listen:
                _channel = _services.DataChannels.Listen(listen.Local, listen.Permitted);
                Self.Tell(new SessionInput.EffectDone(epoch, new Agreed(_channel?.EndPoint)));
                break;
            case Effect.ConnectTo connect:
                _channel = _services.DataChannels.ConnectTo(connect.Local, connect.Target);
                Self.Tell(new SessionInput.EffectDone(epoch, new Agreed(_channel.EndPoint)));
                break;
            case Effect.IWork work:
                work.RunAsync(_services, _stop.Token).PipeTo(
                    Self, success: result => new SessionInput.EffectDone(epoch, result), failure: cause => new SessionInput.EffectFailed(epoch, cause));
                break;
        }
    }

    /// <summary>The supervisor answers in order, and its answer does not say to what.</summary>
    private void Release(object message, SessionInput afterwards)
    {
        (_releases ??= new Queue<SessionInput>(2)).Enqueue(afterwards);
        Context.Parent.Tell(message);
    }

    private void Begin(RunningTransfer transfer)
    {
        var order = new TransferOrder(
            transfer.RunId, JobOf(transfer.Plan), _channel ?? throw new InvalidOperationException("no data connection is agreed"), transfer.Ascii,
            _connection.PeerIsGone)
        {
            Protection = transfer.Binding is { } binding
                ? new DataProtection(_connection.DataTls ?? throw new InvalidOperationException("data connections have TLS by a handshake that never was"), binding)
                : null,
        };
        _meter = null;
        _transfer = Context.ActorOf(_transferProps(WithLimits(order, transfer)));
        // not before: an actor that could not be made closes nothing
        _channel = null;
        Context.Watch(_transfer);
    }

    private TransferJob JobOf(TransferPlan plan)
    {
        var services = _services;
        return plan switch
        {
            TransferPlan.OfFile file => file.Job,
            TransferPlan.OfListing listing => new TransferJob.Listing(cancel => Listings.Listing.OpenAsync(listing.Request, services, cancel)),
            _ => throw new ArgumentOutOfRangeException(nameof(plan), plan, null),
        };
    }

    private void DropChannel()
    {
        if (_channel is { } channel)
        {
            _channel = null;
            Forget(channel.DisposeAsync());
        }
    }

    /// <summary>Nobody waits for it, and nobody can mend what fails there.</summary>
    private static async void Forget(ValueTask closing)
    {
        try
        {
            await closing.ConfigureAwait(false);
        }
        catch (Exception)
        {
        }
    }
}
