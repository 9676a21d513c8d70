using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Ftp.Admin.Tests.Doubles;

/// <summary>A certificate with its key, valid from a year before the fixed time to ten days after it.</summary>
internal static class Pems
{
    public static X509Certificate2 Certificate { get; } = Make();

    public static string Fingerprint { get; } = Convert.ToHexStringLower(SHA256.HashData(Certificate.RawData));

    private static X509Certificate2 Make()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateRequest("CN=ada", key, HashAlgorithmName.SHA256).CreateSelfSigned(FixedTime.Now.AddDays(-365), FixedTime.Now.AddDays(10));
    }
}
