using Ftp.Actors.Protocol;
using Ftp.Actors.Transfers;

namespace Ftp.Actors.Sessions.Verbs.Transfers;

/// <summary>RETR (RFC 959 section 4.1.3).</summary>
public static class RetrVerb
{
    public static Step Handle(Turn turn)
    {
        var offset = turn.State.Restart;
        return FileTransfer.Begin(turn, turn.Target, (now, target) => Plan(now, target, offset));
    }

    private static FilePlan Plan(Turn turn, Target target, long offset)
    {
        if (target.Inside is not { } place || turn.IsHidden(place))
        {
            return FilePlan.Refuse(turn, Replies.NotFound);
        }

        if (!turn.May(place, Rights.Download))
        {
            var (logged, reply) = turn.Refusal(target, Rights.Download);
            return FilePlan.Refuse(logged, reply);
        }

        // An offset counts bytes of the file, and those of its text form are others.
        return offset > 0 && turn.State.Parameters.Type == TransferType.Ascii
            ? FilePlan.Refuse(turn, Replies.RestartNeedsBinary)
            : FilePlan.Run(turn, new TransferJob.Retrieve(place.Stored, turn.State.Caller, turn.Guard(place, Rights.Download), offset), Rights.Download);
    }
}
