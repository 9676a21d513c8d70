using System.Collections.Frozen;
using Ftp.Actors.Storage.Counting;

namespace Ftp.Actors.Quotas;

/// <summary>What was remembered of a quota when the server stopped.</summary>
/// <param name="Place">Where it counted: elsewhere the sum says nothing.</param>
internal readonly record struct RememberedSum(string Place, FileSum Sum);

/// <summary>Which quotas there are, and how their sums come to be known.</summary>
public sealed partial class QuotaLedger
{
    /// <summary>These and no others from now on. A quota that counts where one counted before takes over its sum, whatever it is called now.</summary>
    internal void Configure(IEnumerable<QuotaRule> rules, IReadOnlyDictionary<QuotaKey, RememberedSum> remembered)
    {
        List<QuotaAccount> gone;
        lock (_lock)
        {
            var before = _accounts;
            var byPlace = before.Values.Where(a => a.Place.Length > 0).GroupBy(a => a.Place, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
            // a sum that was remembered holds together with everything that was changed since, or not at all
            var early = _early;
            _early = null;
            _accounts = rules.ToDictionary(r => r.Key, r => Account(r, before, byPlace, early is null ? EmptyMemory : remembered));
            _map = new QuotaMap(_accounts.Values);
            foreach (var (folder, by) in early ?? [])
            {
                foreach (var account in _map.At(folder).Where(a => a.State == QuotaState.Exact))
                    account.Change(by);
            }

            _watched = _accounts.Values.SelectMany(a => a.Zones).Select(z => z.Source.Root).ToFrozenSet(StringComparer.Ordinal);
            gone = [.. before.Values.Except(_accounts.Values)];
            foreach (var account in gone)
                account.Scan = null;
            foreach (var charge in _running.Values.Where(c => c.IsAdopted))
                Move(charge);
            foreach (var account in _accounts.Values)
                Mark(account);
        }

        Forget(gone);
        Tell();
    }

    private static readonly Dictionary<QuotaKey, RememberedSum> EmptyMemory = [];

    private static QuotaAccount Account(
        QuotaRule rule, Dictionary<QuotaKey, QuotaAccount> before, Dictionary<string, QuotaAccount> byPlace, IReadOnlyDictionary<QuotaKey, RememberedSum> remembered)
    {
        var account = before.TryGetValue(rule.Key, out var known) && known.Place == rule.Place ? known : new QuotaAccount(rule.Key, rule.Place);
        (account.Limit, account.Zones, account.Revision) = (rule.Limit, rule.Zones, rule.Revision);
        if (rule.Trouble is { } trouble)
            Doubt(account, trouble);
        else if (account != known && rule.Zones.IsEmpty)
            account.Know(0, 0);
        else if (account != known && byPlace.TryGetValue(rule.Place, out var same) && same.State == QuotaState.Exact)
            account.Know(same.UsedBytes, same.UsedFiles);
        else if (account != known && remembered.TryGetValue(rule.Key, out var sum) && sum.Place == rule.Place)
            account.Know(sum.Sum.Bytes, sum.Sum.Files);
        return account;
    }

    /// <summary>What an upload holds of quotas that are new it holds whether there is room or not: it is on the disk.</summary>
    private void Move(Charge charge)
    {
        var now = _map.At(RealPaths.Folder(charge.Path));
        foreach (var account in now.Except(charge.Accounts))
            account.Reserve(charge.Held);
        foreach (var account in charge.Accounts.Except(now))
            account.Release(charge.Held);
        charge.Accounts = now;
    }

    /// <summary>Begins to count; null where there is no such quota, or nothing to be counted.</summary>
    internal QuotaScan? BeginScan(QuotaKey key)
    {
        lock (_lock)
        {
            if (!_accounts.TryGetValue(key, out var account) || account.Zones.IsEmpty)
                return null;
            var scan = new QuotaScan(account, _lock, path => _running.ContainsKey(path));
            account.Scan = scan;
            if (account.State != QuotaState.Exact)
                account.State = QuotaState.Counting;
            return scan;
        }
    }

    /// <param name="trouble">Why it could not be counted; null: it was.</param>
    /// <returns>False where the quota has changed meanwhile: it must be counted again.</returns>
    internal bool EndScan(QuotaScan scan, string? trouble)
    {
        lock (_lock)
        {
            var account = scan.Account;
            if (account.Scan != scan)
                return false;
            account.Scan = null;
            if (trouble is null)
                account.Know(scan.Bytes, scan.Files);
            else if (account.State != QuotaState.Exact)
                Doubt(account, trouble);
            Mark(account);
        }

        Tell();
        return true;
    }

    /// <summary>Not known, or known to be wrong.</summary>
    internal List<QuotaKey> Uncounted()
    {
        lock (_lock)
            return [.. _accounts.Values.Where(a => a.Scan is null && !a.Zones.IsEmpty && (a.State != QuotaState.Exact || a.HasDrifted)).Select(a => a.Key)];
    }
}
