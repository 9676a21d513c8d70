namespace Ftp.Actors.Storage.Counting;

/// <summary>
/// Lets one change of a root's files happen at a time, together with the note that the ledger takes of it, as long as something in the root is counted; else side by side.
/// From one to the other without a gap: whoever began beside others is waited for by the first that wants to be alone.
/// </summary>
internal sealed class Gate(IFileLedger ledger, string root) : IDisposable
{
    private readonly ReaderWriterLockSlim _lock = new();

    public T Run<T>(Func<T> act)
    {
        _lock.EnterReadLock();
        try
        {
            if (!ledger.Watches(root))
                return act();
        }
        finally
        {
            _lock.ExitReadLock();
        }

        return Alone(act);
    }

    public T Alone<T>(Func<T> act)
    {
        _lock.EnterWriteLock();
        try
        {
            return act();
        }
        finally
        {
            _lock.ExitWriteLock();
        }
    }

    public void Dispose() => _lock.Dispose();
}
