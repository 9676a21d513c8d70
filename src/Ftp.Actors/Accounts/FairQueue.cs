namespace Ftp.Actors.Accounts;

/// <summary>
/// A bounded queue that serves hosts in turn, so that one host with thousands of log-ins cannot keep others waiting. When it is full, the host with the most
/// waiting loses its newest item to a newcomer with fewer. Not thread-safe.
/// </summary>
public sealed class FairQueue<T>(int bound)
{
    private readonly Dictionary<string, LinkedList<T>> _byHost = new(StringComparer.Ordinal);
    private readonly LinkedList<string> _turns = new();

    public int Count { get; private set; }

    /// <returns>False where the queue is full and this host has no better claim.</returns>
    /// <param name="displaced">What lost its place; only meaningful where <paramref name="hasDisplaced"/>.</param>
    public bool TryEnqueue(string host, T item, out T? displaced, out bool hasDisplaced)
    {
        displaced = default;
        hasDisplaced = false;
        if (Count >= bound)
        {
            var (greediest, waiting) = _byHost.MaxBy(h => h.Value.Count);
            if (waiting.Count <= (_byHost.GetValueOrDefault(host)?.Count ?? 0) + 1)
            {
                return false;
            }

            displaced = waiting.Last!.Value;
            hasDisplaced = true;
            waiting.RemoveLast();
            Count--;
            Forget(greediest, waiting);
        }

        if (!_byHost.TryGetValue(host, out var items))
        {
            _byHost[host] = items = new LinkedList<T>();
            _turns.AddLast(host);
        }

        items.AddLast(item);
        Count++;
        return true;
    }

    public bool TryDequeue(out T? item)
    {
        item = default;
        if (_turns.First is not { Value: var host })
        {
            return false;
        }

        _turns.RemoveFirst();
        var items = _byHost[host];
        item = items.First!.Value;
        items.RemoveFirst();
        Count--;
        if (items.Count == 0)
        {
            _byHost.Remove(host);
        }
        else
        {
            _turns.AddLast(host);
        }

        return true;
    }

    private void Forget(string host, LinkedList<T> items)
    {
        if (items.Count == 0)
        {
            _byHost.Remove(host);
            _turns.Remove(host);
        }
    }
}
