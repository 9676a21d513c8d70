using System.Collections.Concurrent;
using System.Collections.Immutable;
using Ftp.Actors.Catalog;
using Ftp.Actors.Protocol;

namespace Ftp.Actors.Sessions;

/// <summary>Name filters and the size limit: those of the account and those of the resource, each where it is set.</summary>
public static class NameFilter
{
    // Patterns come from operators only, never from clients, so their number has a bound.
    private static readonly ConcurrentDictionary<string, GlobPattern> Patterns = new(StringComparer.Ordinal);

    /// <summary>May a file be stored or renamed under this name?</summary>
    public static bool Accepts(FileRules account, FileRules resource, string name) => Accepts(account, name) && Accepts(resource, name);

    /// <summary>Is this name, or that of a folder above it, hidden?</summary>
    public static bool Hides(FileRules account, FileRules resource, FtpPath inside)
    {
        if (account.Hide.IsDefaultOrEmpty && resource.Hide.IsDefaultOrEmpty)
        {
            return false;
        }

        return inside.Components.Any(name => MatchesAny(account.Hide, name) || MatchesAny(resource.Hide, name));
    }

    /// <summary>Bytes; null for no limit.</summary>
    public static long? MaximumSize(FileRules account, FileRules resource) =>
        (account.MaximumFileSize, resource.MaximumFileSize) switch
        {
            ({ } a, { } b) => Math.Min(a, b),
            var (a, b) => a ?? b,
        };

    private static bool Accepts(FileRules rules, string name) =>
        (rules.Allow.IsDefaultOrEmpty || MatchesAny(rules.Allow, name)) && !MatchesAny(rules.Deny, name);

    private static bool MatchesAny(ImmutableArray<string> patterns, string name) =>
        !patterns.IsDefaultOrEmpty && patterns.Any(pattern => Patterns.GetOrAdd(pattern, static text => new GlobPattern(text)).Matches(name));
}
