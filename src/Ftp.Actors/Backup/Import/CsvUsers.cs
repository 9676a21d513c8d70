using System.Collections.Immutable;
using System.Net;
using Ftp.Actors.Accounts;
using Ftp.Actors.Catalog;
using Ftp.Actors.Protocol;
using Ftp.Actors.Settings;

namespace Ftp.Actors.Backup.Import;

/// <summary>Users of a spreadsheet: a header names the columns, in any order; an empty field leaves the default.</summary>
public static class CsvUsers
{
    private delegate string? Column(string text, ref ImportedUser user);

    private static readonly Dictionary<string, Column> Columns = new(StringComparer.OrdinalIgnoreCase)
    {
        ["name"] = (string text, ref ImportedUser user) => Good(user = user with { Login = text }),
        ["password"] = (string text, ref ImportedUser user) => Good(user = user with { Password = text }),
        ["password-hash"] = (string text, ref ImportedUser user) =>
        {
            user = user with { Verifier = text };
            return PasswordHash.Unreadable(text);
        },
        ["description"] = (string text, ref ImportedUser user) => Good(user = user with { Details = user.Details with { Description = text } }),
        ["root"] = (string text, ref ImportedUser user) =>
        {
            var good = FtpPath.TryParse(text, out var root) && !root.IsRoot;
            user = user with { Details = user.Details with { Root = root } };
            return good ? null : "allowed is RESOURCE or RESOURCE/DIRECTORY";
        },
        ["groups"] = (string text, ref ImportedUser user) => Good(user = user with { Groups = Words(text) }),
        ["enabled"] = (string text, ref ImportedUser user) => Put(SettingValues.OnOff(text), "on or off", ref user, (u, on) => u with { Enabled = on }),
        ["max-connections"] = (string text, ref ImportedUser user) =>
            Put(SettingValues.Limit(int.MaxValue)(text), "a number from 1, or unlimited", ref user, (u, most) => u with { Details = u.Details with { MaximumConnections = most } }),
        ["max-file-size"] = (string text, ref ImportedUser user) =>
            Put(SettingValues.Rate(text), "a size like 10MiB, or unlimited", ref user, (u, most) => u with { Details = u.Details with { Rules = u.Details.Rules with { MaximumFileSize = most } } }),
        ["charset"] = (string text, ref ImportedUser user) => Good(user = user with { Details = user.Details with { LegacyCharset = text == "none" ? null : text } }),
        ["download-rate"] = (string text, ref ImportedUser user) => Put(SettingValues.Rate(text), Rate, ref user, (u, rate) => With(u, l => l with { DownloadRate = rate ?? 0 })),
        ["upload-rate"] = (string text, ref ImportedUser user) => Put(SettingValues.Rate(text), Rate, ref user, (u, rate) => With(u, l => l with { UploadRate = rate ?? 0 })),
        ["quota-bytes"] = (string text, ref ImportedUser user) =>
            Put(SettingValues.Size(text), "a size like 10GiB", ref user, (u, most) => With(u, l => l with { Quota = (l.Quota ?? Quota.None) with { Bytes = most } })),
        ["quota-files"] = (string text, ref ImportedUser user) =>
            Put(SettingValues.Whole(0, int.MaxValue)(text), "a number", ref user, (u, most) => With(u, l => l with { Quota = (l.Quota ?? Quota.None) with { Files = most } })),
        ["allow-from"] = (string text, ref ImportedUser user) => Networks(text, ref user, (l, networks) => l with { AllowFrom = networks }),
        ["deny-from"] = (string text, ref ImportedUser user) => Networks(text, ref user, (l, networks) => l with { DenyFrom = networks }),
        ["require-tls"] = (string text, ref ImportedUser user) =>
            Put(SettingValues.OnOff(text), "on or off", ref user, (u, on) => u with { Details = u.Details with { Tls = (u.Details.Tls ?? AccountTls.None) with { Require = on } } }),
    };

    private const string Rate = "bytes a second like 512KiB, or unlimited";

    /// <exception cref="FormatException">The file as a whole cannot be used.</exception>
    public static ImportedUsers Read(ReadOnlySpan<byte> bytes)
    {
        var text = ImportText.Decode(bytes);
        var first = text.AsSpan(0, Math.Max(0, text.AsSpan().IndexOfAny('\r', '\n') is var end && end < 0 ? text.Length : end));
        using var lines = CsvText.Read(text, !first.Contains(',') && first.Contains(';') ? ';' : ',').GetEnumerator();
        if (!lines.MoveNext())
        {
            throw new FormatException("it is empty; its first line names the columns");
        }

        var header = Header(lines.Current.Fields);
        var (users, faults) = (ImmutableArray.CreateBuilder<ImportedUser>(), ImmutableArray.CreateBuilder<ImportFault>());
        while (lines.MoveNext())
        {
            var (line, fields, fault) = lines.Current;
            var user = new ImportedUser(line, "");
            fault ??= fields.Length != header.Length ? $"it has {fields.Length} fields; the header names {header.Length}" : Fill(header, fields, ref user);
            fault ??= user.Login.Length == 0 ? "it has no name" : user is { Password: not null, Verifier: not null } ? "it has a password and a password-hash; one is allowed" : null;
            if (fault is null)
            {
                users.Add(user);
            }
            else
            {
                faults.Add(new ImportFault(line, user.Login, fault));
            }
        }

        return new ImportedUsers(users.ToImmutable(), faults.ToImmutable(), []);
    }

    private static ImmutableArray<string> Header(ImmutableArray<string> fields)
    {
        ImmutableArray<string> names = [.. fields.Select(f => f.Trim())];
        return names.FirstOrDefault(n => !Columns.ContainsKey(n)) is { } unknown
                ? throw new FormatException($"line 1 names the columns, and '{NameRules.Printable(unknown)}' is none{NearestWord.DidYouMean(unknown, Columns.Keys)}; there are {string.Join(", ", Columns.Keys)}")
            : names.GroupBy(n => n, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1) is { } twice ? throw new FormatException($"line 1 names the column '{twice.Key}' twice")
            : !names.Contains("name", StringComparer.OrdinalIgnoreCase) ? throw new FormatException("line 1 names the columns, and 'name' is not among them")
            : names;
    }

    private static string? Fill(ImmutableArray<string> header, ImmutableArray<string> fields, ref ImportedUser user)
    {
        for (var i = 0; i < header.Length; i++)
        {
            // a password is taken as it stands, with the spaces at its ends
            var field = header[i].Equals("password", StringComparison.OrdinalIgnoreCase) ? fields[i] : fields[i].Trim();
            if (field.Length > 0 && Columns[header[i]](field, ref user) is { } wrong)
            {
                return $"{header[i]}: {(header[i].StartsWith("password", StringComparison.OrdinalIgnoreCase) ? "" : $"'{NameRules.Printable(field)}' is not allowed; ")}{wrong}";
            }
        }

        return null;
    }

    private static string? Good(ImportedUser user) => null;

    private static string? Put<T>(Parsed<T> parsed, string allowed, ref ImportedUser user, Func<ImportedUser, T, ImportedUser> put)
    {
        if (parsed.Fault is not null)
        {
            return $"allowed is {allowed}";
        }

        user = put(user, parsed.Value);
        return null;
    }

    private static string? Networks(string text, ref ImportedUser user, Func<AccountLimits, ImmutableArray<IPNetwork>, AccountLimits> put)
    {
        var networks = ImmutableArray.CreateBuilder<IPNetwork>();
        foreach (var word in Words(text))
        {
            if (!NetworkText.TryParse(word, out var network))
            {
                return $"allowed are networks {NetworkText.Allowed}";
            }

            networks.Add(network);
        }

        user = With(user, l => put(l, networks.ToImmutable()));
        return null;
    }

    internal static ImportedUser With(ImportedUser user, Func<AccountLimits, AccountLimits> change) =>
        user with { Details = user.Details with { Limits = change(user.Details.Limits ?? AccountLimits.None) } };

    private static ImmutableArray<string> Words(string text) =>
        [.. text.Split((char[])[';', ',', '|', ' '], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal)];
}
