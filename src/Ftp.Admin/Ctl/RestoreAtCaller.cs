using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Ftp.Actors.Backup;
using Ftp.Actors.Serialization;
using Ftp.Admin.Commands;
using Ftp.Admin.Commands.Nouns;
using Ftp.Admin.Commands.Rendering;

namespace Ftp.Admin.Ctl;

/// <summary><c>restore FILE</c>: checks the whole file, shows the difference, asks, and sends the steps in small parts.</summary>
internal static class RestoreAtCaller
{
    private const int LargestFile = 512 << 20;

    public static async Task<bool> RunAsync(CallerCall call)
    {
        var name = call.Text(BackupCommands.Source)!;
        var file = Read(call, name);
        using var client = call.Connect();
        var (part, now, broken) = await ServerSide.ReadAsync(client).ConfigureAwait(false);
        var only = call.All(BackupCommands.Only).Aggregate(ConfigurationSections.None, (sum, s) => sum | s);
        only = only == ConfigurationSections.None ? ConfigurationSections.All : only;
        // as the server sees the time, which its own part names
        var wanted = ConfigurationTarget.InForce(ConfigurationTarget.Sorted(file.Content()), part.MadeAt, out var over);
        if (ConfigurationCheck.Of(wanted, part.MadeAt) is { Count: > 0 } wrong)
            throw new ProblemException(Problem.Invalid(SafeLines($"{name} cannot be restored, nothing was changed:", wrong)));
        var target = ConfigurationTarget.Of(now, wanted, only, call.Has(BackupCommands.Merge));
        broken = [.. broken.Where(b => only.HasFlag(Section(b.Kind)) && (!call.Has(BackupCommands.Merge) || Names(wanted, b)))];
        var steps = ConfigurationPlan.Of(now, target, broken);
        List<string> lines = [.. broken.Select(b => $"- {b.Kind.ToString().ToLowerInvariant()} {b.Name}: quarantined"), .. ConfigurationDifference.Lines(now, target)];
        List<string> notes = [.. over, .. file.Certificates.Except(part.Certificates, StringComparer.Ordinal).Select(c => $"the certificate '{c}' is not in this server's store; keys are in no backup")];
        if (!call.Has(BackupCommands.Create) && steps.Any(s => s is ConfigurationStep.AddResource or ConfigurationStep.AddDirectory))
            notes.Add("folders that are missing are made with --create only; an account whose / is in one cannot log in until it is there");
        foreach (var line in lines.Concat(notes.Select(n => $"note: {n}")))
            await call.SayAsync(SafeText.Of(line)).ConfigureAwait(false);
        var body = new JsonObject { ["difference"] = Show.List(lines.Select(l => SafeText.ForJson(l))), ["notes"] = Show.List(notes.Select(n => SafeText.ForJson(n))), ["dryRun"] = call.Has(BackupCommands.DryRun) };
        if (steps.IsEmpty || call.Has(BackupCommands.DryRun))
        {
            (body["made"], body["refused"]) = (0, new JsonArray());
            await call.AnswerAsync(body, steps.IsEmpty ? "the server has this configuration already" : $"{Show.Count(steps.Length, "step")} would be taken; nothing was changed").ConfigureAwait(false);
            return true;
        }

        call.Confirm($"restore {name}: {Show.Count(steps.Length, "step")}{(call.Has(BackupCommands.Merge) ? "" : "; what the file does not have is removed")}");
        var comment = $"restore of {Path.GetFileName(name)} from {Show.Moment(file.MadeAt)}";
        var refused = await StepSender.SendAsync(call, client, [.. steps.Select(s => ImmutableArray.Create(s))], comment, part.Revision).ConfigureAwait(false);
        foreach (var problem in refused)
            await call.SayAsync(SafeText.Of($"refused: {problem.Detail}")).ConfigureAwait(false);
        (body["made"], body["refused"]) = (steps.Length - refused.Count, Show.List(refused.Select(r => SafeText.ForJson(r.Detail))));
        var end = refused.Count == 0
            ? $"restored: {Show.Count(steps.Length, "step")}"
            : $"{Show.Count(steps.Length - refused.Count, "step")} taken, {refused.Count} refused; the same command again tries only what is missing";
        await call.AnswerAsync(body, end).ConfigureAwait(false);
        return refused.Count == 0;
    }

    private static ConfigurationFile Read(CallerCall call, string name)
    {
        try
        {
            return ConfigurationReader.Read(call.Read(name, LargestFile));
        }
        catch (FormatException wrong)
        {
            throw new ProblemException(Problem.Invalid(SafeText.Of($"{name} cannot be restored: {wrong.Message}")));
        }
    }

    private static string SafeLines(string first, IEnumerable<string> lines) => string.Join('\n', lines.Select(l => "  " + SafeText.Of(l)).Prepend(SafeText.Of(first)));

    private static ConfigurationSections Section(EntityKind kind) => kind switch
    {
        EntityKind.Resource => ConfigurationSections.Resources,
        EntityKind.Group => ConfigurationSections.Groups,
        EntityKind.Setting => ConfigurationSections.Settings,
        EntityKind.Login => ConfigurationSections.Resources | ConfigurationSections.Groups,
        _ => ConfigurationSections.Users,
    };

    private static bool Names(Configuration file, BrokenEntity broken) => broken.Kind switch
    {
        EntityKind.Resource => file.Resources.Any(r => string.Equals(r.Name, broken.Name, StringComparison.OrdinalIgnoreCase)),
        EntityKind.Group => file.Groups.Any(g => string.Equals(g.Name, broken.Name, StringComparison.OrdinalIgnoreCase)),
        EntityKind.Setting => file.Settings.Any(s => s.Key == broken.Name),
        _ => file.Users.Any(u => string.Equals(u.Login, broken.Name, StringComparison.OrdinalIgnoreCase)),
    };
}
