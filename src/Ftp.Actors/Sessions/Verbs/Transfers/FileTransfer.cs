using Ftp.Actors.Protocol;
using Ftp.Actors.Supervision;
using Ftp.Actors.Transfers;

namespace Ftp.Actors.Sessions.Verbs.Transfers;

/// <summary>What a transfer verb has made of the rights and rules of a moment.</summary>
/// <param name="Refusal">Null: <paramref name="Job"/> may run, as long as <paramref name="Required"/> is there.</param>
public readonly record struct FilePlan(Turn Turn, Reply? Refusal, TransferJob? Job, Rights Required)
{
    public static FilePlan Refuse(Turn turn, Reply reply) => new(turn, reply, null, Rights.None);

    public static FilePlan Run(Turn turn, TransferJob job, Rights required) => new(turn, null, job, required);
}

/// <summary>
/// The way of RETR, STOR, STOU and APPE: a data connection is agreed, the rights are there, a slot is granted, and the rights are still there: the slot may
/// have taken seconds, and so is the data connection. A slot that is not used goes back before the reply.
/// </summary>
public static class FileTransfer
{
    public static Step Begin(Turn turn, Target target, Func<Turn, Target, FilePlan> plan)
    {
        turn = turn.With(turn.State with { Restart = 0, Announced = null });
        if (TlsPolicy.RefusesClearData(turn))
        {
            return TlsPolicy.RefuseClearData(turn);
        }

        if (turn.State.Channel is null)
        {
            return turn.Reply(Replies.PassiveOrPortFirst);
        }

        var root = turn.Account.Root;
        var first = plan(turn, target);
        return first.Refusal is { } refusal
            ? first.Turn.Reply(refusal)
            : turn.Ask(new Effect.Admit(new AdmitTransfer(turn.World.Session)), (now, admission) => Admitted(now, admission, target, root, plan));
    }

    private static Step Admitted(Turn turn, Admission admission, Target target, FtpPath? root, Func<Turn, Target, FilePlan> plan)
    {
        if (admission is Admission.Refused refused)
        {
            // The line was closed because the session is to end: the 421 that follows says why.
            return turn.State.EndReason is not null ? turn.Reply(Replies.AbortedBeforeBegin) : turn.Log(SessionLog.Limit(turn, refused, turn.Command!.Row.Name)).Reply(Replies.TransfersBusy(LimitText.For(refused.Limit)));
        }

        if (turn.State.Channel is null)
        {
            return turn.ReleaseAndReply(Replies.PassiveOrPortFirst);
        }

        if (turn.Account.Root != root)
        {
            // The path would be another file under the account's new root.
            return turn.ReleaseAndReply(Replies.DirectoryGone);
        }

        if (TlsPolicy.RefusesClearData(turn))
        {
            return turn.ReleaseAndReply(Replies.DataNeedsTls);
        }

        var now = turn.At(target.Path);
        var second = plan(turn, now);
        return second switch
        {
            { Refusal: { } refusal } => second.Turn.ReleaseAndReply(refusal),
            { Job: { } job } => new Step.Began(second.Turn, new TransferPlan.OfFile(job), now, second.Required, HoldsSlot: true),
            _ => throw new InvalidOperationException("a plan is a job or a refusal"),
        };
    }
}
