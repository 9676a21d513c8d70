using System.Net;
using Ftp.Actors.Accounts;
using Ftp.Actors.Settings;

namespace Ftp.Actors.Catalog;

/// <summary>A list of an account or of one of its groups that keeps a login out.</summary>
/// <param name="Of"><c>user ada</c>, <c>group staff</c>.</param>
public sealed record LoginRefusal(string Of, NetworkRefusal Refusal)
{
    public string Why => Refusal.Why(Of);
}

public sealed partial class RightsSnapshot
{
    /// <summary>May an account log in from there? Its own lists and those of all its groups must let it. Guests have none.</summary>
    /// <returns>Null: it may.</returns>
    public LoginRefusal? RefusesLogin(AccountProfile account, IPAddress from) => account.IsGuest ? null
        : NetworkRefusal.Of(account.Limits.AllowFrom, account.Limits.DenyFrom, from) is { } own ? new LoginRefusal($"user {account.Login}", own)
        : RefusesLoginByGroups(account.Login, from);

    /// <summary>
    /// The groups' part of it. The lists of a group whose event cannot be read hold as they were last known: its rights are gone, and its fence must not be.
    /// </summary>
    public LoginRefusal? RefusesLoginByGroups(string login, IPAddress from)
    {
        foreach (var name in _groupsOf.GetValueOrDefault(login, []))
        {
            if (_state.Groups.TryGetValue(name, out var group) && NetworkRefusal.Of(group.AllowFrom, group.DenyFrom, from) is { } refusal)
            {
                return new LoginRefusal($"group {name}", refusal);
            }
        }

        return null;
    }

    /// <summary>No group says from where its members log in.</summary>
    public bool GroupsLetLogInFromEverywhere => _state.Groups.Values.All(g => g.AllowFrom.IsDefaultOrEmpty && g.DenyFrom.IsDefaultOrEmpty);
}
