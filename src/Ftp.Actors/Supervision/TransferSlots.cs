namespace Ftp.Actors.Supervision;

/// <summary>
/// The exact count behind <c>maximum-connections</c>. Thread-safe, because a slot is taken and given back for every file: asking the supervisor and being answered
/// costs four changes of thread, as much as sending a small file. So a session takes a free slot itself; only where none is free, or others wait already, it asks the
/// supervisor, who keeps the line. The supervisor also gives back what a session that died held.
/// </summary>
/// <param name="maximum">The limit at this moment; a lowered one takes nothing away.</param>
public sealed class TransferSlots(Func<int> maximum)
{
    private readonly Lock _gate = new();
    private readonly HashSet<long> _holders = [];
    private int _waiting;

    public int InUse
    {
        get
        {
            lock (_gate)
            {
                return _holders.Count;
            }
        }
    }

    public int Maximum => maximum();

    /// <summary>How many stand in the supervisor's line. Set by the supervisor before it looks for a free slot, so that a slot given back meanwhile is seen by one of the two.</summary>
    internal int Waiting
    {
        set
        {
            lock (_gate)
            {
                _waiting = value;
            }
        }
    }

    /// <summary>Takes a slot for a session that does not wait; a session has one at most.</summary>
    public bool TryTake(long session)
    {
        lock (_gate)
        {
            return _holders.Contains(session) || (_waiting == 0 && TakeFree(session));
        }
    }

    /// <summary>Takes a slot for the first of those who wait.</summary>
    internal bool TryTakeForWaiter(long session)
    {
        lock (_gate)
        {
            return _holders.Contains(session) || TakeFree(session);
        }
    }

    internal bool IsHolder(long session)
    {
        lock (_gate)
        {
            return _holders.Contains(session);
        }
    }

    /// <summary>Gives the session's slot back, once however often it is called.</summary>
    /// <param name="othersWait">The supervisor has to be told.</param>
    /// <returns>True where a slot was given back by this call.</returns>
    public bool Release(long session, out bool othersWait)
    {
        lock (_gate)
        {
            var released = _holders.Remove(session);
            othersWait = released && _waiting > 0;
            return released;
        }
    }

    internal void Clear()
    {
        lock (_gate)
        {
            _holders.Clear();
            _waiting = 0;
        }
    }

    private bool TakeFree(long session) => _holders.Count < Maximum && _holders.Add(session);
}
