using System.Collections.Immutable;
using Ftp.Actors.Storage;

namespace Ftp.Actors.Quotas;

/// <summary>A tree that a quota counts, or the trees of all logins: <c>homes/{login}</c> is every folder of <c>homes</c>.</summary>
/// <param name="Source">The folder where it begins.</param>
/// <param name="Start">Its real path.</param>
/// <param name="Pattern">Names below it, from the first that holds <c>{login}</c>; empty: the tree of <paramref name="Start"/> itself.</param>
public sealed record Zone(DirectorySource Source, string Start, ImmutableArray<string> Pattern)
{
    private readonly int _depth = RealPaths.Depth(Start);

    /// <summary>Files of this folder count.</summary>
    public bool Contains(string folder) => Matches(folder) == Pattern.Length;

    /// <summary>Files of this folder, or of folders below it, may count.</summary>
    public bool Touches(string folder) => Matches(folder) >= 0 || RealPaths.IsAtOrBelow(Start, folder);

    /// <summary>Some of the folders that it counts begin below this one.</summary>
    public bool BeginsBelow(string folder) => Touches(folder) && !Contains(folder);

    /// <returns>How many names of the pattern the folder has; -1 where it has another, or lies outside.</returns>
    private int Matches(string folder)
    {
        if (!RealPaths.IsAtOrBelow(folder, Start))
            return -1;
        if (Pattern.IsEmpty)
            return 0;
        string? login = null;
        var matched = 0;
        foreach (var name in folder.Split('/', StringSplitOptions.RemoveEmptyEntries).Skip(_depth).Take(Pattern.Length))
        {
            if (!Matches(name, Pattern[matched], ref login))
                return -1;
            matched++;
        }

        return matched;
    }

    /// <summary>One login: a second placeholder stands for the same.</summary>
    private static bool Matches(string name, string pattern, ref string? login)
    {
        var at = pattern.IndexOf(DirectorySource.LoginPlaceholder, StringComparison.Ordinal);
        if (at < 0)
            return name == pattern;
        var (head, tail) = (pattern[..at], pattern[(at + DirectorySource.LoginPlaceholder.Length)..]);
        if (login is not null)
            return name == pattern.Replace(DirectorySource.LoginPlaceholder, login, StringComparison.Ordinal);
        // the rest of a name with two placeholders is compared once the first has said what they stand for
        var first = tail.Split(DirectorySource.LoginPlaceholder)[0];
        if (!name.StartsWith(head, StringComparison.Ordinal))
            return false;
        if (tail.Length == first.Length)
        {
            login = name.Length > head.Length + tail.Length && name.EndsWith(tail, StringComparison.Ordinal) ? name[head.Length..^tail.Length] : null;
            return login is not null;
        }

        for (var length = 1; length <= name.Length - head.Length; length++)
        {
            var candidate = name.Substring(head.Length, length);
            if (name == pattern.Replace(DirectorySource.LoginPlaceholder, candidate, StringComparison.Ordinal))
            {
                login = candidate;
                return true;
            }
        }

        return false;
    }

    public bool Equals(Zone? other) => other is not null && Source == other.Source && Start == other.Start && Pattern.SequenceEqual(other.Pattern);

    public override int GetHashCode() => HashCode.Combine(Start, Pattern.Length);

    public override string ToString() => Pattern.IsEmpty ? Start : $"{Start}/{string.Join('/', Pattern)}";
}
