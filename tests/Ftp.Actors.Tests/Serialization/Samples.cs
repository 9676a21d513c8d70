using System.Net;
using Ftp.Actors.Accounts;
using Ftp.Actors.Bans;
using Ftp.Actors.Catalog;
using Ftp.Actors.Certificates;
using Ftp.Actors.Persistence;
using Ftp.Actors.Protocol;
using Ftp.Actors.Serialization;
using Ftp.Actors.Settings;
using Ftp.Actors.Storage;

namespace Ftp.Actors.Tests.Serialization;

/// <summary>One of each thing that can be stored, with every field filled.</summary>
public static class Samples
{
    private static readonly DateTimeOffset At = new(2026, 3, 3, 12, 30, 0, 250, TimeSpan.Zero);
    private static readonly Stamp Stamp = new(At, new Origin("ada", "ctl", "local"), "c-1", "as asked");
    private static readonly DirectorySource Source = new("nas", FtpPath.Parse("/scans/{login}"));
    private static readonly FileRules Rules = new(["*.txt"], ["*.exe", "?.com"], [".*"], 1L << 40);
    private static readonly ResourceOptions Options = new() { FileMode = 0x1A0, DirectoryMode = 0x1E8, Live = true, Rules = Rules };
    private static readonly AccessEntry Entry =
        new(7, Holder.Group("Staff"), FtpPath.Parse("/in/Bücher"), Rights.View | Rights.Upload, IPNetwork.Parse("10.0.0.0/8"), At, At.AddDays(1));

    private static readonly AccountDetails Details = new("Ada Lovelace", FtpPath.Parse("/public/in"), Rules, "CP1251", 4);
    private static readonly AccountDetails DetailsWithTls = Details with
    {
        Tls = new AccountTls
        {
            Require = true,
            RequireData = false,
            DataBinding = DataBinding.SameSession,
            UncleanUploadEnd = UncleanUploadEnd.Accept,
            Certificates = [new string('0', 64), new string('a', 64)],
        },
    };

    private const string Verifier = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    private const string Pem = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
    private const string RequestPem = "-----BEGIN CERTIFICATE REQUEST-----\nMIIB\n-----END CERTIFICATE REQUEST-----\n";
    private const string KeyId = "0123456789abcdef0123456789abcdef";
    private const string Live = "/etc/letsencrypt/live/ftp.example.com";

    public static IReadOnlyList<IPersisted> All { get; } =
    [
        new ResourceAdded(Stamp, "public", "For all", Source),
        new ResourceSet(Stamp, "public", "For all", Source, Options),
        new ResourceRenamed(Stamp, "public", "Öffentlich"),
        new ResourceRemoved(Stamp, "public"),
        new DirectoryAdded(Stamp, "public", "more", Source),
        new DirectoryRemoved(Stamp, "public", "more"),
        new Granted(Stamp, "public", Entry),
        new GrantReplaced(Stamp, "public", Entry with { Holder = Holder.User("bob"), From = null, Since = null, Until = null }),
        new Revoked(Stamp, "public", FtpPath.Root, Holder.Guest, Rights.Delete),
        new FolderClosed(Stamp, "public", FtpPath.Root.Child(NameCodec.Decode([0x66, 0xFF, 0x80]))),
        new FolderOpened(Stamp, "public", FtpPath.Parse("/secret")),
        new ResourceRestored(Stamp, "public", new StoredResource("public", "For all", Source, [new StoredDirectory("more", Source)], [Entry], [FtpPath.Parse("/secret")], Options)),
        new EntriesRestored(Stamp, "public", Entry.Folder, Entry.Holder, [Entry]),
        new GroupAdded(Stamp, "Staff", "Everybody"),
        new GroupSet(Stamp, "Staff", "Everybody", [IPNetwork.Parse("10.0.0.0/8")], [IPNetwork.Parse("10.9.0.0/16")]),
        new GroupRenamed(Stamp, "Staff", "Crew"),
        new GroupRemoved(Stamp, "Staff"),
        new GroupRestored(
            Stamp, "Staff", new StoredGroup("Staff", "Everybody", ["bob"]) { AllowFrom = [IPNetwork.Parse("10.0.0.0/8")], DenyFrom = [IPNetwork.Parse("10.9.0.0/16")] }, [new PlacedEntry("public", Entry)]),
        new MemberAdded(Stamp, "Staff", "bob"),
        new MemberRemoved(Stamp, "Staff", "bob"),
        new LoginForgotten(Stamp, "bob"),
        new LoginRenamed(Stamp, "bob", "robert"),
        new LoginRestored(Stamp, "bob", ["Staff"], [new PlacedEntry("public", Entry with { Holder = Holder.User("bob") })]),
        new SettingSet(Stamp, "port", "2121"),
        new SettingReset(Stamp, "port"),
        new CatalogSnapshot(
            12, 8, [new StoredResource("public", "For all", Source, [new StoredDirectory("more", Source)], [Entry], [FtpPath.Parse("/secret")], Options)],
            [new StoredGroup("Staff", "Everybody", ["bob"])], [new SettingOverride("port", "2121", "ada", At)],
            [new StoredQuarantine(EntityKind.Group, "Old", "cannot be read")], [new AnsweredCommand("c-1", 12)]),

        new AccountAdded(Stamp, "bob", Verifier, Details),
        new AccountDetailsSet(Stamp, "bob", Details),
        new PasswordSet(Stamp, "bob", Verifier),
        new PasswordRemoved(Stamp, "bob"),
        new PasswordRehashed(Stamp, "bob", Verifier),
        new AccountEnabled(Stamp, "bob"),
        new AccountDisabled(Stamp, "bob"),
        new AccountRemoved(Stamp, "bob"),
        new NameReserved(Stamp, "robert", "bob"),
        new NameLeft(Stamp, "bob", "robert"),
        new NameTaken(Stamp, "robert", "bob", Verifier, true, Details, At),
        new NameFreed(Stamp, "bob"),
        new AccountSnapshot(3, new AccountRecord("bob", Verifier, false, Details, At, At.AddHours(1), "ada"), "robert", "bob", "robert", "trouble", [new AnsweredCommand("c-1", 3)]),

        new CertificateCreated(Stamp, "ftp", Pem, KeyId),
        new CertificateRequested(Stamp, "ftp", RequestPem, KeyId),
        new CertificateImported(Stamp, "ftp", Pem, KeyId),
        new CertificateWatched(Stamp, "ftp", $"{Live}/fullchain.pem", $"{Live}/privkey.pem", Pem, KeyId),
        new CertificateRenewed(Stamp, "ftp", Pem, KeyId),
        new CertificateRemoved(Stamp, "ftp"),
        new CertificatesSnapshot(
            7,
            [new StoredCertificate("ftp", CertificateKind.Watched, Pem, KeyId, new StoredRequest(RequestPem, KeyId, At), $"{Live}/fullchain.pem", $"{Live}/privkey.pem", At, "ada")],
            [new StoredQuarantine(EntityKind.Certificate, "old", "cannot be read")], [new AnsweredCommand("c-1", 7)]),

        new HostBanned(Stamp, 4, IPNetwork.Parse("2001:db8:1:2::/64"), At.AddMinutes(20), "10 failed logins within 10m", true, 2),
        new BanLifted(Stamp, IPNetwork.Parse("192.0.2.1/32")),
        new BansSnapshot(
            9, 5, [new Ban(4, IPNetwork.Parse("192.0.2.1/32"), At, TimeSpan.FromMinutes(20), "10 failed logins within 10m", true, 2, "server") { Unreadable = true }],
            "event 3 cannot be read", [new AnsweredCommand("c-1", 9)]),
    ];

    /// <summary>Shapes that grew without a new version: what was stored before lacks the field, and means what it meant.</summary>
    public static IReadOnlyList<(string Variant, IPersisted Sample)> Grown { get; } =
    [
        ("tls", new AccountAdded(Stamp, "bob", Verifier, DetailsWithTls)),
        ("tls", new AccountDetailsSet(Stamp, "bob", DetailsWithTls)),
        ("tls", new NameTaken(Stamp, "robert", "bob", Verifier, true, DetailsWithTls, At)),
        ("tls", new AccountSnapshot(3, new AccountRecord("bob", Verifier, false, DetailsWithTls, At, At.AddHours(1), "ada"), null, null, null, null, [])),
        ("limits", new AccountDetailsSet(Stamp, "bob", Details with
        {
            Limits = new AccountLimits
            {
                IdleTimeout = TimeSpan.FromMinutes(3), StallTimeout = TimeSpan.FromMinutes(1), DataConnectTimeout = TimeSpan.FromSeconds(9), DownloadRate = 0, UploadRate = 1 << 20,
                Quota = new Quota(1L << 40, 100_000), AllowFrom = [IPNetwork.Parse("10.0.0.0/8")], DenyFrom = [IPNetwork.Parse("10.9.0.0/16")], ChangePassword = false,
            },
        })),
        ("limits", new ResourceSet(Stamp, "public", "For all", Source, Options with { Quota = new Quota(null, 5), DownloadRate = 1 << 20, UploadRate = 1 << 19 })),
        ("networks", new CatalogSnapshot(
            12, 8, [], [new StoredGroup("Staff", "Everybody", ["bob"]) { AllowFrom = [IPNetwork.Parse("10.0.0.0/8")] }], [], [], [])),
        ("changed", new CatalogSnapshot(12, 8, [], [], [], [], []) { Changed = new LastChange("ada", At) }),
        ("tls-of-one-field", new AccountDetailsSet(Stamp, "bob", Details with { Tls = new AccountTls { Require = true } })),
    ];
}
