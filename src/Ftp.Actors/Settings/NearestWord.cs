namespace Ftp.Actors.Settings;

/// <summary>"Did you mean …": the word that a misspelt one stands nearest to. Keys, commands, logins and names of resources are all guessed by it.</summary>
public static class NearestWord
{
    private const int Longest = 256;
    private const int MostSurplus = 32;

    /// <returns>Null where none is near enough to be worth saying.</returns>
    public static string? Find(string typed, IEnumerable<string> words)
    {
        // more than a third wrong is another word, and a long key is not meant by a quarter of its letters
        var limit = Math.Min(typed.Length / 3 + 1, 8);
        return words
            .Select(word => (Word: word, Distance: IsBeginning(typed, word) ? 1 : Distance(typed, word)))
            .Where(w => w.Distance <= limit)
            .OrderBy(w => w.Distance).ThenBy(w => w.Word, StringComparer.Ordinal)
            .Select(w => w.Word)
            .FirstOrDefault();
    }

    /// <summary><c>; did you mean 'x'?</c> or nothing.</summary>
    public static string DidYouMean(string typed, IEnumerable<string> words) =>
        Find(typed, words) is { } nearest ? $"; did you mean '{nearest}'?" : "";

    private static bool IsBeginning(string typed, string word) => typed.Length > 1 && word.StartsWith(typed, StringComparison.OrdinalIgnoreCase);

    /// <summary>Optimal string alignment: insertions, deletions, replacements and swapped neighbours, one each, without regard to case.</summary>
    private static int Distance(string a, string b)
    {
        // a hostile word must not cost a table of its length squared
        if (Math.Abs(a.Length - b.Length) > MostSurplus || a.Length > Longest)
        {
            return int.MaxValue;
        }

        var cost = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                cost[i, j] = (i, j) switch
                {
                    (0, _) => j,
                    (_, 0) => i,
                    _ => Math.Min(Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1, cost[i - 1, j - 1] + (Same(a[i - 1], b[j - 1]) ? 0 : 1)),
                };
                if (i > 1 && j > 1 && Same(a[i - 1], b[j - 2]) && Same(a[i - 2], b[j - 1]))
                {
                    cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
                }
            }
        }

        return cost[a.Length, b.Length];
    }

    private static bool Same(char a, char b) => char.ToLowerInvariant(a) == char.ToLowerInvariant(b);
}
