using Ftp.Actors.Protocol;

namespace Ftp.Actors.Sessions;

/// <summary>What a verb says: a reply, an effect with the step that takes its result, a transfer, or the end.</summary>
public abstract record Step(Turn Turn)
{
    public sealed record Replied(Turn Turn, Reply Reply) : Step(Turn);

    /// <summary>The reply has gone already.</summary>
    public sealed record Silent(Turn Turn) : Step(Turn);

    public sealed record Asked(Turn Turn, Effect Effect, Func<Turn, object, Step> Then) : Step(Turn);

    /// <summary>The transfer's events bring the replies.</summary>
    public sealed record Began(Turn Turn, TransferPlan Plan, Target Target, Rights Required, bool HoldsSlot) : Step(Turn);

    /// <summary>Every place is given back, then this is said and the connection closed.</summary>
    /// <param name="Last">Null: nothing can be said any more.</param>
    /// <param name="Why">For the log.</param>
    public sealed record Ended(Turn Turn, Reply? Last, string Why) : Step(Turn);
}
