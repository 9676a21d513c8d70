using Ftp.Actors.Certificates.X509;

namespace Ftp.Actors.Certificates;

/// <summary>Names that a certificate can be for.</summary>
public static class CertificateNames
{
    public static bool IsAllowed(string name) => SubjectNames.Parse(name).Fault is null;
}
