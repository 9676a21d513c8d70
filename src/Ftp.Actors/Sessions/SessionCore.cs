using Ftp.Actors.Accounts;
using Ftp.Actors.Catalog;
using Ftp.Actors.Protocol;
using Ftp.Actors.Sessions.Verbs;
using Ftp.Actors.Supervision;

namespace Ftp.Actors.Sessions;

/// <summary>
/// The session as a function: state and input to the next state and what is to be done. Commands are answered in the order in which they came, one effect in flight.
/// While an effect is in flight its command has had no reply, so nothing else is answered: a NOOP's reply would be taken for its own. While a transfer runs (its 150 is sent)
/// everything is answered that is not itself a transfer; transfers, QUIT and changes of the login wait for its end. ABOR stops the transfer when it arrives and
/// is answered when its turn comes.
/// </summary>
public static class SessionCore
{
    private const int MostUnknownBeforeLogin = 10;
    private const int MostUnknown = 50;

    public static Decision Next(SessionState state, SessionInput input, SessionWorld world)
    {
        var turn = new Turn(state, world, []);
        turn = state.Farewell is { } farewell ? SayFarewell(turn, farewell, input) : Drain(Take(turn, input));
        return new Decision(turn.State, turn.Acts);
    }

    private static Turn Take(Turn turn, SessionInput input) => input switch
    {
        SessionInput.Started when turn.World.ImplicitTls => Apply(TlsSwitch.Implicit(turn.Log(SessionLog.Opened(turn)))),
        SessionInput.Started => Send(turn.Log(SessionLog.Opened(turn)), Replies.Greeting(turn.World.Settings.Greeting)),
        SessionInput.LineArrived arrived => Arrive(turn, arrived.Line),
        SessionInput.ForeignProtocol foreign => CutOff(turn.Log(SessionLog.Foreign(turn, foreign.Tls))),
        SessionInput.PeerClosed when turn.State.Switching => CutOff(turn.Log(SessionLog.Closed(turn, "the client closed the connection"))),
        SessionInput.PeerClosed => TransferLane.Stop(GiveUpWaiting(turn.With(turn.State with { PeerGone = true })), "the client closed its control connection"),
        SessionInput.EffectDone done => Resume(turn, done.Epoch, (pending, now) => pending.Then(now, done.Result)),
        SessionInput.EffectFailed failed => Resume(turn, failed.Epoch, (pending, now) => pending.Effect is Effect.ISwitch ? TlsSwitch.Failed(now, failed.Cause) : Failed(now, failed.Cause)),
        SessionInput.Opened opened => TransferLane.Opened(turn, opened.Event),
        SessionInput.Ended ended => TransferLane.Ended(turn, ended.Event),
        SessionInput.SlotReleased released => TransferLane.Released(turn, released.RunId),
        SessionInput.Tick => Tick(turn),
        SessionInput.EndWanted end => EndAt(turn, end.Reason, end.LetTransferFinish),
        SessionInput.TransferAbortWanted abort => TransferLane.Stop(turn, abort.Reason),
        SessionInput.AccountUpdated updated => Update(turn, updated.Event),
        _ => throw new ArgumentOutOfRangeException(nameof(input), input, null),
    };

    /// <summary>Does what can be done now of what waits.</summary>
    private static Turn Drain(Turn turn)
    {
        while (turn.State is { Farewell: null, Pending: null, Transfer: not { Stage: TransferStage.Starting } } state)
        {
            if (state is { EndReason: { } reason, Transfer: null })
            {
                return Close(turn, Replies.SessionEnds(reason), reason);
            }

            if (state.Waiting.IsEmpty)
            {
                return state is { PeerGone: true, Transfer: null } ? Close(turn, null, "the client closed the connection") : turn;
            }

            var next = state.Waiting[0];
            if (state.Transfer is not null && next.Command is { } held && VerbTable.Find(held.Verb) is { DuringTransfer: DuringTransfer.Waits })
            {
                return turn;
            }

            turn = Run(turn.With(state with { Waiting = state.Waiting.RemoveAt(0) }), next);
        }

        return turn;
    }

    private static Turn Arrive(Turn turn, FtpLine line)
    {
        var state = turn.State;
        if (!state.IsLoggedIn && FtpCommandParser.LooksForeign(line.Bytes.Span))
        {
            return CutOff(turn.Log(SessionLog.Foreign(turn, FtpCommandParser.LooksLikeTls(line.Bytes.Span))));
        }

        var command = line.TooLong ? null : FtpCommandParser.Parse(line.Bytes.Span);
        var received = new ReceivedCommand(command, line.TooLong);
        if (received.IsAbort && (state.Transfer is not null || state.WaitsForSlot))
        {
            turn = TransferLane.Stop(GiveUpWaiting(turn), "ABOR");
            received = received with { Stopped = true };
        }

        return turn.With(turn.State with { LastActivity = turn.World.Now, Waiting = turn.State.Waiting.Add(received) });
    }

    private static Turn Run(Turn turn, ReceivedCommand received)
    {
        if (received.TooLong)
        {
            return Send(turn, Replies.LineTooLong);
        }

        if (received.Command is not { } command)
        {
            return Unknown(turn, Replies.NotACommand);
        }

        turn = LeaveVanishedDirectory(turn);
        turn = CommandGate.Pass(turn, command, out var spoken, out var refusal);
        if (spoken is null)
        {
            return VerbTable.Find(command.Verb) is null ? Unknown(turn, refusal) : Send(turn, refusal);
        }

        turn = Forget(turn, spoken.Row) with { Command = spoken with { Stopped = received.Stopped } };
        return Apply(VerbHandlers.For(spoken.Row.Name)(turn));
    }

    /// <summary>RNTO must follow RNFR (RFC 959 section 4.1.3); what only asks or does nothing may stand between.</summary>
    private static Turn Forget(Turn turn, VerbRow row) =>
        turn.State.RenameFrom is null || row.Name is "RNTO" or "NOOP" or "STAT" or "PWD" ? turn : turn.With(turn.State with { RenameFrom = null });

    /// <summary>A folder that was removed, closed or taken away is left for "/". The client does not know it yet: the gate lets no relative name mean something there.</summary>
    private static Turn LeaveVanishedDirectory(Turn turn) =>
        turn.State is { IsLoggedIn: true, Directory.IsRoot: false } && !turn.CanEnter(turn.At(turn.State.Directory).Place)
            ? turn.With(turn.State.LoseDirectory())
            : turn;

    /// <summary>A transfer that stands in line for a slot leaves it. A slot that was granted meanwhile goes back by the same word.</summary>
    private static Turn GiveUpWaiting(Turn turn) => turn.State is { WaitsForSlot: true, Pending: { } pending }
        ? Apply((turn with { Command = pending.Spoken }).ReleaseAndReply(Replies.AbortedBeforeBegin))
        : turn;

    private static Turn Apply(Step step)
    {
        var turn = step.Turn;
        switch (step)
        {
            case Step.Replied replied:
                return Send(turn.With(turn.State with { Pending = null }), replied.Reply);
            case Step.Silent:
                return turn.With(turn.State with { Pending = null });
            case Step.Asked asked:
                var epoch = turn.State.Epoch + 1;
                var pending = new PendingEffect(epoch, turn.Command, asked.Effect, asked.Then);
                return turn.With(turn.State with { Epoch = epoch, Pending = pending }).Do(new Act.Perform(epoch, asked.Effect));
            case Step.Began began when turn.State is { AbortWaits: true } or { PeerGone: true } or { EndReason: not null }:
                return Apply(began.HoldsSlot ? turn.ReleaseAndReply(Replies.AbortedBeforeBegin) : turn.Reply(Replies.AbortedBeforeBegin));
            case Step.Began began:
                return TransferLane.Begin(turn.With(turn.State with { Pending = null }), began);
            case Step.Ended ended:
                return Close(turn, ended.Last, ended.Why);
            default:
                throw new ArgumentOutOfRangeException(nameof(step), step, null);
        }
    }

    private static Turn Resume(Turn turn, long epoch, Func<PendingEffect, Turn, Step> take)
    {
        if (turn.State.Pending is not { } pending || pending.Epoch != epoch)
        {
            return turn;
        }

        var activity = turn.With(turn.State with { LastActivity = turn.World.Now });
        return Apply(take(pending, activity with { Command = pending.Spoken }));
    }

    private static Step Failed(Turn turn, Exception cause)
    {
        var logged = turn.Log(SessionLog.Fault(turn, cause));
        return turn.State.IsLoggedIn ? logged.Reply(Replies.ServerError) : logged.End(Replies.LoginNotCheckable);
    }

    private static Turn Unknown(Turn turn, Reply reply)
    {
        var state = turn.State with { UnknownCommands = turn.State.UnknownCommands + 1 };
        return state.UnknownCommands >= (state.IsLoggedIn ? MostUnknown : MostUnknownBeforeLogin)
            ? EndAt(turn.With(state), Replies.TooManyUnknownCommands.Text, letTransferFinish: false)
            : Send(turn.With(state), reply);
    }

    private static Turn Tick(Turn turn)
    {
        var (state, now) = (turn.State, turn.World.Now);
        if (state.Switching)
        {
            return now >= SessionClock.SwitchEnds(state, turn.World) ? CutOff(turn.Log(SessionLog.TlsFailed(turn, "it took longer than login-timeout"))) : turn;
        }

        if (!state.IsLoggedIn && now >= SessionClock.LoginEnds(state, turn.World))
        {
            return Close(turn, Replies.LoginTimedOut, "login-timeout");
        }

        if (state is { IsLoggedIn: true, Pending: null, Transfer: null } && state.Waiting.IsEmpty && now >= SessionClock.IdleEnds(state, turn.World))
        {
            return Close(turn, Replies.IdleTimedOut, "idle-timeout");
        }

        // Not under a command that waits: a transfer in line for its slot counts on the channel.
        if (state is { Channel: { } channel, Pending: null } && now >= SessionClock.ChannelEnds(channel, state, turn.World))
        {
            turn = turn.With(state with { Channel = null }).Do(Act.DropChannel.Instance);
        }

        return TransferLane.CheckRights(turn);
    }

    /// <summary>While its transfer still runs the session goes on hearing and answering, so that ABOR and the client's going are noticed.</summary>
    private static Turn EndAt(Turn turn, string reason, bool letTransferFinish)
    {
        if (turn.State.Switching)
        {
            return CutOff(turn.Log(SessionLog.Closed(turn, reason)));
        }

        turn = turn.With(turn.State with { EndReason = reason });
        return letTransferFinish ? turn : TransferLane.Stop(GiveUpWaiting(turn), reason);
    }

    private static Turn Update(Turn turn, AccountChanged change)
    {
        if (turn.State.Account is not { IsGuest: false } account || account.Login != change.Login)
        {
            return turn;
        }

        if (change.Profile is not { Enabled: true } profile)
        {
            return EndAt(turn, change.Profile is null ? "The account was removed." : "The account was disabled.", letTransferFinish: false);
        }

        var state = turn.State with { Account = profile };
        return TransferLane.CheckRights(turn.With(profile.Root == account.Root ? state : state.LoseDirectory() with { RenameFrom = null }));
    }

    private static Turn Send(Turn turn, Reply reply) => turn.Do(new Act.Send(reply, turn.Text));

    /// <summary>Without a word: to somebody who speaks another protocol, or is in the middle of a handshake, any would be rubbish.</summary>
    private static Turn CutOff(Turn turn)
    {
        var state = turn.State with { Farewell = new Farewell(turn.State.Epoch, null), Pending = null, Waiting = [], Channel = null };
        return turn.With(state).Do(Act.DropChannel.Instance).Do(new Act.CloseConnection(Cut: true));
    }

    /// <summary>Every place this session holds is given back before the last reply: the client's next connection must not be refused because of this one.</summary>
    /// <exception cref="InvalidOperationException">A transfer runs: its slot would be given to another while its bytes still move.</exception>
    private static Turn Close(Turn turn, Reply? last, string why)
    {
        if (turn.State.Transfer is { } transfer)
        {
            throw new InvalidOperationException($"the session was to close over its running {transfer.Verb}");
        }

        var epoch = turn.State.Epoch + 1;
        var state = turn.State with { Farewell = new Farewell(epoch, last), Waiting = [], Pending = null, Channel = null, Epoch = epoch };
        return turn.Log(SessionLog.Closed(turn, why)).With(state).Do(Act.DropChannel.Instance)
            .Do(new Act.Perform(epoch, new Effect.Release(new ReleaseSession(turn.World.Session))));
    }

    private static Turn SayFarewell(Turn turn, Farewell farewell, SessionInput input)
    {
        if (EpochOf(input) != farewell.Epoch)
        {
            return turn;
        }

        return (farewell.Last is { } last ? Send(turn, last) : turn).Do(new Act.CloseConnection(Cut: false));
    }

    private static long? EpochOf(SessionInput input) => input switch
    {
        SessionInput.EffectDone done => done.Epoch,
        SessionInput.EffectFailed failed => failed.Epoch,
        _ => null,
    };
}
