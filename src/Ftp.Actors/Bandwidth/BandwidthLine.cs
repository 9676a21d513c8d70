namespace Ftp.Actors.Bandwidth;

/// <summary>A limit that transfers run under, as <c>bandwidth show</c> tells it.</summary>
/// <param name="Own">The account's own.</param>
/// <param name="Limit">Bytes a second.</param>
/// <param name="Now">Bytes a second that it lets through at present.</param>
/// <param name="Transfers">Under it.</param>
/// <param name="Waiting">Of these, held back by it at this moment.</param>
public sealed record BandwidthLine(RateKey Key, bool Own, long Limit, long Now, int Transfers, int Waiting);
