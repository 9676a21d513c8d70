using Ftp.Actors.Certificates.X509;
using Ftp.Actors.Network.Tls;

namespace Ftp.Actors.Certificates;

/// <summary>Certificates in one line for people.</summary>
public static class CertificateText
{
    /// <summary><c>ftp.example.com, valid until 2030-01-01 00:00 UTC, SHA-256 AB:CD:…</c></summary>
    public static string Of(CertificateInfo certificate) =>
        $"{(certificate.Names.Length > 0 ? certificate.Names[0] : certificate.Subject)}, valid until {Until(certificate)}, SHA-256 {Fingerprints.Show(certificate.Fingerprint)}";

    public static string Until(CertificateInfo certificate) => certificate.NotAfter is { } end ? Fitness.Show(end) : "-";
}
