using Ftp.Actors.Catalog;
using Ftp.Actors.Protocol;
using Ftp.Actors.Sessions.Listings;

namespace Ftp.Actors.Sessions.Verbs.Transfers;

/// <summary>LIST and NLST (RFC 959 section 4.1.3), MLSD (RFC 3659 section 7). Listings need no transfer slot.</summary>
public static class ListingVerb
{
    public static Step List(Turn turn) => Begin(turn, ListingFormat.List);

    public static Step Nlst(Turn turn) => Begin(turn, ListingFormat.Nlst);

    public static Step Mlsd(Turn turn) => Begin(turn, ListingFormat.Mlsd);

    /// <summary>The request, or the refusal: without the right to list only the way to what was granted is shown.</summary>
    public static ListingRequest? TryRequest(Turn turn, ListingFormat format, out Target? target, out Turn logged, out Reply refusal)
    {
        (target, logged, refusal) = (null, turn, Replies.BadPath);
        var (options, typed) = format == ListingFormat.Mlsd ? (ListOptions.Default, turn.Argument) : ListOptions.Parse(turn.Argument);
        if (!ListingRequest.TrySplit(turn.State.Directory, typed, out var path, out var pattern, out var prefix))
        {
            return null;
        }

        if (format == ListingFormat.Mlsd && pattern is not null)
        {
            // RFC 3659 section 7.2: no wildcards; the letters are the name's.
            (pattern, prefix) = (null, typed);
            if (!FtpPath.TryResolve(turn.State.Directory, typed, out path))
            {
                return null;
            }
        }

        target = turn.At(path);
        if (target.Place is Place.Nowhere || (target.Inside is { } hidden && turn.IsHidden(hidden)))
        {
            refusal = Replies.NotFound;
            return null;
        }

        if (target.Inside is { } place && !turn.May(place, Rights.List) && turn.World.Rights.OnTheWay(turn.Subject, place.Resource, place.Inside).IsEmpty)
        {
            (logged, refusal) = turn.Refusal(target, Rights.List);
            return null;
        }

        return Request(turn, format, options, path, pattern, prefix);
    }

    public static ListingRequest Request(Turn turn, ListingFormat format, ListOptions options, FtpPath path, string? pattern, string prefix) =>
        new(format, options, path, pattern, prefix, turn.Account, turn.Subject, turn.State.Facts, turn.Text);

    private static Step Begin(Turn turn, ListingFormat format)
    {
        turn = turn.With(turn.State with { Restart = 0 });
        if (TlsPolicy.RefusesClearData(turn))
        {
            return TlsPolicy.RefuseClearData(turn);
        }

        if (turn.State.Channel is null)
        {
            return turn.Reply(Replies.PassiveOrPortFirst);
        }

        if (TryRequest(turn, format, out var target, out var logged, out var refusal) is not { } request)
        {
            return logged.Reply(refusal);
        }

        var required = target!.Inside is { } place && turn.May(place, Rights.List) ? Rights.List : Rights.None;
        return new Step.Began(turn, new TransferPlan.OfListing(request), target, required, HoldsSlot: false);
    }
}
