using Ftp.Actors.Accounts;
using Ftp.Actors.Bans;
using Ftp.Actors.Catalog;
using Ftp.Actors.Certificates;
using Ftp.Actors.Quotas;
using Ftp.Actors.Supervision;
using Ftp.Admin.Commands;
using Ftp.Admin.Ctl;

namespace Ftp.Admin.Tests.Commands;

/// <summary>Every command of the fixed interface: it is there, it has help, it takes good input and refuses bad.</summary>
public sealed class PaletteTests : CommandTest
{
    /// <summary>The words other people's scripts rely on.</summary>
    private const string FixedWords = """
        status,on,off,drain,settings list,settings get,settings set,settings reset,settings history,history,history compare,undo,users add,users list,users show,users set,users rename,users passwd,users disable,
        users enable,users remove,groups add,groups list,groups show,groups set,groups rename,groups remove,groups add-member,groups remove-member,resources add,resources list,resources show,
        resources set,resources rename,resources remove,resources add-directory,resources remove-directory,rights list,rights grant,rights set,rights revoke,rights close,
        rights open,rights explain,sessions list,sessions show,sessions kick,transfers list,transfers abort,transfers throttle,limits show,bandwidth show,bandwidth set,
        quotas show,quotas set,quotas rescan,bans list,bans add,bans remove,storage list,storage mkdir,
        certificates create,certificates request,certificates import,certificates watch,certificates list,certificates show,certificates use,certificates remove,users import,backup,restore
        """;

    /// <summary>A line, what the actors are told by it (null: nothing), a part of the text.</summary>
    public static TheoryData<string, Type?, string> Good => new()
    {
        { "status", null, "0.0.0.0:2121, [::]:2121" },
        { "on", typeof(ChangeSetting), "FTP:" },
        { "start", typeof(ChangeSetting), "FTP:" },
        { "off", typeof(ChangeSetting), "FTP:" },
        { "stop", typeof(ChangeSetting), "FTP:" },
        { "drain", typeof(Drain), "drained: 2 sessions ended, 1 transfer cut" },
        { "drain --deadline 90s", typeof(Drain), "drained" },
        { "settings list", null, "maximum-connections" },
        { "settings get port", null, "port = 21, from default" },
        { "settings get ftp.settings.port", null, "port = 21, from default" },
        { "settings set port 2121", typeof(ChangeSetting), "port" },
        { "settings reset port", typeof(ChangeSetting), "port" },
        { "settings history port", null, "set port = 2121" },
        { "settings history ftp.settings.port --limit 1", null, "set port = 2121" },
        { "history", null, "--before 17 shows more" },
        { "history --of resource projects --from 2026-01-01 --to 2026-03-03 --by root --limit 5 --skip 1", null, "granted" },
        { "history --of settings port --before 17", null, "REVISION" },
        { "history compare --from 11 --to 12", null, "revision 11 and revision 12" },
        { "history compare --from 2026-01-01", null, "setting  port" },
        { "undo 12", typeof(CatalogCommands.Revoke), "undone: granted something (revision 13)" },
        { "undo ada:3 --comment 'not meant' --if-revision 4 --command-id x-1", typeof(AccountCommands.Disable), "undone: enabled user 'ada' (revision ada:0)" },
        { "users add eve", typeof(AccountCommands.Add), "user eve added" },
        { "users add eve --home", typeof(AccountCommands.Add), "user eve added" },
        { "users add eve --root projects/inbox --description 'a person' --charset CP1251 --max-connections 3", typeof(AccountCommands.Add), "user eve added; it has no rights there yet" },
        { "users add eve --no-password --client-certificate ada.pem", typeof(AccountCommands.Add), "clients are not asked for certificates: settings set client-certificates asked" },
        { "users set ada --require-tls on --require-tls-data off --data-binding resumed --unclean-upload-end accept", typeof(AccountCommands.Set), "user ada changed" },
        { "users list", null, "ada" },
        { "users list --search a --take 1", null, "1 to 1 of 2; --skip 1 shows more" },
        { "users show ada", null, "staff" },
        { "users set ada --allow *.jpg,*.png --max-file-size 10MiB", typeof(AccountCommands.Set), "user ada changed" },
        { "users set ada --no-root", typeof(AccountCommands.Set), "user ada changed" },
        { "users set ada --home", typeof(AccountCommands.Set), "user ada changed" },
        { "users rename ada eva", typeof(AccountCommands.Rename), "user ada is now eva" },
        { "users passwd ada", typeof(AccountCommands.SetPassword), "user ada has a new password" },
        { "users disable ada", typeof(AccountCommands.Disable), "user ada is disabled" },
        { "users enable bob", typeof(AccountCommands.Enable), "user bob is enabled" },
        { "users remove ada", typeof(AccountCommands.Remove), "user ada removed; its files stay" },
        { "groups add crew --description 'the crew'", typeof(CatalogCommands.AddGroup), "group crew added" },
        { "groups list", null, "staff" },
        { "groups show staff", null, "members:" },
        { "groups set staff --description 'who works here' --allow-from 10.0.0.0/8,192.0.2.7 --deny-from none", typeof(CatalogCommands.SetGroup), "group staff changed" },
        { "groups rename staff crew", typeof(CatalogCommands.RenameGroup), "group staff is now crew" },
        { "groups remove staff", typeof(CatalogCommands.RemoveGroup), "group staff removed" },
        { "groups add-member staff bob", typeof(CatalogCommands.AddMember), "user bob is now in group staff" },
        { "groups remove-member staff ada", typeof(CatalogCommands.RemoveMember), "user ada is no longer in group staff" },
        { "resources add scans --source scans", typeof(CatalogCommands.AddResource), "resource scans added" },
        { "resources add new --source a/b --create --description 'a new one'", typeof(CatalogCommands.AddResource), "resource new added" },
        { "resources add own --source homes/{login}", typeof(CatalogCommands.AddResource), "resource own added" },
        { "resources list", null, "projects" },
        { "resources show projects", null, "archive from nas:/old" },
        { "resources set projects --file-mode 0640 --publish live --deny *.exe", typeof(CatalogCommands.SetResource), "resource projects changed" },
        { "resources rename projects work", typeof(CatalogCommands.RenameResource), "resource projects is now work" },
        { "resources remove projects", typeof(CatalogCommands.RemoveResource), "its files stay" },
        { "resources add-directory projects --as new --source nas:/scans", typeof(CatalogCommands.AddDirectory), "shows nas:/scans as /projects/new" },
        { "resources remove-directory projects archive", typeof(CatalogCommands.RemoveDirectory), "no longer shows archive" },
        { "rights list", null, "/projects/inbox" },
        { "rights list public --guest", null, "guests" },
        { "rights grant projects --user ada --rights view", typeof(CatalogCommands.Grant), "user ada now has view at /projects" },
        { "rights grant projects/in --guest --rights drop --from 192.0.2.0/24 --since 2026-01-01 --until 2027-01-01T12:00+01:00", typeof(CatalogCommands.Grant), "guests now have drop at /projects/in" },
        { "rights set projects --group staff --rights list,download,upload", typeof(CatalogCommands.SetGrant), "group staff now has exactly list,download,upload" },
        { "rights revoke projects --user ada", typeof(CatalogCommands.Revoke), "user ada no longer: any entry at /projects" },
        { "rights revoke projects --user ada --rights delete", typeof(CatalogCommands.Revoke), "user ada no longer: delete" },
        { "rights close projects/secret", typeof(CatalogCommands.CloseFolder), "/projects/secret is now closed" },
        { "rights open projects/secret", typeof(CatalogCommands.OpenFolder), "/projects/secret is now open" },
        { "rights explain ada /projects upload", null, "yes: entry 1 (edit to user ada) at /projects" },
        { "rights explain --guest /public", null, "download" },
        { "sessions list", null, "198.51.100.4" },
        { "sessions list --login ada", null, "192.0.2.7" },
        { "sessions show 7", null, "1.5 MiB of 3 MiB (50 %)" },
        { "sessions kick 7", typeof(KickSession), "session 7 ended" },
        { "transfers list", null, "/projects/a.bin" },
        { "transfers abort 7", typeof(AbortTransfer), "the transfer of session 7 is being aborted" },
        { "transfers throttle 7 512KiB", typeof(ThrottleTransfer), "the transfer of session 7 goes at 512 KiB/s at most" },
        { "transfers throttle 7 unlimited", typeof(ThrottleTransfer), "the transfer of session 7 has no limit of its own any more" },
        { "limits show", null, "unlimited" },
        { "bandwidth show", null, "download-rate-per-login  each login  unlimited" },
        { "bandwidth set --download 10MiB", typeof(ChangeSetting), "the server: download 10 MiB/s" },
        { "bandwidth set --per-login --download 1MiB", typeof(ChangeSetting), "each login: download 1 MiB/s" },
        { "bandwidth set --per-host --upload unlimited", typeof(ChangeSetting), "each host: upload unlimited" },
        { "bandwidth set --upload default", typeof(ChangeSetting), "the server: upload what the files say" },
        { "bandwidth set --user ada --download unlimited --upload default", typeof(AccountCommands.Set), "user ada: download unlimited, upload what the settings say" },
        { "bandwidth set --resource projects --download 1MiB", typeof(CatalogCommands.SetResource), "resource projects: download 1 MiB/s" },
        { "bans list", null, "198.51.100.0/24" },
        { "bans add 192.0.2.7 --for 1h --reason scanning", typeof(BanCommands.Add), "192.0.2.7/32 is banned until 2026-03-03 13:00:00Z (ban 5)" },
        { "bans add 2001:db8:1:2:3::4", typeof(BanCommands.Add), "2001:db8:1:2::/64 is banned until it is removed" },
        { "bans remove 192.0.2.66", typeof(BanCommands.Remove), "192.0.2.66/32 is served again" },
        { "bans remove 4", typeof(BanCommands.Remove), "198.51.100.0/24 is served again" },
        { "users set ada --allow-from 10.0.0.0/8,192.0.2.7 --deny-from ''", typeof(AccountCommands.Set), "user ada changed" },
        { "quotas show", null, "unknown: uploads wait" },
        { "quotas show PROJECTS", null, "1024 bytes (1 KiB) in 3 files" },
        { "quotas show --user ada", null, "nas:/homes cannot be found" },
        { "quotas set projects --bytes 10GiB --files 100", typeof(CatalogCommands.SetResource), "resource projects may hold 10 GiB in 100 files" },
        { "quotas set projects --bytes unlimited", typeof(CatalogCommands.SetResource), "resource projects has no quota" },
        { "quotas set --user ada --bytes 0", typeof(AccountCommands.Set), "user ada may hold 0 B in unlimited files" },
        { "quotas rescan projects", typeof(QuotaCommands.Rescan), "the files of resource projects are being counted" },
        { "quotas rescan --user ada", typeof(QuotaCommands.Rescan), "the files of user ada are being counted" },
        { "resources set projects --quota-bytes 1MiB --quota-files 5", typeof(CatalogCommands.SetResource), "resource projects changed" },
        { "users add eve --root projects --quota-bytes 1MiB", typeof(AccountCommands.Add), "user eve added" },
        { "users set ada --quota-files 7", typeof(AccountCommands.Set), "user ada changed" },
        { "storage list", null, "projects" },
        { "storage list nas:/scans", null, "no folders" },
        { "storage mkdir a/b/c", null, "the folder a/b/c is there" },
        { "certificates create shop --name ftp.example.com --name 192.0.2.1 --key rsa3072 --from 2026-01-01 --until 2027-01-31", typeof(CertificateCommands.Create), "certificate shop created\nnames:        *.example.com\n" },
        { "certificates create shop --name ftp.example.com --days 30", typeof(CertificateCommands.Create), "SHA-256:      AB:01:AB:01" },
        { "certificates request shop --name ftp.example.com --subject O=Example", typeof(CertificateCommands.Request), "-----BEGIN CERTIFICATE REQUEST-----" },
        { "certificates request shop --name ftp.example.com --out shop.csr", typeof(CertificateCommands.Request), "the request of shop is in /home/caller/shop.csr; when it is signed: certificates import shop" },
        { "certificates import shop --certificate chain.pem --key key.pem --replace", typeof(CertificateCommands.Import), "certificate shop imported\n" },
        { "certificates watch shop --certificate live/chain.pem --key /etc/key.pem", typeof(CertificateCommands.Watch), "certificate shop taken from its files" },
        { "certificates list", null, "2027-03-03 (in 365 days)" },
        { "certificates show auto", null, "by everybody: the setting 'certificate' names it" },
        { "certificates show auto --pem", null, "-----BEGIN CERTIFICATE-----" },
        { "certificates show auto --out auto.pem", null, "the certificate with its chain of auto is in /home/caller/auto.pem" },
        { "certificates show office --pem", null, "-----BEGIN CERTIFICATE REQUEST-----" },
        { "certificates use web", typeof(ChangeSetting), "sessions that run keep the one they began with" },
        { "certificates use auto", typeof(ChangeSetting), "certificate auto is now the one for FTPS" },
        { "certificates use none", typeof(ChangeSetting), "no certificate is chosen" },
        { "certificates remove web", typeof(CertificateCommands.Remove), "certificate web removed; its files stay" },
        { "users import people.csv --format csv --home --generate --out passwords.csv", null, "0 changes made" },
        { "users import users.xml --format filezilla --map 'D:\\ftp=public/old' --dry-run", null, "0 changes made" },
        { "backup ftp.json", null, "revision 12: 2 resources, 1 group, 0 settings" },
        { "restore ftp.json --dry-run --merge --only users --only groups", null, "0 changes made" },
    };

    /// <summary>A line, the status of the problem, a part of its detail.</summary>
    public static TheoryData<string, int, string> Bad => new()
    {
        { "status now", 400, "status takes no arguments; 'now' is too much" },
        { "on --force", 400, "on has no option --force" },
        { "off x", 400, "off takes no arguments" },
        { "drain --deadline soon", 400, "deadline: 'soon' is not allowed; allowed is a number with ms, s, m, h or d" },
        { "settings list x", 400, "settings list takes no arguments" },
        { "settings get prot", 404, "there is no setting 'prot'; did you mean 'port'?" },
        { "settings set port", 400, "settings set needs VALUE" },
        { "settings reset", 400, "settings reset needs KEY" },
        { "settings history prot", 404, "did you mean 'port'?" },
        { "history projects", 400, "'projects' of which kind? --of resource, user, group, settings or certificate" },
        { "history --of resource", 400, "--of KIND needs the NAME of one" },
        { "history --of house projects", 400, "of: 'house' is not allowed" },
        { "history --limit 0", 400, "a number from 1 to 1000" },
        { "history --of settings prot", 404, "did you mean 'port'?" },
        { "history compare", 400, "history compare needs --from" },
        { "history compare --from yesterday", 400, "allowed is a revision, or a date or time like 2030-12-31" },
        { "undo", 400, "undo needs REVISION" },
        { "undo last", 400, "allowed is a revision as 'history' shows it: 12, or ada:3" },
        { "undo 13", 409, "revision 14 stands in the way" },
        { "rights explain ada /projects --at 2099-01-01", 400, "is still to come" },
        { "users disable ada --if-revision x", 400, "if-revision: 'x' is not allowed; allowed is a number" },
        { "groups add crew --comment 'two\nlines'", 400, "one line of at most 1000 bytes without control characters" },
        { "groups add crew --command-id ''", 400, "command-id: '' is not allowed" },
        { "users list --comment x", 400, "users list has no option --comment" },
        { "bandwidth show x", 400, "bandwidth show takes no arguments" },
        { "bandwidth set --user ada", 400, "nothing to change; name at least one of --download, --upload" },
        { "bandwidth set --user ada --resource projects --download 1MiB", 400, "--user and --resource exclude each other" },
        { "bandwidth set --per-login --user ada --download 1MiB", 400, "exclude each other" },
        { "bandwidth set --download fast", 400, "download: 'fast' is not allowed; allowed is bytes a second such as 65536, 512KiB or 10MiB, or unlimited, or default" },
        { "bandwidth set --download 0", 400, "download: '0' is not allowed" },
        { "bandwidth set --user nobody --download 1MiB", 404, "there is no user 'nobody'" },
        { "bandwidth set --resource project --download 1MiB", 404, "did you mean 'projects'?" },
        { "transfers throttle 7", 400, "transfers throttle needs RATE" },
        { "transfers throttle 9 1MiB", 404, "session 9 has no transfer running" },
        { "transfers throttle 7 0", 400, "rate: '0' is not allowed" },
        { "users set ada --idle-timeout soon", 400, "idle-timeout: 'soon' is not allowed; allowed is a number with ms, s, m, h or d, like 90s or 20m, or default (what the settings say)" },
        { "users set ada --download-rate -1", 400, "download-rate: '-1' is not allowed" },
        { "users set ada --change-password maybe", 400, "allowed is on, off or default (what the settings say)" },
        { "resources set projects --download-rate default", 400, "download-rate: 'default' is not allowed; allowed is bytes a second such as 65536, 512KiB or 10MiB, or unlimited" },
        { "users add anonymous", 400, "not 'anonymous' or 'ftp'" },
        { "users add eve --home --root projects", 400, "--root and --home exclude each other" },
        { "users add eve --root project", 404, "there is no resource 'project'; did you mean 'projects'?" },
        { "users add eve --charset utf-8", 400, "charset: 'utf-8' is not allowed" },
        { "users add eve --max-connections 0", 400, "a number from 1, or unlimited" },
        { "users set ada --require-tls yes", 400, "require-tls: 'yes' is not allowed; allowed is on, off or default (what the settings say)" },
        { "users set ada --data-binding none", 400, "allowed is address, resumed, same-session or default (what the settings say)" },
        { "users set ada --unclean-upload-end ignore", 400, "allowed is refuse, accept or default" },
        { "users set ada --client-certificate nobody.pem", 500, "client-certificate: there is no file /home/caller/nobody.pem" },
        { "users set ada --client-certificate key.pem", 500, "client-certificate: /home/caller/key.pem holds no certificate in PEM or DER" },
        { "users set ada --client-certificate 0123456789012345678901234567890123456789", 400, "its SHA-256 fingerprint (64 hex digits, colons or not)" },
        { "users list --take 0", 400, "a number from 1 to 10000" },
        { "users show aad", 404, "there is no user 'aad'; did you mean 'ada'?" },
        { "users set ada", 400, "nothing to change; name at least one of" },
        { "users set ada --max-file-size big", 400, "max-file-size: 'big' is not allowed" },
        { "users rename ada", 400, "users rename needs NEW-NAME" },
        { "users passwd nobody", 404, "there is no user 'nobody'" },
        { "users disable bo", 404, "did you mean 'bob'?" },
        { "users enable", 400, "users enable needs NAME" },
        { "users remove adda", 404, "did you mean 'ada'?" },
        { "groups add a/b", 400, "one name of at most 255 bytes without '/'" },
        { "groups list all", 400, "groups list takes no arguments" },
        { "groups set staff", 400, "nothing to change; name at least one of --description, --allow-from, --deny-from" },
        { "groups set staff --allow-from 10.0.0.1/8", 400, "networks like 10.0.0.0/8 or addresses, separated by commas, or none" },
        { "groups rename staff", 400, "groups rename needs NEW-NAME" },
        { "groups rename staf crew", 404, "did you mean 'staff'?" },
        { "groups show staf", 404, "did you mean 'staff'?" },
        { "groups remove crew", 404, "there is no group 'crew'" },
        { "groups add-member staff bbo", 404, "there is no user 'bbo'; did you mean 'bob'?" },
        { "groups remove-member staff bob", 404, "user 'bob' is not in group staff" },
        { "resources add scans", 400, "resources add needs --source" },
        { "resources add scans --source nowhere", 404, "there is no folder 'nowhere' in the storage root (ftp.storage.root); --create makes it" },
        { "resources add scans --source usb:/x", 404, "there is no storage root 'usb'; ftp.storage.more-roots has nas" },
        { "resources add projects --source scans", 409, "there is a resource 'projects' already" },
        { "resources list x", 400, "takes no arguments" },
        { "resources show projekts", 404, "did you mean 'projects'?" },
        { "resources set projects", 400, "nothing to change" },
        { "resources set projects --file-mode 9", 400, "an octal mode like 0640" },
        { "resources set projects --publish never", 400, "whole (visible when complete) or live" },
        { "resources rename projects", 400, "needs NEW-NAME" },
        { "resources remove nothing", 404, "there is no resource 'nothing'" },
        { "resources add-directory projects --as archive --source scans", 409, "has a directory 'archive' already" },
        { "resources remove-directory projects archiv", 404, "did you mean 'archive'?" },
        { "rights list x", 404, "there is no resource 'x'" },
        { "rights list --user ada --guest", 400, "--user and --guest exclude each other" },
        { "rights grant projects --user ada", 400, "rights grant needs --rights" },
        { "rights grant projects --rights view", 400, "rights grant needs one of --user, --group, --guest" },
        { "rights grant projects --user eve --rights view", 404, "there is no user 'eve'" },
        { "rights grant projects --group staf --rights view", 404, "did you mean 'staff'?" },
        { "rights grant projects --user ada --rights all", 400, "rights: 'all' is not allowed; allowed is edit, view, drop" },
        { "rights grant projects --user ada --rights view --from 10.0.0.1/8", 400, "with no bits after the prefix" },
        { "rights grant projects --user ada --rights view --since 2027-01-01 --until 2026-01-01", 400, "must be later than since" },
        { "rights set projects --user ada", 400, "rights set needs --rights" },
        { "rights revoke projects", 400, "rights revoke needs one of" },
        { "rights close projects", 400, "name a folder inside the resource" },
        { "rights open", 400, "rights open needs RESOURCE/SUB" },
        { "rights explain ada", 400, "rights explain needs PATH" },
        { "rights explain ada /", 400, "'/' is the list of resources" },
        { "rights explain ada /projects fly", 400, "right: 'fly'" },
        { "sessions list x", 400, "takes no arguments" },
        { "sessions show x", 400, "id: 'x' is not allowed" },
        { "sessions kick 8", 404, "there is no session 8" },
        { "transfers list x", 400, "takes no arguments" },
        { "transfers abort 8", 404, "there is no session 8" },
        { "transfers abort 9", 404, "session 9 has no transfer running" },
        { "limits show x", 400, "takes no arguments" },
        { "bans list x", 400, "takes no arguments" },
        { "bans add", 400, "bans add needs ADDRESS|CIDR" },
        { "bans add 7", 400, "address: '7' is not allowed; allowed is an address" },
        { "bans add 10.0.0.1/8", 400, "with no bits after the prefix" },
        { "bans add somebody.example.com", 400, "allowed is an address" },
        { "bans add 192.0.2.7 --for ever", 400, "for: 'ever' is not allowed; allowed is a number with ms, s, m, h or d" },
        { "bans remove", 400, "bans remove needs ADDRESS|CIDR|ID" },
        { "bans remove nobody", 400, "or the number of a ban" },
        { "users set ada --allow-from 10.0.0.1/8", 400, "allow-from: '10.0.0.1/8' is not allowed; allowed is networks separated by commas" },
        { "quotas show projcts", 404, "there is no resource 'projcts'; did you mean 'projects'?" },
        { "quotas show public", 404, "resource 'public' has no quota; set one with: quotas set public --bytes SIZE" },
        { "quotas show projects --user ada", 400, "takes no arguments" },
        { "quotas set projects", 400, "--bytes" },
        { "quotas set --bytes 5", 400, "resource" },
        { "quotas set projects --bytes much", 400, "bytes: 'much' is not allowed; allowed is bytes, or a number with KiB, MiB, GiB, TiB, or unlimited" },
        { "quotas set projects --files -1", 400, "files: '-1' is not allowed; allowed is a number from 0, or unlimited" },
        { "quotas set --user bob --bytes 5", 422, "a quota counts what lies in the folders of a user's own, and 'bob' has none: give it one with --root or --home" },
        { "users set bob --quota-bytes 5", 422, "'bob' has none" },
        { "users add eve --quota-bytes 5", 422, "'eve' has none" },
        { "quotas rescan bob", 404, "there is no resource 'bob'" },
        { "storage list nowhere", 404, "there is no folder 'nowhere'" },
        { "certificates create shop", 400, "certificates create needs --name" },
        { "certificates create shop --name a --key dsa", 400, "key: 'dsa' is not allowed; allowed is p256, p384, rsa3072 or rsa4096" },
        { "certificates create shop --name a --days 0", 400, "days: '0' is not allowed; allowed is a number from 1 to 36500" },
        { "certificates create shop --name a --until 31.1.2027", 400, "allowed is a date or time like 2030-12-31" },
        { "certificates create shop --name a --until 2027-01-31 --days 4", 400, "--days and --until exclude each other" },
        { "certificates create shop --name a --until 2026-03-03", 400, "must be later than now (2026-03-03 12:00:00Z)" },
        { "certificates create shop --name a --from 2027-01-01 --until 2026-12-31", 400, "must be later than from (2027-01-01 00:00:00Z)" },
        { "certificates request --name a", 400, "certificates request needs NAME" },
        { "certificates import shop", 400, "certificates import needs --certificate" },
        { "certificates import shop --certificate nothing.pem", 500, "certificate: there is no file /home/caller/nothing.pem" },
        { "certificates watch shop --certificate chain.pem", 400, "certificates watch needs --key" },
        { "certificates list all", 400, "takes no arguments" },
        { "certificates show atuo", 404, "there is no certificate 'atuo'; did you mean 'auto'?" },
        { "certificates show auto --request", 404, "certificate auto has no request that waits to be signed" },
        { "certificates show auto --pem --out x", 400, "--pem and --out exclude each other" },
        { "certificates use wbe", 404, "there is no certificate 'wbe'; did you mean 'web'?" },
        { "certificates use office", 422, "certificate office is only a request; when it is signed: certificates import office --certificate FILE" },
        { "certificates use old", 422, "certificate old cannot be used: it expired on 2026-03-01" },
        { "certificates remove shop", 404, "there is no certificate 'shop'" },
        { "users import people.csv", 400, "users import needs --format" },
        { "users import people.csv --format excel", 400, "format: 'excel' is not allowed; allowed is csv, filezilla, vsftpd or pureftpd" },
        { "users import a.csv --format csv --home --root public", 400, "--root and --home exclude each other" },
        { "users import a.xml --format filezilla --map public", 400, "a directory of the other server, =, and RESOURCE or RESOURCE/FOLDER" },
        { "backup", 400, "backup needs FILE" },
        { "backup a b", 400, "'b' is too much" },
        { "backup a --after x", 400, "backup has no option --after" },
        { "restore", 400, "restore needs FILE" },
        { "restore a --only rights", 400, "only: 'rights' is not allowed; allowed is settings, resources, groups or users" },
        { "storage mkdir homes/{login}", 400, "made at each account's first login" },
    };

    [Fact]
    public void Every_word_of_the_fixed_interface_is_there()
    {
        var words = FixedWords.Split([',', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(words.Order(StringComparer.Ordinal), Palette.Commands.Select(c => c.Words).Order(StringComparer.Ordinal));
        Assert.Equal("on", Palette.Find("start")!.Words);
        Assert.Equal("off", Palette.Find("stop")!.Words);
    }

    [Fact]
    public void Every_command_is_tested_with_good_and_bad_input()
    {
        string Words(string line) => CommandLine.FindCommand([.. Split(line)]).Command.Words;
        var all = Palette.Commands.Select(c => c.Words).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(all, Good.Select(g => Words(g.Data.Item1)).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(all, Bad.Select(b => Words(b.Data.Item1)).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_command_and_parameter_has_help_and_a_name_of_its_own()
    {
        foreach (var command in Palette.Commands)
        {
            Assert.InRange(command.Help.Length, 10, 120);
            Assert.All(command.Parameters, p => Assert.NotEmpty(p.Help));
            Assert.Equal(command.Parameters.Count(), command.Parameters.Select(p => p.Name).Distinct().Count());
            Assert.DoesNotContain(command.Options, o => CtlOptions.Known.Any(k => k.Name == o.Name));
            Assert.DoesNotContain(command.Parameters, p => p.Name == Command.Password.Name);
            Assert.Contains(command.Words, HelpText.For([.. command.Words.Split(' ')]), StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Good))]
    public async Task Good_input_is_carried_out(string line, Type? told, string text)
    {
        var done = await GoodAsync(line);
        Assert.Contains(text, done.Text, StringComparison.Ordinal);
        if (told is null)
            Assert.Empty(Server.Told);
        else
            Assert.Contains(Server.Told, m => m.GetType() == told);
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task Bad_input_is_refused_and_nothing_is_told_to_anybody(string line, int status, string detail)
    {
        var problem = await BadAsync(line);
        Assert.Contains(detail, problem.Detail, StringComparison.Ordinal);
        Assert.Equal(status, problem.Status);
        Assert.DoesNotContain(Server.Told, m => m is not KickSession);
    }

    [Fact]
    public void The_examples_in_help_are_commands()
    {
        foreach (var example in Palette.Commands.SelectMany(c => c.Examples))
            CommandLine.Parse(CtlOptions.Parse(Split(example.Split(" < ")[0].Split(" > ")[0])));
    }
}
