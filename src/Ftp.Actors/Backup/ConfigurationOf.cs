using System.Collections.Immutable;
using System.Net;
using Ftp.Actors.Accounts;
using Ftp.Actors.Catalog;
using Ftp.Actors.Protocol;
using Ftp.Actors.Serialization;

namespace Ftp.Actors.Backup;

/// <summary>The configuration that a server has. What is quarantined is left out: nobody knows what it was.</summary>
public static class ConfigurationOf
{
    public static ConfigurationPart Catalog(CatalogState state, IEnumerable<string> certificates, DateTimeOffset now, string product) => new()
    {
        MadeAt = now,
        MadeBy = product,
        Revision = state.Revision,
        Certificates = [.. certificates.Order(StringComparer.Ordinal)],
        Settings = [.. state.Settings.Values.Where(s => Readable(state, EntityKind.Setting, s.Key)).OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => new ConfigurationSetting(s.Key, s.Value))],
        Groups = [.. state.Groups.Values.Where(g => Readable(state, EntityKind.Group, g.Name)).Select(g => Of(g, m => Readable(state, EntityKind.Login, m)))],
        Resources = [.. state.Resources.Values.Where(r => Readable(state, EntityKind.Resource, r.Name)).Select(r => Of(r, h => Readable(state, h)))],
        Broken = [.. state.Quarantined.OrderBy(q => q.Key.ToString(), StringComparer.Ordinal).Select(q => new BrokenEntity(q.Key.Kind, q.Key.Name, q.Value))],
    };

    public static ConfigurationPage Accounts(AccountsExported page) => new(
        [.. page.Items.Select(a => new ConfigurationAccount(a.Login, a.Enabled, a.Verifier, Plain(a.Details)))],
        [.. page.Quarantined.Select(r => new BrokenEntity(EntityKind.Account, r.Login, r.Trouble ?? ""))],
        page.Next);

    /// <summary>Entries in one order, with those that say the same of one place as one.</summary>
    internal static ImmutableArray<ConfigurationEntry> Sorted(IEnumerable<ConfigurationEntry> entries) =>
    [
        .. entries.GroupBy(e => (e.Place, e.When)).Select(g => g.First() with { Rights = g.Aggregate(Rights.None, (sum, e) => sum | e.Rights) })
            .OrderBy(e => e.Folder.ToString(), StringComparer.Ordinal).ThenBy(e => e.Holder.Kind).ThenBy(e => e.Place.Item2, StringComparer.Ordinal)
            .ThenBy(e => e.From?.ToString(), StringComparer.Ordinal).ThenBy(e => e.Since).ThenBy(e => e.Until),
    ];

    /// <summary>"Nothing of its own" is written in one way.</summary>
    internal static AccountDetails Plain(AccountDetails details) => details with
    {
        Tls = details.Tls is { } tls && !tls.SameAs(AccountTls.None) ? tls : null,
        Limits = details.Limits is { } limits && !limits.SameAs(AccountLimits.None) ? limits : null,
    };

    private static ConfigurationGroup Of(Group group, Func<string, bool> readable) =>
        new(group.Name, group.Description, [.. group.Members.Where(readable).Order(StringComparer.Ordinal)], List(group.AllowFrom), List(group.DenyFrom));

    private static ConfigurationResource Of(Resource resource, Func<Holder, bool> readable) => new(
        resource.Name, resource.Description, resource.Source, [.. resource.Directories.OrderBy(d => d.Key, StringComparer.Ordinal).Select(d => new StoredDirectory(d.Key, d.Value))], resource.Options,
        Sorted(resource.Access.Where(a => readable(a.Holder)).Select(a => new ConfigurationEntry(a.Holder, a.Folder, a.Rights, a.From, a.Since, a.Until))),
        [.. resource.Closed.OrderBy(c => c.ToString(), StringComparer.Ordinal)]);

    private static ImmutableArray<IPNetwork> List(ImmutableArray<IPNetwork> networks) => networks.IsDefault ? [] : networks;

    private static bool Readable(CatalogState state, Holder holder) => holder.Kind switch
    {
        HolderKind.User => Readable(state, EntityKind.Login, holder.Name),
        HolderKind.Group => Readable(state, EntityKind.Group, holder.Name),
        _ => true,
    };

    private static bool Readable(CatalogState state, EntityKind kind, string name) => !state.Quarantined.ContainsKey(new EntityId(kind, name));
}
