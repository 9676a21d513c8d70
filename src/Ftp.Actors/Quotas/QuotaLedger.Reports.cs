using System.Collections.Immutable;
using System.Globalization;
using Ftp.Actors.Catalog;
using Ftp.Actors.Log;
using Ftp.Actors.Storage;

namespace Ftp.Actors.Quotas;

/// <summary>What people and other parts hear of the quotas.</summary>
public sealed partial class QuotaLedger
{
    private readonly Lock _telling = new();
    private HashSet<QuotaAccount> _crossed = [];

    public QuotaLine? Find(QuotaKey key)
    {
        lock (_lock)
            return _accounts.TryGetValue(key, out var account) ? Line(account) : null;
    }

    internal ImmutableArray<QuotaLine> Lines()
    {
        lock (_lock)
            return [.. _accounts.Values.OrderBy(a => a.Key.Kind).ThenBy(a => a.Key.Name, StringComparer.OrdinalIgnoreCase).Select(Line)];
    }

    /// <summary>Nothing is under way: what is used is all there is.</summary>
    internal bool IsQuiet
    {
        get
        {
            lock (_lock)
                return !_running.Values.Any(c => c.IsAdopted);
        }
    }

    internal List<QuotaRow> Rows(Func<QuotaKey, FtpRoot?> root)
    {
        lock (_lock)
            return [.. _accounts.Values.Select(a => new QuotaRow(a.Key, a.Limit, root(a.Key), a.Place, a.State == QuotaState.Exact && !a.HasDrifted ? Sum(a) : null, a.Changes))];
    }

    /// <summary>May an upload begin that these quotas hold for? Not where one of them has not come to the ledger yet, or its sum is not known.</summary>
    public QuotaRefusal? Missing(QuotaNeeds needs)
    {
        QuotaKey? unknown = null;
        lock (_lock)
        {
            foreach (var key in needs.Keys)
            {
                if (!_accounts.TryGetValue(key, out var account))
                    unknown = key;
                else if (account.State != QuotaState.Exact)
                    return QuotaBook.Refusal(account);
            }
        }

        if (unknown is null)
            return null;
        Met?.Invoke(needs);
        return new QuotaRefusal(unknown.ToString(), 0, null, null, Counting: true);
    }

    /// <summary>Somebody came with a quota that is not known here.</summary>
    public event Action<QuotaNeeds>? Met;

    private static Storage.Counting.FileSum? Sum(QuotaAccount account) =>
        account.UsedBytes <= long.MaxValue && account.UsedFiles <= long.MaxValue ? new((long)account.UsedBytes, (long)account.UsedFiles) : null;

    private static QuotaLine Line(QuotaAccount account) => new(
        account.Key, account.Limit, Shown(account.UsedBytes), Shown(account.UsedFiles), Shown(account.ReservedBytes), Shown(account.ReservedFiles), account.BytesLeft, account.FilesLeft,
        QuotaLevels.Percent(account), account.State, account.State == QuotaState.Exact ? null : account.Why)
    {
        Recounting = account is { State: QuotaState.Exact, Scan: not null },
        Counts = [.. account.Zones.Select(z => $"{z.Source}{string.Concat(z.Pattern.Select(p => "/" + p))}")],
    };

    private static long Shown(Int128 sum) => (long)Int128.Min(long.MaxValue, sum);

    /// <summary>Has it passed a level, or left one? The lock is held.</summary>
    private void Mark(QuotaAccount account)
    {
        account.Level = QuotaLevels.Of(account);
        if (account.Level != account.Told)
            _crossed.Add(account);
        else if (_crossed.Count > 0)
            _crossed.Remove(account);
    }

    /// <summary>Outside the lock, but one after the other: an alarm that is raised and cleared must not end the other way round.</summary>
    private void Tell()
    {
        if (Volatile.Read(ref _crossed).Count == 0)
            return;
        lock (_telling)
        {
            List<(QuotaLine Line, QuotaLevel Level, QuotaLevel Before)> told;
            lock (_lock)
            {
                told = [.. _crossed.Select(a => (Line(a), a.Level, a.Told))];
                foreach (var account in _crossed)
                    account.Told = account.Level;
                _crossed = [];
            }

            foreach (var (line, level, before) in told)
                Tell(line, level, before);
        }
    }

    private void Tell(QuotaLine line, QuotaLevel level, QuotaLevel before)
    {
        var text = $"Quota {line.Key} is {line.Percent.ToString("0", CultureInfo.InvariantCulture)} % full: {QuotaText.Used(line)}";
        if (level == QuotaLevel.Low)
            alarms.Clear(Alarm(line.Key));
        else
            alarms.Raise(Alarm(line.Key), text);
        log.Write(new LogEntry(time.GetUtcNow(), level > before ? LogLevel.Error : LogLevel.Status, level > before ? "quota.high" : "quota.lower", text)
        {
            Resource = line.Key.Kind == QuotaKind.Resource ? line.Key.Name : null,
            Login = line.Key.Kind == QuotaKind.User ? line.Key.Name : null,
            Fields = ImmutableDictionary<string, string>.Empty.Add("rule", "quota").Add("rule-id", line.Key.ToString()).Add("level", ((int)level).ToString(CultureInfo.InvariantCulture)),
        });
    }

    private void Forget(List<QuotaAccount> gone)
    {
        lock (_telling)
        {
            foreach (var key in gone.Select(a => a.Key).Where(k => Find(k) is not { } still || still.Percent < (int)QuotaLevel.High))
                alarms.Clear(Alarm(key));
        }
    }

    private static string Alarm(QuotaKey key) => $"quota:{key}";
}
