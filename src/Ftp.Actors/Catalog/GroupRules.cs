using Ftp.Actors.Accounts;
using Ftp.Actors.Persistence;
using Ftp.Actors.Serialization;

namespace Ftp.Actors.Catalog;

public static partial class CatalogRules
{
    private static CatalogDecision Add(CatalogState state, CatalogCommands.AddGroup c, Stamp stamp) =>
        FirstWrong(
            [
                NameRules.Name("group", c.Name), NameRules.Text("description", c.Description),
                state.Groups.Count >= CatalogLimits.Groups ? $"there are {CatalogLimits.Groups} groups already, which is the most" : null,
            ],
            () => Quarantine(state, EntityKind.Group, c.Name)
                ?? (state.Groups.TryGetValue(c.Name, out var there)
                    ? CatalogDecision.AlreadyExists($"group '{there.Name}' exists already")
                    : new GroupAdded(stamp, c.Name, c.Description)));

    private static CatalogDecision Set(Group group, CatalogCommands.SetGroup c, Stamp stamp)
    {
        var next = new GroupSet(stamp, group.Name, c.Description ?? group.Description, c.AllowFrom ?? group.AllowFrom, c.DenyFrom ?? group.DenyFrom);
        return FirstWrong(
            [NameRules.Text("description", next.Description), AccountLimitRules.Networks(next.AllowFrom), AccountLimitRules.Networks(next.DenyFrom)],
            () => next.Description == group.Description && next.AllowFrom.SequenceEqual(group.AllowFrom) && next.DenyFrom.SequenceEqual(group.DenyFrom) ? CatalogDecision.Nothing.Instance : next);
    }

    private static CatalogDecision Rename(CatalogState state, Group group, CatalogCommands.RenameGroup c, Stamp stamp) =>
        FirstWrong(
            [NameRules.Name("group", c.NewName)],
            () => c.NewName == group.Name ? CatalogDecision.Nothing.Instance
                : Quarantine(state, EntityKind.Group, c.NewName)
                    ?? (state.Groups.TryGetValue(c.NewName, out var there) && there != group
                        ? CatalogDecision.AlreadyExists($"group '{there.Name}' exists already")
                        : new GroupRenamed(stamp, group.Name, c.NewName)));

    /// <summary>Also the way out of quarantine.</summary>
    private static CatalogDecision Remove(CatalogState state, CatalogCommands.RemoveGroup c, Stamp stamp) =>
        state.Groups.TryGetValue(c.Name, out var group) ? new GroupRemoved(stamp, group.Name)
        : Quarantine(state, EntityKind.Group, c.Name) is not null ? new GroupRemoved(stamp, c.Name)
        : InGroup(state, c.Name, _ => CatalogDecision.Nothing.Instance);

    private static CatalogDecision Add(Group group, CatalogCommands.AddMember c, Stamp stamp) =>
        FirstWrong(
            [
                LoginName.IsValid(c.Login) ? null : $"'{NameRules.Printable(c.Login)}' cannot be a login: {LoginName.Allowed}",
                group.Members.Count >= CatalogLimits.MembersPerGroup ? $"the group has {CatalogLimits.MembersPerGroup} members already, which is the most" : null,
            ],
            () => group.Members.Contains(c.Login) ? CatalogDecision.Nothing.Instance : new MemberAdded(stamp, group.Name, c.Login));

    private static CatalogDecision Remove(Group group, CatalogCommands.RemoveMember c, Stamp stamp) =>
        group.Members.Contains(c.Login)
            ? new MemberRemoved(stamp, group.Name, c.Login)
            : CatalogDecision.NotFound($"'{NameRules.Printable(c.Login)}' is not in group '{group.Name}'; {NameRules.ThereAre(group.Members)}");

    private static CatalogDecision Forget(CatalogState state, CatalogCommands.ForgetLogin c, Stamp stamp) =>
        Names(state, c.Login) || state.Quarantined.ContainsKey(new EntityId(EntityKind.Login, c.Login))
            ? new LoginForgotten(stamp, c.Login)
            : CatalogDecision.Nothing.Instance;

    private static CatalogDecision Rename(CatalogState state, CatalogCommands.RenameLogin c, Stamp stamp) =>
        !LoginName.IsValid(c.NewLogin) ? CatalogDecision.Invalid($"'{NameRules.Printable(c.NewLogin)}' cannot be a login: {LoginName.Allowed}")
        : Quarantine(state, EntityKind.Login, c.Login) ?? Quarantine(state, EntityKind.Login, c.NewLogin)
        ?? (c.Login == c.NewLogin || !Names(state, c.Login) ? CatalogDecision.Nothing.Instance : new LoginRenamed(stamp, c.Login, c.NewLogin));

    private static bool Names(CatalogState state, string login) =>
        state.Groups.Values.Any(g => g.Members.Contains(login))
        || state.Resources.Values.Any(r => r.Access.Any(a => a.Holder.Kind == HolderKind.User && a.Holder.Name == login));
}
