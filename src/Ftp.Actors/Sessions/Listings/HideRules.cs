using System.Collections.Immutable;
using Ftp.Actors.Accounts;
using Ftp.Actors.Catalog;
using Ftp.Actors.Protocol;

namespace Ftp.Actors.Sessions.Listings;

/// <summary>Names that are neither listed nor found: the hide globs of a resource and of an account together.</summary>
internal sealed class HideRules
{
    private readonly ImmutableArray<GlobPattern> _patterns;

    public HideRules(Resource resource, AccountProfile account) =>
        _patterns = [.. resource.Options.Rules.Hide.Concat(account.Rules.Hide).Select(p => new GlobPattern(p))];

    public bool Hides(string name)
    {
        foreach (var pattern in _patterns)
        {
            if (pattern.Matches(name))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What lies in a hidden folder is hidden too.</summary>
    public bool Hides(FtpPath inside) => !_patterns.IsEmpty && inside.Components.Any(Hides);
}
