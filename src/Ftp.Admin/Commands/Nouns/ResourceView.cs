using System.Text.Json.Nodes;
using Ftp.Actors.Catalog;
using Ftp.Actors.Protocol;
using Ftp.Actors.Storage;
using Ftp.Admin.Commands.Rendering;

namespace Ftp.Admin.Commands.Nouns;

/// <summary>One resource for <c>resources list</c> and <c>show</c>.</summary>
internal static class ResourceView
{
    /// <summary>The root itself has no name.</summary>
    public static string Source(DirectorySource source) => source.ToString() is { Length: > 0 } text ? text : "/";

    public static JsonObject Json(Resource resource) => new()
    {
        ["name"] = resource.Name,
        ["description"] = resource.Description,
        ["source"] = Source(resource.Source),
        ["directories"] = new JsonArray([.. resource.Directories.Select(d => new JsonObject { ["name"] = d.Key, ["source"] = Source(d.Value) })]),
        ["fileMode"] = Show.Mode(resource.Options.FileMode),
        ["directoryMode"] = Show.Mode(resource.Options.DirectoryMode),
        ["publish"] = resource.Options.Live ? "live" : "whole",
        ["rules"] = FileRuleOptions.Json(resource.Options.Rules),
        ["guests"] = Show.JsonRights(GuestRights(resource)),
    };

    /// <summary>What guests have somewhere in it; "" for nothing.</summary>
    public static string Guests(Resource resource) => GuestRights(resource) is var rights and not Rights.None ? Show.Rights(rights) : "";

    public static CommandResult.Done Of(Resource resource)
    {
        var body = Json(resource);
        body["rights"] = new JsonArray([.. resource.Access.Select(e => EntryView.Json(resource, e))]);
        body["closed"] = Show.List(Closed(resource));
        var fields = Table.Fields(
        [
            ("name", resource.Name), ("description", resource.Description), ("source", Source(resource.Source)),
            .. resource.Directories.Select(d => ("directory", (string?)$"{d.Key} from {Source(d.Value)}")),
            ("file mode", Show.Mode(resource.Options.FileMode)), ("directory mode", Show.Mode(resource.Options.DirectoryMode)),
            ("publish", resource.Options.Live ? "live" : "whole"), .. FileRuleOptions.Fields(resource.Options.Rules), ("closed", string.Join(", ", Closed(resource))),
        ]);
        return new CommandResult.Done(body, $"{fields}\n\n{Table.Of(EntryView.Headings, resource.Access.Select(e => EntryView.Row(resource, e)), "nobody has rights to it")}");
    }

    public static IEnumerable<string> Closed(Resource resource) => resource.Closed.Select(c => EntryView.Path(resource, c)).Order(StringComparer.Ordinal);

    private static Rights GuestRights(Resource resource) =>
        resource.Access.Where(e => e.Holder.Kind == HolderKind.Guest).Aggregate(Rights.None, (sum, e) => sum | e.Rights);
}
