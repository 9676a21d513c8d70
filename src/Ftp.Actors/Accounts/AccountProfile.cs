using System.Collections.Immutable;
using Ftp.Actors.Catalog;
using Ftp.Actors.Protocol;

namespace Ftp.Actors.Accounts;

/// <summary>An account without its secret: what a session needs to know of it.</summary>
/// <param name="Root">Catalogue path (<c>/RESOURCE[/DIRECTORY]</c>) that is the account's "/"; null: its "/" lists its resources.</param>
public sealed record AccountProfile(string Login, bool IsGuest, bool Enabled, FtpPath? Root)
{
    public string Description { get; init; } = "";
    public FileRules Rules { get; init; } = FileRules.None;
    /// <summary>CP1251, CP866, ISO-8859-1 …; null: the settings' <c>legacy-charset</c>.</summary>
    public string? LegacyCharset { get; init; }
    /// <summary>Sessions of this login; null: the settings' <c>maximum-connections-per-login</c>.</summary>
    public int? MaximumConnections { get; init; }
    public AccountTls Tls { get; init; } = AccountTls.None;
    public AccountLimits Limits { get; init; } = AccountLimits.None;

    /// <param name="loggedInAs">In whatever spelling: it can become a folder's name, and ANONYMOUS shall not have another folder than anonymous.</param>
    public static AccountProfile Guest(string loggedInAs) => new(loggedInAs.ToLowerInvariant(), IsGuest: true, Enabled: true, Root: null);
}
