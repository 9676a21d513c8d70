using Ftp.Actors.Accounts;
using Ftp.Actors.Catalog;

namespace Ftp.Actors.Backup.Import;

/// <summary>Would the server take a planned user? Its own rules judge, but for the password, which it alone sees.</summary>
/// <param name="now">What the server has.</param>
public sealed class ImportCheck(Configuration now, DateTimeOffset moment)
{
    private static readonly Origin Nobody = new("check", "files", "local");

    private readonly Dictionary<string, string> _logins = now.Users.ToDictionary(u => u.Login, u => u.Login, StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, int> _lines = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _groups = now.Groups.Select(g => g.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _resources = [.. now.Resources.Select(r => r.Name)];

    /// <summary>Why not; null: it would. Each user is asked about once: the next of the same name is refused.</summary>
    public string? Wrong(PlannedUser planned)
    {
        var (line, login) = (planned.User.Line, planned.User.Login);
        if (_logins.TryGetValue(login, out var there))
        {
            return $"login '{there}' exists already";
        }

        if (!_lines.TryAdd(login, line))
        {
            return $"line {_lines[login]} has this name already";
        }

        foreach (var step in planned.Steps)
        {
            var wrong = step switch
            {
                ConfigurationStep.AddAccount { Account: var account } => Account(account),
                ConfigurationStep.AddMember { Group: var group } when !_groups.Contains(group) => $"there is no group '{NameRules.Printable(group)}': groups add it first; {NameRules.ThereAre(_groups)}",
                ConfigurationStep.AddEntry { Resource: var resource } when !_resources.Contains(resource, StringComparer.OrdinalIgnoreCase) =>
                    $"there is no resource '{NameRules.Printable(resource)}'; {NameRules.ThereAre(_resources)}",
                _ => null,
            };
            if (wrong is not null)
            {
                return wrong;
            }
        }

        return null;
    }

    private string? Account(ConfigurationAccount account)
    {
        var add = new AccountCommands.Add(account.Login, null, AccountChanges.All(account.Details, null), Nobody) { Verifier = account.Password is { } hash ? new Secret(hash) : null };
        return AccountRules.Decide(AccountState.Empty, add, null, moment, _resources) is AccountDecision.Refused(_, var why) ? why : null;
    }
}
