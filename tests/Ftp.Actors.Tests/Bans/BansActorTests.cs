using System.Net;
using Akka.Actor;
using Akka.TestKit.Xunit;
using Ftp.Actors.Bans;
using Ftp.Actors.Catalog;
using Ftp.Actors.Settings;
using Ftp.Actors.Tests.Persistence;
using Xunit;

namespace Ftp.Actors.Tests.Bans;

/// <summary>What is kept of the bans, and what holds although it is not.</summary>
public sealed class BansActorTests : TestKit
{
    private static readonly ServerSettings Settings = new() { Ban = BanSettings.Default with { Never = [] } };

    private readonly JournalStore _store;
    private readonly TwoClocks _clock = new();
    private TestNode _node;

    public BansActorTests()
        : this(JournalStore.New())
    {
    }

    private BansActorTests(JournalStore store)
        : base(TestNode.Config(store)) => (_store, _node) = (store, new TestNode(Settings, _clock));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private LoginGuard Guard => _node.Services.LoginGuard;

    [Fact]
    public async Task A_ban_is_answered_after_the_journal_has_it_and_holds()
    {
        var bans = Start();
        Sys.EventStream.Subscribe(TestActor, typeof(BanInForce));
        var done = await DoneAsync(bans, Add("192.0.2.0/24", TimeSpan.FromHours(1), "scanning"));
        Assert.Equal("BB1:192.0.2.0/24", Assert.Single(_store.Rows("bans")).Manifest);
        Assert.True(IsBanned("192.0.2.77"));
        Assert.Equal(done.Ban, (await ExpectMsgAsync<BanInForce>(cancellationToken: Cancel)).Ban);
        Assert.Equal((1, "ada", "scanning", _clock.GetUtcNow().AddHours(1)), (done.Ban!.Id, done.Ban.By, done.Ban.Reason, done.Ban.Until));
        var entry = Assert.Single(_node.Entries, e => e.Event == "ban.added");
        Assert.Equal(("ban", "1", "1", "ada"), (entry.Fields["rule"], entry.Fields["rule-id"], entry.Fields["revision"], entry.Fields["by"]));
    }

    [Fact]
    public async Task Bans_and_what_is_left_of_their_time_survive_a_restart()
    {
        var bans = Start();
        await DoneAsync(bans, Add("192.0.2.1/32", TimeSpan.FromHours(1)));
        await DoneAsync(bans, Add("192.0.2.2/32", null));
        await DoneAsync(bans, Add("192.0.2.3/32", TimeSpan.FromMinutes(5)));
        await DoneAsync(bans, Remove("192.0.2.2/32"));
        Guess("198.51.100.1");
        await EventuallyAsync(() => Assert.True(Line("198.51.100.1")!.Kept));
        await RestartAsync(bans);

        Assert.True(IsBanned("192.0.2.1"));
        Assert.False(IsBanned("192.0.2.2"));
        Assert.True(IsBanned("198.51.100.1"));
        _clock.Advance(TimeSpan.FromMinutes(5));
        Assert.False(IsBanned("192.0.2.3"));
        _clock.Advance(TimeSpan.FromMinutes(5));
        Assert.False(IsBanned("198.51.100.1"));
        _clock.Advance(TimeSpan.FromMinutes(50));
        Assert.False(IsBanned("192.0.2.1"));
        // what has ended is remembered too
        Assert.Equal(2, Guess("198.51.100.1")!.Count);
    }

    [Fact]
    public async Task After_a_restart_with_the_clock_set_back_a_ban_lasts_no_longer_than_it_was_meant_to()
    {
        var bans = Start();
        await DoneAsync(bans, Add("192.0.2.1/32", TimeSpan.FromHours(1)));
        _clock.SetWall(new DateTimeOffset(1970, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await RestartAsync(bans);
        _clock.Advance(TimeSpan.FromHours(1) - TimeSpan.FromSeconds(1));
        Assert.True(IsBanned("192.0.2.1"));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.False(IsBanned("192.0.2.1"));
    }

    [Theory]
    [InlineData(JournalMood.Fails)]
    [InlineData(JournalMood.Rejects)]
    [InlineData(JournalMood.Silent)]
    public async Task Without_a_journal_guessers_are_banned_all_the_same_and_kept_when_it_is_back(JournalMood mood)
    {
        var bans = Start(TimeSpan.FromMilliseconds(300));
        await ListAsync(bans);
        _store.Mood = mood;
        Guess("192.0.2.1");
        Assert.True(IsBanned("192.0.2.1"));
        Assert.Equal(RefusalKind.Unavailable, Assert.IsType<BanAnswer.Refused>(await TellAsync(bans, Add("192.0.2.9/32", null))).Kind);
        Assert.False(IsBanned("192.0.2.9"));
        Assert.True(IsBanned("192.0.2.1"));
        Assert.False(Line("192.0.2.1")!.Kept);
        _store.Mood = JournalMood.Works;
        await EventuallyAsync(() => Assert.True(Line("192.0.2.1")!.Kept));
        Assert.True(IsBanned("192.0.2.1"));
    }

    [Fact]
    public async Task What_was_stored_although_its_answer_was_lost_holds_after_recovery()
    {
        var bans = Start(TimeSpan.FromMilliseconds(300));
        await DoneAsync(bans, Add("192.0.2.1/32", null));
        _store.Mood = JournalMood.FailsAfterStoring;
        Assert.IsType<BanAnswer.Refused>(await TellAsync(bans, Add("192.0.2.2/32", null)));
        _store.Mood = JournalMood.Works;
        await EventuallyAsync(() => Assert.True(IsBanned("192.0.2.2")));
        _store.Mood = JournalMood.FailsAfterStoring;
        Assert.IsType<BanAnswer.Refused>(await TellAsync(bans, Remove("192.0.2.1/32")));
        _store.Mood = JournalMood.Works;
        await EventuallyAsync(() => Assert.False(IsBanned("192.0.2.1")));
    }

    [Fact]
    public async Task A_flood_of_bans_reaches_the_journal_a_few_at_a_time()
    {
        var bans = Start(pause: TimeSpan.FromDays(1));
        await ListAsync(bans);
        for (var i = 0; i < 500; i++)
        {
            Guess($"10.0.{i >> 8}.{i & 255}");
        }

        Assert.Equal(500, (await ListAsync(bans)).Bans.Count(b => !b.Kept));
        Assert.Empty(_store.Rows("bans"));
        var again = await RestartOnSameGuardAsync(bans, TimeSpan.FromMilliseconds(20));
        await EventuallyAsync(() => Assert.Equal(500, _store.Rows("bans").Count));
        await EventuallyAsync(() => Assert.Empty(Guard.NotKept(1)));
        Assert.All((await ListAsync(again)).Bans, b => Assert.True(b.Kept));
        Assert.Single(_node.Entries, e => e.Event == "ban.flood");
        Assert.Equal(Enumerable.Range(1, 500).Select(i => (long)i), _store.Rows("bans").Select(r => r.SequenceNr));
    }

    [Fact]
    public void What_the_journal_keeps_is_bounded_and_the_ban_that_ends_first_goes()
    {
        var state = BansState.Empty;
        for (var i = 0; i < BansState.MostAutomatic + 50; i++)
        {
            var ban = new Ban(i + 1, new IPNetwork(new IPAddress([10, 0, (byte)(i >> 8), (byte)i]), 32), TwoClocks.Start, TimeSpan.FromMinutes(10 + i), "", Automatic: true, 1, "server");
            state = state.Apply(BanRules.Event(ban));
        }

        Assert.Equal(BansState.MostAutomatic, state.Bans.Count);
        Assert.Equal(51, state.Bans.Values.Min(b => b.Id));
    }

    [Fact]
    public async Task An_event_that_cannot_be_read_leaves_its_network_banned_until_it_is_removed_and_the_others_as_they_are()
    {
        var bans = Start();
        await DoneAsync(bans, Add("192.0.2.1/32", TimeSpan.FromMinutes(5)));
        await DoneAsync(bans, Add("192.0.2.2/32", TimeSpan.FromMinutes(5)));
        _store.Corrupt("bans", "BB1:192.0.2.1/32");
        var again = await RestartAsync(bans);
        _clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal([true, false], new[] { "192.0.2.1", "192.0.2.2" }.Select(IsBanned));
        Assert.Contains("192.0.2.1/32", Assert.Single(_node.Current).Text, StringComparison.Ordinal);
        await DoneAsync(again, Remove("192.0.2.1/32"));
        Assert.False(IsBanned("192.0.2.1"));
        Assert.Empty(_node.Current);
    }

    [Fact]
    public async Task Removing_names_a_ban_by_its_network_or_number_and_forgets_failures_where_there_is_none()
    {
        var bans = Start();
        var ban = (await DoneAsync(bans, Add("192.0.2.0/24", null))).Ban!;
        var refused = await RefusedAsync(bans, Remove("192.0.2.7/32"));
        Assert.Contains($"it lies within 192.0.2.0/24, which is banned (ban {ban.Id})", refused.Message, StringComparison.Ordinal);
        Assert.Equal(RefusalKind.NotFound, (await RefusedAsync(bans, new BanCommands.Remove(null, 77, TestNode.Ada))).Kind);
        Assert.Contains("but 1 network within it", (await RefusedAsync(bans, Remove("192.0.0.0/16"))).Message, StringComparison.Ordinal);
        Assert.Equal(ban, (await DoneAsync(bans, new BanCommands.Remove(null, ban.Id, TestNode.Ada))).Ban);
        Assert.False(IsBanned("192.0.2.7"));

        Guess("198.51.100.1", 9);
        Assert.Null((await DoneAsync(bans, Remove("198.51.100.1/32"))).Ban);
        Assert.Null(Guess("198.51.100.1", 9));
        Assert.Equal("ban.lifted", _node.Entries.Last(e => e.Event.StartsWith("ban.", StringComparison.Ordinal)).Event);
    }

    [Fact]
    public async Task An_automatic_ban_that_is_not_kept_yet_is_lifted_without_an_event()
    {
        var bans = Start(pause: TimeSpan.FromDays(1));
        await ListAsync(bans);
        Guess("192.0.2.1");
        await DoneAsync(bans, Remove("192.0.2.1/32"));
        Assert.False(IsBanned("192.0.2.1"));
        Assert.Empty(_store.Rows("bans"));
        Assert.Equal(1, Guess("192.0.2.1")!.Count);
    }

    [Theory]
    [InlineData("0.0.0.0/0", "too wide for a ban: at most a /8 (IPv4) or a /16 (IPv6)")]
    [InlineData("10.0.0.0/7", "too wide")]
    [InlineData("2000::/3", "too wide")]
    public async Task Nonsense_is_refused_with_what_is_allowed(string network, string message)
    {
        var bans = Start();
        Assert.Contains(message, (await RefusedAsync(bans, Add(network, null))).Message, StringComparison.Ordinal);
        Assert.Contains("at least 1s", (await RefusedAsync(bans, Add("192.0.2.1/32", TimeSpan.Zero))).Message, StringComparison.Ordinal);
        Assert.Contains("control characters", (await RefusedAsync(bans, Add("192.0.2.1/32", null, "a\u001bb"))).Message, StringComparison.Ordinal);
        Assert.Empty(_store.Rows("bans"));
    }

    [Fact]
    public async Task A_repeated_command_changes_nothing_a_second_time()
    {
        var bans = Start();
        var add = Add("192.0.2.1/32", TimeSpan.FromHours(1)) with { CommandId = "c-1" };
        var first = (await DoneAsync(bans, add)).Ban;
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(first, (await DoneAsync(bans, add)).Ban);
        Assert.Single(_store.Rows("bans"));
        await DoneAsync(bans, Add("192.0.2.2/32", null));
        Assert.False((await DoneAsync(bans, Add("192.0.2.2/32", null))).Changed);
        Assert.Equal(2, _store.Rows("bans").Count);
    }

    private IActorRef Start(TimeSpan? wait = null, TimeSpan? pause = null) =>
        Sys.ActorOf(BansActor.Props(_node.Services, wait ?? TimeSpan.FromSeconds(20), pause ?? TimeSpan.FromMilliseconds(30)));

    /// <summary>The process ends and another begins: what was in memory only is gone.</summary>
    private async Task<IActorRef> RestartAsync(IActorRef bans)
    {
        await bans.GracefulStop(TimeSpan.FromSeconds(10));
        _node = new TestNode(Settings, _clock);
        var again = Start();
        await ListAsync(again);
        return again;
    }

    private async Task<IActorRef> RestartOnSameGuardAsync(IActorRef bans, TimeSpan pause)
    {
        await bans.GracefulStop(TimeSpan.FromSeconds(10));
        return Start(pause: pause);
    }

    private Ban? Guess(string host, int times = 10)
    {
        Ban? ban = null;
        for (var i = 0; i < times; i++)
        {
            ban = Guard.Failed(IPAddress.Parse(host), "ada").Ban;
        }

        return ban;
    }

    private bool IsBanned(string host) => Guard.Over(IPAddress.Parse(host)) is not null;

    private BanLine? Line(string host) => Guard.Find(new IPNetwork(IPAddress.Parse(host), 32));

    private static BanCommands.Add Add(string network, TimeSpan? time, string reason = "") => new(IPNetwork.Parse(network), time, reason, TestNode.Ada);

    private static BanCommands.Remove Remove(string network) => new(IPNetwork.Parse(network), null, TestNode.Ada);

    private static async Task<BanAnswer> TellAsync(IActorRef bans, BanCommand command) => await bans.Ask<BanAnswer>(command, TimeSpan.FromSeconds(60), Cancel);

    private static async Task<BanAnswer.Done> DoneAsync(IActorRef bans, BanCommand command) => Assert.IsType<BanAnswer.Done>(await TellAsync(bans, command));

    private static async Task<BanAnswer.Refused> RefusedAsync(IActorRef bans, BanCommand command) => Assert.IsType<BanAnswer.Refused>(await TellAsync(bans, command));

    private static Task<BanList> ListAsync(IActorRef bans) => bans.Ask<BanList>(BanQueries.List.Instance, TimeSpan.FromSeconds(60), Cancel);

    private Task EventuallyAsync(Action assertion) => AwaitAssertAsync(assertion, TimeSpan.FromSeconds(30), TimeSpan.FromMilliseconds(20), Cancel);
}
