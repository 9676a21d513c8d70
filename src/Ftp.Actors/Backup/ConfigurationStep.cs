using System.Collections.Immutable;
using System.Net;
using System.Text.Json.Serialization;
using Ftp.Actors.Catalog;
using Ftp.Actors.Protocol;
using Ftp.Actors.Storage;

namespace Ftp.Actors.Backup;

/// <summary>One change on the way from one configuration to another. Each can be repeated: what is so already stays.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "step")]
[JsonDerivedType(typeof(SetSetting), "set-setting")]
[JsonDerivedType(typeof(ResetSetting), "reset-setting")]
[JsonDerivedType(typeof(AddGroup), "add-group")]
[JsonDerivedType(typeof(RenameGroup), "rename-group")]
[JsonDerivedType(typeof(SetGroup), "set-group")]
[JsonDerivedType(typeof(RemoveGroup), "remove-group")]
[JsonDerivedType(typeof(AddMember), "add-member")]
[JsonDerivedType(typeof(RemoveMember), "remove-member")]
[JsonDerivedType(typeof(AddResource), "add-resource")]
[JsonDerivedType(typeof(RenameResource), "rename-resource")]
[JsonDerivedType(typeof(SetResource), "set-resource")]
[JsonDerivedType(typeof(RemoveResource), "remove-resource")]
[JsonDerivedType(typeof(AddDirectory), "add-directory")]
[JsonDerivedType(typeof(RemoveDirectory), "remove-directory")]
[JsonDerivedType(typeof(AddEntry), "add-entry")]
[JsonDerivedType(typeof(SetEntry), "set-entry")]
[JsonDerivedType(typeof(RevokeEntries), "revoke-entries")]
[JsonDerivedType(typeof(CloseFolder), "close-folder")]
[JsonDerivedType(typeof(OpenFolder), "open-folder")]
[JsonDerivedType(typeof(ForgetLogin), "forget-login")]
[JsonDerivedType(typeof(AddAccount), "add-account")]
[JsonDerivedType(typeof(ChangeAccount), "change-account")]
[JsonDerivedType(typeof(RemoveAccount), "remove-account")]
public abstract record ConfigurationStep
{
    private protected ConfigurationStep()
    {
    }

    public sealed record SetSetting(string Key, string Value) : ConfigurationStep;

    public sealed record ResetSetting(string Key) : ConfigurationStep;

    public sealed record AddGroup(string Name, string Description) : ConfigurationStep;

    public sealed record RenameGroup(string Name, string NewName) : ConfigurationStep;

    public sealed record SetGroup(string Name, string Description, ImmutableArray<IPNetwork> AllowFrom, ImmutableArray<IPNetwork> DenyFrom) : ConfigurationStep;

    public sealed record RemoveGroup(string Name) : ConfigurationStep;

    public sealed record AddMember(string Group, string Login) : ConfigurationStep;

    public sealed record RemoveMember(string Group, string Login) : ConfigurationStep;

    public sealed record AddResource(string Name, string Description, DirectorySource Source) : ConfigurationStep;

    public sealed record RenameResource(string Name, string NewName) : ConfigurationStep;

    public sealed record SetResource(string Name, string Description, DirectorySource Source, ResourceOptions Options) : ConfigurationStep;

    public sealed record RemoveResource(string Name) : ConfigurationStep;

    public sealed record AddDirectory(string Resource, string Shown, DirectorySource Source) : ConfigurationStep;

    public sealed record RemoveDirectory(string Resource, string Shown) : ConfigurationStep;

    public sealed record AddEntry(string Resource, ConfigurationEntry Entry) : ConfigurationStep;

    /// <summary>In place of all entries of its holder at its folder.</summary>
    public sealed record SetEntry(string Resource, ConfigurationEntry Entry) : ConfigurationStep;

    public sealed record RevokeEntries(string Resource, FtpPath Folder, Holder Holder) : ConfigurationStep;

    public sealed record CloseFolder(string Resource, FtpPath Folder) : ConfigurationStep;

    public sealed record OpenFolder(string Resource, FtpPath Folder) : ConfigurationStep;

    /// <summary>Its entries and memberships go, and with them what could not be read of them.</summary>
    public sealed record ForgetLogin(string Login) : ConfigurationStep;

    /// <param name="NewPassword">In clear, to be hashed by the server; null where the account brings its hash, or has none.</param>
    public sealed record AddAccount(ConfigurationAccount Account, string? NewPassword) : ConfigurationStep;

    public sealed record ChangeAccount(ConfigurationAccount Account) : ConfigurationStep;

    public sealed record RemoveAccount(string Login) : ConfigurationStep;
}
