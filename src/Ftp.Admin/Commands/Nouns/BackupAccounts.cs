using Ftp.Actors.Accounts;
using Ftp.Actors.Backup;
using Ftp.Actors.Catalog;

namespace Ftp.Admin.Commands.Nouns;

/// <summary>An account as a backup or another server has it, made by the ordinary commands, in an order in which nobody can use it before all of it is there.</summary>
internal static class BackupAccounts
{
    /// <exception cref="ProblemException">The server's refusal.</exception>
    public static async Task AddAsync(CommandContext context, ConfigurationStep.AddAccount step, Origin origin, string? comment, CancellationToken cancel)
    {
        var account = step.Account;
        if (account.Enabled)
        {
            await context.ChangeAccountAsync(
                new AccountCommands.Add(account.Login, Secret(step.NewPassword), AccountChanges.All(account.Details, null), origin) { Verifier = Secret(account.Password), Comment = comment }, cancel);
            return;
        }

        // an account begins enabled: without password and certificates nobody logs in before it is not
        await context.ChangeAccountAsync(new AccountCommands.Add(account.Login, null, new AccountChange(), origin) { Comment = comment }, cancel);
        if (step.NewPassword is { } password)
        {
            await context.ChangeAccountAsync(new AccountCommands.Disable(account.Login, origin) { Comment = comment }, cancel);
            await context.ChangeAccountAsync(new AccountCommands.SetPassword(account.Login, new Secret(password), origin) { Comment = comment }, cancel);
        }

        await ChangeAsync(context, account, origin, comment, cancel, keepPassword: step.NewPassword is not null);
    }

    /// <param name="keepPassword">It was set in clear just now.</param>
    /// <exception cref="ProblemException">The server's refusal.</exception>
    public static async Task ChangeAsync(CommandContext context, ConfigurationAccount account, Origin origin, string? comment, CancellationToken cancel, bool keepPassword = false)
    {
        var profile = (await context.AccountAsync(account.Login, cancel)).Profile;
        if (!account.Enabled && profile.Enabled)
            await context.ChangeAccountAsync(new AccountCommands.Disable(account.Login, origin) { Comment = comment }, cancel);
        await context.ChangeAccountAsync(new AccountCommands.Set(account.Login, AccountChanges.All(account.Details, profile), origin) { Comment = comment }, cancel);
        if (!keepPassword)
            await context.ChangeAccountAsync(new AccountCommands.SetVerifier(account.Login, Secret(account.Password), origin) { Comment = comment }, cancel);
        if (account.Enabled && !profile.Enabled)
            await context.ChangeAccountAsync(new AccountCommands.Enable(account.Login, origin) { Comment = comment }, cancel);
    }

    private static Secret? Secret(string? text) => text is null ? null : new Secret(text);
}
