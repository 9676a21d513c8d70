using System.Diagnostics.CodeAnalysis;

namespace Ftp.Actors.Bans;

/// <summary>A table with a bound: the entry that was longest not written makes room. Not thread-safe.</summary>
internal sealed class Recent<TKey, TValue>(int most)
    where TKey : notnull
{
    private readonly Dictionary<TKey, LinkedListNode<(TKey Key, TValue Value)>> _entries = [];
    private readonly LinkedList<(TKey Key, TValue Value)> _oldestFirst = [];

    public int Count => _entries.Count;

    public IEnumerable<(TKey Key, TValue Value)> All => _oldestFirst;

    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        var found = _entries.TryGetValue(key, out var entry);
        value = found ? entry!.Value.Value : default;
        return found;
    }

    public void Set(TKey key, TValue value)
    {
        if (!Remove(key) && _entries.Count >= most)
        {
            Remove(_oldestFirst.First!.Value.Key);
        }

        _entries.Add(key, _oldestFirst.AddLast((key, value)));
    }

    public bool Remove(TKey key)
    {
        if (!_entries.Remove(key, out var entry))
        {
            return false;
        }

        _oldestFirst.Remove(entry);
        return true;
    }

    /// <returns>How many.</returns>
    public int RemoveAll(Func<TKey, bool> which)
    {
        var gone = _entries.Keys.Where(which).ToList();
        gone.ForEach(key => Remove(key));
        return gone.Count;
    }
}
