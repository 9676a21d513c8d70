namespace Ftp.Actors.Quotas;

/// <summary>From a folder's real path to the quotas that count its files: one look-up for each folder above it, however many quotas there are.</summary>
internal sealed class QuotaMap
{
    private readonly Dictionary<string, List<(Zone Zone, QuotaAccount Account)>> _starts = new(StringComparer.Ordinal);

    public QuotaMap(IEnumerable<QuotaAccount> accounts)
    {
        foreach (var account in accounts)
        {
            foreach (var zone in account.Zones)
            {
                if (!_starts.TryGetValue(zone.Start, out var here))
                    _starts[zone.Start] = here = [];
                here.Add((zone, account));
            }
        }
    }

    public static QuotaMap Empty { get; } = new([]);

    /// <summary>Each once.</summary>
    public List<QuotaAccount> At(string folder)
    {
        var found = new List<QuotaAccount>();
        if (_starts.Count == 0)
            return found;
        for (var above = folder; ; above = RealPaths.Folder(above))
        {
            if (_starts.TryGetValue(above, out var here))
            {
                foreach (var (zone, account) in here)
                {
                    if (zone.Contains(folder) && !found.Contains(account))
                        found.Add(account);
                }
            }

            if (above.Length <= 1)
                return found;
        }
    }

    /// <summary>Those that count some folders below this one, but not it.</summary>
    public IEnumerable<QuotaAccount> Below(string folder) =>
        _starts.Values.SelectMany(here => here).Where(x => x.Zone.BeginsBelow(folder)).Select(x => x.Account).Distinct();
}
