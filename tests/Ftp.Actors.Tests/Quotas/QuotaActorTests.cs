using Akka.Actor;
using Akka.TestKit.Xunit;
using Ftp.Actors.Accounts;
using Ftp.Actors.Catalog;
using Ftp.Actors.Protocol;
using Ftp.Actors.Quotas;
using Ftp.Actors.Settings;
using Ftp.Actors.Storage;
using Ftp.Actors.Tests.Storage;
using Ftp.Testing;
using Xunit;

namespace Ftp.Actors.Tests.Quotas;

/// <summary>What the quotas are kept by: the catalogue and the accounts, a table that may fail, and counting.</summary>
public sealed class QuotaActorTests : TestKit
{
    private readonly MemoryQuotaTable _table = new();

    public QuotaActorTests()
        : base(Quiet.Akka)
    {
    }

    [Fact]
    public async Task What_the_catalogue_says_is_counted_at_the_start_and_holds_from_the_moment_it_is_changed()
    {
        await using var house = await QuotaHouse.StartAsync();
        house.Fixture.Write("scans/a", "123");
        var actor = Start(house.Resource("scans", "scans", bytes: 10));
        var line = await ExactAsync(actor);
        Assert.Equal((3, 10), (line.UsedBytes, line.Limit.Bytes));

        Publish(house.Resource("scans", "scans", bytes: 20));
        await AwaitConditionAsync(() => Task.FromResult(house.Line("scans").Limit.Bytes == 20), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal((QuotaState.Exact, 3), (house.Line("scans").State, house.Line("scans").UsedBytes));
        Publish(house.Resource("scans", "scans"));
        await AwaitConditionAsync(() => Task.FromResult(house.Ledger.Find(QuotaKey.Resource("scans")) is null), cancellationToken: TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task After_a_clean_stop_the_sums_hold_and_after_a_crash_they_are_counted()
    {
        await using var house = await QuotaHouse.StartAsync();
        house.Fixture.Write("scans/a", "123");
        house.Resource("scans", "scans", bytes: 100).Resource("homes", "homes/{login}");
        var actor = Start(house);
        await ExactAsync(actor);
        Sys.EventStream.Publish(new AccountChanged("ada", Profile("ada", 50)));
        await AwaitConditionAsync(() => Task.FromResult(house.Ledger.Find(QuotaKey.User("ada")) is { State: QuotaState.Exact }), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(StorageError.None, await house.StoreAsync("/scans/b", 4));
        Assert.True((await actor.Ask<QuotasClosed>(QuotaCommands.Close.Instance, RemainingOrDefault, Cancel)).Kept);
        await StopAsync(actor);

        // a file that came meanwhile shows that nobody looked
        house.Fixture.Write("scans/unseen", "12345");
        var again = await RestartAsync(house, out var ledger);
        Assert.Equal((QuotaState.Exact, 7), (ledger.Find(QuotaKey.Resource("scans"))!.State, ledger.Find(QuotaKey.Resource("scans"))!.UsedBytes));
        Assert.Equal(50, ledger.Find(QuotaKey.User("ada"))!.Limit.Bytes);
        await StopAsync(again);

        var crashed = await RestartAsync(house, out ledger);
        await AwaitConditionAsync(() => Task.FromResult(ledger.Find(QuotaKey.Resource("scans")) is { State: QuotaState.Exact, UsedBytes: 12, UsedFiles: 3 }), cancellationToken: TestContext.Current.CancellationToken);
        await StopAsync(crashed);
    }

    [Fact]
    public async Task A_stop_with_an_upload_under_way_is_no_clean_one()
    {
        await using var house = await QuotaHouse.StartAsync();
        house.Fixture.Write("scans/a", "123");
        var actor = Start(house.Resource("scans", "scans", bytes: 100));
        await ExactAsync(actor);
        await using var upload = await house.Fixture.OpenAsync(StorageFixture.Request("/scans/b"));
        Assert.False((await actor.Ask<QuotasClosed>(QuotaCommands.Close.Instance, RemainingOrDefault, Cancel)).Kept);
        Assert.False(_table.Clean);
    }

    [Fact]
    public async Task Without_its_table_nothing_is_stored_where_a_quota_holds_and_everything_elsewhere()
    {
        await using var house = await QuotaHouse.StartAsync();
        house.Fixture.Write("scans/a", "123");
        house.Fixture.Write("free/a", "123");
        _table.Fault = "the disk is gone";
        var actor = Start(house.Resource("scans", "scans", bytes: 100));
        Assert.Equal(QuotaState.Unknown, Assert.Single((await ShowAsync(actor)).Items).State);
        Assert.Equal(StorageError.QuotaCounting, await house.StoreAsync("/scans/b", 1));
        Assert.Equal(StorageError.None, await house.StoreAsync("/free/b", 1));
        Assert.Contains(house.Fixture.Alarms.Current, a => a.Key == "quotas");

        _table.Fault = null;
        actor.Tell(TickOf());
        await ExactAsync(actor);
        Assert.Equal(StorageError.None, await house.StoreAsync("/scans/b", 1));
        Assert.DoesNotContain(house.Fixture.Alarms.Current, a => a.Key == "quotas");
    }

    [Fact]
    public async Task A_user_who_comes_with_a_quota_that_is_not_known_waits_until_it_is()
    {
        await using var house = await QuotaHouse.StartAsync();
        house.Fixture.Write("homes/ada/a", "123");
        var actor = Start(house.Resource("homes", "homes/{login}"));
        await ShowAsync(actor);
        var needs = new QuotaNeeds(null, UserQuota.Of(Profile("ada", 50)));
        Assert.True(house.Ledger.Missing(needs)!.Counting);
        await AwaitConditionAsync(() => Task.FromResult(house.Ledger.Missing(needs) is null), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(3, house.UserLine("ada").UsedBytes);
        await AwaitConditionAsync(() => Task.FromResult(_table.Rows.ContainsKey(QuotaKey.User("ada"))), cancellationToken: TestContext.Current.CancellationToken);

        Sys.EventStream.Publish(new AccountChanged("ada", null));
        await AwaitConditionAsync(() => Task.FromResult(house.Ledger.Find(QuotaKey.User("ada")) is null && !_table.Rows.ContainsKey(QuotaKey.User("ada"))), cancellationToken: TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_level_that_is_passed_is_an_alarm_and_a_line_once_and_its_end_too()
    {
        await using var house = await QuotaHouse.StartAsync();
        house.Fixture.Write("scans/a", "123");
        var actor = Start(house.Resource("scans", "scans", bytes: 100));
        await ExactAsync(actor);
        await house.StoreAsync("/scans/b", 78);
        await house.StoreAsync("/scans/c", 1);
        Assert.Contains(house.Fixture.Alarms.Current, a => a.Key == "quota:resource:scans");
        Assert.Single(Entries(house, "quota.high"));
        await house.StoreAsync("/scans/d", 15);
        Assert.Equal(["80", "95"], Entries(house, "quota.high").Select(e => e.Fields["level"]));
        await house.DeleteAsync("/scans/b");
        Assert.Single(Entries(house, "quota.lower"));
        Assert.DoesNotContain(house.Fixture.Alarms.Current, a => a.Key == "quota:resource:scans");
    }

    [Fact]
    public async Task A_rescan_is_begun_for_quotas_that_are_there()
    {
        await using var house = await QuotaHouse.StartAsync();
        house.Fixture.Write("scans/a", "123");
        var actor = Start(house.Resource("scans", "scans", bytes: 100));
        await ExactAsync(actor);
        house.Fixture.Write("scans/b", "12345");
        Assert.False((await actor.Ask<RescanAnswer>(new QuotaCommands.Rescan(QuotaKey.Resource("other")), RemainingOrDefault, Cancel)).Found);
        Assert.True((await actor.Ask<RescanAnswer>(new QuotaCommands.Rescan(QuotaKey.Resource("scans")), RemainingOrDefault, Cancel)).Found);
        await AwaitConditionAsync(() => Task.FromResult(house.Line("scans").UsedBytes == 8), cancellationToken: TestContext.Current.CancellationToken);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private IActorRef Start(QuotaHouse house, QuotaLedger? ledger = null)
    {
        var rights = new Published<RightsSnapshot>(new RightsSnapshot(house.Catalog, guestsAllowed: true));
        _services = new NodeServices(
            "n1", new ServerSettings(), new Published<ServerSettings>(new ServerSettings()), rights, new StorageDefaults(0x1A0, 0x1E8, TimeSpan.FromHours(24)), house.Storage, null!,
            house.Fixture.Log, house.Fixture.Alarms, house.Fixture.Time)
        {
            Quotas = ledger ?? house.Ledger,
        };
        var actor = Sys.ActorOf(QuotaActor.Props(_services, _table));
        Sys.EventStream.Publish(new CatalogChanged(1));
        return actor;
    }

    private NodeServices _services = null!;

    private void Publish(QuotaHouse house)
    {
        _services.Rights.Publish(new RightsSnapshot(house.Catalog, guestsAllowed: true));
        Sys.EventStream.Publish(new CatalogChanged(2));
    }

    private Task<IActorRef> RestartAsync(QuotaHouse house, out QuotaLedger ledger)
    {
        ledger = new QuotaLedger(house.Fixture.Log, house.Fixture.Alarms, house.Fixture.Time);
        house.Fixture.Ledger = ledger;
        return StartedAsync(house, ledger);
    }

    private async Task<IActorRef> StartedAsync(QuotaHouse house, QuotaLedger ledger)
    {
        await house.Fixture.RestartAsync();
        var actor = Start(house, ledger);
        await ShowAsync(actor);
        return actor;
    }

    private async Task StopAsync(IActorRef actor)
    {
        Watch(actor);
        Sys.Stop(actor);
        await ExpectTerminatedAsync(actor, cancellationToken: Cancel);
    }

    private async Task<QuotaReport> ShowAsync(IActorRef actor) => await actor.Ask<QuotaReport>(QuotaQueries.Show.Instance, RemainingOrDefault, Cancel);

    private async Task<QuotaLine> ExactAsync(IActorRef actor)
    {
        QuotaLine? line = null;
        await AwaitConditionAsync(async () => (line = (await ShowAsync(actor)).Items.FirstOrDefault()) is { State: QuotaState.Exact });
        return line!;
    }

    private static AccountProfile Profile(string login, long bytes) => new(login, IsGuest: false, Enabled: true, Root: null) { Limits = AccountLimits.None with { Quota = new Quota(bytes, null) } };

    private static List<Ftp.Actors.Log.LogEntry> Entries(QuotaHouse house, string name) => [.. house.Fixture.Log.Entries.Where(e => e.Event == name)];

    /// <summary>What the actor's timer says.</summary>
    private static object TickOf() => QuotaActor.TickNow;
}

internal sealed class MemoryQuotaTable : IQuotaTable
{
    public Dictionary<QuotaKey, QuotaRow> Rows { get; } = [];

    public bool Clean { get; private set; }

    public string? Fault { get; set; }

    public Task<(IReadOnlyList<QuotaRow> Rows, bool Clean)> OpenAsync()
    {
        if (Fault is not null)
            return Task.FromException<(IReadOnlyList<QuotaRow>, bool)>(new InvalidOperationException(Fault));
        var clean = Clean;
        Clean = false;
        lock (Rows)
            return Task.FromResult<(IReadOnlyList<QuotaRow>, bool)>(([.. Rows.Values], clean));
    }

    public Task SaveAsync(IReadOnlyList<QuotaRow> rows, IReadOnlyList<QuotaKey> gone)
    {
        if (Fault is not null)
            return Task.FromException(new InvalidOperationException(Fault));
        lock (Rows)
        {
            foreach (var key in gone)
                Rows.Remove(key);
            foreach (var row in rows)
                Rows[row.Key] = row;
        }

        return Task.CompletedTask;
    }

    public Task CloseAsync()
    {
        Clean = Fault is null;
        return Task.CompletedTask;
    }
}
