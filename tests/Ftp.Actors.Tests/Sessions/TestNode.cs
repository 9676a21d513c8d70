using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ftp.Actors.Accounts;
using Ftp.Actors.Catalog;
using Ftp.Actors.Certificates;
using Ftp.Actors.Log;
using Ftp.Actors.Network;
using Ftp.Actors.Network.Tls;
using Ftp.Actors.Protocol;
using Ftp.Actors.Settings;
using Ftp.Actors.Storage;

namespace Ftp.Actors.Tests.Sessions;

/// <summary>
/// A node in memory. Resources: <c>public</c> (guests: view), <c>work</c> (ada: edit), <c>inbox</c> (ada: drop), <c>mixed</c> (ada: view on the folder <c>open</c> alone).
/// Accounts: ada (password <c>secret</c>).
/// </summary>
internal sealed class TestNode
{
    public static DateTimeOffset Start { get; } = new(2026, 3, 3, 12, 0, 0, TimeSpan.Zero);

    public TestNode()
    {
        Storage.Directory("pub").Text("pub/readme.txt", "hello").Directory("pub/docs").Text("pub/docs/.message", "Welcome to docs.\nBe kind.\n").File("pub/docs/a.txt", 3);
        Storage.Directory("work").File("work/file.txt", 12).File("work/other.txt", 5).Directory("work/folder").Directory("work/empty").File("work/folder/inner.txt", 1);
        Storage.Directory("inbox").File("inbox/there.txt", 4).Directory("mixed").Directory("mixed/open").File("mixed/open/seen.txt", 2).Directory("mixed/shut");
        State = Resource(State, "public", "pub", new AccessEntry(1, Holder.Guest, FtpPath.Root, Rights.View, null, null, null));
        State = Resource(State, "work", "work", new AccessEntry(2, Holder.User("ada"), FtpPath.Root, Rights.Edit, null, null, null));
        State = Resource(State, "inbox", "inbox", new AccessEntry(3, Holder.User("ada"), FtpPath.Root, Rights.Drop, null, null, null));
        State = Resource(State, "mixed", "mixed", new AccessEntry(4, Holder.User("ada"), FtpPath.Parse("/open"), Rights.View, null, null, null));
        Settings = new Published<ServerSettings>(new ServerSettings());
        Snapshot = new Published<RightsSnapshot>(RightsSnapshot.Empty);
        Publish();
        Services = new NodeServices(
            "node", Settings.Current, Settings, Snapshot, new StorageDefaults(0x1A0, 0x1E8, TimeSpan.FromHours(24)), Storage, Channels, Log, Alarms, Clock)
        {
            Certificates = Certificates,
            // no heart beats here, and the clock may be set forward
            RightsLease = new RightsLease(TimeProvider.System),
        };
    }

    /// <summary>One identity, for <c>auto</c>.</summary>
    public Published<CertificateSet> Certificates { get; } = new(Sets.Value);

    private static readonly Lazy<CertificateSet> Sets = new(() =>
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var certificate = request.CreateSelfSigned(Start.AddDays(-1), Start.AddYears(50));
        var identity = new TlsIdentity("auto", ["localhost"], SslStreamCertificateContext.Create(certificate, null, offline: true));
        return new CertificateSet(ImmutableDictionary<string, TlsIdentity>.Empty.Add("auto", identity));
    });

    public MemoryStorage Storage { get; } = new();

    public FakeChannels Channels { get; } = new();

    public MemoryLog Log { get; } = new();

    public MemoryAlarms Alarms { get; } = new();

    public ManualClock Clock { get; } = new();

    public Published<ServerSettings> Settings { get; }

    public Published<RightsSnapshot> Snapshot { get; }

    public NodeServices Services { get; }

    public CatalogState State { get; private set; } = CatalogState.Empty;

    public Dictionary<string, (string Password, AccountProfile Profile)> Accounts { get; } = new(StringComparer.Ordinal)
    {
        ["ada"] = ("secret", new AccountProfile("ada", IsGuest: false, Enabled: true, Root: null)),
    };

    public void Set(Func<ServerSettings, ServerSettings> change)
    {
        Settings.Publish(change(Settings.Current));
        Publish();
    }

    public void Grant(string resource, string folder, Rights rights, bool closed = false)
    {
        var old = State.Resources[resource];
        var path = FtpPath.Parse(folder);
        var entries = old.Access.RemoveAll(e => e.Folder == path);
        entries = rights == Rights.None ? entries : entries.Add(new AccessEntry(100 + State.Revision, Holder.User("ada"), path, rights, null, null, null));
        Change(old with { Access = entries, Closed = closed ? old.Closed.Add(path) : old.Closed });
    }

    public void Options(string resource, Func<ResourceOptions, ResourceOptions> change) =>
        Change(State.Resources[resource] with { Options = change(State.Resources[resource].Options) });

    public void Change(Resource resource)
    {
        State = State with { Resources = State.Resources.SetItem(resource.Name, resource), Revision = State.Revision + 1 };
        Publish();
    }

    public void Remove(string resource)
    {
        State = State with { Resources = State.Resources.Remove(resource), Revision = State.Revision + 1 };
        Publish();
    }

    public LoginVerdict Verify(VerifyLogin login) =>
        Accounts.TryGetValue(login.Login, out var account) && account.Password == login.Password.Reveal()
            ? new LoginVerdict.Accepted(account.Profile)
            : new LoginVerdict.Refused("wrong password");

    public LoginVerdict Recognize(VerifyCertificate shown) =>
        Accounts.TryGetValue(shown.Login, out var account) && account.Profile.Tls.Certificates.Contains(shown.Fingerprint)
            ? new LoginVerdict.Accepted(account.Profile)
            : new LoginVerdict.Refused("the certificate is not this account's");

    public AccountAnswer SetPassword(AccountCommands.SetPassword command)
    {
        Accounts[command.Login] = (command.Password.Reveal(), Accounts[command.Login].Profile);
        PasswordsSet.Add(command);
        return new AccountAnswer.Done(null, Changed: true);
    }

    public List<AccountCommands.SetPassword> PasswordsSet { get; } = [];

    public AccountFound Find(AccountQueries.Get query) => new(
        Accounts.TryGetValue(query.Login, out var account) ? new AccountInfo(account.Profile, HasPassword: true, Start, Start, "admin") : null);

    public void Account(Func<AccountProfile, AccountProfile> change) => Accounts["ada"] = ("secret", change(Accounts["ada"].Profile));

    public void AccountTls(Func<AccountTls, AccountTls> change) => Account(ada => ada with { Tls = change(ada.Tls) });

    public static DirectorySource Source(string path) => DirectorySource.TryParse(path, out var source) ? source : throw new FormatException(path);

    private static CatalogState Resource(CatalogState state, string name, string source, AccessEntry entry) => state with
    {
        Revision = state.Revision + 1,
        Resources = state.Resources.Add(name, new Resource(
            name, "", Source(source), ImmutableSortedDictionary<string, DirectorySource>.Empty, [entry], [], ResourceOptions.Default)),
    };

    private void Publish() => Snapshot.Publish(new RightsSnapshot(State, Settings.Current.Guests));
}

internal sealed class ManualClock : TimeProvider
{
    private DateTimeOffset _now = TestNode.Start;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => _now;

    public override long GetTimestamp() => _now.UtcTicks;

    public void Advance(TimeSpan by) => _now += by;
}

internal sealed class MemoryLog : ILogSink
{
    private readonly ConcurrentQueue<LogEntry> _entries = new();

    public IReadOnlyCollection<LogEntry> Entries => _entries;

    public void Write(LogEntry entry) => _entries.Enqueue(entry);
}

internal sealed class MemoryAlarms : IAlarms
{
    private readonly ConcurrentDictionary<string, Alarm> _alarms = new(StringComparer.Ordinal);

    public ImmutableArray<Alarm> Current => [.. _alarms.Values];

    public void Raise(string key, string text) => _alarms[key] = new Alarm(key, text, TestNode.Start);

    public void Clear(string key) => _alarms.TryRemove(key, out _);
}

internal sealed class FakeChannels : IDataChannels
{
    private int _open;
    private int _next = 50000;

    public int Open => _open;

    public bool Full { get; set; }

    public ConcurrentQueue<IPEndPoint> Connected { get; } = new();

    public IDataChannel? Listen(IPAddress local, IPAddress permitted) => Full ? null : new Channel(this, new IPEndPoint(local, _next++), true);

    public IDataChannel ConnectTo(IPAddress local, IPEndPoint target)
    {
        Connected.Enqueue(target);
        return new Channel(this, target, false);
    }

    private sealed class Channel : IDataChannel
    {
        private readonly FakeChannels _owner;
        private int _disposed;

        public Channel(FakeChannels owner, IPEndPoint endPoint, bool passive)
        {
            (_owner, EndPoint, IsPassive) = (owner, endPoint, passive);
            Interlocked.Increment(ref owner._open);
        }

        public IPEndPoint EndPoint { get; }

        public bool IsPassive { get; }

        public Task<IDataConnection> OpenAsync(CancellationToken cancel) => throw new NotSupportedException();

        public ValueTask DisposeAsync()
        {
            if (Interlocked.Exchange(ref _disposed, 1) == 0)
            {
                Interlocked.Decrement(ref _owner._open);
            }

            return ValueTask.CompletedTask;
        }
    }
}
