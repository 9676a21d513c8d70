using System.Text.Json.Serialization;
using Ftp.Actors.Accounts;
using Ftp.Actors.Bans;
using Ftp.Actors.Catalog;
using Ftp.Actors.Certificates;

namespace Ftp.Actors.Serialization;

/// <summary>How stored things are written. Names of properties are names in the database: a rename needs a new manifest version.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    IgnoreReadOnlyProperties = true,
    Converters = [typeof(FtpPathConverter), typeof(NetworkConverter), typeof(HolderConverter), typeof(DataBindingConverter), typeof(UncleanUploadEndConverter)])]
[JsonSerializable(typeof(ResourceAdded))]
[JsonSerializable(typeof(ResourceSet))]
[JsonSerializable(typeof(ResourceRenamed))]
[JsonSerializable(typeof(ResourceRemoved))]
[JsonSerializable(typeof(DirectoryAdded))]
[JsonSerializable(typeof(DirectoryRemoved))]
[JsonSerializable(typeof(Granted))]
[JsonSerializable(typeof(GrantReplaced))]
[JsonSerializable(typeof(Revoked))]
[JsonSerializable(typeof(FolderClosed))]
[JsonSerializable(typeof(FolderOpened))]
[JsonSerializable(typeof(ResourceRestored))]
[JsonSerializable(typeof(EntriesRestored))]
[JsonSerializable(typeof(GroupAdded))]
[JsonSerializable(typeof(GroupSet))]
[JsonSerializable(typeof(GroupRenamed))]
[JsonSerializable(typeof(GroupRemoved))]
[JsonSerializable(typeof(GroupRestored))]
[JsonSerializable(typeof(MemberAdded))]
[JsonSerializable(typeof(MemberRemoved))]
[JsonSerializable(typeof(LoginForgotten))]
[JsonSerializable(typeof(LoginRenamed))]
[JsonSerializable(typeof(LoginRestored))]
[JsonSerializable(typeof(SettingSet))]
[JsonSerializable(typeof(SettingReset))]
[JsonSerializable(typeof(CatalogSnapshot))]
[JsonSerializable(typeof(AccountAdded))]
[JsonSerializable(typeof(AccountDetailsSet))]
[JsonSerializable(typeof(PasswordSet))]
[JsonSerializable(typeof(PasswordRemoved))]
[JsonSerializable(typeof(PasswordRehashed))]
[JsonSerializable(typeof(AccountEnabled))]
[JsonSerializable(typeof(AccountDisabled))]
[JsonSerializable(typeof(AccountRemoved))]
[JsonSerializable(typeof(NameReserved))]
[JsonSerializable(typeof(NameLeft))]
[JsonSerializable(typeof(NameTaken))]
[JsonSerializable(typeof(NameFreed))]
[JsonSerializable(typeof(AccountSnapshot))]
[JsonSerializable(typeof(CertificateCreated))]
[JsonSerializable(typeof(CertificateRequested))]
[JsonSerializable(typeof(CertificateImported))]
[JsonSerializable(typeof(CertificateWatched))]
[JsonSerializable(typeof(CertificateRenewed))]
[JsonSerializable(typeof(CertificateRemoved))]
[JsonSerializable(typeof(CertificatesSnapshot))]
[JsonSerializable(typeof(HostBanned))]
[JsonSerializable(typeof(BanLifted))]
[JsonSerializable(typeof(BansSnapshot))]
internal sealed partial class FtpJson : JsonSerializerContext;
