using Ftp.Actors.Catalog;

namespace Ftp.Actors.Backup;

/// <summary>Steps as the catalogue's commands, and in the operator's words.</summary>
public static class ConfigurationStepText
{
    /// <returns>Null where the step is about an account.</returns>
    public static CatalogCommand? ToCommand(this ConfigurationStep step, Origin origin) => step switch
    {
        ConfigurationStep.SetSetting s => new CatalogCommands.SetSetting(s.Key, s.Value, origin),
        ConfigurationStep.ResetSetting s => new CatalogCommands.ResetSetting(s.Key, origin),
        ConfigurationStep.AddGroup s => new CatalogCommands.AddGroup(s.Name, s.Description, origin),
        ConfigurationStep.RenameGroup s => new CatalogCommands.RenameGroup(s.Name, s.NewName, origin),
        ConfigurationStep.SetGroup s => new CatalogCommands.SetGroup(s.Name, s.Description, s.AllowFrom, s.DenyFrom, origin),
        ConfigurationStep.RemoveGroup s => new CatalogCommands.RemoveGroup(s.Name, origin),
        ConfigurationStep.AddMember s => new CatalogCommands.AddMember(s.Group, s.Login, origin),
        ConfigurationStep.RemoveMember s => new CatalogCommands.RemoveMember(s.Group, s.Login, origin),
        ConfigurationStep.AddResource s => new CatalogCommands.AddResource(s.Name, s.Description, s.Source, origin),
        ConfigurationStep.RenameResource s => new CatalogCommands.RenameResource(s.Name, s.NewName, origin),
        ConfigurationStep.SetResource s => new CatalogCommands.SetResource(s.Name, s.Description, s.Source, s.Options, origin),
        ConfigurationStep.RemoveResource s => new CatalogCommands.RemoveResource(s.Name, origin),
        ConfigurationStep.AddDirectory s => new CatalogCommands.AddDirectory(s.Resource, s.Shown, s.Source, origin),
        ConfigurationStep.RemoveDirectory s => new CatalogCommands.RemoveDirectory(s.Resource, s.Shown, origin),
        ConfigurationStep.AddEntry { Entry: var e } s => new CatalogCommands.Grant(s.Resource, e.Folder, e.Holder, e.Rights, e.From, e.Since, e.Until, origin),
        ConfigurationStep.SetEntry { Entry: var e } s => new CatalogCommands.SetGrant(s.Resource, e.Folder, e.Holder, e.Rights, e.From, e.Since, e.Until, origin),
        ConfigurationStep.RevokeEntries s => new CatalogCommands.Revoke(s.Resource, s.Folder, s.Holder, null, origin),
        ConfigurationStep.CloseFolder s => new CatalogCommands.CloseFolder(s.Resource, s.Folder, origin),
        ConfigurationStep.OpenFolder s => new CatalogCommands.OpenFolder(s.Resource, s.Folder, origin),
        ConfigurationStep.ForgetLogin s => new CatalogCommands.ForgetLogin(s.Login, origin),
        _ => null,
    };

    /// <summary>The account that must be there before the step; null: none.</summary>
    public static string? NeedsLogin(this ConfigurationStep step) => step switch
    {
        ConfigurationStep.AddMember s => s.Login,
        ConfigurationStep.AddEntry { Entry.Holder: { Kind: HolderKind.User } holder } => holder.Name,
        ConfigurationStep.SetEntry { Entry.Holder: { Kind: HolderKind.User } holder } => holder.Name,
        _ => null,
    };

    /// <summary>To be followed by what came of it.</summary>
    public static string Describe(this ConfigurationStep step) => step switch
    {
        ConfigurationStep.SetSetting s => $"setting {s.Key}",
        ConfigurationStep.ResetSetting s => $"setting {s.Key}",
        ConfigurationStep.AddGroup s => $"group {s.Name}",
        ConfigurationStep.RenameGroup s => $"group {s.NewName}",
        ConfigurationStep.SetGroup s => $"group {s.Name}",
        ConfigurationStep.RemoveGroup s => $"removing group {s.Name}",
        ConfigurationStep.AddMember s => $"group {s.Group}: member {s.Login}",
        ConfigurationStep.RemoveMember s => $"group {s.Group}: removing member {s.Login}",
        ConfigurationStep.AddResource s => $"resource {s.Name}",
        ConfigurationStep.RenameResource s => $"resource {s.NewName}",
        ConfigurationStep.SetResource s => $"resource {s.Name}",
        ConfigurationStep.RemoveResource s => $"removing resource {s.Name}",
        ConfigurationStep.AddDirectory s => $"resource {s.Resource}: directory {s.Shown}",
        ConfigurationStep.RemoveDirectory s => $"resource {s.Resource}: removing directory {s.Shown}",
        ConfigurationStep.AddEntry s => $"resource {s.Resource}: {Describe(s.Entry)}",
        ConfigurationStep.SetEntry s => $"resource {s.Resource}: {Describe(s.Entry)}",
        ConfigurationStep.RevokeEntries s => $"resource {s.Resource}: revoking from {s.Holder} at {s.Folder}",
        ConfigurationStep.CloseFolder s => $"resource {s.Resource}: closing {s.Folder}",
        ConfigurationStep.OpenFolder s => $"resource {s.Resource}: opening {s.Folder}",
        ConfigurationStep.ForgetLogin s => $"rights of {s.Login}",
        ConfigurationStep.AddAccount s => $"user {s.Account.Login}",
        ConfigurationStep.ChangeAccount s => $"user {s.Account.Login}",
        ConfigurationStep.RemoveAccount s => $"removing user {s.Login}",
        _ => "a change",
    };

    public static string Describe(ConfigurationEntry entry) =>
        $"{Protocol.RightsText.Short(entry.Rights)} to {entry.Holder} at {entry.Folder}{(entry.From is { } from ? $" from {from}" : "")}"
        + $"{(entry.Since is { } since ? $" since {since:yyyy-MM-dd HH:mm}Z" : "")}{(entry.Until is { } until ? $" until {until:yyyy-MM-dd HH:mm}Z" : "")}";
}
