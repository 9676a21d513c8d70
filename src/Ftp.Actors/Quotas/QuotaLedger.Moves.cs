using Ftp.Actors.Storage;
using Ftp.Actors.Storage.Counting;

namespace Ftp.Actors.Quotas;

/// <summary>What moves from one place to another takes its bytes along: reserved where it comes to, before it is moved.</summary>
public sealed partial class QuotaLedger
{
    public QuotaRefusal? BeginMove(string from, string to, long? size, long? replaced, out IPendingMove move)
    {
        lock (_lock)
        {
            var (old, place) = (_map.At(RealPaths.Folder(from)), _map.At(RealPaths.Folder(to)));
            var running = _running.GetValueOrDefault(from);
            var upload = running is { IsAdopted: true } ? running : null;
            var sum = upload?.Held ?? (size is { } bytes ? new FileSum(bytes, 1) : default);
            var gaining = place.Except(old).ToList();
            var wanted = gaining.ToDictionary(a => a, _ => sum);
            // it was to replace a file, which has gone meanwhile: now there will be one more
            var oneMore = upload is { Held.Files: 0 } && replaced is null;
            if (oneMore)
            {
                foreach (var account in place)
                    wanted[account] = wanted.GetValueOrDefault(account) + new FileSum(0, 1);
            }

            var refusing = QuotaBook.TryReserve(wanted);
            move = new Pending(this, refusing is null ? happened => Moved(happened) : _ => { });
            return refusing is null ? null : QuotaBook.Refusal(refusing);

            void Moved(bool happened)
            {
                foreach (var (account, held) in wanted)
                    account.Release(held);
                if (!happened || from == to)
                    return;
                var lost = TryLose(to);
                var covered = !lost && replaced is not null;
                if (covered)
                    Change(RealPaths.Folder(to), -new FileSum(replaced!.Value, 1));
                if (running is not null)
                    _running.Remove(from);
                if (upload is not null)
                    Follow(upload, to, place, oneMore || covered || lost, covered);
                else if (size is { } moved)
                    Move(running is null ? RealPaths.Folder(from) : null, RealPaths.Folder(to), new FileSum(moved, 1));
            }
        }
    }

    /// <summary>The upload's file has its name now; what it replaced makes room for it.</summary>
    private void Follow(Charge upload, string to, List<QuotaAccount> place, bool oneMore, bool covered)
    {
        QuotaBook.Release(upload.Accounts, upload.Held);
        (upload.Path, upload.Accounts) = (to, place);
        _running[to] = upload;
        var held = upload.Held;
        upload.Held = default;
        if (covered)
        {
            held += new FileSum(upload.Shared, 0);
            upload.Shared = 0;
        }

        Hold(upload, held + new FileSum(0, oneMore ? 1 : 0));
    }

    /// <param name="from">Null: it was not counted yet.</param>
    private void Move(string? from, string to, FileSum sum)
    {
        if (from is not null)
            Change(from, -sum);
        Change(to, sum);
    }

    public FolderMove Judge(string from, string to)
    {
        lock (_lock)
        {
            if (_watched.Count == 0)
                return FolderMove.Free;
            var (old, place) = (_map.At(from), _map.At(to));
            var inside = _map.Below(from).Concat(_map.Below(to)).ToList();
            if (old.Concat(place).Concat(inside).Any(a => a.Scan is not null))
                return FolderMove.Busy;
            if (inside.Count == 0 && old.Count == place.Count && old.TrueForAll(place.Contains))
                return FolderMove.Free;
            return _running.Keys.Any(path => RealPaths.IsAtOrBelow(path, from)) ? FolderMove.Busy : FolderMove.Counted;
        }
    }

    public QuotaRefusal? BeginFolderMove(string from, string to, IReadOnlyList<(string Below, FileSum Sum)> folders, out IPendingMove move)
    {
        lock (_lock)
        {
            var changes = new Dictionary<QuotaAccount, FileSum>();
            foreach (var (below, sum) in folders)
            {
                foreach (var account in _map.At(from + below))
                    changes[account] = changes.GetValueOrDefault(account) + -sum;
                foreach (var account in _map.At(to + below))
                    changes[account] = changes.GetValueOrDefault(account) + sum;
            }

            var gains = changes.Where(c => c.Value.Bytes > 0 || c.Value.Files > 0).ToDictionary(c => c.Key, c => new FileSum(Math.Max(0, c.Value.Bytes), Math.Max(0, c.Value.Files)));
            var refusing = QuotaBook.TryReserve(gains);
            move = new Pending(this, refusing is null ? Moved : _ => { });
            return refusing is null ? null : QuotaBook.Refusal(refusing);

            void Moved(bool happened)
            {
                foreach (var (account, held) in gains)
                    account.Release(held);
                if (!happened)
                    return;
                foreach (var (account, change) in changes.Where(c => c.Key.State == QuotaState.Exact))
                {
                    account.Change(change);
                    Mark(account);
                }

                foreach (var charge in _running.Values.Where(c => RealPaths.IsAtOrBelow(c.Path, from)).ToList())
                {
                    _running.Remove(charge.Path);
                    charge.Path = to + charge.Path[from.Length..];
                    _running[charge.Path] = charge;
                }
            }
        }
    }

    private sealed class Pending(QuotaLedger ledger, Action<bool> act) : IPendingMove
    {
        private bool _done;

        public void Done(bool happened)
        {
            lock (ledger._lock)
            {
                if (!_done)
                    act(happened);
                _done = true;
            }

            ledger.Tell();
        }
    }
}
