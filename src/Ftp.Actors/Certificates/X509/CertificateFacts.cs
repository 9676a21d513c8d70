using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ftp.Actors.Network.Tls;

namespace Ftp.Actors.Certificates.X509;

/// <summary>What is shown of a certificate, read once.</summary>
internal sealed record CertificateFacts(
    string Subject, string Issuer, ImmutableArray<string> Names, DateTimeOffset NotBefore, DateTimeOffset NotAfter, string Key, string Fingerprint)
{
    public static CertificateFacts Of(X509Certificate2 certificate) => new(
        certificate.Subject, certificate.Issuer, Readable(() => SubjectNames.Of(certificate), []), Fitness.NotBefore(certificate), Fitness.NotAfter(certificate),
        Readable(() => PrivateKey.Describe(certificate), "unreadable"), Fingerprints.Of(certificate));

    /// <summary>The runtime reads parts of a certificate only when they are asked for. One that was taken by a version which did not ask must not keep the store from starting.</summary>
    private static T Readable<T>(Func<T> read, T otherwise)
    {
        try
        {
            return read();
        }
        catch (CryptographicException)
        {
            return otherwise;
        }
    }
}
