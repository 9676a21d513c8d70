using System.Collections.Immutable;
using Akka.Actor;
using Ftp.Actors.Accounts;
using Ftp.Actors.Catalog;

namespace Ftp.Actors.History;

/// <summary>
/// What takes a change back: always one command, which makes one event, so that it is done whole or not at all, and cannot give more on the way than at its end. (A renamed account
/// is renamed back by the same steps as any renaming.) Settings go through the server, which opens the ports they name first.
/// </summary>
public abstract record UndoPlan : INoSerializationVerificationNeeded
{
    private UndoPlan()
    {
    }

    /// <summary>What was done, in the words of the history.</summary>
    public string Undoes { get; init; } = "";

    /// <summary>What does not come back, and why.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    public sealed record ByCatalog(CatalogCommand Command) : UndoPlan;

    public sealed record BySetting(CatalogCommand Command) : UndoPlan;

    public sealed record ByAccount(AccountCommand Command) : UndoPlan;

    /// <summary>It is as it was before already.</summary>
    public sealed record Nothing : UndoPlan;

    public sealed record Refused(RefusalKind Kind, string Message) : UndoPlan;

    internal static Refused Invalid(string message) => new(RefusalKind.Invalid, message);

    internal static Refused NotFound(string message) => new(RefusalKind.NotFound, message);

    /// <summary>A later change would be lost.</summary>
    internal static Refused InTheWay(string revision, string what) => new(RefusalKind.Conflict, $"revision {revision} stands in the way: it {what}; undo that first");
}
