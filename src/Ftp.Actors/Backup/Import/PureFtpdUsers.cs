using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using Ftp.Actors.Accounts;
using Ftp.Actors.Catalog;
using Ftp.Actors.Protocol;

namespace Ftp.Actors.Backup.Import;

/// <summary>
/// Pure-FTPd's <c>pureftpd.passwd</c> (README.Virtual-Users): 18 fields between colons. Of hashes only Argon2id comes over; bandwidth is bytes a second and the
/// size quota bytes, as <c>pure-pw</c> stores them.
/// </summary>
public static class PureFtpdUsers
{
    private const int Fields = 18;

    /// <exception cref="FormatException">The file as a whole cannot be used.</exception>
    public static ImportedUsers Read(ReadOnlySpan<byte> bytes)
    {
        var (users, faults) = (ImmutableArray.CreateBuilder<ImportedUser>(), ImmutableArray.CreateBuilder<ImportFault>());
        foreach (var (number, line) in ImportText.Lines(ImportText.Decode(bytes)))
        {
            if (line.Trim().Length == 0 || line[0] == '#')
            {
                continue;
            }

            var fields = line.Split(':');
            try
            {
                users.Add(fields.Length == Fields ? User(number, fields) : throw new FormatException($"it has {fields.Length} fields between colons; a line of pureftpd.passwd has {Fields}"));
            }
            catch (FormatException wrong)
            {
                faults.Add(new ImportFault(number, fields[0], wrong.Message));
            }
        }

        return new ImportedUsers(users.ToImmutable(), faults.ToImmutable(), []);
    }

    private static ImportedUser User(int line, string[] f)
    {
        var notes = new List<string>();
        var (verifier, disabled) = Hash(f[1], notes);
        if (f[2].Length > 0 || f[3].Length > 0)
        {
            notes.Add($"uid {f[2]} and gid {f[3]}: files belong to the server's user");
        }

        Tell(notes, f[8], "upload ratio");
        Tell(notes, f[9], "download ratio");
        Tell(notes, f[13], "allowed local addresses");
        Tell(notes, f[14], "refused local addresses");
        Tell(notes, f[17], "time restriction");
        var (files, size) = (Number("files quota", f[11]), Number("size quota", f[12]));
        var limits = new AccountLimits
        {
            UploadRate = Number("upload bandwidth", f[6]),
            DownloadRate = Number("download bandwidth", f[7]),
            Quota = files is null && size is null ? null : new Quota(size, files),
            AllowFrom = Networks(f[15], "allowed", notes),
            DenyFrom = Networks(f[16], "refused", notes),
        };
        return new ImportedUser(line, f[0])
        {
            Verifier = verifier,
            // an allowed address that did not carry over must not let everybody in
            Enabled = !disabled && !(f[15].Length > 0 && limits.AllowFrom.IsEmpty),
            Details = AccountDetails.Empty with
            {
                Description = f[4],
                MaximumConnections = Number("maximum connections", f[10]) is { } most and > 0 ? (int)Math.Min(most, int.MaxValue) : null,
                Limits = limits.SameAs(AccountLimits.None) ? null : limits,
            },
            Places = Home(f[5], notes) is { } home ? [home] : [],
            Notes = [.. notes],
        };
    }

    private static (string? Verifier, bool Disabled) Hash(string hash, List<string> notes)
    {
        if (hash.StartsWith("$argon2id$", StringComparison.Ordinal))
        {
            if (PasswordHash.Unreadable(hash) is not { } unreadable)
            {
                return (hash, false);
            }

            notes.Add($"password: {unreadable}");
            return (null, false);
        }

        var kind = hash switch
        {
            "" or "*" or "!" or "x" => "none is set",
            ['$', '2', ..] => "bcrypt",
            ['$', '6', ..] => "SHA-512 crypt",
            ['$', '5', ..] => "SHA-256 crypt",
            ['$', '1', ..] => "MD5 crypt",
            ['$', '7', ..] => "scrypt",
            ['$', 'a', ..] => "Argon2 of another kind",
            _ => "DES crypt or unknown",
        };
        notes.Add($"password: its hash ({kind}) cannot be checked here; set one with users passwd");
        return (null, kind == "none is set" && hash.Length > 0);
    }

    /// <summary><c>/srv/ada/./in</c>: locked into /srv/ada, begins in /in.</summary>
    private static ImportedPlace? Home(string home, List<string> notes)
    {
        if (home.Length == 0)
        {
            return null;
        }

        var cut = home.IndexOf("/./", StringComparison.Ordinal);
        if (cut < 0)
        {
            notes.Add("its home was no cage: here it sees nothing outside its directory");
            return new ImportedPlace(home, "/", Rights.Edit);
        }

        if (home.Length > cut + 3)
        {
            notes.Add($"it began in /{home[(cut + 3)..]}; here it begins in /");
        }

        return new ImportedPlace(home[..cut], "/", Rights.Edit);
    }

    /// <exception cref="FormatException">Not a number.</exception>
    private static long? Number(string what, string text) =>
        text.Length == 0 ? null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number == 0 ? null : number
        : throw new FormatException($"{what}: '{NameRules.Printable(text)}' is no number");

    private static void Tell(List<string> notes, string text, string what)
    {
        if (text.Length > 0 && text != "0")
        {
            notes.Add($"{what} {NameRules.Printable(text)}: there is none here");
        }
    }

    private static ImmutableArray<IPNetwork> Networks(string text, string what, List<string> notes)
    {
        var networks = ImmutableArray.CreateBuilder<IPNetwork>();
        foreach (var word in text.Split([',', ' '], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (NetworkText.TryParseMasked(word, out var network))
            {
                networks.Add(network);
            }
            else
            {
                notes.Add($"{what} client '{NameRules.Printable(word)}' is no network");
            }
        }

        return networks.ToImmutable();
    }
}
