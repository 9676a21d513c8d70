using System.Collections.Immutable;
using System.Globalization;
using Ftp.Actors.Log;
using Ftp.Actors.Protocol;

namespace Ftp.Actors.Catalog;

/// <summary>Changes of the catalogue in the operator's words.</summary>
public static class CatalogEventText
{
    public static LogEntry Entry(CatalogEvent happened, long revision)
    {
        var (name, text) = Describe(happened);
        var origin = happened.Stamp.Origin;
        var fields = ImmutableDictionary<string, string>.Empty
            .Add("by", origin.By).Add("door", origin.Door).Add("from", origin.From).Add("revision", revision.ToString(CultureInfo.InvariantCulture));
        return new LogEntry(happened.Stamp.At, LogLevel.System, name, $"{origin.By} ({origin.Door}) {text}")
        {
            Resource = (happened as ResourceEvent)?.Resource,
            Fields = happened.Stamp.Comment is { } comment ? fields.Add("comment", comment) : fields,
        };
    }

    /// <summary>A stable name and what happened, to be read after who did it.</summary>
    public static (string Name, string Text) Describe(CatalogEvent happened) => happened switch
    {
        ResourceAdded e => ("resource.added", $"added resource '{e.Resource}' from {e.Source}"),
        ResourceSet e => ("resource.set", $"changed resource '{e.Resource}'"),
        ResourceRenamed e => ("resource.renamed", $"renamed resource '{e.Resource}' to '{e.NewName}'"),
        ResourceRemoved e => ("resource.removed", $"removed resource '{e.Resource}'"),
        DirectoryAdded e => ("resource.directory-added", $"added directory '{e.Shown}' from {e.Source} to resource '{e.Resource}'"),
        DirectoryRemoved e => ("resource.directory-removed", $"removed directory '{e.Shown}' from resource '{e.Resource}'"),
        Granted e => ("rights.granted", $"granted {Describe(e.Entry)} at {Where(e.Resource, e.Entry.Folder)}"),
        GrantReplaced e => ("rights.set", $"set {Describe(e.Entry)} at {Where(e.Resource, e.Entry.Folder)}"),
        Revoked e => ("rights.revoked", $"revoked {(e.Rights is { } r ? RightsText.Short(r) : "everything")} from {e.Holder} at {Where(e.Resource, e.Folder)}"),
        FolderClosed e => ("rights.closed", $"closed {Where(e.Resource, e.Folder)}"),
        FolderOpened e => ("rights.opened", $"opened {Where(e.Resource, e.Folder)}"),
        ResourceRestored e => ("resource.restored", $"brought resource '{e.Resource}' back with {Count(e.Value.Access.Length, "entry", "entries")}"),
        EntriesRestored { Entries.IsEmpty: true } e => ("rights.restored", $"took every entry from {e.Holder} at {Where(e.Resource, e.Folder)}, as it was before"),
        EntriesRestored e => ("rights.restored", $"brought back {string.Join(" and ", e.Entries.Select(Describe))} at {Where(e.Resource, e.Folder)}"),
        GroupAdded e => ("group.added", $"added group '{e.Group}'"),
        GroupSet e => ("group.set", $"changed group '{e.Group}'"),
        GroupRenamed e => ("group.renamed", $"renamed group '{e.Group}' to '{e.NewName}'"),
        GroupRemoved e => ("group.removed", $"removed group '{e.Group}'"),
        GroupRestored e => ("group.restored", $"brought group '{e.Group}' back with {Count(e.Value.Members.Length, "member", "members")} and {Count(e.Entries.Length, "entry", "entries")}"),
        MemberAdded e => ("group.member-added", $"added '{e.Login}' to group '{e.Group}'"),
        MemberRemoved e => ("group.member-removed", $"removed '{e.Login}' from group '{e.Group}'"),
        LoginForgotten e => ("rights.login-forgotten", $"removed the entries and memberships of '{e.Login}'"),
        LoginRenamed e => ("rights.login-renamed", $"moved the entries and memberships of '{e.Login}' to '{e.NewLogin}'"),
        LoginRestored e => ("rights.login-restored", $"gave '{e.Login}' back {Count(e.Entries.Length, "entry", "entries")} and {Count(e.Groups.Length, "membership", "memberships")}"),
        SettingSet e => ("setting.set", $"set {e.Setting} = {e.Value}"),
        SettingReset e => ("setting.reset", $"reset {e.Setting} to the files' value"),
        _ => ("catalog.changed", $"changed '{happened.EntityKey()}'"),
    };

    /// <summary><c>entry 7 (view to group staff, only from 10.0.0.0/8, until 2030-01-01T00:00:00Z)</c>, to be followed by where.</summary>
    public static string Describe(AccessEntry entry) =>
        $"entry {entry.Id} ({RightsText.Short(entry.Rights)} to {entry.Holder}"
        + (entry.From is { } from ? $", only from {from}" : "")
        + (entry.Since is { } since ? $", since {Utc(since)}" : "")
        + (entry.Until is { } until ? $", until {Utc(until)}" : "")
        + ")";

    public static string Where(string resource, FtpPath folder) => $"/{resource}{(folder.IsRoot ? "" : folder.ToString())}";

    private static string Count(int number, string one, string many) => $"{number} {(number == 1 ? one : many)}";

    private static string Utc(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
