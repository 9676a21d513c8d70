using System.Net;
using System.Net.Sockets;

namespace Ftp.Actors.Sessions.Verbs.Data;

/// <summary>The IPv4 address of a name in <c>passive-address</c>.</summary>
public sealed record ResolveName(string Name) : Effect.Work<ResolvedName>
{
    private static readonly KnownAddresses Known = new(LookUpAsync, TimeSpan.FromSeconds(5));

    public override async ValueTask<ResolvedName> RunAsync(NodeServices services, CancellationToken cancel) =>
        new(await Known.FindAsync(Name, services.Time, cancel).ConfigureAwait(false));

    private static async Task<IPAddress?> LookUpAsync(string name) =>
        (await Dns.GetHostAddressesAsync(name, AddressFamily.InterNetwork).ConfigureAwait(false)).FirstOrDefault();
}

public sealed record ResolvedName(IPAddress? Address);
