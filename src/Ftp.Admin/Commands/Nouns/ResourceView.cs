using System.Text.Json.Nodes;
using Ftp.Actors.Catalog;
using Ftp.Actors.Protocol;
using Ftp.Actors.Serialization;
using Ftp.Actors.Storage;
using Ftp.Admin.Commands.Rendering;

namespace Ftp.Admin.Commands.Nouns;

/// <summary>One resource for <c>resources list</c> and <c>show</c>.</summary>
internal static class ResourceView
{
    /// <summary>The root itself has no name.</summary>
    public static string Source(DirectorySource source) => source.ToString() is { Length: > 0 } text ? text : "/";

    /// <param name="trouble">Why it is quarantined; null: it is not.</param>
    public static JsonObject Json(Resource resource, string? trouble) => ResourceRates.AddTo(new JsonObject
    {
        ["name"] = resource.Name,
        ["trouble"] = SafeText.ForJson(trouble),
        ["description"] = resource.Description,
        ["source"] = Source(resource.Source),
        ["directories"] = new JsonArray([.. resource.Directories.Select(d => new JsonObject { ["name"] = d.Key, ["source"] = Source(d.Value) })]),
        ["fileMode"] = Show.Mode(resource.Options.FileMode),
        ["directoryMode"] = Show.Mode(resource.Options.DirectoryMode),
        ["publish"] = resource.Options.Live ? "live" : "whole",
        ["rules"] = FileRuleOptions.Json(resource.Options.Rules),
        ["quota"] = QuotaOptions.Json(resource.Options.Quota),
        ["guests"] = Show.JsonRights(GuestRights(resource)),
    }, resource.Options);

    /// <summary>What guests have somewhere in it; "" for nothing.</summary>
    public static string Guests(Resource resource) => GuestRights(resource) is var rights and not Rights.None ? RightsText.Short(rights) : "";

    /// <summary>With those of which nothing but the name can be read: removing them is the way out.</summary>
    public static CommandResult.Done List(CatalogState state)
    {
        var unreadable = state.Quarantined.Where(q => q.Key.Kind == EntityKind.Resource && !state.Resources.ContainsKey(q.Key.Name)).OrderBy(q => q.Key.Name, StringComparer.OrdinalIgnoreCase).ToList();
        var items = state.Resources.Values.Select(r => Json(r, state.Trouble(EntityKind.Resource, r.Name)))
            .Concat(unreadable.Select(q => new JsonObject { ["name"] = q.Key.Name, ["trouble"] = SafeText.ForJson(q.Value) }));
        var rows = state.Resources.Values.Select(r => new[] { r.Name, State(state.Trouble(EntityKind.Resource, r.Name)), Source(r.Source), $"{r.Access.Length}", Guests(r), r.Description })
            .Concat(unreadable.Select(q => new[] { q.Key.Name, State(q.Value), "", "", "", q.Value }));
        return new CommandResult.Done(Show.Items(items), Table.Of(["NAME", "STATE", "SOURCE", "ENTRIES", "GUESTS", "DESCRIPTION"], rows, "no resources"));
    }

    private static string State(string? trouble) => trouble is null ? "published" : "quarantined";

    /// <param name="revision">The catalogue's.</param>
    public static CommandResult.Done Of(Resource resource, string? trouble, long revision)
    {
        var body = Json(resource, trouble);
        body["revision"] = revision;
        body["rights"] = new JsonArray([.. resource.Access.Select(e => EntryView.Json(resource, e))]);
        body["closed"] = Show.List(Closed(resource));
        var fields = Table.Fields(
        [
            ("name", resource.Name), ("state", State(trouble)), ("trouble", trouble), ("description", resource.Description), ("source", Source(resource.Source)),
            .. resource.Directories.Select(d => ("directory", (string?)$"{d.Key} from {Source(d.Value)}")),
            ("file mode", Show.Mode(resource.Options.FileMode)), ("directory mode", Show.Mode(resource.Options.DirectoryMode)),
            ("publish", resource.Options.Live ? "live" : "whole"), .. ResourceRates.Fields(resource.Options), .. FileRuleOptions.Fields(resource.Options.Rules),
            .. QuotaOptions.Fields(resource.Options.Quota), ("closed", string.Join(", ", Closed(resource))),
        ]);
        return new CommandResult.Done(body, $"{fields}\n\n{Table.Of(EntryView.Headings, resource.Access.Select(e => EntryView.Row(resource, e)), "nobody has rights to it")}");
    }

    public static IEnumerable<string> Closed(Resource resource) => resource.Closed.Select(c => EntryView.Path(resource, c)).Order(StringComparer.Ordinal);

    private static Rights GuestRights(Resource resource) =>
        resource.Access.Where(e => e.Holder.Kind == HolderKind.Guest).Aggregate(Rights.None, (sum, e) => sum | e.Rights);
}
