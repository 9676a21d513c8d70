using Akka.Actor;

namespace Ftp.Actors.Quotas;

/// <summary>Counting: one walk at a time in each root, off the actors' threads.</summary>
public sealed partial class QuotaActor
{
    private readonly HashSet<QuotaKey> _wanted = [];
    private readonly HashSet<string> _walked = new(StringComparer.Ordinal);

    private void Want(QuotaKey key)
    {
        if (_rules.ContainsKey(key) && _wanted.Add(key))
            ScanNext();
    }

    private void ScanNext()
    {
        // without the table the mark that sums do not hold after a crash could not be set
        if (!_loaded || !_configured || _closing)
            return;
        foreach (var key in _ledger.Uncounted().Concat(_wanted).ToList())
        {
            if (!_rules.TryGetValue(key, out var rule))
            {
                _wanted.Remove(key);
                continue;
            }

            var roots = rule.Zones.Select(z => z.Source.Root).ToHashSet(StringComparer.Ordinal);
            if (_walked.Overlaps(roots))
                continue;
            _wanted.Remove(key);
            if (_ledger.BeginScan(key) is not { } scan)
                continue;
            _walked.UnionWith(roots);
            QuotaWalk.RunAsync(_services.Storage, rule, scan).PipeTo(Self, success: trouble => new Scanned(rule, scan, trouble), failure: e => new Scanned(rule, scan, e.Message));
        }
    }

    private void Take(Scanned scanned)
    {
        var (key, scan) = (scanned.Rule.Key, scanned.Scan);
        _walked.ExceptWith(scanned.Rule.Zones.Select(z => z.Source.Root));
        if (_ledger.EndScan(scan, scanned.Trouble))
        {
            if (scanned.Trouble is { } trouble)
            {
                _failed.Add(key);
                _services.Alarms.Raise(Failure(key), $"Quota {key} could not be counted, and is tried again: {trouble}");
            }
            else
            {
                Say(Log.LogLevel.System, "quota.counted", $"Quota {key} was counted: {scan.Bytes} bytes in {scan.Files} files{(scan.Unread == 0 ? "" : $"; {scan.Unread} folders may not be read and do not count")}", key);
                if (_failed.Remove(key))
                    _services.Alarms.Clear(Failure(key));
            }
        }

        if (scanned.Trouble is null)
            ScanNext(); // else with the next tick: a root that is gone is not there a moment later
    }

    private readonly HashSet<QuotaKey> _failed = [];

    private static string Failure(QuotaKey key) => $"quota-count:{key}";

    private sealed record Scanned(QuotaRule Rule, QuotaScan Scan, string? Trouble) : INoSerializationVerificationNeeded;
}
