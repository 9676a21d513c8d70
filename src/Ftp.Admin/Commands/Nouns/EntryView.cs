using System.Text.Json.Nodes;
using Ftp.Actors.Catalog;
using Ftp.Actors.Protocol;
using Ftp.Admin.Commands.Rendering;

namespace Ftp.Admin.Commands.Nouns;

/// <summary>An access-list entry as lists show it.</summary>
internal static class EntryView
{
    public static readonly string[] Headings = ["ID", "FOLDER", "FOR", "RIGHTS", "FROM", "SINCE", "UNTIL"];

    public static JsonObject Json(Resource resource, AccessEntry entry) => new()
    {
        ["name"] = Path(resource, entry.Folder),
        ["id"] = entry.Id,
        ["resource"] = resource.Name,
        ["folder"] = entry.Folder.ToString(),
        ["kind"] = Kind(entry.Holder),
        ["holder"] = entry.Holder.Kind == HolderKind.Guest ? null : entry.Holder.Name,
        ["rights"] = Show.JsonRights(entry.Rights),
        ["from"] = entry.From?.ToString(),
        ["since"] = Show.JsonMoment(entry.Since),
        ["until"] = Show.JsonMoment(entry.Until),
    };

    public static string[] Row(Resource resource, AccessEntry entry) =>
    [
        $"{entry.Id}", Path(resource, entry.Folder), entry.Holder.ToString(), RightsText.Short(entry.Rights), entry.From?.ToString() ?? "", Show.Moment(entry.Since) ?? "",
        Show.Moment(entry.Until) ?? "",
    ];

    public static string Path(Resource resource, FtpPath folder) => SafeText.ForJson(FtpPath.Root.Child(resource.Name).Append(folder).ToString());

    private static string Kind(Holder holder) => holder.Kind switch { HolderKind.User => "user", HolderKind.Group => "group", _ => "guest" };
}
