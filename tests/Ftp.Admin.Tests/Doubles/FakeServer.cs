using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;
using System.Net.Security;
using Akka.Actor;
using Ftp.Actors;
using Ftp.Actors.Accounts;
using Ftp.Actors.Bans;
using Ftp.Actors.Catalog;
using Ftp.Actors.Certificates;
using Ftp.Actors.History;
using Ftp.Actors.Log;
using Ftp.Actors.Network.Tls;
using Ftp.Actors.Protocol;
using Ftp.Actors.Quotas;
using Ftp.Actors.Settings;
using Ftp.Actors.Storage;
using Ftp.Actors.Supervision;
using Ftp.Admin.Commands;

namespace Ftp.Admin.Tests.Doubles;

/// <summary>The actors behind the commands, by script: what they know is set by the test, what they are told is kept.</summary>
internal sealed class FakeServer
{
    public FakeServer(ActorSystem system)
    {
        Services = new NodeServices(
            "n1", new ServerSettings(), new Published<ServerSettings>(new ServerSettings()), new Published<RightsSnapshot>(RightsSnapshot.Empty),
            new StorageDefaults(0x1A0, 0x1E8, TimeSpan.FromHours(24)), Storage, null!, Log, new NoAlarms(), new FixedTime());
        Context = new CommandContext(
            system.ActorOf(ScriptedActor.Props(Catalog)), system.ActorOf(ScriptedActor.Props(Accounts)), system.ActorOf(ScriptedActor.Props(Server)), Services)
        {
            Certificates = system.ActorOf(ScriptedActor.Props(Certificate)),
            History = system.ActorOf(ScriptedActor.Props(History)),
            Bans = system.ActorOf(ScriptedActor.Props(BansActor)),
            Quotas = system.ActorOf(ScriptedActor.Props(Quota)),
        };
        Publish();
    }

    public CommandContext Context { get; set; }

    public NodeServices Services { get; }

    public FakeStorage Storage { get; } = new() { Folders = { "scans", "projects", "nas:/scans", "homes" } };

    public KeptLog Log { get; } = new();

    /// <summary>Commands in the order they came; queries are not kept.</summary>
    public ConcurrentQueue<object> Told { get; } = [];

    public Dictionary<string, CertificateInfo> Store { get; } = new()
    {
        ["auto"] = Known("auto", CertificateKind.SelfSigned, CertificateUse.Chosen, "ftp.example.com", "192.0.2.1", "localhost", "::1"),
        ["office"] = Known("office", CertificateKind.Requested, CertificateUse.None, "office.example.com") with
        {
            NotBefore = null,
            NotAfter = null,
            Fingerprint = "",
            Pem = "",
            Issuer = "",
            RequestPem = "-----BEGIN CERTIFICATE REQUEST-----\nMIIB\n-----END CERTIFICATE REQUEST-----\n",
        },
        ["old"] = Known("old", CertificateKind.Imported, CertificateUse.None, "old.example.com") with { NotAfter = FixedTime.Now.AddDays(-2), Trouble = "it expired on 2026-03-01" },
        ["web"] = Known("web", CertificateKind.Watched, CertificateUse.ByName, "*.example.com") with { NotAfter = FixedTime.Now.AddDays(12), CertificatePath = "/etc/web/chain.pem", KeyPath = "/etc/web/key.pem" },
    };

    public ImmutableArray<QuotaLine> Quotas { get; set; } =
    [
        new(QuotaKey.Resource("projects"), new Quota(4096, null), 1024, 3, 512, 1, 2560, null, 25, QuotaState.Exact, null) { Counts = ["projects", "nas:/old"] },
        new(QuotaKey.User("ada"), new Quota(2048, 10), 2000, 4, 0, 0, 48, 6, 97.7, QuotaState.Unknown, "nas:/homes cannot be found"),
    ];

    public ImmutableArray<ClearLogin> ClearLogins { get; set; } = [];

    public BanList Bans { get; set; } = new(
        [
            new(new Ban(3, IPNetwork.Parse("192.0.2.66/32"), FixedTime.Now.AddMinutes(-5), TimeSpan.FromMinutes(20), "10 failed logins within 10m", true, 2, "server"), TimeSpan.FromMinutes(15), true, false, FixedTime.Now.AddMinutes(15)),
            new(new Ban(4, IPNetwork.Parse("198.51.100.0/24"), FixedTime.Now.AddDays(-1), null, "scanners", false, 1, "root"), null, true, true, null),
        ],
        [new SlowedLogin("127.0.0.1/32", "ada", 7, TimeSpan.FromSeconds(8))]);

    public CatalogState State { get; set; } = SomeState();

    public Dictionary<string, AccountInfo> Users { get; } = new() { ["ada"] = User("ada") with { Profile = User("ada").Profile with { Root = FtpPath.Parse("/projects") } }, ["bob"] = User("bob") with { Profile = User("bob").Profile with { Enabled = false } } };

    /// <summary>Overrides the answer to a message; a null result falls back to the usual one.</summary>
    public Func<object, object?> Answer { get; set; } = _ => null;

    /// <summary>Never answers again.</summary>
    public bool Silent { get; set; }

    public ImmutableArray<SessionCard> Sessions { get; set; } =
    [
        new(7, "ada", false, new IPEndPoint(IPAddress.Parse("192.0.2.7"), 50123), FixedTime.Now.AddMinutes(-90), FixedTime.Now.AddSeconds(-5), FtpPath.Parse("/projects"), "RETR /projects/a.bin",
            "lftp", new TransferCard("RETR", FtpPath.Parse("/projects/a.bin"), 1_572_864, 3_145_728, FixedTime.Now.AddSeconds(-20)))
        {
            Tls = new TlsFacts("TLS 1.3", "TLS_AES_256_GCM_SHA384", "auto", "ftp.example.com", new ClientCertificate(Pems.Fingerprint, "CN=ada", FixedTime.Now.AddDays(10))),
            DataProtected = true,
            ByCertificate = true,
        },
        new(9, null, false, new IPEndPoint(IPAddress.Parse("::ffff:198.51.100.4"), 4000), FixedTime.Now.AddSeconds(-3), FixedTime.Now.AddSeconds(-3), FtpPath.Root, "idle", null, null),
    ];

    public T Single<T>() => (T)Told.Single(m => m is T);

    public void Publish() => Services.Rights.Publish(new RightsSnapshot(State, guestsAllowed: true));

    /// <summary>Handshakes can be served with this certificate, and with no other.</summary>
    public void Serve(string name) => Services.Certificates.Publish(new CertificateSet(ImmutableDictionary<string, TlsIdentity>.Empty.Add(
        name, new TlsIdentity(name, ["ada"], SslStreamCertificateContext.Create(Pems.Certificate, null, offline: true)))));

    public static AccountInfo User(string login) => new(new AccountProfile(login, false, true, null), true, FixedTime.Now.AddDays(-10), FixedTime.Now.AddDays(-1), "root");

    private static CertificateInfo Known(string name, CertificateKind kind, CertificateUse use, params string[] names) => new(
        name, kind, use, $"CN={names[0]}", kind == CertificateKind.SelfSigned ? $"CN={names[0]}" : "CN=Some Authority", [.. names], FixedTime.Now.AddDays(-1), FixedTime.Now.AddDays(365),
        "P-256", string.Concat(Enumerable.Repeat("ab01", 16)), "-----BEGIN CERTIFICATE-----\nMIIC\n-----END CERTIFICATE-----\n", FixedTime.Now.AddDays(-1), "root");

    private static CatalogState SomeState()
    {
        Resource With(string name, params AccessEntry[] access) => new(
            name, $"the {name}", new DirectorySource("", FtpPath.Parse(name)), ImmutableSortedDictionary<string, DirectorySource>.Empty, [.. access], [], ResourceOptions.Default);

        var projects = With(
            "projects",
            new AccessEntry(1, Holder.User("ada"), FtpPath.Root, Rights.Edit, null, null, null),
            new AccessEntry(2, Holder.Group("staff"), FtpPath.Parse("/inbox"), Rights.Drop, IPNetwork.Parse("10.0.0.0/8"), null, FixedTime.Now.AddDays(-1)));
        var directories = projects.Directories.Add("archive", new DirectorySource("nas", FtpPath.Parse("old")));
        projects = projects with { Directories = directories, Closed = [FtpPath.Parse("/secret")] };
        var open = With("public", new AccessEntry(3, Holder.Guest, FtpPath.Root, Rights.View, null, null, null));
        return CatalogState.Empty with
        {
            Revision = 12,
            Resources = CatalogState.Empty.Resources.Add("projects", projects).Add("public", open),
            Groups = CatalogState.Empty.Groups.Add("staff", new Group("staff", "who works here", ["ada"])),
        };
    }

    private object? Catalog(object message) => Usual(message, () => message switch
    {
        CatalogQueries.GetState => State,
        CatalogCommand => new CatalogAnswer.Done(13, true),
        _ => null,
    });

    private object? Accounts(object message) => Usual(message, () => message switch
    {
        AccountQueries.Get get => new AccountFound(Users.GetValueOrDefault(get.Login)),
        AccountQueries.List list => new AccountPage(
            [.. Users.Values.Where(u => list.Search is null || u.Profile.Login.Contains(list.Search, StringComparison.Ordinal)).Skip(list.Skip).Take(list.Take)
                .Select(u => new AccountRow(u.Profile.Login, u.Profile.Enabled, u.Profile.Description, u.Profile.Root?.ToString()))],
            Users.Count),
        AccountQueries.Export => new AccountsExported([], [], null),
        AccountCommand command => new AccountAnswer.Done(Users.GetValueOrDefault(command.Login) ?? User(command.Login), true),
        _ => null,
    });

    private object? BansActor(object message) => Usual(message, () => message switch
    {
        BanQueries.List => Bans,
        BanCommands.Add add => new BanAnswer.Done(new Ban(5, add.Network, FixedTime.Now, add.For, add.Reason, false, 1, add.Origin.By), true, 0),
        BanCommands.Remove { Network: { } network } when Bans.Bans.All(b => b.Ban.Network != network) => new BanAnswer.Refused(RefusalKind.NotFound, $"{network} is not banned"),
        BanCommands.Remove remove => new BanAnswer.Done(Bans.Bans.FirstOrDefault(b => b.Ban.Network == remove.Network || b.Ban.Id == remove.Id)?.Ban, true, 3),
        _ => null,
    });

    private object? Certificate(object message) => Usual(message, () => message switch
    {
        CertificateQueries.List => new CertificateList([.. Store.Values.OrderBy(c => c.Name, StringComparer.Ordinal)]),
        CertificateQueries.Get get => new CertificateFound(Store.GetValueOrDefault(get.Name)),
        CertificateCommands.EnsureAuto => new AutoCertificate(Store["auto"], false, null),
        CertificateCommands.Request request => new CertificateAnswer.Done(Store["office"] with { Name = request.Name }, true),
        CertificateCommands.Remove => new CertificateAnswer.Done(null, true),
        CertificateCommand command => new CertificateAnswer.Done(Store["web"] with { Name = command.Name }, true),
        _ => null,
    });

    /// <summary>Commands in the history, by their id.</summary>
    public Dictionary<string, HistoryLine> Past { get; } = [];

    private object? History(object message) => Silent ? null : Answer(message) ?? message switch
    {
        HistoryQueries.List list => new HistoryPage(
            [.. SomeChanges.Where(c => list.Of is not { Kind: HistoryKind.Setting } || c.Event.StartsWith("setting", StringComparison.Ordinal)).Take(list.Limit)], 17, null),
        HistoryQueries.FindCommand find => new HistoryPage(Past.TryGetValue(find.CommandId, out var line) ? [line] : [], null, null),
        HistoryQueries.AsOf then => new HistoryThen(State, FixedTime.Now.AddDays(-2), Services.Settings.Current, then.Login is { } login ? Users.GetValueOrDefault(login) : null, null),
        HistoryQueries.Compare => new HistoryDifferences(11, 12, [new CatalogDifference("setting", "port", "", null, "2121")]),
        HistoryQueries.PlanUndo undo => undo.Revision.ToString() switch
        {
            "12" => new UndoPlan.ByCatalog(new CatalogCommands.Revoke("projects", FtpPath.Root, Holder.Guest, null, undo.Origin) { ExpectedRevision = 12 }) { Undoes = "granted something" },
            "13" => new UndoPlan.Refused(RefusalKind.Conflict, "revision 14 stands in the way: it changed it again; undo that first"),
            _ => new UndoPlan.ByAccount(new AccountCommands.Disable("ada", undo.Origin)) { Undoes = "enabled user 'ada'" },
        },
        _ => null,
    };

    private static ImmutableArray<HistoryLine> SomeChanges { get; } =
    [
        new("12", 20, FixedTime.Now.AddMinutes(-1), "root", "ctl", "local", "rights.granted", "granted entry 3 (view to guests) at /public", "as asked"),
        new("11", 17, FixedTime.Now.AddMinutes(-2), "root", "ctl", "local", "setting.set", "set port = 2121", null),
    ];

    private object? Quota(object message) => Usual(message, () => message switch
    {
        QuotaQueries.Show => new QuotaReport(Quotas),
        QuotaCommands.Rescan rescan => new RescanAnswer(Quotas.Any(q => q.Key == rescan.Key)),
        _ => null,
    });

    private object? Server(object message) => Usual(message, () => message switch
    {
        GetStatus => new ServerStatus(
            true, "on", [new ListenerStatus("0.0.0.0", 2121, "none"), new ListenerStatus("::", 2121, "none")], 2, 1, FixedTime.Now.AddDays(-1), "root", FixedTime.Now.AddHours(-1),
            [new Alarm("storage:nas", "the root nas is gone", FixedTime.Now.AddMinutes(-3))])
        {
            ClearLogins = ClearLogins,
            ClearLoginsSince = FixedTime.Now.AddDays(-1),
            Bans = Bans.Bans.Length,
        },
        Drain => new DrainResult(2, 1),
        ListSessions => new SessionList(Sessions),
        KickSession kick => new KickResult(Sessions.Any(s => s.Id == kick.Session)),
        AbortTransfer abort => new AbortTransferResult(Sessions.Any(s => s.Id == abort.Session)),
        ThrottleTransfer throttle => new ThrottleTransferResult(Sessions.Any(s => s.Id == throttle.Session && s.Transfer is not null)),
        GetLimits => new LimitReport([new LimitLine("maximum-connections", null, 1, 200), new LimitLine("maximum-connections-per-login", "ada", 1, null)]),
        ChangeSetting => new CatalogAnswer.Done(13, true),
        _ => null,
    });

    private object? Usual(object message, Func<object?> usual)
    {
        if (message is not (CatalogQueries.GetState or AccountQueries.Get or AccountQueries.List or AccountQueries.Export or GetStatus or ListSessions or GetLimits or CertificateQueries.List
            or CertificateQueries.Get or BanQueries.List or QuotaQueries.Show))
            Told.Enqueue(message);
        return Silent ? null : Answer(message) ?? usual();
    }
}
