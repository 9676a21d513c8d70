using System.Collections.Frozen;
using System.Text.Json.Serialization.Metadata;
using Ftp.Actors.Accounts;
using Ftp.Actors.Bans;
using Ftp.Actors.Catalog;
using Ftp.Actors.Certificates;

namespace Ftp.Actors.Serialization;

/// <param name="Code">Two letters and a version. A shape that changes gets a new version beside the old one, which stays readable for ever.</param>
/// <param name="Kind">What the event's entity key names; None for a snapshot.</param>
public sealed record ManifestRow(string Code, EntityKind Kind, JsonTypeInfo Json);

/// <summary>Everything that may stand in the database. May only grow.</summary>
public static class Manifests
{
    public static IReadOnlyList<ManifestRow> Rows { get; } =
    [
        new("RA1", EntityKind.Resource, FtpJson.Default.ResourceAdded),
        new("RS1", EntityKind.Resource, FtpJson.Default.ResourceSet),
        new("RN1", EntityKind.Resource, FtpJson.Default.ResourceRenamed),
        new("RR1", EntityKind.Resource, FtpJson.Default.ResourceRemoved),
        new("DA1", EntityKind.Resource, FtpJson.Default.DirectoryAdded),
        new("DR1", EntityKind.Resource, FtpJson.Default.DirectoryRemoved),
        new("EG1", EntityKind.Resource, FtpJson.Default.Granted),
        new("ES1", EntityKind.Resource, FtpJson.Default.GrantReplaced),
        new("ER1", EntityKind.Resource, FtpJson.Default.Revoked),
        new("FC1", EntityKind.Resource, FtpJson.Default.FolderClosed),
        new("FO1", EntityKind.Resource, FtpJson.Default.FolderOpened),
        new("RB1", EntityKind.Resource, FtpJson.Default.ResourceRestored),
        new("EB1", EntityKind.Resource, FtpJson.Default.EntriesRestored),
        new("GA1", EntityKind.Group, FtpJson.Default.GroupAdded),
        new("GS1", EntityKind.Group, FtpJson.Default.GroupSet),
        new("GN1", EntityKind.Group, FtpJson.Default.GroupRenamed),
        new("GR1", EntityKind.Group, FtpJson.Default.GroupRemoved),
        new("GB1", EntityKind.Group, FtpJson.Default.GroupRestored),
        new("MA1", EntityKind.Group, FtpJson.Default.MemberAdded),
        new("MR1", EntityKind.Group, FtpJson.Default.MemberRemoved),
        new("LF1", EntityKind.Login, FtpJson.Default.LoginForgotten),
        new("LR1", EntityKind.Login, FtpJson.Default.LoginRenamed),
        new("LB1", EntityKind.Login, FtpJson.Default.LoginRestored),
        new("SS1", EntityKind.Setting, FtpJson.Default.SettingSet),
        new("SR1", EntityKind.Setting, FtpJson.Default.SettingReset),
        new("CZ1", EntityKind.None, FtpJson.Default.CatalogSnapshot),

        new("AA1", EntityKind.Account, FtpJson.Default.AccountAdded),
        new("AS1", EntityKind.Account, FtpJson.Default.AccountDetailsSet),
        new("AP1", EntityKind.Account, FtpJson.Default.PasswordSet),
        new("AX1", EntityKind.Account, FtpJson.Default.PasswordRemoved),
        new("AH1", EntityKind.Account, FtpJson.Default.PasswordRehashed),
        new("AE1", EntityKind.Account, FtpJson.Default.AccountEnabled),
        new("AD1", EntityKind.Account, FtpJson.Default.AccountDisabled),
        new("AR1", EntityKind.Account, FtpJson.Default.AccountRemoved),
        new("NR1", EntityKind.Account, FtpJson.Default.NameReserved),
        new("NL1", EntityKind.Account, FtpJson.Default.NameLeft),
        new("NT1", EntityKind.Account, FtpJson.Default.NameTaken),
        new("NF1", EntityKind.Account, FtpJson.Default.NameFreed),
        new("AZ1", EntityKind.None, FtpJson.Default.AccountSnapshot),

        new("TC1", EntityKind.Certificate, FtpJson.Default.CertificateCreated),
        new("TQ1", EntityKind.Certificate, FtpJson.Default.CertificateRequested),
        new("TI1", EntityKind.Certificate, FtpJson.Default.CertificateImported),
        new("TW1", EntityKind.Certificate, FtpJson.Default.CertificateWatched),
        new("TN1", EntityKind.Certificate, FtpJson.Default.CertificateRenewed),
        new("TR1", EntityKind.Certificate, FtpJson.Default.CertificateRemoved),
        new("TZ1", EntityKind.None, FtpJson.Default.CertificatesSnapshot),

        new("BB1", EntityKind.Ban, FtpJson.Default.HostBanned),
        new("BL1", EntityKind.Ban, FtpJson.Default.BanLifted),
        new("BZ1", EntityKind.None, FtpJson.Default.BansSnapshot),
    ];

    private static readonly FrozenDictionary<string, ManifestRow> ByCode = Rows.ToFrozenDictionary(r => r.Code, StringComparer.Ordinal);
    private static readonly FrozenDictionary<Type, ManifestRow> ByType = Rows.ToFrozenDictionary(r => r.Json.Type);

    public static ManifestRow? Of(string code) => ByCode.GetValueOrDefault(code);

    public static ManifestRow? Of(Type type) => ByType.GetValueOrDefault(type);
}
