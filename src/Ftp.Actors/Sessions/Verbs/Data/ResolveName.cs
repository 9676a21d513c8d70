using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Ftp.Actors.Sessions.Verbs.Data;

/// <summary>The IPv4 address of a name in <c>passive-address</c>. Only operators name names, so the cache has as many entries as the settings had.</summary>
public sealed record ResolveName(string Name) : Effect.Work<ResolvedName>
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);
    private static readonly ConcurrentDictionary<string, (IPAddress Address, DateTimeOffset At)> Known = new(StringComparer.OrdinalIgnoreCase);

    public override async ValueTask<ResolvedName> RunAsync(NodeServices services, CancellationToken cancel)
    {
        var now = services.Time.GetUtcNow();
        var cached = Known.TryGetValue(Name, out var entry);
        if (cached && now - entry.At < Fresh && entry.At <= now)
        {
            return new ResolvedName(entry.Address);
        }

        try
        {
            var found = await Dns.GetHostAddressesAsync(Name, AddressFamily.InterNetwork, cancel).ConfigureAwait(false);
            if (found.Length > 0)
            {
                Known[Name] = (found[0], now);
                return new ResolvedName(found[0]);
            }
        }
        catch (SocketException)
        {
            // A name server that is away must not end transfers: the last address serves on.
        }

        return new ResolvedName(cached ? entry.Address : null);
    }
}

public sealed record ResolvedName(IPAddress? Address);
