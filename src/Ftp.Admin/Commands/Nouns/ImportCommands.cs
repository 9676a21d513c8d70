using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Ftp.Actors.Backup.Import;
using Ftp.Actors.Protocol;

namespace Ftp.Admin.Commands.Nouns;

/// <summary><c>users import</c>, the server's half; the file is read at the caller's (<c>Ctl/ImportAtCaller</c>).</summary>
internal static class ImportCommands
{
    public delegate ImportedUsers Reader(byte[] bytes);

    public static readonly Parameter<string> File = new("file", ValueKinds.Text("FILE"), "the file with the users") { Required = true };
    public static readonly Parameter<Reader> Format = new(
        "format",
        ValueKinds.Word<Reader>([("csv", b => CsvUsers.Read(b)), ("filezilla", FileZillaUsers.Read), ("vsftpd", b => VsftpdUsers.Read(b)), ("pureftpd", b => PureFtpdUsers.Read(b))]),
        "csv (line 1 names the columns), FileZilla Server's users.xml or FileZilla Server.xml, a vsftpd user list, pureftpd.passwd")
    { Required = true };
    public static readonly Parameter<ResourcePlace> Root = new("root", ValueKinds.Place with { Placeholder = "RESOURCE[/DIRECTORY]" }, "this directory is the accounts' /, where the file names none");
    public static readonly Flag Home = new("home", "make and use a folder of its own for each, homes/NAME, with all rights");
    public static readonly Parameter<string> Resource = new("resource", ValueKinds.Name("NAME"), "give each of them rights to this resource");
    public static readonly Parameter<Rights> RightsGiven = new("rights", ValueKinds.Rights, "which rights --resource gives (edit where it is not named), or --root");
    public static readonly Parameter<DirectoryMap> Map = new("map", MapKind, "a directory of the other server and the place here that has its files; repeatable") { Repeatable = true };

    public static ImmutableArray<Command> All { get; } =
    [
        new("users import", "make accounts from a CSV or another server's users, and say what did not carry over", RunAsync)
        {
            Arguments = [File],
            Options = [Format, BackupCommands.DryRun, Root, Home, Resource, RightsGiven, Map, Command.Out],
            Inner = [BackupCommands.Steps, BackupCommands.Comment],
            Choices = [new(ChoiceKind.AtMostOne, Root, Home)],
            PasswordUse = PasswordUse.Many,
            Examples =
            [
                "users import people.csv --format csv --home --generate --out passwords.csv",
                "users import users.xml --format filezilla --map 'D:\\ftp=public' --dry-run",
                "users import pureftpd.passwd --format pureftpd --map /home/ftpusers=homes",
            ],
        },
    ];

    private static ValueKind<DirectoryMap> MapKind => new(
        "DIRECTORY=RESOURCE[/SUB]", "a directory of the other server, =, and RESOURCE or RESOURCE/FOLDER", (string text, [MaybeNullWhen(false)] out DirectoryMap map) =>
        {
            var equals = text.LastIndexOf('=');
            var good = equals > 0 && FtpPath.TryParse(text[(equals + 1)..], out var path) && !path.IsRoot;
            map = good ? new DirectoryMap(text[..equals], FtpPath.Parse(text[(equals + 1)..])) : null;
            return good;
        });

    private static async Task<CommandResult> RunAsync(CommandContext context, CommandCall call, CancellationToken cancel)
    {
        var units = BackupCommands.Units(call);
        if (call.Has(Home) && !units.IsEmpty)
            await UserHomes.EnsureAsync(context, call.Origin, cancel);
        return await BackupSteps.RunAsync(context, units, call.Origin, call.Find(BackupCommands.Comment), create: false, cancel);
    }

    /// <param name="From">As the other server writes it.</param>
    public sealed record DirectoryMap(string From, FtpPath To);
}
