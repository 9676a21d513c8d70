using System.Globalization;
using Ftp.Actors.Accounts;
using Ftp.Actors.Catalog;

namespace Ftp.Actors.History;

/// <summary>
/// How a change is called: <c>12</c> for the catalogue's, <c>ada:3</c> for the third of the login ada, <c>certificates#7</c> for the certificate store's (no login has a <c>#</c>).
/// </summary>
/// <param name="Entity">As in the journal.</param>
public sealed record RevisionName(string Entity, long Revision)
{
    public const string Allowed = "a revision as 'history' shows it: 12, or ada:3";

    private const string AccountPrefix = "account-";

    /// <summary>The entity's login in lower case; null: it is no account.</summary>
    public string? Login => Entity.StartsWith(AccountPrefix, StringComparison.Ordinal) ? Entity[AccountPrefix.Length..] : null;

    public bool IsCatalog => Entity == CatalogActor.Id;

    public static string EntityOf(string login) => AccountPrefix + login.ToLowerInvariant();

    public static string Of(long revision) => revision.ToString(CultureInfo.InvariantCulture);

    public static bool TryParse(string text, out RevisionName revision)
    {
        var cut = text.LastIndexOfAny([':', '#']);
        revision = new RevisionName(cut < 0 ? CatalogActor.Id : text[cut] == ':' ? EntityOf(text[..cut]) : text[..cut], 0);
        if (!long.TryParse(text.AsSpan(cut + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < 1
            || (cut == 0) || (cut > 0 && text[cut] == ':' && !LoginName.IsValid(text[..cut])))
        {
            return false;
        }

        revision = revision with { Revision = number };
        return true;
    }

    public override string ToString() => IsCatalog ? Of(Revision) : Login is { } login ? $"{login}:{Of(Revision)}" : $"{Entity}#{Of(Revision)}";
}
