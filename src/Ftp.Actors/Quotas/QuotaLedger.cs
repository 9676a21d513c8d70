using System.Collections.Frozen;
using Ftp.Actors.Log;
using Ftp.Actors.Storage;
using Ftp.Actors.Storage.Counting;

namespace Ftp.Actors.Quotas;

/// <summary>
/// The quotas of a node: what is used, what is promised, where. Shared and locked, as the transfer slots are: an upload asks before each piece it writes, and a message for
/// each would cost more than the piece. A lock is enough: nothing waits in it.
/// </summary>
public sealed partial class QuotaLedger(ILogSink log, IAlarms alarms, TimeProvider time) : IFileLedger
{
    private const int MostEarly = 100_000;

    private readonly Lock _lock = new();

    /// <summary>Files that uploads write, by path.</summary>
    private readonly Dictionary<string, Charge> _running = new(StringComparer.Ordinal);

    /// <summary>What was changed before the quotas were read: the storage sweeps from its first moment on. Null: they have been, or there was too much of it.</summary>
    private List<(string Folder, FileSum By)>? _early = [];

    private Dictionary<QuotaKey, QuotaAccount> _accounts = [];
    private QuotaMap _map = QuotaMap.Empty;
    private volatile FrozenSet<string> _watched = [];

    public bool Watches(string root) => _watched.Count > 0 && _watched.Contains(root);

    public void Created(string path)
    {
        lock (_lock)
            _running[path] = new Charge(this, path) { IsFresh = true };
    }

    public void Removed(string path, long? size)
    {
        lock (_lock)
        {
            if (!TryLose(path) && size is { } bytes)
                Change(RealPaths.Folder(path), -new FileSum(bytes, 1));
        }

        Tell();
    }

    public void FolderMade(string path)
    {
        lock (_lock)
        {
            var above = RealPaths.Folder(path);
            foreach (var scan in _accounts.Values.Select(a => a.Scan).OfType<QuotaScan>())
                scan.Note(above, path);
        }
    }

    public QuotaRoom? Room(string folder)
    {
        lock (_lock)
        {
            var accounts = _map.At(folder);
            return accounts.Count == 0 ? null : new QuotaRoom(accounts.Min(a => a.BytesLeft), accounts.Min(a => a.FilesLeft), accounts.Exists(a => a.State != QuotaState.Exact));
        }
    }

    public void Doubt(string root, string why)
    {
        lock (_lock)
        {
            foreach (var account in _accounts.Values.Where(a => a.Zones.Any(z => z.Source.Root == root)))
                Doubt(account, why);
        }

        Attention?.Invoke();
    }

    /// <summary>Something wants to be counted, or a user's quota was not known: whoever owns the ledger shall look.</summary>
    public event Action? Attention;

    private static void Doubt(QuotaAccount account, string why) => (account.State, account.Why, account.Scan) = (QuotaState.Unknown, why, null);

    /// <summary>The file of an upload is gone: whatever it becomes, it counts no more.</summary>
    private bool TryLose(string path)
    {
        if (!_running.Remove(path, out var charge))
            return false;
        charge.IsGone = true;
        QuotaBook.Release(charge.Accounts, new FileSum(0, charge.Held.Files));
        charge.Held = charge.Held with { Files = 0 };
        return true;
    }

    /// <summary>Into every sum in use, and into those being made anew where the walk has been there already.</summary>
    private void Change(string folder, FileSum by)
    {
        if (_early is { Count: < MostEarly } early)
            early.Add((folder, by));
        else
            _early = null;
        foreach (var account in _map.At(folder))
        {
            if (account.State == QuotaState.Exact)
            {
                account.Change(by);
                Mark(account);
            }

            account.Scan?.Change(folder, by);
        }
    }
}
