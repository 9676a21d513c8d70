using System.Net;
using Ftp.Actors.Catalog;
using Ftp.Actors.Persistence;

namespace Ftp.Actors.Bans;

/// <summary>What an administrator may ban.</summary>
internal static class BanRules
{
    private const int WidestV4 = 8;
    private const int WidestV6 = 16;
    private const int ReasonBytes = 200;

    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3650);

    /// <summary>Why not; null: it may.</summary>
    public static BanAnswer.Refused? Refusal(BanCommands.Add add, bool isNew, int byHand)
    {
        var network = NetworkKey.Of(add.Network);
        return network.Prefix < (network.IsV6 ? WidestV6 : WidestV4)
                ? Invalid($"{add.Network} is too wide for a ban: at most a /{WidestV4} (IPv4) or a /{WidestV6} (IPv6); the settings allow-from and deny-from keep more out, and `off` keeps everybody out")
            : add.For is { } time && (time < Shortest || time > Longest) ? Invalid("a ban lasts at least 1s and at most 3650d; without a time it lasts until it is removed")
            : NameRules.Text("reason", add.Reason, ReasonBytes) is { } wrong ? Invalid(wrong)
            : add.Comment is { } comment && NameRules.Text("comment", comment) is { } unfit ? Invalid(unfit)
            : isNew && byHand >= BansState.MostByHand
                ? new BanAnswer.Refused(RefusalKind.Conflict, $"there are {BansState.MostByHand} bans by administrators already, which is the most: ban wider networks, or use deny-from")
            : null;
    }

    /// <summary>Nothing would be different.</summary>
    public static bool IsSo(BanCommands.Add add, Ban? there) =>
        there is { Automatic: false, Unreadable: false, Length: null } && add.For is null && there.Reason == add.Reason;

    public static HostBanned Event(BanCommands.Add add, long id, DateTimeOffset now) => new(
        new Stamp(now, add.Origin, Id(add), add.Comment), id, NetworkKey.Of(add.Network).ToNetwork(), now + add.For, add.Reason, Automatic: false, 1);

    /// <summary>Of an automatic ban.</summary>
    public static HostBanned Event(Ban ban) => new(
        new Stamp(ban.Since, new Origin(ban.By, "ftp", ban.Network.ToString())), ban.Id, ban.Network, ban.Until, ban.Reason, ban.Automatic, ban.Count);

    public static BanLifted Event(BanCommands.Remove remove, IPNetwork network, DateTimeOffset now) => new(new Stamp(now, remove.Origin, Id(remove), remove.Comment), network);

    private static string? Id(BanCommand command) => command.CommandId is { Length: <= AnsweredCommands.MaximumIdLength } id ? id : null;

    private static BanAnswer.Refused Invalid(string message) => new(RefusalKind.Invalid, message);
}
