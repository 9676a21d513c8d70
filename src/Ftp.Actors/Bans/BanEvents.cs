using System.Net;
using Ftp.Actors.Persistence;
using Ftp.Actors.Serialization;

namespace Ftp.Actors.Bans;

/// <summary>One change of the bans, as the journal keeps it for ever.</summary>
public abstract record BanEvent(Stamp Stamp, IPNetwork Network) : IPersisted
{
    public string EntityKey() => Network.ToString();
}

/// <summary>In the place of the network's former ban. Its time is the moment from which it held, which for an automatic one is before it was stored.</summary>
/// <param name="Until">Null: until it is lifted.</param>
/// <param name="Count">Which ban in a row it is.</param>
public sealed record HostBanned(Stamp Stamp, long Id, IPNetwork Network, DateTimeOffset? Until, string Reason, bool Automatic, int Count) : BanEvent(Stamp, Network);

public sealed record BanLifted(Stamp Stamp, IPNetwork Network) : BanEvent(Stamp, Network);
