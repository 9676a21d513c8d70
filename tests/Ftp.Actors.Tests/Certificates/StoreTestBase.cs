using System.Collections.Immutable;
using Akka.Actor;
using Akka.TestKit.Xunit;
using Ftp.Actors.Accounts;
using Ftp.Actors.Catalog;
using Ftp.Actors.Certificates;
using Ftp.Actors.Settings;
using Ftp.Actors.Supervision;
using Ftp.Actors.Tests.Persistence;
using Ftp.Testing;
using Xunit;

namespace Ftp.Actors.Tests.Certificates;

/// <summary>A certificate store with its journal, its folder of keys and a clock, and authorities to hand it certificates.</summary>
public abstract class StoreTestBase : TestKit
{
    internal static readonly DateTimeOffset Start = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);
    internal static readonly Lazy<TestAuthority> Shared = new(() => TestAuthority.Root("Root", Start).Below("Middle"));

    protected StoreTestBase()
        : this(JournalStore.New())
    {
    }

    private StoreTestBase(JournalStore store)
        : base(TestNode.Config(store))
    {
        Store = store;
        Clock = new StoreClock();
        Node = new TestNode(time: Clock);
    }

    protected JournalStore Store { get; }

    protected TemporaryFolder Folder { get; } = new();

    protected string Keys => Folder.Path("certificates");

    protected TestNode Node { get; }

    internal StoreClock Clock { get; }

    internal static TestAuthority Authority => Shared.Value;

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected CertificateSet Set => Node.Services.Certificates.Current;

    protected string[] KeyFiles => Directory.Exists(Keys) ? [.. Directory.GetFiles(Keys).Select(f => Path.GetFileName(f)!)] : [];

    protected override void AfterAll()
    {
        base.AfterAll();
        Folder.Dispose();
    }

    protected IActorRef StartStore(TimeSpan? wait = null) => Sys.ActorOf(CertificatesActor.Props(
        Node.Services, new CertificateStoreOptions(Keys, ["localhost", "127.0.0.1"]) { LookEvery = TimeSpan.FromMilliseconds(30) }, wait ?? TimeSpan.FromSeconds(20)));

    /// <summary>The store ends as a killed process does, and a new one reads the journal.</summary>
    protected async Task<IActorRef> RestartAsync(IActorRef store)
    {
        await store.GracefulStop(TimeSpan.FromSeconds(10));
        return StartStore();
    }

    protected static CertificateCommands.Create Create(string name, params ImmutableArray<string> names) =>
        new(name, names.IsEmpty ? ["ftp.example.com"] : names, KeyKind.P256, null, TimeSpan.FromDays(365), TestNode.Ada);

    internal static CertificateCommands.Import Import(string name, Issued issued, bool replace = false) =>
        new(name, issued.Bytes, issued.KeyBytes, null, replace, TestNode.Ada);

    protected static CertificateCommands.Remove Remove(string name) => new(name, TestNode.Ada);

    protected static async Task<CertificateAnswer> TellAsync(IActorRef store, CertificateCommand command) => await store.Ask<CertificateAnswer>(command, TimeSpan.FromSeconds(60), Cancel);

    protected static async Task<CertificateInfo> DoneAsync(IActorRef store, CertificateCommand command)
    {
        var answer = await TellAsync(store, command);
        return Assert.IsType<CertificateAnswer.Done>(answer).Certificate!;
    }

    protected static async Task<CertificateAnswer.Refused> RefusedAsync(IActorRef store, CertificateCommand command) =>
        Assert.IsType<CertificateAnswer.Refused>(await TellAsync(store, command));

    protected static async Task<CertificateInfo?> GetAsync(IActorRef store, string name) =>
        (await store.Ask<CertificateFound>(new CertificateQueries.Get(name), TimeSpan.FromSeconds(30), Cancel)).Certificate;

    protected static async Task<ImmutableArray<CertificateInfo>> ListAsync(IActorRef store) =>
        (await store.Ask<CertificateList>(CertificateQueries.List.Instance, TimeSpan.FromSeconds(30), Cancel)).Items;

    protected static async Task<ImmutableArray<string>> RereadAsync(IActorRef store) =>
        (await store.Ask<CertificatesReread>(new CertificateCommands.Reread(), TimeSpan.FromSeconds(60), Cancel)).Lines;

    protected void Change(Func<ServerSettings, ServerSettings> change)
    {
        var old = Node.Services.Settings.Current;
        Node.Services.Settings.Publish(change(old));
        Sys.EventStream.Publish(new SettingsChanged(old, Node.Services.Settings.Current));
    }

    protected string? Alarm(string key) => Node.Current.FirstOrDefault(a => a.Key == key)?.Text;

    protected IEnumerable<string> Logged(string name) => Node.Entries.Where(e => e.Event == name).Select(e => e.Text);

    protected Task EventuallyAsync(Action assertion) => AwaitAssertAsync(assertion, TimeSpan.FromSeconds(30), TimeSpan.FromMilliseconds(20), Cancel);
}

internal sealed class StoreClock : TimeProvider
{
    private long _ticks = StoreTestBase.Start.Ticks;

    private int _looks;

    /// <summary>How often somebody asked: the store does at each look.</summary>
    public int Looks => Volatile.Read(ref _looks);

    public override DateTimeOffset GetUtcNow()
    {
        Interlocked.Increment(ref _looks);
        return new DateTimeOffset(Interlocked.Read(ref _ticks), TimeSpan.Zero);
    }

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);
}
