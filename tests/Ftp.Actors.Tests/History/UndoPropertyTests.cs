using Ftp.Actors.Catalog;
using Ftp.Actors.History;
using Ftp.Actors.Serialization;
using Ftp.Actors.Tests.Persistence;
using Ftp.Testing;
using Xunit;

namespace Ftp.Actors.Tests.History;

/// <summary>Taking back what was just done leaves the catalogue as it was, whatever it was; taking back what lies behind never touches what came later.</summary>
public sealed class UndoPropertyTests
{
    [Fact]
    public void The_last_change_taken_back_leaves_the_catalogue_as_it_was()
    {
        var (random, kinds) = (TestScale.Seeded(1), new HashSet<Type>());
        for (var round = 0; round < TestScale.Of(400); round++)
        {
            var catalogue = new RandomCatalog(random);
            for (var i = 0; i < 60; i++)
            {
                var before = catalogue.State;
                var happened = catalogue.Step(renamesLogins: false);
                kinds.Add(happened.GetType());
                var undone = TakeBack(catalogue, before, happened, []);
                Assert.Equal(Shown(before), Shown(catalogue.State));
                Assert.Equal(before.Revision + 2, catalogue.State.Revision);

                // and that can be taken back in turn
                if (undone is LoginRestored && before.Resources.Values.Any(r => r.Access.Any(a => a.Holder == Holder.User(undone.EntityKey()))))
                {
                    continue;
                }

                var with = catalogue.Events.Take(catalogue.Events.Count - 1).Aggregate(CatalogState.Empty, (s, e) => s.Apply(e));
                TakeBack(catalogue, with, undone, []);
                Assert.Equal(Shown(with), Shown(catalogue.State));
            }
        }

        Assert.Equal(20, kinds.Count);
    }

    [Fact]
    public void An_older_change_taken_back_is_refused_or_leaves_everything_else_alone()
    {
        var (random, done, refused) = (TestScale.Seeded(2), 0, 0);
        for (var round = 0; round < TestScale.Of(3000); round++)
        {
            var catalogue = new RandomCatalog(random);
            for (var i = 0; i < 40; i++)
            {
                catalogue.Step(renamesLogins: false);
            }

            var which = random.Next(20, 39);
            var before = catalogue.Events.Take(which).Aggregate(CatalogState.Empty, (s, e) => s.Apply(e));
            var now = catalogue.State;
            switch (new CatalogUndo(before, catalogue.Events[which], [.. catalogue.Events.Skip(which + 1)], _ => true, TestNode.Ada).Plan())
            {
                case UndoPlan.Refused stands:
                    refused++;
                    Assert.True(stands.Kind is RefusalKind.Conflict or RefusalKind.Invalid);
                    break;
                case UndoPlan.Nothing:
                    break;
                case var plan:
                    if (catalogue.Decide(Command(plan)) is not CatalogDecision.Change(var undoing))
                    {
                        // the name is taken, or it is so already
                        break;
                    }

                    done++;
                    catalogue.Apply(undoing);
                    if (catalogue.Events[which] is not (ResourceRenamed or GroupRenamed))
                    {
                        // a rename moves whatever is there by now; all others touch the same things of something, whatever that is called by now
                        Assert.Subset(Things(before, before.Apply(catalogue.Events[which])), Things(now, catalogue.State));
                    }

                    break;
            }
        }

        Assert.True(done > 10 && refused > 10, $"{done} done, {refused} refused");
    }

    private static CatalogEvent TakeBack(RandomCatalog catalogue, CatalogState before, CatalogEvent happened, IReadOnlyList<IPersisted> later)
    {
        var plan = new CatalogUndo(before, happened, later, _ => true, TestNode.Ada).Plan();
        Assert.NotEmpty(plan.Undoes);
        var decision = catalogue.Decide(Command(plan));
        Assert.True(decision is CatalogDecision.Change, $"{happened}: {decision}");
        return catalogue.Apply(((CatalogDecision.Change)decision).Happened);
    }

    private static CatalogCommand Command(UndoPlan plan) => plan switch
    {
        UndoPlan.ByCatalog by => by.Command,
        UndoPlan.BySetting by => by.Command,
        _ => throw new InvalidOperationException(plan.ToString()),
    };

    private static HashSet<(string Kind, string What)> Things(CatalogState before, CatalogState after) => [.. CatalogDiff.Between(before, after).Select(d => (d.Kind, d.What))];

    /// <summary>All that anybody sees of a catalogue: without its revision, and without who set a setting when.</summary>
    internal static string Shown(CatalogState state) => System.Text.Encoding.UTF8.GetString(new FtpSerializer(null!).ToBinary(CatalogSnapshot.Of(state with
    {
        Revision = 0,
        NextEntryId = 0,
        Answered = [],
        Changed = null,
        Resources = state.Resources.Aggregate(state.Resources, (all, r) => all.SetItem(r.Key, r.Value with { Access = [.. r.Value.Access.OrderBy(a => a.Id)] })),
        Settings = state.Settings.Aggregate(state.Settings, (all, s) => all.SetItem(s.Key, s.Value with { ChangedBy = "", ChangedAt = default })),
    })));
}
