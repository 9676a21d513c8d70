using System.Runtime.Versioning;
using Akka.Actor;
using Ftp.Actors.Catalog;
using Ftp.Actors.Certificates;
using Ftp.Actors.Tests.Persistence;
using Xunit;

namespace Ftp.Actors.Tests.Certificates;

[UnsupportedOSPlatform("windows")]
public sealed class StoreFailureTests : StoreTestBase
{
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerFolder = OwnerFile | UnixFileMode.UserExecute;

    [Fact]
    public async Task Keys_are_the_owners_only()
    {
        var store = StartStore();
        await DoneAsync(store, Create("ftp"));
        await DoneAsync(store, new CertificateCommands.Request("asked", ["a.example"], KeyKind.P256, "", TestNode.Ada));
        Assert.Equal(OwnerFolder, File.GetUnixFileMode(Keys));
        Assert.Equal(2, KeyFiles.Length);
        Assert.All(Directory.GetFiles(Keys), f => Assert.Equal(OwnerFile, File.GetUnixFileMode(f)));
    }

    [Fact]
    public async Task Wider_permissions_are_taken_back_at_a_start_and_told()
    {
        var store = StartStore();
        await DoneAsync(store, Create("ftp"));
        var key = Path.Combine(Keys, Assert.Single(KeyFiles));
        File.SetUnixFileMode(key, OwnerFile | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        File.SetUnixFileMode(Keys, OwnerFolder | UnixFileMode.OtherExecute | UnixFileMode.OtherRead);
        await ListAsync(await RestartAsync(store));
        Assert.Equal((OwnerFile, OwnerFolder), (File.GetUnixFileMode(key), File.GetUnixFileMode(Keys)));
        var told = Logged("certificate.key-readable").ToList();
        Assert.Contains(told, t => t == $"{key} had mode 644 and has 600 now: if others may have read the keys there, make new ones");
        Assert.Contains(told, t => t.StartsWith($"{Keys} had mode 705 and has 700 now", StringComparison.Ordinal));
        Assert.True(Set.ByName.ContainsKey("ftp"));
    }

    [Theory]
    [InlineData(JournalMood.Fails)]
    [InlineData(JournalMood.Rejects)]
    [InlineData(JournalMood.Silent)]
    public async Task A_failed_journal_means_no_acknowledgement_no_change_and_no_key_left_over(JournalMood mood)
    {
        var store = StartStore(TimeSpan.FromMilliseconds(500));
        await DoneAsync(store, Create("first"));
        Store.Mood = mood;
        Assert.Equal(RefusalKind.Unavailable, (await RefusedAsync(store, Create("second"))).Kind);
        Assert.Equal(["first"], Set.ByName.Keys);

        Store.Mood = JournalMood.Works;
        await EventuallyDoneAsync(store, Create("third") with { CommandId = "c-3" });
        Assert.Equal(["first", "third"], Set.ByName.Keys.Order());
        Assert.Equal(2, KeyFiles.Length);
    }

    [Fact]
    public async Task A_change_whose_answer_was_lost_is_there_with_its_key_and_its_repeat_is_answered_with_it()
    {
        var store = StartStore();
        var create = Create("ftp") with { CommandId = "c-1" };
        Store.Mood = JournalMood.FailsAfterStoring;
        Assert.Equal(RefusalKind.Unavailable, (await RefusedAsync(store, create)).Kind);
        Store.Mood = JournalMood.Works;
        await EventuallyDoneAsync(store, create);
        Assert.Single(Store.Rows("certificates"));
        Assert.Single(KeyFiles);
        Assert.True(Set.ByName["ftp"].Certificate.HasPrivateKey);
    }

    [Fact]
    public async Task A_crash_between_key_and_event_leaves_a_stray_that_the_next_start_sweeps_and_nothing_else()
    {
        var store = StartStore();
        await DoneAsync(store, Create("ftp"));
        var kept = Assert.Single(KeyFiles);
        var stray = Guid.NewGuid().ToString("N") + ".key";
        var unfinished = Guid.NewGuid().ToString("N") + ".key.tmp";
        foreach (var name in (string[])[stray, unfinished, "notes.txt", "my.key"])
        {
            await File.WriteAllTextAsync(Path.Combine(Keys, name), "x", Cancel);
        }

        await ListAsync(await RestartAsync(store));
        Assert.Equal(new[] { kept, "my.key", "notes.txt" }.Order(StringComparer.Ordinal), KeyFiles.Order(StringComparer.Ordinal));
        Assert.Equal(2, Logged("certificate.key-swept").Count());
    }

    [Fact]
    public async Task A_key_that_is_missing_is_told_and_the_rest_serves_and_it_serves_again_when_it_is_back()
    {
        var store = StartStore();
        await DoneAsync(store, Create("ftp"));
        var key = Path.Combine(Keys, Assert.Single(KeyFiles));
        await DoneAsync(store, Create("other"));
        File.Move(key, Folder.Path("elsewhere"));

        var again = await RestartAsync(store);
        var info = (await GetAsync(again, "ftp"))!;
        Assert.Equal((CertificateUse.None, $"its key file {key} does not exist"), (info.Use, info.Trouble));
        Assert.Equal(["other"], Set.ByName.Keys);
        Assert.Equal($"certificate 'ftp': its key file {key} does not exist", Alarm("certificate:ftp"));

        File.Move(Folder.Path("elsewhere"), key);
        await RereadAsync(again);
        Assert.Equal(["ftp", "other"], Set.ByName.Keys.Order());
        Assert.Null(Alarm("certificate:ftp"));
    }

    [Fact]
    public async Task A_key_of_another_certificate_is_noticed()
    {
        var store = StartStore();
        await DoneAsync(store, Create("ftp"));
        var key = Path.Combine(Keys, Assert.Single(KeyFiles));
        await File.WriteAllTextAsync(key, Authority.Issue().KeyPem, Cancel);
        var again = await RestartAsync(store);
        Assert.Equal("its key file holds the key of another certificate", (await GetAsync(again, "ftp"))!.Trouble);
        await File.WriteAllTextAsync(key, "garbage", Cancel);
        await RereadAsync(again);
        Assert.NotNull((await GetAsync(again, "ftp"))!.Trouble);
        Assert.Empty(Set.ByName);
    }

    [Fact]
    public async Task Where_a_key_cannot_be_stored_nothing_happens()
    {
        var store = StartStore();
        await ListAsync(store);
        Directory.Delete(Keys);
        await File.WriteAllTextAsync(Keys, "in the way", Cancel);
        var refused = await RefusedAsync(store, Create("ftp"));
        Assert.Equal(RefusalKind.Unavailable, refused.Kind);
        Assert.StartsWith("the key cannot be stored: ", refused.Message, StringComparison.Ordinal);
        Assert.Empty(Store.Rows("certificates"));

        await ListAsync(await RestartAsync(store));
        Assert.Contains("cannot be used", Alarm("certificate-keys"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_that_cannot_be_read_denies_its_certificate_only_and_no_key_is_swept_meanwhile()
    {
        var store = StartStore();
        await DoneAsync(store, Create("ftp"));
        await DoneAsync(store, Create("other"));
        Store.Corrupt("certificates", "TC1:ftp");
        var again = await RestartAsync(store);
        Assert.Equal(["ftp", "other"], (await ListAsync(again)).Select(c => c.Name));
        Assert.Equal(["other"], Set.ByName.Keys);
        Assert.Equal(2, KeyFiles.Length);
        Assert.Contains("quarantined", Alarm("certificate:ftp"), StringComparison.Ordinal);
        Assert.Equal(RefusalKind.Conflict, (await RefusedAsync(again, Import("ftp", Authority.Issue(), replace: true))).Kind);

        Assert.IsType<CertificateAnswer.Done>(await TellAsync(again, Remove("ftp")));
        await DoneAsync(again, Create("ftp"));
        Assert.Equal(["ftp", "other"], Set.ByName.Keys.Order());
        Assert.Null(Alarm("certificate:ftp"));
    }

    [Fact]
    public async Task A_missing_event_is_noticed_and_nothing_is_served_from_the_rest()
    {
        var store = StartStore();
        for (var i = 0; i < 3; i++)
        {
            await DoneAsync(store, Create($"c{i}"));
        }

        Store.Change("certificates", rows => rows.RemoveAt(1));
        var again = await RestartAsync(store);
        Node.Services.Certificates.Publish(CertificateSet.Empty);
        await EventuallyAsync(() => Assert.Contains("missing", Alarm("journal:certificates"), StringComparison.Ordinal));
        Assert.Empty(Set.ByName);
        Assert.Equal(3, KeyFiles.Length);
        Sys.Stop(again);
    }

    [Fact]
    public async Task A_snapshot_and_its_events_give_the_same()
    {
        var store = StartStore();
        await DoneAsync(store, Create("keep"));
        for (var i = 0; i < 60; i++)
        {
            await DoneAsync(store, Create("c") with { CommandId = $"create-{i}" });
            Assert.IsType<CertificateAnswer.Done>(await TellAsync(store, Remove("c")));
        }

        var again = await RestartAsync(store);
        Assert.Equal(["keep"], (await ListAsync(again)).Select(c => c.Name));
        Assert.Single(KeyFiles);
        Assert.IsType<CertificateAnswer.Done>(await TellAsync(again, Create("c") with { CommandId = "create-59" }));
        Assert.Equal(121, Store.Rows("certificates").Count);
    }

    private async Task EventuallyDoneAsync(IActorRef store, CertificateCommand command) =>
        await AwaitConditionAsync(async () => await TellAsync(store, command) is CertificateAnswer.Done, TimeSpan.FromSeconds(30), cancellationToken: Cancel);
}
