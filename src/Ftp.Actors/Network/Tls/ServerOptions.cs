using System.Net.Security;
using System.Security.Authentication;
using Ftp.Actors.Settings;

namespace Ftp.Actors.Network.Tls;

/// <summary>
/// SslStream's options. The runtime keeps one OpenSSL context for each certificate chain, set of versions, and whether protocols are negotiated; tickets are good within one.
/// So all handshakes of an identity must agree in these, and none may set a cipher policy or forbid resumption: it would get a context of its own.
/// </summary>
internal static class ServerOptions
{
    /// <summary>ALPN (RFC 7301; the names are IANA's). A client that names none is served; one that names only others took us for another server (CVE-2021-3618).</summary>
    public static List<SslApplicationProtocol> ControlProtocols => [new("ftp")];

    /// <summary>FileZilla names <c>ftp-data</c>.</summary>
    public static List<SslApplicationProtocol> DataProtocols => [new("ftp-data"), new("ftp")];

    public static SslServerAuthenticationOptions For(TlsIdentity identity, TlsVersion minimum, List<SslApplicationProtocol> protocols) => new()
    {
        ServerCertificateContext = identity.Context,
        EnabledSslProtocols = minimum == TlsVersion.Tls13 ? SslProtocols.Tls13 : SslProtocols.Tls12 | SslProtocols.Tls13,
        ApplicationProtocols = protocols,
        AllowRenegotiation = false,
    };
}
