namespace Ftp.Host.Configuration;

/// <summary>Which keys take their value from which, over all texts: a later assignment forgets what the earlier one referred to.</summary>
internal sealed class SubstitutionGraph
{
    private readonly Dictionary<string, HashSet<string>> _edges = new(StringComparer.Ordinal);

    internal void Assign(string path)
    {
        foreach (var covered in _edges.Keys.Where(k => IsAtOrBelow(k, path)).ToArray())
        {
            _edges.Remove(covered);
        }
    }

    internal void Refer(string path, string target)
    {
        if (!_edges.TryGetValue(path, out var targets))
        {
            _edges[path] = targets = new HashSet<string>(StringComparer.Ordinal);
        }

        targets.Add(target);
    }

    /// <summary>A key that would need itself for its value; null where there is none.</summary>
    internal string? Loop() => _edges.FirstOrDefault(e => e.Value.Any(target => Reaches(target, e.Key, []))).Key;

    private bool Reaches(string from, string to, HashSet<string> visited) =>
        IsAtOrBelow(from, to) || IsAtOrBelow(to, from)
        || (visited.Add(from) && _edges.Where(e => IsAtOrBelow(e.Key, from) || IsAtOrBelow(from, e.Key)).SelectMany(e => e.Value).Any(next => Reaches(next, to, visited)));

    private static bool IsAtOrBelow(string path, string ancestor) =>
        path.StartsWith(ancestor, StringComparison.Ordinal) && (path.Length == ancestor.Length || path[ancestor.Length] == '.');
}
