using System.Collections.Immutable;
using Ftp.Actors.Catalog;
using Ftp.Actors.Storage;

namespace Ftp.Actors.Quotas;

/// <summary>From the catalogue's and the accounts' quotas to real places. Links in a source are followed, so that two ways to one folder count once.</summary>
internal sealed class QuotaResolver(IFileStorage storage)
{
    private readonly Dictionary<DirectorySource, StorageResult<string>> _known = [];

    public async Task<IReadOnlyList<QuotaRule>> ResolveAsync(CatalogState catalog, ImmutableArray<UserQuota> users)
    {
        var rules = new List<QuotaRule>();
        foreach (var resource in catalog.Resources.Values.Where(r => QuotaPlaces.IsLimit(r.Options.Quota)))
            rules.Add(await RuleAsync(QuotaKey.Resource(resource.Name), resource.Options.Quota!, QuotaPlaces.Of(resource), catalog.Revision).ConfigureAwait(false));
        foreach (var user in users)
            rules.Add(await RuleAsync(QuotaKey.User(user.Login), user.Limit, QuotaPlaces.Of(user.Login, user.Root, catalog), 0).ConfigureAwait(false));
        return rules;
    }

    private async Task<QuotaRule> RuleAsync(QuotaKey key, Quota limit, ImmutableArray<DirectorySource> sources, long revision)
    {
        var zones = ImmutableArray.CreateBuilder<Zone>();
        foreach (var source in sources)
        {
            var (start, pattern) = QuotaPlaces.Split(source);
            if (!_known.TryGetValue(start, out var real))
                _known[start] = real = await storage.WhereAsync(start, CancellationToken.None).ConfigureAwait(false);
            if (!real.Ok)
                return new QuotaRule(key, limit, [], revision, $"{start} cannot be found: {real.Error} {real.Detail}".TrimEnd());
            zones.Add(new Zone(start, real.Value!, pattern));
        }

        // the walk of one covers what lies inside it
        var outer = zones.Where(z => !zones.Any(o => o != z && o.Pattern.IsEmpty && RealPaths.IsAtOrBelow(z.Start, o.Start) && (o.Start != z.Start || !z.Pattern.IsEmpty)));
        return new QuotaRule(key, limit, [.. outer.DistinctBy(z => z.ToString()).OrderBy(z => z.ToString(), StringComparer.Ordinal)], revision);
    }
}
