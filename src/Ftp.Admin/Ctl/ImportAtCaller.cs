using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using Ftp.Actors.Backup;
using Ftp.Actors.Backup.Import;
using Ftp.Actors.Catalog;
using Ftp.Actors.Protocol;
using Ftp.Admin.Commands;
using Ftp.Admin.Commands.Nouns;
using Ftp.Admin.Commands.Rendering;

namespace Ftp.Admin.Ctl;

/// <summary><c>users import FILE</c>: reads another server's users, plans what each becomes here, sends those that the server would take, and reports on all.</summary>
internal static class ImportAtCaller
{
    private const int LargestFile = 64 << 20;

    public static async Task<bool> RunAsync(CallerCall call)
    {
        CheckPasswords(call);
        var name = call.Text(ImportCommands.File)!;
        var users = Read(call, name);
        using var client = call.Connect();
        var (part, now, _) = await ServerSide.ReadAsync(client).ConfigureAwait(false);
        var (options, dry) = (Options(call, now), call.Has(BackupCommands.DryRun));
        var check = new ImportCheck(WithHomes(call, now), part.MadeAt);
        var rows = users.Users.Select(u => ImportPlan.Of(u, options)).Select(p => new Row(p.User.Line, p.User.Login, p) { Problem = check.Wrong(p) })
            .Concat(users.Faults.Select(f => new Row(f.Line, f.Login, null) { Problem = f.Why })).OrderBy(r => r.Line).ToList();
        var good = rows.Where(r => r.Problem is null).ToList();
        if (!dry && good.Count > 0)
        {
            // before the accounts are made: a password that nobody knows would be worth nothing
            Keep(call, good);
            await StepSender.SendAsync(
                call, client, [.. good.Select(r => r.Planned!.Steps)], $"import of {Path.GetFileName(name)}", expected: null, (i, problem) => good[i].Problem = problem?.Detail).ConfigureAwait(false);
        }

        await ReportAsync(call, rows, users.Notes, dry).ConfigureAwait(false);
        return rows.TrueForAll(r => r.Problem is null);
    }

    private static void CheckPasswords(CallerCall call)
    {
        if (call.Options.PasswordStdin)
            throw new ProblemException(Problem.Usage("users import takes passwords from the file's own column, or makes them with --generate --out FILE; there is no --password-stdin"));
        if (call.Options.Generate != call.Has(Command.Out) && !(call.Options.Generate && call.Has(BackupCommands.DryRun)))
            throw new ProblemException(Problem.Usage("--generate makes passwords and --out FILE takes them: name both or none"));
    }

    private static ImportedUsers Read(CallerCall call, string name)
    {
        try
        {
            return call.All(ImportCommands.Format).Single()(call.Read(name, LargestFile));
        }
        catch (FormatException wrong)
        {
            throw new ProblemException(Problem.Invalid(SafeText.Of($"{name} cannot be imported: {wrong.Message}")));
        }
    }

    private static ImportOptions Options(CallerCall call, Configuration now)
    {
        FtpPath Own(FtpPath path) =>
            now.Resources.FirstOrDefault(r => string.Equals(r.Name, path.Components[0], StringComparison.OrdinalIgnoreCase)) is { } resource
                ? FtpPath.Root.Child(resource.Name).Append(path.Skip(1))
                : throw new ProblemException(Problem.NotFound($"there is no resource '{path.Components[0]}'{Ftp.Actors.Settings.NearestWord.DidYouMean(path.Components[0], now.Resources.Select(r => r.Name))}"));

        var give = ImmutableArray.CreateBuilder<(FtpPath, Rights)>();
        Rights? named = call.Has(ImportCommands.RightsGiven) ? call.All(ImportCommands.RightsGiven).Single() : null;
        FtpPath? root = call.Has(ImportCommands.Root) ? Own(call.All(ImportCommands.Root).Single().Path) : call.Has(ImportCommands.Home) ? FtpPath.Root.Child(UserHomes.ResourceName) : null;
        if (call.Has(ImportCommands.Home))
            give.Add((root!.Value, Rights.Edit));
        else if (root is { } place && named is { } rights)
            give.Add((place, rights));
        if (call.Text(ImportCommands.Resource) is { } resource)
            give.Add((Own(FtpPath.Root.Child(resource)), named ?? Rights.Edit));
        else if (named is not null && root is null)
            throw new ProblemException(Problem.Usage("--rights goes with --resource or --root"));
        return new ImportOptions(root, give.ToImmutable(), [.. call.All(ImportCommands.Map).Select(m => (m.From, Own(m.To)))], call.Options.Generate ? () => Passwords.Made() : null);
    }

    /// <summary>The server makes the resource of the home folders where it is missing.</summary>
    private static Configuration WithHomes(CallerCall call, Configuration now) =>
        !call.Has(ImportCommands.Home) || now.Resources.Any(r => string.Equals(r.Name, UserHomes.ResourceName, StringComparison.OrdinalIgnoreCase))
            ? now
            : now with { Resources = now.Resources.Add(new ConfigurationResource(UserHomes.ResourceName, "", new("", FtpPath.Root), [], ResourceOptions.Default, [], [])) };

    private static void Keep(CallerCall call, List<Row> rows)
    {
        if (!call.Options.Generate)
            return;
        using var output = OutputFile.At(call.FullPath(call.Text(Command.Out)!), call.Options, call.Env, isSecret: true);
        output.Content.Write(Encoding.UTF8.GetBytes("name,password\n"));
        foreach (var row in rows.Where(r => r.Planned!.Generated is not null))
            output.Content.Write(Encoding.UTF8.GetBytes($"{row.Login},{row.Planned!.Generated}\n"));
        output.Keep();
    }

    private static async Task ReportAsync(CallerCall call, List<Row> rows, ImmutableArray<string> notes, bool dry)
    {
        var refused = rows.Count(r => r.Problem is not null);
        var body = Show.Items(rows.Select(r => new JsonObject
        {
            ["name"] = SafeText.ForJson(r.Login),
            ["line"] = r.Line,
            ["imported"] = r.Problem is null && !dry,
            ["problem"] = SafeText.ForJson(r.Problem),
            ["notes"] = Show.List((r.Planned?.Notes ?? []).Select(n => SafeText.ForJson(n))),
        }));
        (body["imported"], body["refused"], body["dryRun"], body["notes"]) = (dry ? 0 : rows.Count - refused, refused, dry, Show.List(notes.Select(n => SafeText.ForJson(n))));
        var good = dry ? "would be imported" : "imported";
        var table = Table.Of(
            ["LINE", "NAME", "RESULT", "DID NOT CARRY OVER"],
            rows.Select(r => new[] { $"{r.Line}", r.Login, r.Problem is { } why ? $"not imported: {why}" : good, string.Join("; ", r.Planned?.Notes ?? []) }),
            "the file names no users");
        var end = $"{Show.Count(rows.Count - refused, "user")} {good}, {refused} not{(dry ? "; nothing was changed" : "")}";
        await call.AnswerAsync(body, string.Join('\n', [table, .. notes.Select(n => $"note: {SafeText.Of(n)}"), end])).ConfigureAwait(false);
    }

    private sealed record Row(int Line, string Login, PlannedUser? Planned)
    {
        public string? Problem { get; set; }
    }
}
