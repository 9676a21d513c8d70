using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography.X509Certificates;

namespace Ftp.Actors.Certificates.X509;

/// <summary>Can clients be served with a certificate? Pure.</summary>
internal static class Fitness
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string AnyPurpose = "2.5.29.37.0";

    /// <returns>Why not, and what is allowed; null: they can.</returns>
    public static string? Refusal(ImmutableArray<X509Certificate2> chain, DateTimeOffset now)
    {
        var leaf = chain[0];
        return Dates(leaf, now) ?? PrivateKey.Unfit(leaf) ?? Purpose(leaf)
            ?? chain.Select((c, i) => Signature(c, i == 0)).FirstOrDefault(w => w is not null);
    }

    public static bool IsValid(X509Certificate2 certificate, DateTimeOffset now) => NotBefore(certificate) <= now && now <= NotAfter(certificate);

    public static DateTimeOffset NotBefore(X509Certificate2 certificate) => new DateTimeOffset(certificate.NotBefore).ToUniversalTime();

    public static DateTimeOffset NotAfter(X509Certificate2 certificate) => new DateTimeOffset(certificate.NotAfter).ToUniversalTime();

    public static string Show(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) + " UTC";

    private static string? Dates(X509Certificate2 leaf, DateTimeOffset now) =>
        now > NotAfter(leaf) ? $"the certificate ({leaf.Subject}) expired on {Show(NotAfter(leaf))}"
        : now < NotBefore(leaf) ? $"the certificate ({leaf.Subject}) is valid from {Show(NotBefore(leaf))} on only; is the clock of this machine right ({Show(now)})?"
        : null;

    private static string? Purpose(X509Certificate2 leaf)
    {
        var usages = leaf.Extensions.OfType<X509EnhancedKeyUsageExtension>().SelectMany(e => e.EnhancedKeyUsages.Cast<System.Security.Cryptography.Oid>()).Select(o => o.Value).ToList();
        if (usages.Count > 0 && !usages.Contains(ServerAuthentication) && !usages.Contains(AnyPurpose))
        {
            return $"the certificate ({leaf.Subject}) is not for servers: its extended key usage lacks serverAuth";
        }

        if (leaf.Extensions.OfType<X509KeyUsageExtension>().FirstOrDefault() is { } usage && (usage.KeyUsages & X509KeyUsageFlags.DigitalSignature) == 0)
        {
            return $"the certificate ({leaf.Subject}) may not sign handshakes: its key usage lacks digitalSignature";
        }

        // a self-signed one may call itself an authority: `openssl req -x509` makes it so unless told otherwise, and it works
        return leaf.Extensions.OfType<X509BasicConstraintsExtension>().Any(b => b.CertificateAuthority) && !Signatures.IsSelfSigned(leaf)
            ? $"the certificate ({leaf.Subject}) is that of an authority (CA:TRUE), not of a server"
            : null;
    }

    /// <summary>Nobody checks the signature of a self-signed authority, so an old one there harms nobody.</summary>
    private static string? Signature(X509Certificate2 certificate, bool isLeaf) =>
        Signatures.IsWeak(certificate) && (isLeaf || !Signatures.IsSelfSigned(certificate))
            ? $"the certificate ({certificate.Subject}) is signed with {certificate.SignatureAlgorithm.FriendlyName ?? certificate.SignatureAlgorithm.Value}, which clients do not accept any more; SHA-256 or better is allowed"
            : null;
}
