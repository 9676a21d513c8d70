using System.Net;
using Akka.Actor;
using Akka.TestKit.Xunit;
using Ftp.Actors.Catalog;
using Ftp.Actors.Protocol;
using Ftp.Actors.Serialization;
using Ftp.Actors.Settings;
using Ftp.Actors.Storage;
using Ftp.Actors.Supervision;
using Ftp.Actors.Tests.Persistence;
using Xunit;

namespace Ftp.Actors.Tests.Catalog;

public sealed class CatalogActorTests : TestKit
{
    private static readonly FtpSerializer Serializer = new(null!);
    private static readonly DirectorySource Files = new("", FtpPath.Parse("/files"));

    private readonly JournalStore _store;
    private readonly TestNode _node = new();

    public CatalogActorTests()
        : this(JournalStore.New())
    {
    }

    private CatalogActorTests(JournalStore store)
        : base(TestNode.Config(store)) => _store = store;

    [Fact]
    public async Task A_change_is_answered_after_the_journal_has_it_and_everybody_can_see_it()
    {
        var catalog = Start();
        Sys.EventStream.Subscribe(TestActor, typeof(CatalogChanged));
        await ExpectMsgAsync<CatalogChanged>(cancellationToken: Cancel);

        Assert.Equal(new CatalogAnswer.Done(1, true), await Tell(catalog, Add("public")));
        Assert.Equal("RA1:public", Assert.Single(_store.Rows("catalog")).Manifest);
        Assert.Equal(1, _node.Services.Rights.Current.Revision);
        Assert.Equal(new CatalogChanged(1), await ExpectMsgAsync<CatalogChanged>(cancellationToken: Cancel));
        var entry = Assert.Single(_node.Entries);
        Assert.Equal(("resource.added", "public", "ada"), (entry.Event, entry.Resource, entry.Fields["by"]));
    }

    [Fact]
    public async Task What_changes_nothing_is_not_journaled()
    {
        var catalog = Start();
        await Tell(catalog, Add("public"));
        var grant = new CatalogCommands.Grant("public", FtpPath.Root, Holder.Guest, Rights.View, null, null, null, TestNode.Ada);
        Assert.Equal(new CatalogAnswer.Done(2, true), await Tell(catalog, grant));
        Assert.Equal(new CatalogAnswer.Done(2, false), await Tell(catalog, grant));
        Assert.Equal(RefusalKind.AlreadyExists, (await Refused(catalog, Add("PUBLIC"))).Kind);
        Assert.Equal(2, _store.Rows("catalog").Count);
    }

    [Theory]
    [InlineData(JournalMood.Fails)]
    [InlineData(JournalMood.Rejects)]
    [InlineData(JournalMood.Silent)]
    public async Task A_failed_journal_means_no_acknowledgement_and_no_change_and_later_commands_work(JournalMood mood)
    {
        var catalog = Start(TimeSpan.FromMilliseconds(500));
        await Tell(catalog, Add("first"));
        _store.Mood = mood;
        Assert.Equal(RefusalKind.Unavailable, (await Refused(catalog, Add("second"))).Kind);
        Assert.Equal(1, _node.Services.Rights.Current.Revision);
        Assert.Single(_store.Rows("catalog"));

        _store.Mood = JournalMood.Works;
        Assert.Equal(new CatalogAnswer.Done(2, true), await Eventually(catalog, Add("third") with { CommandId = "c-3" }));
        Assert.Equal(["first", "third"], (await State(catalog)).Resources.Keys);
        Assert.DoesNotContain(_node.Current, a => a.Key.StartsWith("journal:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_change_whose_answer_was_lost_is_there_after_recovery_and_its_repeat_is_answered_with_it()
    {
        var catalog = Start();
        _store.Mood = JournalMood.FailsAfterStoring;
        var command = Add("public") with { CommandId = "c-1" };
        Assert.Equal(RefusalKind.Unavailable, (await Refused(catalog, command)).Kind);
        _store.Mood = JournalMood.Works;
        Assert.Equal(new CatalogAnswer.Done(1, true), await Eventually(catalog, command));
        Assert.Single(_store.Rows("catalog"));
    }

    [Fact]
    public async Task A_repeated_command_id_returns_the_first_answer_whatever_it_was()
    {
        var catalog = Start();
        var add = Add("public") with { CommandId = "c-1" };
        Assert.Equal(new CatalogAnswer.Done(1, true), await Tell(catalog, add));
        var remove = new CatalogCommands.RemoveResource("other", TestNode.Ada) { CommandId = "c-2" };
        var refused = await Refused(catalog, remove);
        await Tell(catalog, Add("other"));
        Assert.Equal(new CatalogAnswer.Done(1, true), await Tell(catalog, add));
        Assert.Equal(refused, await Refused(catalog, remove));
        Assert.Equal(2, _store.Rows("catalog").Count);
    }

    [Fact]
    public async Task A_killed_catalogue_recovers_to_the_same_state_from_events_alone()
    {
        var catalog = Start();
        var random = new Random(11);
        for (var i = 0; i < 250; i++)
        {
            await Tell(catalog, Some(random, i));
        }

        var before = Bytes(await State(catalog));
        var again = Start();
        Assert.Equal(before, Bytes(await State(again)));

        var replayed = _store.Rows("catalog").Aggregate(CatalogState.Empty, (s, r) => s.Apply((IPersisted)Serializer.FromBinary(r.Payload, r.Manifest)));
        Assert.Equal(before, Bytes(replayed));
    }

    [Fact]
    public async Task An_event_that_cannot_be_read_denies_its_resource_only_and_removing_it_is_the_way_out()
    {
        var first = Start();
        foreach (var name in new[] { "public", "other" })
        {
            await Tell(first, Add(name));
            await Tell(first, new CatalogCommands.Grant(name, FtpPath.Root, Holder.Guest, Rights.View, null, null, null, TestNode.Ada));
        }

        await Tell(first, new CatalogCommands.SetResource("public", "text", null, null, TestNode.Ada));
        _store.Corrupt("catalog", "RS1:public");

        var catalog = Start();
        var state = await State(catalog);
        var rights = _node.Services.Rights.Current;
        var guest = new Subject("ftp", true, IPAddress.Loopback, DateTimeOffset.UnixEpoch);
        Assert.Equal(["other"], rights.Visible(guest).Select(r => r.Name));
        Assert.Contains("quarantined", rights.Decide(guest, state.Resources["public"], FtpPath.Root, Rights.List).Why, StringComparison.Ordinal);
        Assert.Contains(_node.Current, a => a.Key == "quarantine:resource 'public'");
        Assert.Equal(RefusalKind.Conflict, (await Refused(catalog, new CatalogCommands.RenameResource("public", "new", TestNode.Ada))).Kind);

        Assert.Equal(new CatalogAnswer.Done(6, true), await Tell(catalog, new CatalogCommands.RemoveResource("public", TestNode.Ada)));
        Assert.Equal(new CatalogAnswer.Done(7, true), await Tell(catalog, Add("public")));
        await Tell(catalog, new CatalogCommands.Grant("public", FtpPath.Root, Holder.Guest, Rights.View, null, null, null, TestNode.Ada));
        Assert.Equal(["other", "public"], _node.Services.Rights.Current.Visible(guest).Select(r => r.Name));
    }

    [Fact]
    public async Task A_missing_event_is_noticed_and_nothing_is_served_from_the_rest()
    {
        var first = Start();
        for (var i = 0; i < 3; i++)
        {
            await Tell(first, Add($"r{i}"));
        }

        _store.Change("catalog", rows => rows.RemoveAt(1));
        var catalog = Start(TimeSpan.FromMilliseconds(500));
        Assert.Equal(RefusalKind.Unavailable, (await Refused(catalog, Add("more"))).Kind);
        await AwaitAssertAsync(() => Assert.Contains(_node.Current, a => a.Key == "journal:catalog" && a.Text.Contains("missing", StringComparison.Ordinal)), cancellationToken: Cancel);
    }

    [Fact]
    public async Task Settings_are_published_before_the_answer_and_come_back_after_a_restart()
    {
        var catalog = Start();
        Sys.EventStream.Subscribe(TestActor, typeof(SettingsChanged));
        Assert.Equal(new CatalogAnswer.Done(1, true), await Tell(catalog, new CatalogCommands.SetSetting("port", "2121", TestNode.Ada)));
        Assert.Equal(2121, _node.Services.Settings.Current.Port);
        var changed = await ExpectMsgAsync<SettingsChanged>(cancellationToken: Cancel);
        Assert.Equal((21, 2121), (changed.Old.Port, changed.New.Port));

        Assert.Equal("port: '0' is not allowed", (await Refused(catalog, new CatalogCommands.SetSetting("port", "0", TestNode.Ada))).Message);
        var fresh = new TestNode();
        await State(Start(node: fresh));
        Assert.Equal(2121, fresh.Services.Settings.Current.Port);

        Assert.Equal(new CatalogAnswer.Done(2, true), await Tell(Start(), new CatalogCommands.ResetSetting("port", TestNode.Ada)));
        Assert.Equal(21, _node.Services.Settings.Current.Port);
    }

    [Fact]
    public async Task An_unreadable_setting_that_keeps_people_out_falls_to_the_strict_side()
    {
        await Tell(Start(), new CatalogCommands.SetSetting("guests", "on", TestNode.Ada));
        _store.Corrupt("catalog", "SS1:guests");
        var catalog = Start();
        await State(catalog);
        Assert.False(_node.Services.Settings.Current.Guests);
        Assert.Contains(_node.Current, a => a.Key == "setting:guests");
        await Tell(catalog, new CatalogCommands.SetSetting("guests", "on", TestNode.Ada));
        Assert.True(_node.Services.Settings.Current.Guests);
        Assert.DoesNotContain(_node.Current, a => a.Key == "setting:guests");
    }

    [Fact]
    public async Task Time_ending_an_entry_is_announced_like_a_change()
    {
        var catalog = Start();
        await Tell(catalog, Add("public"));
        Sys.EventStream.Subscribe(TestActor, typeof(CatalogChanged));
        var until = DateTimeOffset.UtcNow.AddMilliseconds(300);
        await Tell(catalog, new CatalogCommands.Grant("public", FtpPath.Root, Holder.Guest, Rights.View, null, null, until, TestNode.Ada));
        await ExpectMsgAsync(new CatalogChanged(2), cancellationToken: Cancel);
        await ExpectMsgAsync(new CatalogChanged(2), TimeSpan.FromSeconds(10), cancellationToken: Cancel);
        Assert.True(DateTimeOffset.UtcNow >= until.AddMilliseconds(-50));
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static CatalogCommands.AddResource Add(string name) => new(name, "", Files, TestNode.Ada);

    private static CatalogCommand Some(Random random, int i)
    {
        var resource = $"r{random.Next(5)}";
        var folder = FtpPath.Parse(random.Next(3) switch { 0 => "/", 1 => "/a", _ => "/a/b" });
        return random.Next(12) switch
        {
            0 or 1 => Add(resource),
            2 => new CatalogCommands.RemoveResource(resource, TestNode.Ada),
            3 => new CatalogCommands.RenameResource(resource, $"r{random.Next(5)}", TestNode.Ada),
            4 => new CatalogCommands.AddGroup($"g{random.Next(3)}", "", TestNode.Ada),
            5 => new CatalogCommands.AddMember($"g{random.Next(3)}", $"u{random.Next(3)}", TestNode.Ada),
            6 => new CatalogCommands.RemoveGroup($"g{random.Next(3)}", TestNode.Ada),
            7 => new CatalogCommands.CloseFolder(resource, folder, TestNode.Ada) { CommandId = $"c-{i}" },
            8 => new CatalogCommands.Revoke(resource, folder, Holder.User($"u{random.Next(3)}"), Rights.List, TestNode.Ada),
            9 => new CatalogCommands.ForgetLogin($"u{random.Next(3)}", TestNode.Ada),
            10 => new CatalogCommands.SetSetting("port", $"{random.Next(1, 9)}", TestNode.Ada),
            _ => new CatalogCommands.Grant(resource, folder, Holder.User($"u{random.Next(3)}"), (Rights)random.Next(1, 1024), null, null, null, TestNode.Ada),
        };
    }

    private static byte[] Bytes(CatalogState state) => Serializer.ToBinary(CatalogSnapshot.Of(state));

    private IActorRef Start(TimeSpan? wait = null, TestNode? node = null) =>
        Sys.ActorOf(CatalogActor.Props((node ?? _node).Services, TestNode.Settings, wait ?? TimeSpan.FromSeconds(10)));

    private static async Task<CatalogAnswer> Tell(IActorRef catalog, CatalogCommand command) =>
        await catalog.Ask<CatalogAnswer>(command, TimeSpan.FromSeconds(20), Cancel);

    private static async Task<CatalogAnswer.Refused> Refused(IActorRef catalog, CatalogCommand command) =>
        Assert.IsType<CatalogAnswer.Refused>(await Tell(catalog, command));

    private static async Task<CatalogState> State(IActorRef catalog) => await catalog.Ask<CatalogState>(CatalogQueries.GetState.Instance, TimeSpan.FromSeconds(20), Cancel);

    /// <summary>Until the catalogue has come back from its backoff.</summary>
    private async Task<CatalogAnswer> Eventually(IActorRef catalog, CatalogCommand command)
    {
        CatalogAnswer answer = new CatalogAnswer.Refused(RefusalKind.Unavailable, "");
        await AwaitConditionAsync(
            async () => (answer = await Tell(catalog, command)) is not CatalogAnswer.Refused { Kind: RefusalKind.Unavailable }, TimeSpan.FromSeconds(30), cancellationToken: Cancel);
        return answer;
    }
}
