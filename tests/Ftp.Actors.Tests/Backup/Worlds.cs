using System.Collections.Immutable;
using System.Net;
using Ftp.Actors.Accounts;
using Ftp.Actors.Backup;
using Ftp.Actors.Catalog;
using Ftp.Actors.Protocol;
using Ftp.Actors.Settings;
using Ftp.Actors.Storage;
using Xunit;

namespace Ftp.Actors.Tests.Backup;

/// <summary>Random configurations of a small world, and a server that is nothing but the rules.</summary>
internal sealed class Worlds(Random random)
{
    public static readonly DateTimeOffset Now = new(2026, 3, 3, 12, 0, 0, TimeSpan.Zero);
    public static readonly string[] Logins = ["ada", "bob", "eve", "Zoe"];
    public static readonly string[] Folders = ["/", "/in", "/in/new", "/out"];

    private static readonly string[] GroupNames = ["staff", "guests of ours", "crew"];
    private static readonly string[] ResourceNames = ["public", "projects", "Müller"];
    private static readonly string[] Sources = ["a", "b", "nas:/c", "homes/{login}"];
    private static readonly IPNetwork?[] Networks = [null, IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("2001:db8::/32")];
    private static readonly Rights[] Some = [Rights.View, Rights.Edit, Rights.Drop, Rights.List, Rights.Download | Rights.Delete];

    public Configuration Configuration()
    {
        var (logins, groups) = (Any(Logins), Any(GroupNames));
        return ConfigurationTarget.Sorted(new Configuration
        {
            Settings = [.. Any(["port", "greeting", "guests", "idle-timeout"]).Select(k => new ConfigurationSetting(k, k switch
            {
                "port" => $"{random.Next(2000, 2003)}", "guests" => random.Next(2) == 0 ? "on" : "off", "idle-timeout" => "5m", _ => "Grüße \"hier\"",
            }))],
            Groups = [.. groups.Select(g => new ConfigurationGroup(Case(g), Text(), [.. Any(logins)], List(), List()))],
            Resources = [.. Any(ResourceNames).Select(r => Resource(Case(r), logins, groups))],
            Users = [.. logins.Select(l => new ConfigurationAccount(l, random.Next(3) > 0, random.Next(4) == 0 ? null : Verifiers[random.Next(Verifiers.Length)], Details()))],
        });
    }

    public static readonly string[] Verifiers =
    [
        "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "$pbkdf2-sha256$i=100000$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    ];

    private ConfigurationResource Resource(string name, IReadOnlyList<string> logins, IReadOnlyList<string> groups) => new(
        name, Text(), Source(),
        [.. Any(["more", "old"]).Select(d => new StoredDirectory(d, Source()))],
        random.Next(2) == 0 ? ResourceOptions.Default : new ResourceOptions
        {
            FileMode = 0x1A0,
            Live = true,
            Rules = new FileRules(["*.jpg"], [], ["*.tmp"], 1 << 20),
            Quota = new Quota(1 << 30, null),
            DownloadRate = 1 << 20,
        },
        [.. Enumerable.Range(0, random.Next(6)).Select(_ => Entry(logins, groups))],
        [.. Any(["/in", "/out"]).Select(FtpPath.Parse)]);

    private ConfigurationEntry Entry(IReadOnlyList<string> logins, IReadOnlyList<string> groups)
    {
        var holder = random.Next(3) switch
        {
            0 when logins.Count > 0 => Holder.User(Pick(logins)),
            1 when groups.Count > 0 => Holder.Group(Pick(groups)),
            _ => Holder.Guest,
        };
        return new ConfigurationEntry(holder, FtpPath.Parse(Pick(Folders)), Pick(Some), Pick(Networks), null, random.Next(4) == 0 ? Now.AddDays(random.Next(1, 3)) : null);
    }

    private AccountDetails Details() => random.Next(2) == 0 ? AccountDetails.Empty : AccountDetails.Empty with
    {
        Description = Text(),
        Rules = new FileRules([], ["*.exe"], [], null),
        LegacyCharset = "CP866",
        MaximumConnections = random.Next(1, 5),
        Tls = random.Next(2) == 0 ? null : new AccountTls { Require = true, DataBinding = DataBinding.Resumed, Certificates = [new string('a', 64)] },
        Limits = random.Next(2) == 0 ? null : new AccountLimits { IdleTimeout = TimeSpan.FromMinutes(3), UploadRate = 0, Quota = new Quota(null, 10), AllowFrom = List(), ChangePassword = false },
    };

    private string Case(string name) => random.Next(4) == 0 ? name.ToUpperInvariant() : name;

    private string Text() => Pick(["", "Über alles", "a\nb"]);

    private DirectorySource Source() => DirectorySource.TryParse(Pick(Sources), out var source) ? source : throw new InvalidOperationException();

    private ImmutableArray<IPNetwork> List() => random.Next(3) == 0 ? [IPNetwork.Parse("192.0.2.0/24")] : [];

    private List<string> Any(IReadOnlyList<string> from) => [.. from.Where(_ => random.Next(2) == 0)];

    private T Pick<T>(IReadOnlyList<T> from) => from[random.Next(from.Count)];
}

/// <summary>What the journal would come to: commands decided and applied, one after the other.</summary>
internal sealed class RulesOnly
{
    private static readonly Origin Ada = new("ada", "ctl", "local");

    public CatalogState State { get; private set; } = CatalogState.Empty;

    public SortedDictionary<string, ConfigurationAccount> Accounts { get; } = new(StringComparer.OrdinalIgnoreCase);

    public Configuration Now
    {
        get
        {
            var part = ConfigurationOf.Catalog(State, [], Worlds.Now, "test");
            return ConfigurationTarget.Sorted(new Configuration { Settings = part.Settings, Groups = part.Groups, Resources = part.Resources, Users = [.. Accounts.Values] });
        }
    }

    public void Do(ConfigurationStep step)
    {
        switch (step)
        {
            case ConfigurationStep.AddAccount add:
                Accounts.Add(add.Account.Login, add.Account);
                break;
            case ConfigurationStep.ChangeAccount change:
                Accounts[change.Account.Login] = Accounts[change.Account.Login] with { Enabled = change.Account.Enabled, Password = change.Account.Password, Details = change.Account.Details };
                break;
            case ConfigurationStep.RemoveAccount remove:
                Catalog(new CatalogCommands.ForgetLogin(remove.Login, Ada));
                Assert.True(Accounts.Remove(remove.Login), remove.Login);
                break;
            default:
                if (step.NeedsLogin() is { } login)
                {
                    Assert.Equal(login, Accounts[login].Login);
                }

                Catalog(step.ToCommand(Ada)!);
                break;
        }
    }

    private void Catalog(CatalogCommand command)
    {
        switch (CatalogRules.Decide(State, command, Worlds.Now, SettingsRules.Table, new ServerSettings()))
        {
            case CatalogDecision.Change(var happened):
                State = State.Apply(happened);
                break;
            case CatalogDecision.Refused(_, var why):
                Assert.Fail($"{command}: {why}");
                break;
            default:
                break;
        }
    }
}
