namespace Ftp.Actors.Settings;

/// <summary>"Did you mean …": the word that a misspelt one stands nearest to.</summary>
public static class NearestWord
{
    /// <returns>Null where none is near enough to be worth saying.</returns>
    public static string? Find(string typed, IEnumerable<string> words)
    {
        var limit = Math.Max(2, typed.Length / 5);
        var best = words
            .Select(word => (word, distance: Distance(typed.ToLowerInvariant(), word.ToLowerInvariant())))
            .Where(w => w.distance <= limit)
            .OrderBy(w => w.distance)
            .ThenBy(w => w.word, StringComparer.Ordinal)
            .FirstOrDefault();
        return best.word;
    }

    /// <summary>Insertions, deletions, replacements and swapped neighbours, one each.</summary>
    private static int Distance(string a, string b)
    {
        var cost = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                cost[i, j] = (i, j) switch
                {
                    (0, _) => j,
                    (_, 0) => i,
                    _ => Math.Min(
                        Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1,
                        cost[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)),
                };
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
                }
            }
        }

        return cost[a.Length, b.Length];
    }
}
