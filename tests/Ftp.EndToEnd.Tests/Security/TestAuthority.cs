using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Ftp.EndToEnd.Tests.Security;

/// <summary>A certificate authority of a test: certificates for servers and clients, good and bad.</summary>
internal sealed class TestAuthority : IDisposable
{
    private static int s_serial;

    private readonly X509Certificate2 _root;

    public TestAuthority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        _root = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddYears(-3), DateTimeOffset.UtcNow.AddYears(10));
    }

    public string Pem => _root.ExportCertificatePem();

    /// <param name="from">Days from now; negative: the past.</param>
    public X509Certificate2 Client(string name, int from = -1, int until = 30) => Issue(name, "1.3.6.1.5.5.7.3.2", from, until);

    public X509Certificate2 Server(string name, int from = -1, int until = 90) => Issue(name, "1.3.6.1.5.5.7.3.1", from, until);

    public static string KeyPem(X509Certificate2 certificate)
    {
        using var key = certificate.GetECDsaPrivateKey()!;
        return key.ExportPkcs8PrivateKeyPem();
    }

    public static string Fingerprint(X509Certificate2 certificate) => certificate.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant();

    public void Dispose() => _root.Dispose();

    private X509Certificate2 Issue(string name, string purpose, int from, int until)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var serial = BitConverter.GetBytes(Interlocked.Increment(ref s_serial) + ((long)Environment.ProcessId << 32)).Reverse().ToArray();
        serial[0] &= 0x7F;
        using var signed = request.Create(_root, DateTimeOffset.UtcNow.AddDays(from), DateTimeOffset.UtcNow.AddDays(until), serial);
        // a key that only lives in memory is not sent by OpenSSL's client side: through PKCS#12 it becomes an ordinary one
        using var both = signed.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(both.Export(X509ContentType.Pfx), null);
    }
}
