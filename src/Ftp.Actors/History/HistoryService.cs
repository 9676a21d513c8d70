using System.Collections.Immutable;
using Ftp.Actors.Accounts;
using Ftp.Actors.Catalog;
using Ftp.Actors.Serialization;
using Ftp.Actors.Settings;

namespace Ftp.Actors.History;

/// <summary>Answers questions about the past from the journal; may be asked from several threads.</summary>
/// <param name="files">The files' settings of today; what they were then nobody knows.</param>
internal sealed partial class HistoryService(IJournalReader journal, SettingsRules settings, ServerSettings files) : IDisposable
{
    /// <summary>The most events of one login, or after one that is undone, that are looked at.</summary>
    private const int MostFollowed = 20_000;

    private readonly CatalogTimeline _catalog = new(journal);

    public void Dispose() => _catalog.Dispose();

    public async Task<object> AnswerAsync(HistoryQuery query, CancellationToken cancel) => query switch
    {
        HistoryQueries.List list => await ListAsync(list, cancel).ConfigureAwait(false),
        HistoryQueries.FindCommand find => await FindAsync(find, cancel).ConfigureAwait(false),
        HistoryQueries.AsOf then => await AsOfAsync(then, cancel).ConfigureAwait(false),
        HistoryQueries.Compare compare => await CompareAsync(compare, cancel).ConfigureAwait(false),
        HistoryQueries.PlanUndo undo => await PlanAsync(undo, cancel).ConfigureAwait(false),
        _ => new HistoryRefused(RefusalKind.Invalid, $"the history does not know {query.GetType().Name}"),
    };

    private async Task<HistoryThen> AsOfAsync(HistoryQueries.AsOf then, CancellationToken cancel)
    {
        var revision = await _catalog.RevisionAtAsync(then.At, cancel).ConfigureAwait(false);
        var state = await _catalog.AtAsync(revision, cancel).ConfigureAwait(false);
        var (account, note) = then.Login is { } login ? await AccountAsync(login, then.At, cancel).ConfigureAwait(false) : (null, null);
        return new HistoryThen(state, state.Changed?.At, settings.InForce(files, state, out _), account, note);
    }

    /// <summary>As the catalogue's moment: up to the last event that is not later.</summary>
    private async Task<(AccountInfo? Account, string? Note)> AccountAsync(string login, DateTimeOffset at, CancellationToken cancel)
    {
        var events = await AllOfAsync(login, cancel).ConfigureAwait(false);
        var last = events.FindLastIndex(e => e.At <= at);
        var state = events.Take(last + 1).Aggregate(AccountState.Empty, (s, e) => s.Apply(e.Happened));
        if (state.Info is { } info && info.Profile.Login == login)
        {
            return (info, null);
        }

        var next = events.Skip(last + 1).Select(e => e.Happened).FirstOrDefault(e => e is NameTaken or AccountAdded);
        return (null, state.Standing switch
        {
            Standing.Leaving leaving => $"it was being renamed to '{leaving.NewLogin}' then",
            _ when events.Take(last + 1).LastOrDefault()?.Happened is NameFreed or NameLeft && events.Take(last + 1).Select(e => e.Happened).OfType<NameLeft>().LastOrDefault() is { } left => $"it was '{left.NewLogin}' by then",
            _ when next is NameTaken taken => $"it was '{taken.From}' then",
            _ when events.Count == 0 => "nobody ever had this login",
            _ => null,
        });
    }

    private async Task<object> CompareAsync(HistoryQueries.Compare compare, CancellationToken cancel)
    {
        var now = await _catalog.NowAsync(cancel).ConfigureAwait(false);
        var (from, to) = (await RevisionAsync(compare.From, cancel).ConfigureAwait(false), compare.To is { } t ? await RevisionAsync(t, cancel).ConfigureAwait(false) : now.Revision);
        if (Math.Max(from, to) > now.Revision)
        {
            return new HistoryRefused(RefusalKind.NotFound, $"there is no revision {Math.Max(from, to)} yet; the catalogue is at {now.Revision}");
        }

        var (before, after) = (await _catalog.AtAsync(from, cancel).ConfigureAwait(false), await _catalog.AtAsync(to, cancel).ConfigureAwait(false));
        return new HistoryDifferences(from, to, [.. CatalogDiff.Between(before, after)]);
    }

    private Task<long> RevisionAsync(PointInTime when, CancellationToken cancel) => when switch
    {
        PointInTime.Moment moment => _catalog.RevisionAtAsync(moment.At, cancel),
        PointInTime.Revision revision => Task.FromResult(revision.Number),
        _ => throw new ArgumentOutOfRangeException(nameof(when)),
    };

    private async Task<UndoPlan> PlanAsync(HistoryQueries.PlanUndo undo, CancellationToken cancel)
    {
        if (undo.Revision.IsCatalog)
        {
            return await PlanCatalogAsync(undo.Revision.Revision, undo.Origin, cancel).ConfigureAwait(false);
        }

        if (undo.Revision.Login is not { } login)
        {
            return UndoPlan.Invalid($"{undo.Revision} cannot be taken back: certificates go and come with their keys, which are not in the history");
        }

        var events = await AllOfAsync(login, cancel).ConfigureAwait(false);
        return undo.Revision.Revision > events.Count
            ? UndoPlan.NotFound($"there is no revision {undo.Revision}; login '{login}' is at {events.Count}")
            : AccountUndo.Plan([.. events.Select(e => e.Happened)], undo.Revision.Revision, undo.Origin);
    }

    private async Task<UndoPlan> PlanCatalogAsync(long revision, Origin origin, CancellationToken cancel)
    {
        var now = (await _catalog.NowAsync(cancel).ConfigureAwait(false)).Revision;
        if (revision > now)
        {
            return UndoPlan.NotFound($"there is no revision {revision} yet; the catalogue is at {now}");
        }

        if (now - revision > MostFollowed)
        {
            return UndoPlan.Invalid($"{now - revision} changes came after revision {revision}, too many to tell what stands in its way: take it back by hand ('history compare --from {revision - 1} --to {revision}' shows it)");
        }

        var events = await EventsAsync(CatalogActor.Id, revision - 1, now, cancel).ConfigureAwait(false);
        if (events[0] is not { Happened: CatalogEvent happened } first)
        {
            return UndoPlan.Invalid($"revision {revision} cannot be read, so it cannot be taken back");
        }

        var before = await _catalog.AtAsync(revision - 1, cancel).ConfigureAwait(false);
        List<IPersisted> later = [.. events.Skip(1).Select(e => e.Happened)];
        var logins = new HashSet<string>(StringComparer.Ordinal);
        // asked twice: the first time only for whom it would have to know
        _ = new CatalogUndo(before, happened, later, login => logins.Add(login) || true, origin).Plan();
        var there = new HashSet<string>(StringComparer.Ordinal);
        foreach (var login in logins)
        {
            var account = (await AllOfAsync(login, cancel).ConfigureAwait(false)).Aggregate(AccountState.Empty, (s, e) => s.Apply(e.Happened)).Account;
            if (account?.Login == login && account.CreatedAt <= first.At)
            {
                there.Add(login);
            }
        }

        return new CatalogUndo(before, happened, later, there.Contains, origin).Plan();
    }

    private Task<List<JournalEvent>> AllOfAsync(string login, CancellationToken cancel) => EventsAsync(RevisionName.EntityOf(login), 0, MostFollowed, cancel);

    /// <exception cref="InvalidDataException">One is missing: what follows it would be told wrongly.</exception>
    private async Task<List<JournalEvent>> EventsAsync(string entity, long after, long last, CancellationToken cancel)
    {
        var events = new List<JournalEvent>();
        while (after < last && await journal.ForwardAsync(entity, after, (int)Math.Min(500, last - after), cancel).ConfigureAwait(false) is { Count: > 0 } batch)
        {
            foreach (var e in batch)
            {
                events.Add(e.Revision == ++after ? e : throw new InvalidDataException($"event {after} of {entity} is missing in the journal (the next one there is {e.Revision})"));
            }
        }

        return events;
    }
}
