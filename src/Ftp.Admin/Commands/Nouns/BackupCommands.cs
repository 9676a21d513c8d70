using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ftp.Actors.Accounts;
using Ftp.Actors.Backup;
using Ftp.Actors.Catalog;
using Ftp.Actors.Certificates;
using Ftp.Admin.Commands.Rendering;

namespace Ftp.Admin.Commands.Nouns;

/// <summary>
/// <c>backup</c> and <c>restore</c>, the server's half: it tells its configuration in pages and carries out steps. What is in the caller's file, and what it would
/// change, the caller's side knows (<c>Ctl/BackupAtCaller</c>, <c>Ctl/RestoreAtCaller</c>), so that no file, however large, is the server's burden.
/// </summary>
internal static class BackupCommands
{
    private static readonly (string Word, ConfigurationSections Value)[] Sections =
    [
        ("settings", ConfigurationSections.Settings), ("resources", ConfigurationSections.Resources), ("groups", ConfigurationSections.Groups), ("users", ConfigurationSections.Users),
    ];

    public static readonly Parameter<string> Target = new("file", ValueKinds.Text("FILE"), "the file to write, readable by you alone; - for standard output") { Required = true };
    public static readonly Parameter<string> Source = new("file", ValueKinds.Text("FILE"), "a file that 'backup' wrote") { Required = true };
    public static readonly Parameter<string> After = new("after", ValueKinds.Text("LOGIN"), "the page of users behind this login");
    public static readonly Parameter<string> Steps = new("steps", ValueKinds.Text("JSON"), "the steps to carry out");
    public static readonly Parameter<string> Comment = new("comment", ValueKinds.Text("TEXT"), "stands beside each change in the history");
    public static readonly Parameter<long> Expected = new("expected", ValueKinds.Id("REVISION"), "the revision that the steps were made for");
    public static readonly Flag DryRun = new("dry-run", "only show the difference");
    public static readonly Flag Merge = new("merge", "remove nothing: add what is missing and change what differs");
    public static readonly Flag Create = new("create", "make the folders of resources that are missing");
    public static readonly Parameter<ConfigurationSections> Only = new("only", ValueKinds.Word<ConfigurationSections>(Sections), "restore this part only; repeat it for more") { Repeatable = true };

    private const int PageSize = 200;

    public static ImmutableArray<Command> All { get; } =
    [
        new("backup", "write settings, resources, rights, groups and users with their password hashes to one file", PartAsync)
        {
            Arguments = [Target],
            Inner = [After],
            Examples = ["backup /root/ftp.json", "backup - > ftp.json"],
        },
        new("restore", "make the configuration what a backup's file says; shows the difference first", RestoreAsync)
        {
            Arguments = [Source],
            Options = [DryRun, Merge, Create, Only],
            Inner = [Steps, Comment, Expected],
            Destroys = "what the file does not have is removed, unless --merge is given; files stay",
            Examples = ["restore ftp.json --dry-run", "restore ftp.json --only users --only groups --merge --yes"],
        },
    ];

    private static async Task<CommandResult> PartAsync(CommandContext context, CommandCall call, CancellationToken cancel)
    {
        if (call.Find(After) is { } after)
        {
            var page = ConfigurationOf.Accounts(await context.QueryAsync<AccountsExported>(context.Accounts, new AccountQueries.Export(after.Length == 0 ? null : after, PageSize), cancel));
            return new CommandResult.Done(JsonSerializer.SerializeToNode(page, ConfigurationJson.Default.ConfigurationPage)!, Show.Count(page.Users.Length, "user"));
        }

        var state = await context.CatalogAsync(cancel);
        var certificates = await context.QueryAsync<CertificateList>(context.Certificates, CertificateQueries.List.Instance, cancel);
        var part = ConfigurationOf.Catalog(state, certificates.Items.Select(c => c.Name), context.Services.Time.GetUtcNow(), Product);
        return new CommandResult.Done(
            JsonSerializer.SerializeToNode(part, ConfigurationJson.Default.ConfigurationPart)!,
            string.Create(CultureInfo.InvariantCulture, $"revision {part.Revision}: {Show.Count(part.Resources.Length, "resource")}, {Show.Count(part.Groups.Length, "group")}, {Show.Count(part.Settings.Length, "setting")}"));
    }

    private static async Task<CommandResult> RestoreAsync(CommandContext context, CommandCall call, CancellationToken cancel)
    {
        var state = await context.CatalogAsync(cancel);
        if (call.FindValue(Expected) is { } expected && expected != state.Revision)
            throw new ProblemException(Problem.Conflict(
                $"somebody changed the configuration meanwhile (revision {state.Revision}, not {expected}); the same command again goes on from what there is now"));
        return await BackupSteps.RunAsync(context, Units(call), call.Origin, call.Find(Comment), call.Has(Create), cancel);
    }

    /// <summary>Steps that hang together stand together: where one is refused, those behind it are left out.</summary>
    public static ImmutableArray<ImmutableArray<ConfigurationStep>> Units(CommandCall call)
    {
        if (call.Find(Steps) is not { } text)
            return [];
        try
        {
            return JsonSerializer.Deserialize(text, ConfigurationJson.Default.Units);
        }
        catch (JsonException malformed)
        {
            throw new ProblemException(Problem.Usage($"steps: this server does not know them; is ctl of the same version? ({malformed.Path})"));
        }
    }

    private static string Product => $"FtpActors {typeof(ConfigurationFile).Assembly.GetName().Version?.ToString(3)}";
}
