using System.Collections.Immutable;
using System.Net;
using Akka.Actor;
using Ftp.Actors.Catalog;

namespace Ftp.Actors.Bans;

/// <summary>A change of the bans by an administrator. Answered with <see cref="BanAnswer"/> after the journal has it.</summary>
public abstract record BanCommand(Origin Origin)
{
    /// <summary>A repeat with the same id returns the first answer and changes nothing.</summary>
    public string? CommandId { get; init; }
    public string? Comment { get; init; }
}

public static class BanCommands
{
    /// <summary>Bans a network, in the place of its former ban where it has one. Every session from there ends.</summary>
    /// <param name="For">Null: until it is lifted.</param>
    public sealed record Add(IPNetwork Network, TimeSpan? For, string Reason, Origin Origin) : BanCommand(Origin);

    /// <summary>Lifts a ban, and forgets the failed logins of its hosts; where there is none, only that.</summary>
    /// <param name="Id">Names the ban where <paramref name="Network"/> does not.</param>
    public sealed record Remove(IPNetwork? Network, long? Id, Origin Origin) : BanCommand(Origin);
}

public static class BanQueries
{
    /// <summary>Answer: <see cref="BanList"/>.</summary>
    public sealed record List
    {
        public static List Instance { get; } = new();
    }
}

/// <param name="Slowed">Logins of hosts whose wrong passwords are slowed down.</param>
public sealed record BanList(ImmutableArray<BanLine> Bans, ImmutableArray<SlowedLogin> Slowed)
{
    /// <summary>Automatic bans that gave way to later ones because there were too many, since the start.</summary>
    public long Displaced { get; init; }
}

/// <param name="Left">Null: it has no end.</param>
/// <param name="InForce">False: an automatic one that the settings of now do not let hold (<c>ban.never</c>, <c>ban.failures = unlimited</c>).</param>
/// <param name="Kept">It survives a restart.</param>
/// <param name="Until">By the clock as it is now.</param>
public sealed record BanLine(Ban Ban, TimeSpan? Left, bool InForce, bool Kept, DateTimeOffset? Until);

public abstract record BanAnswer
{
    private BanAnswer()
    {
    }

    /// <param name="Ban">The ban that was made or lifted; null: there was none.</param>
    /// <param name="Forgotten">Of how many hosts, and logins of hosts, failures were forgotten.</param>
    public sealed record Done(Ban? Ban, bool Changed, int Forgotten) : BanAnswer;

    /// <param name="Message">What was wrong and what is allowed.</param>
    public sealed record Refused(RefusalKind Kind, string Message) : BanAnswer;
}

/// <summary>Published on the event stream of this node once a ban holds: sessions from there that it does not let stay end.</summary>
public sealed record BanInForce(Ban Ban) : INoSerializationVerificationNeeded;
