using Ftp.Actors.Storage;

namespace Ftp.Actors.Quotas;

/// <summary>Shows a scan all that its quota counts, in the order that the scan relies on.</summary>
internal static class QuotaWalk
{
    /// <returns>What went wrong; null: nothing.</returns>
    public static async Task<string?> RunAsync(IFileStorage storage, QuotaRule rule, QuotaScan scan)
    {
        string? last = null;
        foreach (var zone in rule.Zones.OrderBy(z => z.Start, Comparer<string>.Create(RealPaths.Compare)))
        {
            if (last is not null && RealPaths.IsAtOrBelow(zone.Start, last))
                continue; // seen with the one above
            last = zone.Start;
            var walked = await storage.WalkAsync(zone.Source, scan, CancellationToken.None).ConfigureAwait(false);
            if (!walked.Ok)
                return $"{zone.Source} could not be counted: {walked.Error} {walked.Detail}".TrimEnd();
            scan.End(zone.Start);
        }

        return null;
    }
}
