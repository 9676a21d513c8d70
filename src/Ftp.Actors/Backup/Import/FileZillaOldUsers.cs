using System.Globalization;
using System.Xml.Linq;
using Ftp.Actors.Accounts;
using Ftp.Actors.Protocol;

namespace Ftp.Actors.Backup.Import;

/// <summary>One <c>User</c> of FileZilla Server 0.9. Its passwords (MD5, or SHA-512 with a salt) cannot be checked here.</summary>
internal static class FileZillaOldUsers
{
    /// <summary>What each option of a directory gives.</summary>
    private static readonly (string Option, Rights Rights)[] Permissions =
    [
        ("DirList", Rights.List), ("FileRead", Rights.Download), ("FileWrite", Rights.Upload | Rights.Overwrite | Rights.SetAttributes), ("FileAppend", Rights.Append),
        ("FileDelete", Rights.Delete), ("DirCreate", Rights.CreateDirectory), ("DirDelete", Rights.RemoveDirectory),
    ];

    public static ImportedUser User(XElement user, XElement root)
    {
        var notes = new List<string>();
        string Option(string name) => FileZillaOldUsers.Option(user, name);
        var pass = Option("Pass");
        notes.Add(pass.Length == 0 ? "password: none is set" : $"password: its hash ({(pass.Length == 32 ? "MD5" : "SHA-512 with a salt")}) cannot be checked here; set one with users passwd");
        if (Number(Option("IP Limit")) is not null)
        {
            notes.Add("its limit of connections from one address: here that is one setting for all (maximum-connections-per-host)");
        }

        var limits = FileZillaUsers.Networks(Addresses(user, "Allowed"), Addresses(user, "Disallowed"), notes, out var nobody) with
        {
            DownloadRate = Rate(user, "Dl", notes),
            UploadRate = Rate(user, "Ul", notes),
        };
        var group = Option("Group");
        if (group.Length > 0)
        {
            notes.Add($"what the group {group} gave its members there is to be given to the group here");
        }

        return new ImportedUser(FileZillaUsers.Line(user), (string)user.Attribute("Name")!)
        {
            Enabled = Option("Enabled") != "0" && !nobody,
            Groups = group.Length > 0 ? [group] : [],
            Details = AccountDetails.Empty with
            {
                Description = Option("Comments"),
                MaximumConnections = Number(Option("User Limit")),
                Tls = Option("ForceSsl") == "1" ? AccountTls.None with { Require = true } : null,
                Limits = limits.SameAs(AccountLimits.None) ? null : limits,
            },
            Places = [.. user.Elements("Permissions").Elements("Permission").Select(p => Place(p, notes))],
            Notes = [.. notes],
        };
    }

    private static ImportedPlace Place(XElement permission, List<string> notes)
    {
        var path = (string?)permission.Attribute("Dir") ?? "";
        var rights = Permissions.Where(p => Option(permission, p.Option) == "1").Aggregate(Rights.None, (sum, p) => sum | p.Rights);
        // it asked for both where a file was renamed
        if (rights.HasFlag(Rights.Delete | Rights.Upload))
        {
            rights |= Rights.Rename;
        }

        if (Option(permission, "DirSubdirs") == "0")
        {
            notes.Add($"{path}: it saw no folders below it there; here it does");
        }

        var alias = permission.Elements("Aliases").Elements("Alias").FirstOrDefault()?.Value.Trim();
        return new ImportedPlace(path, Option(permission, "IsHome") == "1" ? "/" : alias ?? path, rights);
    }

    private static string Addresses(XElement user, string list) => string.Join(' ', user.Elements("IpFilter").Elements(list).Elements("IP").Select(i => i.Value));

    /// <summary>Type 2 is one number, in KiB a second; 3 is a table of hours.</summary>
    private static long? Rate(XElement user, string direction, List<string> notes)
    {
        var limits = user.Element("SpeedLimits");
        var type = (string?)limits?.Attribute(direction + "Type");
        if (type == "3")
        {
            notes.Add($"speed limits by the hour ({(direction == "Dl" ? "download" : "upload")}): there are none here");
        }

        return type == "2" && Number((string?)limits?.Attribute(direction + "Limit") ?? "") is { } kib ? kib * 1024L : null;
    }

    private static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;

    private static string Option(XElement element, string name) => element.Elements("Option").FirstOrDefault(o => (string?)o.Attribute("Name") == name)?.Value.Trim() ?? "";
}
