using Ftp.Actors.Protocol;
using Ftp.Actors.Sessions.Listings;
using Ftp.Actors.Sessions.Verbs.Transfers;
using Ftp.Actors.Storage;

namespace Ftp.Actors.Sessions.Verbs.Files;

/// <summary>MLST (RFC 3659 section 7): the facts of one path, over the control connection.</summary>
public static class MlstVerb
{
    public static Step Handle(Turn turn)
    {
        if (!turn.TryResolve(turn.Argument, out var target))
        {
            return turn.Reply(Replies.BadPath);
        }

        var request = ListingVerb.Request(turn, ListingFormat.Mlsd, ListOptions.Default, target.Path, pattern: null, prefix: "") with
        {
            StoredBySession = target.Inside is { } place && turn.StoredHere(place),
        };
        return turn.Ask(new DescribeWork(request), (now, result) => result switch
        {
            { Ok: true, Value: { } line } => now.Reply(Replies.Facts(target.Path, now.Text.Decode(line))),
            { Error: StorageError.Refused } => now.Refuse(target, Rights.List),
            // A drop box: that there is no such file is as much a secret as that there is one.
            { Error: StorageError.NotFound or StorageError.NotADirectory } when target.Inside is { } place && !now.IsHidden(place) && !now.MayLook(place) => now.Refuse(target, Rights.List),
            _ => now.Fail(target, result.Error, result.Detail),
        });
    }

    private sealed record DescribeWork(ListingRequest Request) : Effect.Work<StorageResult<byte[]>>
    {
        public override ValueTask<StorageResult<byte[]>> RunAsync(NodeServices services, CancellationToken cancel) =>
            Listing.DescribeAsync(Request, services, cancel);
    }
}
