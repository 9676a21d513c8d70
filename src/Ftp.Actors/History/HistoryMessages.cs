using System.Collections.Immutable;
using Akka.Actor;
using Ftp.Actors.Accounts;
using Ftp.Actors.Catalog;
using Ftp.Actors.Settings;

namespace Ftp.Actors.History;

/// <summary>A question about the past, to <see cref="HistoryActor"/>. Answered with what its summary says, with <see cref="HistoryRefused"/>, or with a failure.</summary>
public abstract record HistoryQuery : INoSerializationVerificationNeeded;

public static class HistoryQueries
{
    /// <summary>Changes, newest first. Answer: <see cref="HistoryPage"/>.</summary>
    /// <param name="Of">What they are about; its renamings are followed. Null: everything.</param>
    /// <param name="From">Not before.</param>
    /// <param name="To">Not after.</param>
    /// <param name="By">Made by.</param>
    /// <param name="Before">Only what stands before this position: the next page, whatever has come since. Null: from the newest on.</param>
    public sealed record List(HistorySubject? Of, DateTimeOffset? From, DateTimeOffset? To, string? By, long? Before, int Skip, int Limit) : HistoryQuery;

    /// <summary>Catalogue, settings and one account as they were. Answer: <see cref="HistoryThen"/>.</summary>
    /// <param name="Login">Null: no account is asked for.</param>
    public sealed record AsOf(DateTimeOffset At, string? Login) : HistoryQuery;

    /// <summary>Two states of the catalogue. Answer: <see cref="HistoryDifferences"/>.</summary>
    /// <param name="To">Null: now.</param>
    public sealed record Compare(PointInTime From, PointInTime? To) : HistoryQuery;

    /// <summary>What takes a change back. Answer: <see cref="UndoPlan"/>; nothing is changed by asking.</summary>
    public sealed record PlanUndo(RevisionName Revision, Origin Origin) : HistoryQuery;

    /// <summary>The change that this command made, among the latest. Answer: <see cref="HistoryPage"/> of one line or none.</summary>
    public sealed record FindCommand(string CommandId) : HistoryQuery;
}

public enum HistoryKind { Resource, User, Group, Setting, Certificate }

public sealed record HistorySubject(HistoryKind Kind, string Name);

/// <summary>A moment, or a revision of the catalogue.</summary>
public abstract record PointInTime
{
    private PointInTime()
    {
    }

    public sealed record Moment(DateTimeOffset At) : PointInTime;

    public sealed record Revision(long Number) : PointInTime;
}

/// <summary>One change.</summary>
/// <param name="Revision">See <see cref="RevisionName"/>.</param>
/// <param name="By">"" where the event cannot be read.</param>
/// <param name="Event">The stable name that the log has for it; <c>unreadable</c> where it cannot be read.</param>
public sealed record HistoryLine(string Revision, long Position, DateTimeOffset At, string By, string Door, string From, string Event, string Text, string? Comment);

/// <param name="Next">What <see cref="HistoryQueries.List.Before"/> is for the next page; null: there is none.</param>
/// <param name="LookedBackTo">Where the search stopped because it had looked at enough; null: it did not.</param>
public sealed record HistoryPage(ImmutableArray<HistoryLine> Items, long? Next, DateTimeOffset? LookedBackTo);

/// <param name="At">When its last change was made; null: before the first.</param>
/// <param name="Settings">The files' of today with the administrators' of then over them.</param>
/// <param name="Account">Null: there was none by this name then, or none was asked for.</param>
/// <param name="Note">What became of the name or where it came from.</param>
public sealed record HistoryThen(CatalogState State, DateTimeOffset? At, ServerSettings Settings, AccountInfo? Account, string? Note);

public sealed record HistoryDifferences(long From, long To, ImmutableArray<CatalogDifference> Items);

/// <param name="Message">What was wrong and what is allowed.</param>
public sealed record HistoryRefused(RefusalKind Kind, string Message);
