using Ftp.Actors.Sessions.Listings;
using Ftp.Actors.Transfers;

namespace Ftp.Actors.Sessions;

/// <summary>What a transfer shall do, as a value.</summary>
public abstract record TransferPlan
{
    private TransferPlan()
    {
    }

    /// <summary>RETR, STOR, STOU, APPE.</summary>
    public sealed record OfFile(TransferJob Job) : TransferPlan;

    /// <summary>LIST, NLST, MLSD.</summary>
    public sealed record OfListing(ListingRequest Request) : TransferPlan;
}
