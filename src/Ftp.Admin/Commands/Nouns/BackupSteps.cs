using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Ftp.Actors.Accounts;
using Ftp.Actors.Backup;
using Ftp.Actors.Catalog;
using Ftp.Actors.Storage;
using Ftp.Admin.Commands.Rendering;

namespace Ftp.Admin.Commands.Nouns;

/// <summary>Carries out the steps of a restore or an import through the ordinary commands: with their rules, their history and their effect on running sessions.</summary>
internal static class BackupSteps
{
    /// <summary>Accounts are stored one beside the other; the catalogue's changes have one order.</summary>
    private const int AccountsAtATime = 8;

    /// <summary>The body tells of each unit what was refused: <c>{revision, results: [null | {detail, status}]}</c>.</summary>
    public static async Task<CommandResult> RunAsync(
        CommandContext context, ImmutableArray<ImmutableArray<ConfigurationStep>> units, Origin origin, string? comment, bool create, CancellationToken cancel)
    {
        var results = new Problem?[units.Length];
        for (var i = 0; i < units.Length;)
        {
            var many = Enumerable.Range(i, Math.Min(AccountsAtATime, units.Length - i)).TakeWhile(n => units[n] is [ConfigurationStep.AddAccount or ConfigurationStep.ChangeAccount or ConfigurationStep.RemoveAccount, ..]).Count();
            var batch = Math.Max(1, many);
            var from = i;
            await Task.WhenAll(Enumerable.Range(from, batch).Select(async n => results[n] = await UnitAsync(context, units[n], origin, comment, create, cancel)));
            i += batch;
        }

        var state = await context.CatalogAsync(cancel);
        var refused = results.Count(r => r is not null);
        return new CommandResult.Done(
            new JsonObject { ["revision"] = state.Revision, ["results"] = new JsonArray([.. results.Select(r => r is null ? null : new JsonObject { ["detail"] = SafeText.ForJson(r.Detail), ["status"] = r.Status })]) },
            $"{Show.Count(units.Length - refused, "change")} made, {refused} refused");
    }

    private static async Task<Problem?> UnitAsync(CommandContext context, ImmutableArray<ConfigurationStep> unit, Origin origin, string? comment, bool create, CancellationToken cancel)
    {
        foreach (var step in unit)
        {
            try
            {
                await StepAsync(context, step, origin, comment, create, cancel);
            }
            catch (ProblemException problem)
            {
                return problem.Problem with { Detail = $"{step.Describe()}: {problem.Problem.Detail}" };
            }
        }

        return null;
    }

    private static async Task StepAsync(CommandContext context, ConfigurationStep step, Origin origin, string? comment, bool create, CancellationToken cancel)
    {
        switch (step)
        {
            case ConfigurationStep.SetSetting or ConfigurationStep.ResetSetting:
                await context.ChangeSettingAsync(step.ToCommand(origin)! with { Comment = comment }, cancel);
                break;
            case ConfigurationStep.AddAccount add:
                await BackupAccounts.AddAsync(context, add, origin, comment, cancel);
                break;
            case ConfigurationStep.ChangeAccount change:
                await BackupAccounts.ChangeAsync(context, change.Account, origin, comment, cancel);
                break;
            case ConfigurationStep.RemoveAccount remove:
                await context.ChangeAccountAsync(new AccountCommands.Remove(remove.Login, origin) { Comment = comment }, cancel);
                break;
            default:
                await CatalogAsync(context, step, origin, comment, create, cancel);
                break;
        }
    }

    private static async Task CatalogAsync(CommandContext context, ConfigurationStep step, Origin origin, string? comment, bool create, CancellationToken cancel)
    {
        // the catalogue takes any login: a right for one that does not exist would wait for whoever takes that name later
        if (step.NeedsLogin() is { } login)
        {
            var found = await context.QueryAsync<AccountFound>(context.Accounts, new AccountQueries.Get(login), cancel);
            if (found.Account is null)
                throw new ProblemException(Problem.NotFound($"there is no user '{login}'"));
        }

        if (SourceOf(step) is { } source)
        {
            Sources.CheckRoot(context, source);
            if (create)
                await Sources.EnsureAsync(context, source, context.Services.StorageDefaults.DirectoryMode, cancel);
        }

        await context.ChangeCatalogAsync(step.ToCommand(origin)! with { Comment = comment }, cancel);
    }

    private static DirectorySource? SourceOf(ConfigurationStep step) => step switch
    {
        ConfigurationStep.AddResource s => s.Source,
        ConfigurationStep.SetResource s => s.Source,
        ConfigurationStep.AddDirectory s => s.Source,
        _ => null,
    };
}
