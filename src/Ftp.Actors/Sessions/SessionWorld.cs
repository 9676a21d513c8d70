using System.Net;
using Ftp.Actors.Catalog;
using Ftp.Actors.Certificates;
using Ftp.Actors.Quotas;
using Ftp.Actors.Settings;

namespace Ftp.Actors.Sessions;

/// <summary>What a session decides with besides its own state: one moment, taken once per input.</summary>
/// <param name="Peer">IPv4-mapped addresses stand here as IPv4.</param>
/// <param name="TransferBytes">Moved so far by the running transfer.</param>
public sealed record SessionWorld(
    long Session,
    IPEndPoint Peer,
    IPEndPoint Local,
    ServerSettings Settings,
    RightsSnapshot Rights,
    StorageDefaults Storage,
    DateTimeOffset Now,
    long TransferBytes)
{
    /// <summary>It came through <c>implicit-tls-port</c>: TLS is there from the first byte and never ends.</summary>
    public bool ImplicitTls { get; init; }

    /// <summary>The rights are known to be the newest, or were within <c>staleness-limit</c>; else nothing that needs a right is done.</summary>
    public bool RightsConfirmed { get; init; } = true;

    /// <summary>A quota as it stands; null: there is none.</summary>
    public Func<QuotaKey, QuotaLine?> Quota { get; init; } = static _ => null;

    /// <summary>FTPS is offered at all.</summary>
    public bool TlsOffered => CertificateSet.IsOffered(Settings);

    /// <summary>There is a certificate to shake hands with.</summary>
    public bool TlsReady { get; init; }

    /// <summary>The peer's address as the log and the accounts know it.</summary>
    public string Host => Peer.Address.ToString();
}
