using System.Security.Authentication;
using System.Security.Cryptography;
using Ftp.Actors.Network.Tls;
using Ftp.Actors.Settings;

namespace Ftp.Actors.Certificates.X509;

/// <summary>
/// A handshake of this process with itself, before a certificate is taken. The machine's TLS library has the last word (a distribution's policy may want longer
/// keys than the rules here), and the first client must not be who finds that out.
/// </summary>
internal static class Trial
{
    /// <returns>Why handshakes with it fail; null: they do not.</returns>
    public static string? Refusal(TlsIdentity identity)
    {
        try
        {
            using var server = SelfHandshake.RunAsync(identity, TlsVersion.Tls12).GetAwaiter().GetResult();
            return null;
        }
        catch (Exception e) when (e is AuthenticationException or IOException or CryptographicException or OperationCanceledException)
        {
            return $"this machine's TLS library does not take it: {(e.InnerException ?? e).Message}";
        }
    }
}
