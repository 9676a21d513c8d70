using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Ftp.Actors.Accounts;
using Ftp.Actors.Catalog;
using Ftp.Actors.Protocol;

namespace Ftp.Actors.Backup.Import;

/// <summary>FileZilla Server's users: <c>users.xml</c> of 1.x, and <c>FileZilla Server.xml</c> of 0.9, which <see cref="FileZillaOldUsers"/> reads.</summary>
public static class FileZillaUsers
{
    private const int MostCharacters = 64 * 1024 * 1024;

    /// <exception cref="FormatException">The file as a whole cannot be used.</exception>
    public static ImportedUsers Read(byte[] bytes)
    {
        var root = Load(bytes).Root!;
        return root.Name.LocalName switch
        {
            "filezilla" => Collect(root.Elements().Where(e => e.Name.LocalName == "user"), e => (string?)e.Attribute("name"), e => User(e, root)),
            "FileZillaServer" => Collect(root.Elements("Users").Elements("User"), e => (string?)e.Attribute("Name"), e => FileZillaOldUsers.User(e, root)),
            var other => throw new FormatException($"its outermost element is '{NameRules.Printable(other)}'; FileZilla Server's are 'filezilla' (users.xml) and 'FileZillaServer' (FileZilla Server.xml)"),
        };
    }

    /// <summary>No DTD, so no entity but XML's own five: nothing can be fetched, and nothing can grow.</summary>
    private static XDocument Load(byte[] bytes)
    {
        try
        {
            using var reader = XmlReader.Create(
                new MemoryStream(bytes),
                new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = MostCharacters, MaxCharactersFromEntities = 1024 });
            return XDocument.Load(reader, LoadOptions.SetLineInfo);
        }
        catch (XmlException e)
        {
            throw new FormatException(e.Message.Contains("DTD", StringComparison.Ordinal)
                ? "it has a document type (DTD); FileZilla Server's files have none, and this one is not read"
                : string.Create(CultureInfo.InvariantCulture, $"it is no whole XML document (line {e.LineNumber})"));
        }
    }

    private static ImportedUsers Collect(IEnumerable<XElement> elements, Func<XElement, string?> name, Func<XElement, ImportedUser> read)
    {
        var (users, faults, notes) = (ImmutableArray.CreateBuilder<ImportedUser>(), ImmutableArray.CreateBuilder<ImportFault>(), new List<string>());
        foreach (var element in elements)
        {
            var login = name(element) ?? "";
            if (login == "<system user>")
            {
                notes.Add("the users of the operating system do not come over");
                continue;
            }

            try
            {
                users.Add(login.Length > 0 ? read(element) : throw new FormatException("it has no name"));
            }
            catch (FormatException wrong)
            {
                faults.Add(new ImportFault(Line(element), login, wrong.Message));
            }
        }

        return new ImportedUsers(users.ToImmutable(), faults.ToImmutable(), [.. notes]);
    }

    private static ImportedUser User(XElement user, XElement root)
    {
        var notes = new List<string>();
        XElement? Child(string name) => user.Elements().FirstOrDefault(e => e.Name.LocalName == name);
        string Text(string name) => Child(name)?.Value.Trim() ?? "";
        IEnumerable<XElement> All(string name) => user.Elements().Where(e => e.Name.LocalName == name);

        var groups = All("group").Select(g => ((string?)g.Attribute("name") ?? g.Value).Trim()).Where(g => g.Length > 0).ToImmutableArray();
        if (!groups.IsEmpty)
        {
            notes.Add($"what the group {string.Join(", ", groups)} gave its members there is to be given to the group here");
        }

        var rates = Child("rate_limits");
        var limits = Networks(Text("allowed_ips"), Text("disallowed_ips"), notes, out var nobody) with
        {
            UploadRate = Rate(rates, "inbound"),
            DownloadRate = Rate(rates, "outbound"),
        };
        if (Rate(rates, "session_inbound") is not null || Rate(rates, "session_outbound") is not null)
        {
            notes.Add("rates of one session: here a rate is the user's, over all sessions");
        }

        if (Child("session_open_limits") is { } open && open.Attributes().Any(a => a.Value is not ("unlimited" or "0")))
        {
            notes.Add("limits of open files and directories: there are none here");
        }

        return new ImportedUser(Line(user), (string)user.Attribute("name")!)
        {
            Enabled = (string?)user.Attribute("enabled") is null or "true" or "1" && !nobody,
            Verifier = Password(Child("password"), notes),
            Groups = groups,
            Details = AccountDetails.Empty with
            {
                Description = Text("description"),
                MaximumConnections = int.TryParse(Text("session_count_limit"), NumberStyles.None, CultureInfo.InvariantCulture, out var most) && most > 0 ? most : null,
                Limits = limits.SameAs(AccountLimits.None) ? null : limits,
            },
            Places = [.. All("mount_point").Select(m => Place(m, notes)).OfType<ImportedPlace>()],
            Notes = [.. notes],
        };
    }

    private static string? Password(XElement? password, List<string> notes)
    {
        string? Part(string name) => password?.Elements().FirstOrDefault(e => e.Name.LocalName == name)?.Value.Trim();
        if (Part("hash") is not { Length: > 0 } hash)
        {
            notes.Add("password: none is set");
            return null;
        }

        if (Part("salt") is not { } salt || !int.TryParse(Part("iterations"), NumberStyles.None, CultureInfo.InvariantCulture, out var iterations))
        {
            notes.Add("password: its hash is not PBKDF2 and cannot be checked here; set one with users passwd");
            return null;
        }

        var verifier = string.Create(CultureInfo.InvariantCulture, $"$pbkdf2-sha256$i={iterations}${salt.TrimEnd('=')}${hash.TrimEnd('=')}");
        if (PasswordHash.Unreadable(verifier) is { } unreadable)
        {
            notes.Add($"password: {unreadable}; set one with users passwd");
            return null;
        }

        return verifier;
    }

    /// <summary>access 0: read, 1: write too, 2: nothing. recursive 2: folders may be made and removed as well.</summary>
    private static ImportedPlace? Place(XElement mount, List<string> notes)
    {
        var path = (string?)mount.Attribute("new_native_path") is { Length: > 0 } fresh ? fresh : (string?)mount.Attribute("native_path") ?? "";
        var shown = (string?)mount.Attribute("tvfs_path") ?? "/";
        if ((string?)mount.Attribute("access") == "2")
        {
            notes.Add($"{shown} was closed to it there: close the folder here (rights close) where it lies inside another");
            return null;
        }

        var rights = (string?)mount.Attribute("access") != "1" ? Rights.View
            : (string?)mount.Attribute("recursive") == "2" ? Rights.Edit
            : Rights.Edit & ~(Rights.CreateDirectory | Rights.RemoveDirectory);
        return new ImportedPlace(path, shown, rights);
    }

    /// <summary>Bytes a second.</summary>
    private static long? Rate(XElement? rates, string name) =>
        long.TryParse((string?)rates?.Attribute(name), NumberStyles.None, CultureInfo.InvariantCulture, out var rate) && rate > 0 ? rate : null;

    /// <summary>FileZilla's allowed addresses are exceptions from the refused ones: alone they mean nothing, and beside "everybody" they are the only ones that may.</summary>
    /// <param name="nobody">It could log in from nowhere, or what it could log in from cannot be told here.</param>
    internal static AccountLimits Networks(string allowed, string refused, List<string> notes, out bool nobody)
    {
        var (exceptions, none) = (Networks(allowed, notes), Networks(refused, notes));
        nobody = false;
        if (none.Any(n => n.PrefixLength == 0))
        {
            nobody = exceptions.IsEmpty;
            if (nobody)
            {
                notes.Add("it could log in from nowhere there, so it is disabled here");
            }

            return AccountLimits.None with { AllowFrom = exceptions };
        }

        if (!exceptions.IsEmpty)
        {
            notes.Add(none.IsEmpty ? "allowed addresses without refused ones: they had no effect there" : $"exceptions from the refused addresses ({allowed.Trim()}): here what is refused is refused");
        }

        return AccountLimits.None with { DenyFrom = none };
    }

    private static ImmutableArray<IPNetwork> Networks(string text, List<string> notes)
    {
        var networks = ImmutableArray.CreateBuilder<IPNetwork>();
        foreach (var word in text.Split((char[])[' ', ',', ';', '\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (NetworkText.TryParseMasked(word, out var network))
            {
                networks.Add(network);
            }
            else
            {
                notes.Add($"the address '{NameRules.Printable(word)}' is no network here");
            }
        }

        return networks.ToImmutable();
    }

    internal static int Line(XElement element) => ((IXmlLineInfo)element).LineNumber;
}
