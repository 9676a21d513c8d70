using Akka.Actor;

namespace Ftp.Actors.Quotas;

/// <summary>Writing down: what changed, every few seconds; everything, and that it holds, at a clean stop.</summary>
public sealed partial class QuotaActor
{
    private readonly Dictionary<QuotaKey, QuotaRow> _saved = [];
    private Task _saving = Task.CompletedTask;
    private bool _closing;

    private void Save()
    {
        if (!_loaded || !_configured || _closing || !_saving.IsCompleted)
            return;
        var (rows, gone) = Changed();
        if (rows.Count == 0 && gone.Count == 0)
            return;
        var saving = _table.SaveAsync(rows, gone);
        _saving = saving;
        saving.PipeTo(Self, success: () => new Saved(rows, gone, null), failure: e => new Saved(rows, gone, e.Message));
    }

    private (List<QuotaRow> Rows, List<QuotaKey> Gone) Changed()
    {
        var rows = _ledger.Rows(key => key.Kind == QuotaKind.User && _users.TryGetValue(key.Name, out var user) ? new FtpRoot(user.Root) : key.Kind == QuotaKind.User ? new FtpRoot(null) : null);
        var changed = rows.Where(r => !_saved.TryGetValue(r.Key, out var before) || before != r with { Changes = before.Changes }).ToList();
        return (changed, [.. _saved.Keys.Except(rows.Select(r => r.Key))]);
    }

    /// <summary>A sum that could not be written costs nothing but a counting after a crash, which there is anyway; a quota that could not, its enforcement until its user comes.</summary>
    private void Take(Saved saved)
    {
        if (saved.Fault is { } fault)
        {
            _services.Alarms.Raise(AlarmKey, $"Quotas cannot be written down: {fault}");
            return;
        }

        _services.Alarms.Clear(AlarmKey);
        foreach (var row in saved.Rows)
            _saved[row.Key] = row;
        foreach (var key in saved.Gone)
            _saved.Remove(key);
    }

    private void Close(IActorRef asker)
    {
        if (!_loaded || !_configured)
        {
            asker.Tell(new QuotasClosed(Kept: false));
            return;
        }

        _closing = true;
        var quiet = _ledger.IsQuiet;
        var (rows, gone) = Changed();
        CloseAsync(_saving, rows, gone, quiet).PipeTo(asker, Self, success: () => new QuotasClosed(quiet), failure: e =>
        {
            _services.Alarms.Raise(AlarmKey, $"Quotas could not be written down at the stop, and will be counted at the next start: {e.Message}");
            return new QuotasClosed(Kept: false);
        });
    }

    /// <summary>An upload whose end waits for a disk has still to count: then nothing is said to hold.</summary>
    private async Task CloseAsync(Task before, List<QuotaRow> rows, List<QuotaKey> gone, bool quiet)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _table.SaveAsync(rows, gone).ConfigureAwait(false);
        if (quiet)
            await _table.CloseAsync().ConfigureAwait(false);
    }

    private sealed record Saved(List<QuotaRow> Rows, List<QuotaKey> Gone, string? Fault) : INoSerializationVerificationNeeded;
}
