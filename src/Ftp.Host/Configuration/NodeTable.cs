using System.Globalization;
using System.Net;
using Ftp.Actors.Settings;
using Microsoft.Extensions.Logging;
using static Ftp.Actors.Settings.SettingValues;

namespace Ftp.Host.Configuration;

/// <summary>One row per <c>ftp.*</c> key that only files can set; <c>ftp.settings.*</c> has its own table.</summary>
internal static class NodeTable
{
    internal const string Prefix = "ftp.";

    /// <summary>Holds names that the operator chooses.</summary>
    internal const string MoreRoots = "storage.more-roots";

    /// <summary>A misspelt key below it may be the one that holds the database's password.</summary>
    internal const string Persistence = "persistence";

    internal static SettingRows<NodeOptions> For(string currentDirectory)
    {
        return new SettingRows<NodeOptions>(
            Prefix,
            Row("node.name", "auto, or letters, digits and '-', at most 63", Name, (o, v) => o with { NodeName = v }, o => o.NodeName),
            Row("node.data-directory", "a directory", Directory, (o, v) => o with { DataDirectory = v }, o => o.DataDirectory),
            Row("storage.root", "a directory", Directory, (o, v) => o with { StorageRoot = v }, o => o.StorageRoot),
            Row("storage.file-mode", "octal permissions such as \"0640\", with read and write for the owner", Mode(0b110_000_000), (o, v) => o with { FileMode = v }, o => Octal(o.FileMode)),
            Row("storage.directory-mode", "octal permissions such as \"0750\", with all three for the owner", Mode(0b111_000_000), (o, v) => o with { DirectoryMode = v }, o => Octal(o.DirectoryMode)),
            Row("storage.minimum-free", "a size such as 0, 512MiB or 1GiB", Size, (o, v) => o with { MinimumFree = v }, o => Size(o.MinimumFree)),
            Row("storage.keep-partial", "a duration such as 0s, 90m or 24h", Duration(TimeSpan.Zero, TimeSpan.FromDays(3650)), (o, v) => o with { KeepPartial = v }, o => Duration(o.KeepPartial)),
            Row("persistence.provider", "sqlite or postgresql", Provider, (o, v) => o with { Provider = v }, o => o.Provider == PersistenceProvider.Sqlite ? "sqlite" : "postgresql"),
            Row("persistence.connection-string", "text", Talk(4096), (o, v) => o with { ConnectionString = v }, o => o.ConnectionString) with { Secret = true },
            Row("log.format", "text or json", OneOf("no such format", "text", "json"), (o, v) => o with { JsonLog = v == "json" }, o => o.JsonLog ? "json" : "text"),
            Row("log.level", "debug, information, warning or error", Level, (o, v) => o with { LogLevel = v }, o => o.LogLevel.ToString().ToLowerInvariant()),
            Row("admin.address", "an IP address", Address, (o, v) => o with { AdminAddress = v }, o => o.AdminAddress),
            Row("admin.port", "1 to 65535", Port, (o, v) => o with { AdminPort = v }, o => Number(o.AdminPort)));

        Parsed<string> Directory(string text) => Folder(SettingText.Unquote(text), currentDirectory);
    }

    /// <summary>An absolute path; relative ones start where the caller stands.</summary>
    internal static Parsed<string> Folder(string path, string currentDirectory) =>
        path.Length == 0 ? new Fault("empty")
        : path.Contains('\0', StringComparison.Ordinal) ? new Fault("not a path")
        : Path.TrimEndingDirectorySeparator(Path.GetFullPath(path, currentDirectory));

    private static SettingRow<NodeOptions> Row<T>(
        string key, string allowed, Func<string, Parsed<T>> parse, Func<NodeOptions, T, NodeOptions> put, Func<NodeOptions, string> write) =>
        SettingRow.Of(key, allowed, parse, put, write);

    private static Parsed<string> Name(string text)
    {
        var name = SettingText.Unquote(text);
        return name == "auto" ? HostName()
            : name.Length is > 0 and <= 63 && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') ? name
            : new Fault("not a name");
    }

    private static string HostName()
    {
        var name = new string([.. Environment.MachineName.Split('.')[0].Where(c => char.IsAsciiLetterOrDigit(c) || c == '-').Take(63)]);
        return name.Length == 0 ? "node" : name;
    }

    private static Func<string, Parsed<int>> Mode(int needed) => text =>
    {
        var digits = SettingText.Unquote(text);
        if (digits.Length is < 3 or > 4 || digits.Any(c => c is < '0' or > '7'))
        {
            return new Fault("not octal permissions");
        }

        var mode = Convert.ToInt32(digits, 8);
        return mode > 0b111_111_111 ? new Fault("set-id and sticky bits are not given to stored files")
            : (mode & needed) != needed ? new Fault("the server could not use it itself")
            : mode;
    };

    private static string Octal(int mode) => "0" + Convert.ToString(mode, 8).PadLeft(3, '0');

    private static Parsed<PersistenceProvider> Provider(string text) => SettingText.Unquote(text) switch
    {
        "sqlite" => PersistenceProvider.Sqlite,
        "postgresql" => PersistenceProvider.PostgreSql,
        _ => new Fault("no such provider"),
    };

    private static Parsed<LogLevel> Level(string text) => SettingText.Unquote(text) switch
    {
        "debug" => LogLevel.Debug,
        "information" => LogLevel.Information,
        "warning" => LogLevel.Warning,
        "error" => LogLevel.Error,
        _ => new Fault("no such level"),
    };

    private static Parsed<string> Address(string text) =>
        IPAddress.TryParse(SettingText.Unquote(text), out var address) ? address.ToString() : new Fault("not an IP address");
}
