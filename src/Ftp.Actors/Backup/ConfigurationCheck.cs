using Ftp.Actors.Accounts;
using Ftp.Actors.Catalog;
using Ftp.Actors.Settings;

namespace Ftp.Actors.Backup;

/// <summary>Is every value of a configuration one that the server would take? Judged by the rules of the commands themselves, on a server that has nothing yet.</summary>
public static class ConfigurationCheck
{
    private static readonly Origin Nobody = new("check", "files", "local");

    /// <summary>One sentence for each thing that is wrong, at most <paramref name="most"/>.</summary>
    public static IReadOnlyList<string> Of(Configuration configuration, DateTimeOffset now, int most = 20) => [.. Wrong(configuration, now).Take(most)];

    private static IEnumerable<string> Wrong(Configuration configuration, DateTimeOffset now)
    {
        var twice = Twice("setting", configuration.Settings.Select(s => s.Key), StringComparer.Ordinal)
            .Concat(Twice("group", configuration.Groups.Select(g => g.Name), StringComparer.OrdinalIgnoreCase))
            .Concat(Twice("resource", configuration.Resources.Select(r => r.Name), StringComparer.OrdinalIgnoreCase))
            .Concat(Twice("user", configuration.Users.Select(u => u.Login), StringComparer.OrdinalIgnoreCase)).ToList();
        if (twice.Count > 0)
        {
            return twice;
        }

        var resources = configuration.Resources.Select(r => r.Name).ToHashSet(StringComparer.Ordinal);
        return Catalog(configuration, now).Concat(configuration.Users.Select(u => Account(u, now, resources)).OfType<string>());
    }

    private static IEnumerable<string> Catalog(Configuration configuration, DateTimeOffset now)
    {
        var logins = configuration.Users.Select(u => u.Login).ToHashSet(StringComparer.Ordinal);
        var (state, files) = (CatalogState.Empty, new ServerSettings());
        foreach (var step in ConfigurationPlan.Of(Configuration.Empty, configuration, []))
        {
            if (step.ToCommand(Nobody) is not { } command)
            {
                continue;
            }

            if (step.NeedsLogin() is { } login && !logins.Contains(login))
            {
                yield return $"{step.Describe()}: there is no user '{NameRules.Printable(login)}'";
                continue;
            }

            switch (CatalogRules.Decide(state, command, now, SettingsRules.Table, files))
            {
                case CatalogDecision.Change(var happened):
                    state = state.Apply(happened);
                    break;
                case CatalogDecision.Refused(_, var why):
                    yield return $"{NameRules.Printable(step.Describe())}: {why}";
                    break;
                default:
                    break;
            }
        }
    }

    private static string? Account(ConfigurationAccount account, DateTimeOffset now, IReadOnlyCollection<string> resources)
    {
        var add = new AccountCommands.Add(account.Login, null, AccountChanges.All(account.Details, null), Nobody) { Verifier = account.Password is { } verifier ? new Secret(verifier) : null };
        return AccountRules.Decide(AccountState.Empty, add, null, now, resources) is AccountDecision.Refused(_, var why) ? $"user {NameRules.Printable(account.Login)}: {why}" : null;
    }

    private static IEnumerable<string> Twice(string what, IEnumerable<string> names, StringComparer comparer) =>
        names.GroupBy(n => n, comparer).Where(g => g.Count() > 1).Select(g => $"{what} '{NameRules.Printable(g.Key)}' stands {g.Count()} times");
}
