using System.Collections.Immutable;
using System.Net;
using Ftp.Actors.Persistence;
using Ftp.Actors.Serialization;

namespace Ftp.Actors.Bans;

/// <summary>What the journal has of the bans, those that are over among them: the next ban of such a host is longer.</summary>
/// <param name="Revision">Sequence number of the last event.</param>
public sealed record BansState(long Revision, long LastId, ImmutableDictionary<IPNetwork, Ban> Bans)
{
    /// <summary>Automatic bans that are kept: of more, the one that ends first is forgotten. It goes on in memory.</summary>
    public const int MostAutomatic = 5_000;

    /// <summary>Bans by administrators: no more stand at a time, and of those that are over the oldest are forgotten.</summary>
    public const int MostByHand = 10_000;

    public static BansState Empty { get; } = new(0, 0, ImmutableDictionary<IPNetwork, Ban>.Empty);

    /// <summary>The last commands that changed something, oldest first.</summary>
    public ImmutableList<AnsweredCommand> Answered { get; init; } = [];

    /// <summary>An event that cannot be read and does not say which network it was about; null: none.</summary>
    public string? Trouble { get; init; }

    /// <summary>
    /// The state after one event. Never fails: a network whose event cannot be read is banned until somebody lifts it. By the number of bans alone is one forgotten, never by a
    /// time: the clock may have been wrong when one of them was made.
    /// </summary>
    public BansState Apply(IPersisted happened)
    {
        var next = this with { Revision = Revision + 1 };
        return happened switch
        {
            CorruptEvent corrupt => next.Unreadable(corrupt),
            HostBanned e => next.Add(e.Stamp, new Ban(e.Id, e.Network, e.Stamp.At, e.Until - e.Stamp.At, e.Reason, e.Automatic, e.Count, e.Stamp.Origin.By)),
            BanLifted e => next with { Bans = Bans.Remove(e.Network), Answered = Answered.With(e.Stamp.CommandId, next.Revision) },
            _ => next with { Trouble = Trouble ?? $"event {next.Revision} is none of the bans'" },
        };
    }

    private BansState Add(Stamp stamp, Ban ban)
    {
        var bans = Bans.SetItem(ban.Network, ban);
        var most = ban.Automatic ? MostAutomatic : MostByHand;
        if (bans.Count > most && bans.Values.Where(b => b.Automatic == ban.Automatic).ToList() is var alike && alike.Count > most)
        {
            bans = bans.Remove(alike.MinBy(b => b.Until ?? DateTimeOffset.MaxValue)!.Network);
        }

        return this with { Bans = bans, LastId = Math.Max(LastId, ban.Id), Answered = Answered.With(stamp.CommandId, Revision) };
    }

    private BansState Unreadable(CorruptEvent corrupt)
    {
        var why = $"event {Revision} ({corrupt.Manifest}) cannot be read: {corrupt.Error}";
        if (!IPNetwork.TryParse(corrupt.Key, out var network))
        {
            return this with { Trouble = Trouble ?? why };
        }

        var ban = new Ban(LastId + 1, network, DateTimeOffset.UnixEpoch, null, why, Automatic: false, 1, "unknown") { Unreadable = true };
        return this with { Bans = Bans.SetItem(network, ban), LastId = LastId + 1 };
    }
}

/// <summary>The bans' state as it is stored.</summary>
public sealed record BansSnapshot(long Revision, long LastId, ImmutableArray<Ban> Bans, string? Trouble, ImmutableArray<AnsweredCommand> Answered) : IPersisted
{
    public string EntityKey() => "";

    public static BansSnapshot Of(BansState state) => new(state.Revision, state.LastId, [.. state.Bans.Values.OrderBy(b => b.Id)], state.Trouble, [.. state.Answered]);

    public BansState ToState() => new(Revision, LastId, Bans.ToImmutableDictionary(b => b.Network)) { Answered = [.. Answered], Trouble = Trouble };
}
