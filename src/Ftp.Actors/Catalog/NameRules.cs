using System.Globalization;
using System.Text;
using Ftp.Actors.Persistence;
using Ftp.Actors.Protocol;
using Ftp.Actors.Storage;

namespace Ftp.Actors.Catalog;

/// <summary>Which names and texts the catalogue and the accounts take. Each check returns what is wrong, or null.</summary>
internal static class NameRules
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>A resource, a group or a shown directory: one component that clients can type and operators can tell apart.</summary>
    public static string? Name(string what, string name) =>
        !FtpPath.IsComponent(name) || name.Any(char.IsControl) || Bytes(name) is not <= CatalogLimits.NameBytes || name != name.Trim()
            ? $"'{Printable(name)}' cannot be the name of a {what}: 1 to {CatalogLimits.NameBytes} bytes of text without '/', control characters, or spaces at its ends, and not '.' or '..'"
            : null;

    public static string? Text(string what, string text, int most = CatalogLimits.DescriptionBytes) =>
        Bytes(text) is not { } bytes ? $"the {what} is not valid text"
        : bytes > most ? $"the {what} has {bytes} bytes; at most {most} are allowed"
        : text.Any(c => char.IsControl(c) && c is not ('\n' or '\t')) ? $"the {what} has control characters"
        : null;

    public static string? CommandId(string? id) =>
        id is not null && (id.Length is 0 or > AnsweredCommands.MaximumIdLength || Line("command id", id) is not null)
            ? $"a command id has 1 to {AnsweredCommands.MaximumIdLength} characters, no control characters among them"
            : null;

    /// <summary>One line: it stands in the log and in the history beside what it is about, and must not look like another line there.</summary>
    public static string? Comment(string? comment) => comment is null ? null : Line("comment", comment);

    /// <summary>For a conflict: <c> (bob changed it last, at 2030-01-01 12:00:00Z)</c>; "" where nobody knows.</summary>
    public static string LastChangedBy(string? who, DateTimeOffset? at) =>
        who is null ? "" : $" ({Printable(who)} changed it last{(at is { } moment ? $", at {moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ssZ", CultureInfo.InvariantCulture)}" : "")})";

    public static string? Source(DirectorySource source) =>
        Text("source", source.Root, CatalogLimits.NameBytes)
        ?? (source.Path.Components.Any(c => c.Any(char.IsControl)) ? "the source has control characters" : null);

    public static string? Options(ResourceOptions options) =>
        Mode("file-mode", options.FileMode, 0x180) ?? Mode("directory-mode", options.DirectoryMode, 0x1C0) ?? Rules(options.Rules)
        ?? options.Quota?.Wrong() ?? (options.DownloadRate is <= 0 || options.UploadRate is <= 0 ? "a rate is at least 1 byte a second" : null);

    public static string? Rules(FileRules rules) =>
        Patterns("allow", rules.Allow) ?? Patterns("deny", rules.Deny) ?? Patterns("hide", rules.Hide)
        ?? (rules.MaximumFileSize is <= 0 ? "the maximum file size is at least 1 byte" : null);

    /// <summary>The names there are, for a refusal that helps.</summary>
    public static string ThereAre(IEnumerable<string> names)
    {
        var some = names.Take(21).ToList();
        return some.Count switch
        {
            0 => "there is none",
            > 20 => "there are: " + string.Join(", ", some.Take(20)) + ", …",
            _ => "there are: " + string.Join(", ", some),
        };
    }

    public static string Printable(string text) => string.Concat(text.Take(200).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c));

    private static string? Line(string what, string text) => Text(what, text) ?? (text.Any(c => c is '\n' or '\t' or '\u2028' or '\u2029') ? $"the {what} has control characters" : null);

    /// <summary>The length in UTF-8, or null where it is not valid text.</summary>
    private static int? Bytes(string text)
    {
        try
        {
            return Strict.GetByteCount(text);
        }
        catch (EncoderFallbackException)
        {
            return null;
        }
    }

    private static string? Mode(string what, int? mode, int owner) =>
        mode is { } m && ((m & ~0x1FF) != 0 || (m & owner) != owner)
            ? $"{what} {Convert.ToString(m, 8)} is not allowed: 0 to 777 (octal), and the owner keeps {Convert.ToString(owner, 8)}"
            : null;

    private static string? Patterns(string what, IReadOnlyCollection<string> patterns) =>
        patterns.Count > CatalogLimits.Patterns ? $"{patterns.Count} {what} patterns; at most {CatalogLimits.Patterns} are allowed"
        : patterns.Any(p => p.Length == 0 || p.Contains('/', StringComparison.Ordinal)) ? $"a pattern of '{what}' matches one name: it is not empty and has no '/'"
        : patterns.Select(p => Text($"pattern of '{what}'", p, FtpPath.MaximumComponentBytes)).FirstOrDefault(e => e is not null);
}
