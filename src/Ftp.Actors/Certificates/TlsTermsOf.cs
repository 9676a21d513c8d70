using System.Security.Cryptography.X509Certificates;
using Ftp.Actors.Network.Tls;
using Ftp.Actors.Settings;

namespace Ftp.Actors.Certificates;

/// <summary><c>TlsTerms.Of</c>: the terms of the handshakes that begin now.</summary>
public static class TlsTermsOf
{
    extension(TlsTerms)
    {
        /// <summary>
        /// The chosen certificate serves everybody that names nothing, an address, a name of it, or a name that nobody has; another certificate of the store serves
        /// its own names while it is valid. Where none is chosen (<c>none</c>, or it is missing) the handshake is ended.
        /// </summary>
        public static TlsTerms Of(ServerSettings settings, CertificateSet certificates, TimeProvider? time = null)
        {
            var chosen = certificates.Chosen(settings);
            return new TlsTerms(
                name => Select(name, chosen, certificates, (time ?? TimeProvider.System).GetUtcNow()), settings.TlsMinimum, settings.ClientCertificates, certificates.ClientAuthorities);
        }
    }

    private static TlsIdentity? Select(string? name, TlsIdentity? chosen, CertificateSet certificates, DateTimeOffset now)
    {
        if (chosen is null || string.IsNullOrEmpty(name) || ServerNames.Fits(chosen.Names, name))
            return chosen;
        // where several have the name, a dictionary's order must not decide
        return certificates.ByName.Values.Where(i => ServerNames.Fits(i.Names, name) && IsValid(i.Certificate, now)).OrderBy(i => i.Name, StringComparer.Ordinal).FirstOrDefault() ?? chosen;
    }

    private static bool IsValid(X509Certificate2 certificate, DateTimeOffset now) => new DateTimeOffset(certificate.NotBefore) <= now && now <= new DateTimeOffset(certificate.NotAfter);
}
