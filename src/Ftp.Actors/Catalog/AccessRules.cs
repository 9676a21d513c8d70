using System.Net;
using Ftp.Actors.Accounts;
using Ftp.Actors.Persistence;
using Ftp.Actors.Protocol;
using Ftp.Actors.Serialization;

namespace Ftp.Actors.Catalog;

public static partial class CatalogRules
{
    private static CatalogDecision Grant(CatalogState state, Resource resource, CatalogCommands.Grant c, Stamp stamp) =>
        WithEntry(state, resource, new AccessEntry(state.NextEntryId, c.Holder, c.Folder, c.Rights, Plain(c.From), c.Since, c.Until), stamp.At, entry =>
        {
            var same = resource.Access.FirstOrDefault(a => entry with { Id = a.Id, Rights = a.Rights } == a);
            return same is null ? new Granted(stamp, resource.Name, entry)
                : same.Rights.HasFlag(entry.Rights) ? CatalogDecision.Nothing.Instance
                : new Granted(stamp, resource.Name, same with { Rights = same.Rights | entry.Rights });
        });

    private static CatalogDecision SetGrant(CatalogState state, Resource resource, CatalogCommands.SetGrant c, Stamp stamp) =>
        WithEntry(state, resource, new AccessEntry(state.NextEntryId, c.Holder, c.Folder, c.Rights, Plain(c.From), c.Since, c.Until), stamp.At, entry =>
            resource.Access.Where(a => a.Holder == entry.Holder && a.Folder == entry.Folder).ToList() is [var only] && entry with { Id = only.Id } == only
                ? CatalogDecision.Nothing.Instance
                : new GrantReplaced(stamp, resource.Name, entry));

    private static CatalogDecision Revoke(CatalogState state, Resource resource, CatalogCommands.Revoke c, Stamp stamp)
    {
        var holder = Canonical(state, c.Holder);
        var here = resource.Access.Where(a => a.Holder == holder && a.Folder == c.Folder).ToList();
        return c.Rights is { } some && (some == Rights.None || (some & ~Rights.Edit) != Rights.None) ? CatalogDecision.Invalid($"no such rights; allowed: {RightsText.Allowed}")
            : here.Count == 0 ? CatalogDecision.NotFound($"{holder} has no entry at {Where(resource, c.Folder)}; {Holders(resource)}")
            : c.Rights is { } rights && here.TrueForAll(a => (a.Rights & rights) == Rights.None) ? CatalogDecision.Nothing.Instance
            : new Revoked(stamp, resource.Name, c.Folder, holder, c.Rights);
    }

    private static CatalogDecision Close(Resource resource, CatalogCommands.CloseFolder c, Stamp stamp) =>
        c.Folder.IsRoot ? CatalogDecision.Invalid($"a folder inside '{resource.Name}' can be closed, not the resource itself: revoke its entries instead")
        : resource.Closed.Contains(c.Folder) ? CatalogDecision.Nothing.Instance
        : resource.Closed.Count >= CatalogLimits.ClosedPerResource ? CatalogDecision.Invalid($"the resource has {CatalogLimits.ClosedPerResource} closed folders already, which is the most")
        : new FolderClosed(stamp, resource.Name, c.Folder);

    private static CatalogDecision Open(Resource resource, CatalogCommands.OpenFolder c, Stamp stamp) =>
        resource.Closed.Contains(c.Folder)
            ? new FolderOpened(stamp, resource.Name, c.Folder)
            : CatalogDecision.NotFound($"{Where(resource, c.Folder)} is not closed; {NameRules.ThereAre(resource.Closed.Select(f => Where(resource, f)).Order(StringComparer.Ordinal))}");

    private static CatalogDecision WithEntry(CatalogState state, Resource resource, AccessEntry entry, DateTimeOffset now, Func<AccessEntry, CatalogDecision> decide)
    {
        var fit = entry with { Holder = Canonical(state, entry.Holder) };
        return FirstWrong(
            [
                fit.Rights == Rights.None || (fit.Rights & ~Rights.Edit) != Rights.None ? $"an entry needs rights: {RightsText.Allowed}" : null,
                fit.Until <= fit.Since ? "the entry would end before it begins" : null,
                fit.Until <= now ? "the entry would be over already" : null,
                resource.Access.Length >= CatalogLimits.EntriesPerResource ? $"the resource has {CatalogLimits.EntriesPerResource} entries already, which is the most" : null,
                fit.Holder.Kind == HolderKind.User && !LoginName.IsValid(fit.Holder.Name)
                    ? $"'{NameRules.Printable(fit.Holder.Name)}' cannot be a login: {LoginName.Allowed}"
                    : null,
            ],
            () => fit.Holder.Kind switch
            {
                HolderKind.Group => InGroup(state, fit.Holder.Name, _ => decide(fit)),
                HolderKind.User => Quarantine(state, EntityKind.Login, fit.Holder.Name) ?? decide(fit),
                HolderKind.Guest => decide(fit),
                _ => CatalogDecision.Invalid("an entry is for a user, a group or guests"),
            });
    }

    /// <summary>Groups are found without regard to case, and entries carry the group's own spelling, so that they go with it.</summary>
    private static Holder Canonical(CatalogState state, Holder holder) => holder.Kind switch
    {
        HolderKind.Guest => Holder.Guest,
        HolderKind.Group when state.Groups.TryGetValue(holder.Name, out var group) => Holder.Group(group.Name),
        _ => holder,
    };

    /// <summary>Peers are compared as IPv4 where they are: <c>::ffff:10.0.0.0/104</c> would never match anybody.</summary>
    private static IPNetwork? Plain(IPNetwork? from) =>
        from is { BaseAddress.IsIPv4MappedToIPv6: true, PrefixLength: >= 96 } mapped ? new IPNetwork(mapped.BaseAddress.MapToIPv4(), mapped.PrefixLength - 96) : from;

    private static string Where(Resource resource, FtpPath folder) => $"/{resource.Name}{(folder.IsRoot ? "" : folder.ToString())}";

    private static string Holders(Resource resource) =>
        NameRules.ThereAre(resource.Access.Select(a => $"{a.Holder} at {Where(resource, a.Folder)}").Distinct(StringComparer.Ordinal));
}
