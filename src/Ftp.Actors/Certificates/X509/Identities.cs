using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ftp.Actors.Network.Tls;
using Ftp.Actors.Settings;

namespace Ftp.Actors.Certificates.X509;

/// <summary>Makes of stored text what handshakes are done with.</summary>
internal static class Identities
{
    /// <param name="pem">The chain, the server's own certificate first.</param>
    /// <param name="keyPem">PKCS#8.</param>
    public static Parsed<TlsIdentity> Load(string name, string pem, string keyPem)
    {
        try
        {
            var chain = CertificateReader.Certificates(pem);
            var keys = KeyReader.Read(keyPem, null);
            if ((chain.Fault ?? keys.Fault) is { } fault)
            {
                return new Fault(fault);
            }

            if (chain.Value.Length == 0 || keys.Value.Length != 1 || !keys.Value[0].Fits(chain.Value[0]))
            {
                return new Fault("its key file holds the key of another certificate");
            }

            using var key = keys.Value[0];
            var context = SslStreamCertificateContext.Create(Usable(key.With(chain.Value[0])), [.. chain.Value.Skip(1)], offline: true);
            return new TlsIdentity(name, SubjectNames.Of(chain.Value[0]), context);
        }
        catch (CryptographicException e)
        {
            return new Fault($"it cannot be loaded: {e.Message}");
        }
    }

    /// <summary>Only OpenSSL takes a key that lives in this process alone; elsewhere the system's TLS wants one that its own store has read.</summary>
    private static X509Certificate2 Usable(X509Certificate2 certificate) =>
        OperatingSystem.IsLinux() ? certificate : X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
}
