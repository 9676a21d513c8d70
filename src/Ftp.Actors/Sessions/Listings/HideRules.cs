using Ftp.Actors.Accounts;
using Ftp.Actors.Catalog;
using Ftp.Actors.Protocol;

namespace Ftp.Actors.Sessions.Listings;

/// <summary>Names that are neither listed nor found: the hide globs of a resource and of an account together.</summary>
internal sealed class HideRules(Resource resource, AccountProfile account)
{
    private readonly (FileRules Account, FileRules Resource) _rules = (account.Rules, resource.Options.Rules);

    public bool Hides(string name) => NameFilter.Hides(_rules.Account, _rules.Resource, name);

    /// <summary>What lies in a hidden folder is hidden too.</summary>
    public bool Hides(FtpPath inside) => NameFilter.Hides(_rules.Account, _rules.Resource, inside);
}
