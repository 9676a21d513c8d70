using Akka.Actor;

namespace Ftp.Actors.Supervision;

/// <summary>Somebody who waits for a place that another is about to give back.</summary>
/// <param name="key">Whose limit it waits for: a host, a login, a session.</param>
internal sealed class Waiter(object key, object request, IActorRef replyTo)
{
    public object Key => key;

    public object Request => request;

    public IActorRef ReplyTo => replyTo;

    public LinkedListNode<Waiter>? Place { get; set; }
}

/// <summary>A waiter has waited long enough.</summary>
internal sealed record PatienceOver(Waiter Waiter);

/// <summary>
/// Waiters in the order of their coming, each for a limited time, no more than a bound of them. Owned by one actor, whose timers tell it
/// <see cref="PatienceOver"/>.
/// </summary>
internal sealed class WaitingLine(int capacity, TimeSpan patience, ITimerScheduler timers)
{
    private readonly LinkedList<Waiter> _line = [];
    private readonly Dictionary<object, int> _ofKey = [];

    public int Count => _line.Count;

    /// <param name="mostOfKey">More waiters than a key has places could not be served even if all of them became free.</param>
    /// <returns>False where the line is full.</returns>
    public bool TryJoin(Waiter waiter, long mostOfKey)
    {
        var ofKey = _ofKey.GetValueOrDefault(waiter.Key);
        if (_line.Count >= capacity || ofKey >= mostOfKey)
        {
            return false;
        }

        _ofKey[waiter.Key] = ofKey + 1;
        waiter.Place = _line.AddLast(waiter);
        timers.StartSingleTimer(waiter, new PatienceOver(waiter), patience);
        return true;
    }

    /// <returns>False where it does not stand here: a time-out that raced with being served, a second leaving.</returns>
    public bool Leave(Waiter? waiter)
    {
        if (waiter?.Place is not { } place || place.List != _line)
        {
            return false;
        }

        timers.Cancel(waiter);
        _line.Remove(place);
        waiter.Place = null;
        var ofKey = _ofKey[waiter.Key] - 1;
        if (ofKey == 0)
        {
            _ofKey.Remove(waiter.Key);
        }
        else
        {
            _ofKey[waiter.Key] = ofKey;
        }

        return true;
    }

    /// <summary>Takes those out who wait for this key in vain.</summary>
    public void Remove(object key, Func<Waiter, bool> isGone)
    {
        for (var node = _ofKey.ContainsKey(key) ? _line.First : null; node is not null;)
        {
            var next = node.Next;
            if (node.Value.Key.Equals(key) && isGone(node.Value))
            {
                Leave(node.Value);
            }

            node = next;
        }
    }

    /// <summary>Offers the places there are, first come first served.</summary>
    /// <param name="tryServe">True where the waiter has its answer.</param>
    /// <param name="oneLimit">All wait for the same limit: when the first gets nothing, nobody does.</param>
    public void Serve(Func<Waiter, bool> tryServe, bool oneLimit = false)
    {
        for (var node = _line.First; node is not null;)
        {
            var next = node.Next;
            if (tryServe(node.Value))
            {
                Leave(node.Value);
            }
            else if (oneLimit)
            {
                return;
            }

            node = next;
        }
    }
}
