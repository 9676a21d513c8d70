using Ftp.Actors.Catalog;
using Ftp.Actors.Protocol;
using Ftp.Actors.Storage;
using Ftp.Actors.Transfers;

namespace Ftp.Actors.Sessions;

/// <summary>The life of a transfer beside the commands: started, 150, ended, slot given back, and only then its last reply.</summary>
public static class TransferLane
{
    private const int MostStoredRemembered = 64;

    public static Turn Begin(Turn turn, Step.Began began)
    {
        var state = turn.State;
        var ascii = state.Parameters.Type == TransferType.Ascii && began.Plan is TransferPlan.OfFile;
        var transfer = new RunningTransfer(
            state.Epoch + 1, turn.Command!.Row.Name, began.Target, began.Plan, began.Required, began.HoldsSlot, ascii, turn.World.Now)
        {
            Binding = state.DataProtected ? began.Turn.Account.Tls.DataBinding ?? turn.World.Settings.TlsDataBinding : null,
        };
        return turn.With(state with { Epoch = transfer.RunId, Transfer = transfer, Channel = null, Restart = 0, Announced = null }).Do(new Act.BeginTransfer(transfer));
    }

    public static Turn Opened(Turn turn, TransferOpened opened)
    {
        if (turn.State.Transfer is not { Stage: TransferStage.Starting } transfer || transfer.RunId != opened.RunId)
        {
            return turn;
        }

        var running = transfer with
        {
            Stage = TransferStage.Running,
            Size = opened.Size,
            Name = opened.Name,
            Stored = opened.Stored,
            Required = opened.Uses == StoreAllowed.None ? transfer.Required : Needs(opened.Uses),
        };
        turn = turn.With(turn.State with { Transfer = running }).Do(new Act.Send(TransferReplies.Opening(running), turn.Text));

        // A right may have gone between the opening and this moment, where only the path as asked was watched.
        return opened.Stored is null && opened.Uses == StoreAllowed.None ? turn : CheckRights(turn);
    }

    public static Turn Ended(Turn turn, TransferEnded ended)
    {
        if (turn.State.Transfer is not { } transfer || transfer.RunId != ended.RunId || transfer.Stage == TransferStage.Releasing)
        {
            return turn;
        }

        var directory = turn.State.Directory;
        turn = Remember(TransferReplies.Log(turn with { Command = SpokenOf(transfer) }, transfer, ended.Outcome), transfer, ended.Outcome);
        if (turn.State.Directory != directory)
        {
            // It was not there to be listed.
            turn = turn.With(turn.State.LoseDirectory());
        }

        var last = transfer with { Stage = TransferStage.Releasing, Last = TransferReplies.Ending(transfer, ended.Outcome) };
        turn = turn.With(turn.State with { Transfer = last });
        return transfer.HoldsSlot ? turn.Do(new Act.ReleaseSlot(transfer.RunId)) : Released(turn, transfer.RunId);
    }

    /// <summary>The slot is back: now the client may hear of the end, for its next RETR cannot be refused because of this one any more.</summary>
    public static Turn Released(Turn turn, long runId) =>
        turn.State.Transfer is { Stage: TransferStage.Releasing, Last: { } last } transfer && transfer.RunId == runId
            ? turn.With(turn.State with { Transfer = null, LastActivity = turn.World.Now }).Do(new Act.Send(last, turn.Text))
            : turn;

    public static Turn Stop(Turn turn, string reason) =>
        turn.State.Transfer is { StopReason: null, Stage: not TransferStage.Releasing } transfer
            ? turn.With(turn.State with { Transfer = transfer with { StopReason = reason } }).Do(new Act.StopTransfer(transfer.RunId, reason))
            : turn;

    /// <summary>A right that was taken away takes the running transfer with it.</summary>
    public static Turn CheckRights(Turn turn)
    {
        if (turn.State.Transfer is not { StopReason: null, Stage: not TransferStage.Releasing } transfer)
        {
            return turn;
        }

        if (!turn.World.RightsConfirmed)
        {
            return Stop(turn.Log(SessionLog.RightsNotConfirmed(turn, SpokenOf(transfer).Row)), "the rights could not be confirmed");
        }

        var now = turn.At(transfer.Target.Path);
        if (MovedAway(transfer, now))
        {
            return Stop(turn.Log(SessionLog.Moved(turn with { Command = SpokenOf(transfer) }, transfer.Target)), "the resource was moved");
        }

        var allowed = transfer.Required == Rights.None ? turn.CanEnter(now.Place) : now.Inside is { } inside && StillMay(turn, transfer, inside);
        if (allowed)
        {
            return turn;
        }

        var named = turn with { Command = SpokenOf(transfer) };
        return Stop(named.Refusal(now.Inside is null ? transfer.Target : now, transfer.Required).Turn, "the right was taken away");
    }

    /// <summary>What is read or stored there is no longer what the path stands for: the rights of the path say nothing of it any more.</summary>
    private static bool MovedAway(RunningTransfer transfer, Target now) =>
        transfer.Target.Inside is { } then && now.Inside is { } inside && then.Stored.Source != inside.Stored.Source;

    private static bool StillMay(Turn turn, RunningTransfer transfer, Place.InResource asked)
    {
        var has = turn.Effective(asked) & turn.Effective(transfer.Reached(asked)) & transfer.Required;
        return transfer.Stage == TransferStage.Starting ? has != Rights.None : has == transfer.Required;
    }

    private static Rights Needs(StoreAllowed uses) =>
        (uses.HasFlag(StoreAllowed.Create) ? Rights.Upload : Rights.None)
        | (uses.HasFlag(StoreAllowed.Overwrite) ? Rights.Overwrite : Rights.None)
        | (uses.HasFlag(StoreAllowed.Append) ? Rights.Append : Rights.None);

    private static Turn Remember(Turn turn, RunningTransfer transfer, TransferOutcome outcome)
    {
        var state = turn.State;
        if (outcome is TransferOutcome.NotOpened { Error: StorageError.NotFound or StorageError.NotADirectory } && transfer.Target.Path == state.Directory)
        {
            return turn.With(state with { Directory = FtpPath.Root });
        }

        if (outcome is not TransferOutcome.Completed { Stored: { } facts } || transfer.Target.Inside is not { } target)
        {
            return turn;
        }

        // Under the path where it stands, which the guards see, and under the one that was asked for, unless STOU chose another.
        var stands = transfer.Stored is { } path ? target.At(path.Parent.Child(facts.Name)) : target;
        var stored = state.Stored;
        foreach (var catalogPath in transfer.Verb == "STOU" ? [stands.CatalogPath] : new[] { target.CatalogPath, stands.CatalogPath }.Distinct())
        {
            stored = stored.Remove(catalogPath).Add(catalogPath);
            stored = stored.Count > MostStoredRemembered ? stored.RemoveAt(0) : stored;
        }

        return turn.With(state with { Stored = stored });
    }

    private static Spoken SpokenOf(RunningTransfer transfer) => new(VerbTable.Find(transfer.Verb)!, "", transfer.Target);
}
