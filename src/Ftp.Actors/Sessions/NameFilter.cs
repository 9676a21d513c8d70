using System.Collections.Concurrent;
using System.Collections.Immutable;
using Ftp.Actors.Catalog;
using Ftp.Actors.Protocol;
using Ftp.Actors.Storage.Names;

namespace Ftp.Actors.Sessions;

/// <summary>
/// Name filters and the size limit: those of the account and those of the resource, each where it is set. Patterns and names are held against each other composed:
/// what is denied or hidden stays so however a client spells it.
/// </summary>
public static class NameFilter
{
    // Patterns come from operators only, never from clients, so their number has a bound.
    private static readonly ConcurrentDictionary<string, GlobPattern> Patterns = new(StringComparer.Ordinal);

    /// <summary>May a file or a folder be made or renamed under this name? Folders need not match what is allowed: <c>*.jpg</c> is said of files.</summary>
    public static bool Accepts(FileRules account, FileRules resource, string name, bool isFolder = false) =>
        Accepts(account, name, isFolder) && Accepts(resource, name, isFolder);

    /// <summary>Is this name, or that of a folder above it, hidden?</summary>
    public static bool Hides(FileRules account, FileRules resource, FtpPath inside)
    {
        if (account.Hide.IsDefaultOrEmpty && resource.Hide.IsDefaultOrEmpty)
        {
            return false;
        }

        return inside.Components.Any(name => Hides(account, resource, name));
    }

    /// <summary>Is this one name hidden, wherever it stands?</summary>
    public static bool Hides(FileRules account, FileRules resource, string name) => MatchesAny(account.Hide, name) || MatchesAny(resource.Hide, name);

    /// <summary>Bytes; null for no limit.</summary>
    public static long? MaximumSize(FileRules account, FileRules resource) =>
        (account.MaximumFileSize, resource.MaximumFileSize) switch
        {
            ({ } a, { } b) => Math.Min(a, b),
            var (a, b) => a ?? b,
        };

    private static bool Accepts(FileRules rules, string name, bool isFolder) =>
        (isFolder || rules.Allow.IsDefaultOrEmpty || MatchesAny(rules.Allow, name)) && !MatchesAny(rules.Deny, name);

    private static bool MatchesAny(ImmutableArray<string> patterns, string name)
    {
        if (patterns.IsDefaultOrEmpty)
        {
            return false;
        }

        var composed = UnicodeForms.Compose(name);
        return patterns.Any(pattern => Patterns.GetOrAdd(pattern, static text => new GlobPattern(UnicodeForms.Compose(text))).Matches(composed));
    }
}
