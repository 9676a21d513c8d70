using System.Collections.Immutable;
using System.Net;
using Ftp.Actors.Accounts;
using Ftp.Actors.Catalog;
using Ftp.Actors.Protocol;
using Ftp.Actors.Storage;

namespace Ftp.Actors.Backup;

/// <summary>All that administrators have set, as one value in a fixed order: two servers that are set alike have the same text. Not in it: files, history, keys, bans.</summary>
public sealed record Configuration
{
    public static Configuration Empty { get; } = new() { Settings = [], Groups = [], Resources = [], Users = [] };

    public required ImmutableArray<ConfigurationSetting> Settings { get; init; }
    public required ImmutableArray<ConfigurationGroup> Groups { get; init; }
    public required ImmutableArray<ConfigurationResource> Resources { get; init; }
    public required ImmutableArray<ConfigurationAccount> Users { get; init; }
}

[Flags]
public enum ConfigurationSections
{
    None = 0,
    Settings = 1,
    Groups = 2,
    Resources = 4,
    Users = 8,
    All = 15,
}

/// <param name="Value">As the settings table takes it.</param>
public sealed record ConfigurationSetting(string Key, string Value);

public sealed record ConfigurationGroup(
    string Name, string Description, ImmutableArray<string> Members, ImmutableArray<IPNetwork> AllowFrom, ImmutableArray<IPNetwork> DenyFrom);

public sealed record ConfigurationResource(
    string Name, string Description, DirectorySource Source, ImmutableArray<StoredDirectory> Directories, ResourceOptions Options, ImmutableArray<ConfigurationEntry> Entries,
    ImmutableArray<FtpPath> Closed);

/// <summary>An access-list entry without its id, which is the server's own.</summary>
public sealed record ConfigurationEntry(Holder Holder, FtpPath Folder, Rights Rights, IPNetwork? From, DateTimeOffset? Since, DateTimeOffset? Until)
{
    /// <summary>Whose and where: the server replaces and revokes all entries of one holder at one folder. Groups are the same in any case.</summary>
    internal (HolderKind, string, string) Place => (Holder.Kind, Holder.Kind == HolderKind.Group ? Holder.Name.ToLowerInvariant() : Holder.Name, Folder.ToString());

    /// <summary>Under which conditions: entries of one place with the same conditions are one entry.</summary>
    internal (IPNetwork?, DateTimeOffset?, DateTimeOffset?) When => (From, Since, Until);
}

/// <param name="Password">The verifier, PHC text; null: it has no password.</param>
public sealed record ConfigurationAccount(string Login, bool Enabled, string? Password, AccountDetails Details);
