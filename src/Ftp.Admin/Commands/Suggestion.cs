namespace Ftp.Admin.Commands;

/// <summary>The nearest good word to a misspelt one.</summary>
public static class Suggestion
{
    /// <returns>Null where nothing is near enough to be meant.</returns>
    public static string? For(string word, IEnumerable<string> candidates)
    {
        var most = Math.Max(1, word.Length / 3 + 1);
        return candidates
            .Select(c => (Word: c, Distance: c.StartsWith(word, StringComparison.OrdinalIgnoreCase) && word.Length > 1 ? 1 : Distance(word, c)))
            .Where(c => c.Distance <= most)
            .OrderBy(c => c.Distance).ThenBy(c => c.Word, StringComparer.Ordinal)
            .Select(c => c.Word)
            .FirstOrDefault();
    }

    /// <summary>" Did you mean 'x'?" or nothing.</summary>
    public static string Sentence(string word, IEnumerable<string> candidates) =>
        For(word, candidates) is { } nearest ? $"; did you mean '{nearest}'?" : "";

    /// <summary>Optimal string alignment: insertions, deletions, replacements and swaps of neighbours, without regard to case.</summary>
    private static int Distance(string a, string b)
    {
        // a hostile word must not cost a table of its length squared
        if (Math.Abs(a.Length - b.Length) > 32 || a.Length > 256)
            return int.MaxValue;
        var d = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
            d[i, 0] = i;
        for (var j = 0; j <= b.Length; j++)
            d[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                d[i, j] = Math.Min(Math.Min(d[i - 1, j], d[i, j - 1]) + 1, d[i - 1, j - 1] + (Same(a[i - 1], b[j - 1]) ? 0 : 1));
                if (i > 1 && j > 1 && Same(a[i - 1], b[j - 2]) && Same(a[i - 2], b[j - 1]))
                    d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
            }
        }

        return d[a.Length, b.Length];
    }

    private static bool Same(char a, char b) => char.ToLowerInvariant(a) == char.ToLowerInvariant(b);
}
