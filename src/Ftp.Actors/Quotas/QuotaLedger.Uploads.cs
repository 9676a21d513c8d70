using Ftp.Actors.Storage;
using Ftp.Actors.Storage.Counting;

namespace Ftp.Actors.Quotas;

/// <summary>Uploads: from the opening of their file to its end.</summary>
public sealed partial class QuotaLedger
{
    public QuotaRefusal? Adopt(UploadStart start, out IUploadCharge charge)
    {
        lock (_lock)
        {
            if (!_running.TryGetValue(start.Path, out var taken) || taken.IsAdopted)
            {
                // an earlier upload has ended and is not settled yet (or nothing locks it): the later one has the file, and what was held for it
                var counted = !TryLose(start.Path);
                if (!counted)
                {
                    QuotaBook.Release(taken!.Accounts, taken.Held);
                    taken.Held = default;
                }

                taken = new Charge(this, start.Path);
                _running[start.Path] = taken;
                // it lay there and was counted: from now on it is this upload's
                if (counted)
                    Change(RealPaths.Folder(start.Path), -new FileSum(start.Size, 1));
                Take(taken, new FileSum(start.Size, 1));
            }
            else
            {
                Take(taken, default);
            }

            charge = taken;
            taken.IsAdopted = true;
            taken.Shared = start.Shared;
            return Begin(taken, start);
        }
    }

    private static QuotaRefusal? Begin(Charge charge, UploadStart start)
    {
        if (charge.Accounts.Count == 0)
            return null;
        var bytes = Math.Max(start.Size, start.Announced ?? 0) - start.Shared;
        var more = new FileSum(bytes - charge.Held.Bytes, charge.IsFresh && !start.Replaces ? 1 : 0);
        // where not a byte is left no upload begins: its client learns it before it sends
        if (charge.Accounts.Find(a => a.State == QuotaState.Exact && a.BytesLeft == 0) is { } full)
            return QuotaBook.Refusal(full);
        return Reserve(charge, more);
    }

    internal QuotaRefusal? Grow(Charge charge, long size)
    {
        lock (_lock)
        {
            var more = size - charge.Shared - charge.Held.Bytes;
            if (more <= 0 || charge.IsSettled)
                return null;
            // a quota that came while the upload ran, and is being counted, is asked once its sum is known
            if (charge.Accounts.TrueForAll(a => a.State == QuotaState.Exact))
                return Reserve(charge, new FileSum(more, 0));
            Hold(charge, new FileSum(more, 0));
            return null;
        }
    }

    internal void Settle(Charge charge, long? size)
    {
        lock (_lock)
        {
            if (charge.IsSettled)
                return;
            charge.IsSettled = true;
            QuotaBook.Release(charge.Accounts, charge.Held);
            if (_running.TryGetValue(charge.Path, out var here) && here == charge)
                _running.Remove(charge.Path);
            if (!charge.IsGone && size is { } bytes)
                Change(RealPaths.Folder(charge.Path), new FileSum(bytes, 1));
            else if (!charge.IsGone)
                charge.Accounts.ForEach(a => Doubt(a, "the size of a stored file is not known"));
        }

        Tell();
    }

    /// <summary>All or nothing.</summary>
    private static QuotaRefusal? Reserve(Charge charge, FileSum more)
    {
        if (QuotaBook.TryReserve(charge.Accounts, more) is { } full)
            return QuotaBook.Refusal(full);
        charge.Held += more;
        return null;
    }

    /// <summary>What is on the disk counts, whether it fits or not.</summary>
    private void Take(Charge charge, FileSum has)
    {
        charge.Accounts = _map.At(RealPaths.Folder(charge.Path));
        charge.Held = default;
        Hold(charge, has);
    }

    private static void Hold(Charge charge, FileSum more)
    {
        charge.Held += more;
        charge.Accounts.ForEach(a => a.Reserve(more));
    }
}
