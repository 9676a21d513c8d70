using Akka.Actor;
using Akka.Event;
using Ftp.Actors.Accounts;
using Ftp.Actors.Bans;

namespace Ftp.Actors.Sessions;

/// <summary>Logins that are slowed down: a try waits for its turn, a failure for its answer, by a timer. A client that gives up meanwhile has used its turn.</summary>
public sealed partial class ControlConnectionActor
{
    private void Check(long epoch, VerifyLogin login)
    {
        switch (_services.LoginGuard.Approach(_first.Peer.Address, login.Login))
        {
            case null:
                Self.Tell(new SessionInput.EffectDone(epoch, new LoginVerdict.Unavailable("too many tries of this login wait for this host already")));
                break;
            case { } wait when wait > TimeSpan.Zero:
                Timers.StartSingleTimer(nameof(Check), new Approached(epoch, login), wait);
                break;
            default:
                _accounts.Tell(login);
                break;
        }
    }

    private void CountFailure(long epoch, string login)
    {
        var verdict = _services.LoginGuard.Failed(_first.Peer.Address, login);
        if (verdict is { IsNew: true, Ban: { } ban })
        {
            Context.System.EventStream.Publish(new BanInForce(ban));
        }

        var answer = new SessionInput.EffectDone(epoch, verdict);
        if (verdict.Delay > TimeSpan.Zero)
        {
            Timers.StartSingleTimer(nameof(CountFailure), answer, verdict.Delay);
        }
        else
        {
            Self.Tell(answer);
        }
    }

    /// <summary>It is this try's turn.</summary>
    private sealed record Approached(long Epoch, VerifyLogin Login) : IDeadLetterSuppression, INoSerializationVerificationNeeded;
}
