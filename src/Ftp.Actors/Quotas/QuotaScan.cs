using Ftp.Actors.Storage.Counting;

namespace Ftp.Actors.Quotas;

/// <summary>
/// A sum that is being made anew while files come and go. A folder that the walk has left is kept up by every change in it; one before which the walk stands will be
/// seen as it is then. A folder that was made behind the walk was empty, so it is kept up from its beginning.
/// </summary>
/// <param name="isUploading">A file that an upload writes is not used but reserved.</param>
internal sealed class QuotaScan(QuotaAccount account, Lock one, Func<string, bool> isUploading) : ITreeVisitor
{
    private readonly HashSet<string> _made = new(StringComparer.Ordinal);
    private string? _at;

    public QuotaAccount Account => account;

    public Int128 Bytes { get; private set; }

    public Int128 Files { get; private set; }

    /// <summary>Folders that the server's user may not read.</summary>
    public int Unread { get; private set; }

    public bool Enters(string folder)
    {
        lock (one)
            return account.Zones.Any(z => z.Touches(folder)) && !IsMadeBehind(folder);
    }

    public void File(string folder, string name, long size)
    {
        lock (one)
        {
            if (Counts(folder) && !isUploading($"{(folder == "/" ? "" : folder)}/{name}"))
                Add(new FileSum(size, 1));
        }
    }

    public void Leave(string folder)
    {
        lock (one)
            _at = folder;
    }

    public void Unreadable(string folder)
    {
        lock (one)
            Unread++;
    }

    /// <summary>All of the tree has been seen, or is not there.</summary>
    public void End(string start)
    {
        lock (one)
            _at = start + "/\uFFFF";
    }

    /// <summary>A change. The ledger has the lock.</summary>
    public void Change(string folder, FileSum by)
    {
        if (Counts(folder) && HasPassed(folder))
            Add(by);
    }

    /// <summary>A new folder. The ledger has the lock.</summary>
    public void Note(string above, string folder)
    {
        if (_at is not null && HasPassed(above) && !HasPassed(folder))
            _made.Add(folder);
    }

    private bool Counts(string folder) => account.Zones.Any(z => z.Contains(folder));

    private bool HasPassed(string folder) => (_at is not null && RealPaths.Compare(folder, _at) <= 0) || IsMadeBehind(folder);

    private bool IsMadeBehind(string folder)
    {
        for (var above = folder; _made.Count > 0; above = RealPaths.Folder(above))
        {
            if (_made.Contains(above))
                return true;
            if (above.Length <= 1)
                break;
        }

        return false;
    }

    private void Add(FileSum by) => (Bytes, Files) = (Bytes + by.Bytes, Files + by.Files);
}
