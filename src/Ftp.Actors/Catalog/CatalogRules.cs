using Ftp.Actors.Persistence;
using Ftp.Actors.Serialization;
using Ftp.Actors.Settings;

namespace Ftp.Actors.Catalog;

/// <summary>
/// Decides what a command does to the catalogue; pure. Whether a login exists only the accounts actor knows: who sends a command that names one
/// has asked it before.
/// </summary>
public static partial class CatalogRules
{
    /// <param name="files">The files' settings, on which a changed setting is tried.</param>
    public static CatalogDecision Decide(CatalogState state, CatalogCommand command, DateTimeOffset now, SettingsRules settings, ServerSettings files)
    {
        if (Unfit(command) is { } unfit)
        {
            return CatalogDecision.Invalid(unfit);
        }

        if (command.ExpectedRevision is { } expected && expected != state.Revision)
        {
            return CatalogDecision.Conflict($"the catalogue is at revision {state.Revision}, not {expected}{NameRules.LastChangedBy(state.Changed?.By, state.Changed?.At)}: look again before changing it");
        }

        var stamp = new Stamp(now, command.Origin, command.CommandId, command.Comment);
        return command switch
        {
            CatalogCommands.AddResource c => Add(state, c, stamp),
            CatalogCommands.SetResource c => InResource(state, c.Name, r => Set(r, c, stamp)),
            CatalogCommands.RenameResource c => InResource(state, c.Name, r => Rename(state, r, c, stamp)),
            CatalogCommands.RemoveResource c => Remove(state, c, stamp),
            CatalogCommands.AddDirectory c => InResource(state, c.Resource, r => Add(r, c, stamp)),
            CatalogCommands.RemoveDirectory c => InResource(state, c.Resource, r => Remove(r, c, stamp)),
            CatalogCommands.Grant c => InResource(state, c.Resource, r => Grant(state, r, c, stamp)),
            CatalogCommands.SetGrant c => InResource(state, c.Resource, r => SetGrant(state, r, c, stamp)),
            CatalogCommands.Revoke c => InResource(state, c.Resource, r => Revoke(state, r, c, stamp)),
            CatalogCommands.CloseFolder c => InResource(state, c.Resource, r => Close(r, c, stamp)),
            CatalogCommands.OpenFolder c => InResource(state, c.Resource, r => Open(r, c, stamp)),
            CatalogCommands.AddGroup c => Add(state, c, stamp),
            CatalogCommands.SetGroup c => InGroup(state, c.Name, g => Set(g, c, stamp)),
            CatalogCommands.RenameGroup c => InGroup(state, c.Name, g => Rename(state, g, c, stamp)),
            CatalogCommands.RemoveGroup c => Remove(state, c, stamp),
            CatalogCommands.AddMember c => InGroup(state, c.Group, g => Add(g, c, stamp)),
            CatalogCommands.RemoveMember c => InGroup(state, c.Group, g => Remove(g, c, stamp)),
            CatalogCommands.ForgetLogin c => Forget(state, c, stamp),
            CatalogCommands.RenameLogin c => Rename(state, c, stamp),
            CatalogCommands.RestoreResource c => Restore(state, c, stamp),
            CatalogCommands.RestoreEntries c => InResource(state, c.Resource, r => Restore(state, r, c, stamp)),
            CatalogCommands.RestoreGroup c => Restore(state, c, stamp),
            CatalogCommands.RestoreLogin c => Restore(state, c, stamp),
            CatalogCommands.SetSetting c => Set(state, c, stamp, settings, files),
            CatalogCommands.ResetSetting c => Reset(state, c, stamp, settings),
            _ => CatalogDecision.Invalid($"the catalogue does not know {command.GetType().Name}"),
        };
    }

    private static string? Unfit(CatalogCommand command) =>
        NameRules.CommandId(command.CommandId) ?? NameRules.Comment(command.Comment)
        ?? NameRules.Text("origin", command.Origin.By + command.Origin.Door + command.Origin.From);

    private static CatalogDecision InResource(CatalogState state, string name, Func<Resource, CatalogDecision> decide) =>
        Quarantine(state, EntityKind.Resource, name)
        ?? (state.Resources.TryGetValue(name, out var resource)
            ? decide(resource)
            : CatalogDecision.NotFound($"resource '{NameRules.Printable(name)}' does not exist; {NameRules.ThereAre(state.Resources.Keys)}"));

    private static CatalogDecision InGroup(CatalogState state, string name, Func<Group, CatalogDecision> decide) =>
        Quarantine(state, EntityKind.Group, name)
        ?? (state.Groups.TryGetValue(name, out var group)
            ? decide(group)
            : CatalogDecision.NotFound($"group '{NameRules.Printable(name)}' does not exist; {NameRules.ThereAre(state.Groups.Keys)}"));

    private static CatalogDecision? Quarantine(CatalogState state, EntityKind kind, string name)
    {
        var entity = new EntityId(kind, name);
        return state.Quarantined.TryGetValue(entity, out var why)
            ? CatalogDecision.Conflict($"{entity} is quarantined, nobody has rights by it: {why}. Remove it and make it anew")
            : null;
    }

    private static CatalogDecision FirstWrong(IEnumerable<string?> checks, Func<CatalogDecision> otherwise) =>
        checks.FirstOrDefault(c => c is not null) is { } wrong ? CatalogDecision.Invalid(wrong) : otherwise();
}
