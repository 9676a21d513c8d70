using Ftp.Actors.Catalog;
using Ftp.Actors.History;
using Ftp.Actors.Serialization;
using Ftp.Testing;
using Xunit;

namespace Ftp.Actors.Tests.History;

/// <summary>The past as the history tells it, against a replay of the journal from its first event.</summary>
public sealed class AsOfTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1000, 256)]
    [InlineData(7, 4)]
    public async Task As_of_answers_equal_a_replay_at_random_moments_also_where_the_clock_was_set_back(int step, int most)
    {
        var random = TestScale.Seeded(step);
        var (journal, catalogue, events) = (new MemoryJournal(), new RandomCatalog(random), new List<(DateTimeOffset At, IPersisted Happened)>());
        using var timeline = new CatalogTimeline(journal, step, most);
        for (var i = 0; i < TestScale.Of(1000); i++)
        {
            Grow(random.Next(1, 8));
            var moment = events[random.Next(events.Count)].At.AddSeconds(random.Next(-2, 3));
            var revision = events.FindLastIndex(e => e.At <= moment) + 1;
            Assert.Equal(revision, await timeline.RevisionAtAsync(moment, Cancel));
            Assert.Equal(Replay(revision), UndoPropertyTests.Shown(await timeline.AtAsync(revision, Cancel)));
            var any = random.Next(events.Count + 1);
            Assert.Equal(Replay(any), UndoPropertyTests.Shown(await timeline.AtAsync(any, Cancel)));
        }

        Assert.Equal(UndoPropertyTests.Shown(catalogue.State), UndoPropertyTests.Shown(await timeline.NowAsync(Cancel)));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => timeline.AtAsync(events.Count + 1, Cancel));

        void Grow(int by)
        {
            for (var i = 0; i < by; i++)
            {
                catalogue.Now += TimeSpan.FromSeconds(random.Next(12) == 0 ? -random.Next(40) : random.Next(4));
                var happened = catalogue.Step();
                events.Add((catalogue.Now, happened));
                journal.Add(CatalogActor.Id, happened);
            }
        }

        string Replay(int revision) => UndoPropertyTests.Shown(events.Take(revision).Aggregate(CatalogState.Empty, (s, e) => s.Apply(e.Happened)));
    }

    [Fact]
    public async Task A_repeated_question_does_not_read_the_journal_from_its_beginning()
    {
        var (journal, catalogue) = (new MemoryJournal(), new RandomCatalog(new Random(1)));
        for (var i = 0; i < 3000; i++)
        {
            journal.Add(CatalogActor.Id, catalogue.Step());
        }

        using var timeline = new CatalogTimeline(journal);
        await timeline.AtAsync(2999, Cancel);
        var reads = journal.Reads;
        await timeline.AtAsync(2999, Cancel);
        // two batches of 500 behind the state kept at 2,000, and the look for what is new
        Assert.InRange(journal.Reads - reads, 1, 4);
    }

    [Fact]
    public async Task A_missing_event_is_an_error_and_not_another_past()
    {
        var catalogue = new RandomCatalog(new Random(1));
        using var timeline = new CatalogTimeline(new Gap(catalogue.Step(), catalogue.Step()));
        Assert.Contains("event 2 of the catalogue is missing", (await Assert.ThrowsAsync<InvalidDataException>(() => timeline.NowAsync(Cancel))).Message, StringComparison.Ordinal);
    }

    private sealed class Gap(IPersisted first, IPersisted third) : IJournalReader
    {
        public Task<IReadOnlyList<JournalEvent>> BackAsync(long before, int most, IReadOnlyCollection<string>? entities, CancellationToken cancel) => throw new NotSupportedException();

        public Task<IReadOnlyList<JournalEvent>> ForwardAsync(string entity, long after, int most, CancellationToken cancel) =>
            Task.FromResult<IReadOnlyList<JournalEvent>>(after == 0 ? [new(1, entity, 1, default, first), new(3, entity, 3, default, third)] : []);
    }
}
