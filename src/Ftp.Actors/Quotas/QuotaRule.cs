using System.Collections.Immutable;
using Ftp.Actors.Catalog;

namespace Ftp.Actors.Quotas;

/// <summary>A quota and where it counts.</summary>
/// <param name="Revision">Of the catalogue when it was read; 0: an account's.</param>
/// <param name="Trouble">Why its places cannot be told now; null: they can.</param>
public sealed record QuotaRule(QuotaKey Key, Quota Limit, ImmutableArray<Zone> Zones, long Revision, string? Trouble = null)
{
    /// <summary>Equal for rules that count the same.</summary>
    public string Place => string.Join('\n', Zones.Select(z => z.ToString()));
}
