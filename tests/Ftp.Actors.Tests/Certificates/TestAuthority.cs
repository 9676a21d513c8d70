using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Ftp.Actors.Tests.Certificates;

/// <summary>What an issued certificate differs in from a good one.</summary>
internal sealed record Issue
{
    public string Name { get; init; } = "ftp.example.com";
    public TimeSpan From { get; init; } = TimeSpan.FromDays(-1);
    public TimeSpan Until { get; init; } = TimeSpan.FromDays(90);
    public HashAlgorithmName Hash { get; init; } = HashAlgorithmName.SHA256;
    public bool IsAuthority { get; init; }
    public string? Usage { get; init; } = "1.3.6.1.5.5.7.3.1";
    public X509KeyUsageFlags? KeyUsage { get; init; }
    public AsymmetricAlgorithm? Key { get; init; }
}

internal sealed record Issued(X509Certificate2 Certificate, AsymmetricAlgorithm Key)
{
    public string Pem => Certificate.ExportCertificatePem() + "\n";

    public string KeyPem => Key.ExportPkcs8PrivateKeyPem() + "\n";

    public byte[] Bytes => Encoding.ASCII.GetBytes(Pem);

    public byte[] KeyBytes => Encoding.ASCII.GetBytes(KeyPem);

    public X509Certificate2 WithKey => Key is RSA rsa ? Certificate.CopyWithPrivateKey(rsa) : Certificate.CopyWithPrivateKey((ECDsa)Key);
}

/// <summary>An authority that signs whatever a test needs, good or bad.</summary>
internal sealed class TestAuthority
{
    private readonly X509SignatureGenerator _signing;
    private readonly DateTimeOffset _now;

    private TestAuthority(X509Certificate2 certificate, RSA key, DateTimeOffset now)
    {
        Certificate = certificate;
        Key = key;
        _now = now;
        _signing = new Signing(key);
    }

    public X509Certificate2 Certificate { get; }

    public RSA Key { get; }

    public string Pem => Certificate.ExportCertificatePem() + "\n";

    public static TestAuthority Root(string name, DateTimeOffset now)
    {
        var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return new TestAuthority(request.CreateSelfSigned(now.AddYears(-5), now.AddYears(20)), key, now);
    }

    /// <param name="key">An authority that several others vouch for keeps its key.</param>
    public TestAuthority Below(string name, RSA? key = null, HashAlgorithmName? hash = null)
    {
        key ??= RSA.Create(2048);
        var issued = Issue(new Issue { Name = name, IsAuthority = true, Usage = null, Key = key, Until = TimeSpan.FromDays(900), Hash = hash ?? HashAlgorithmName.SHA256 });
        return new TestAuthority(issued.Certificate, key, _now);
    }

    public Issued Issue(Issue? wanted = null)
    {
        var issue = wanted ?? new Issue();
        var key = issue.Key ?? ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = key is RSA rsa
            ? new CertificateRequest($"CN={issue.Name}", rsa, issue.Hash, RSASignaturePadding.Pkcs1)
            : new CertificateRequest($"CN={issue.Name}", (ECDsa)key, issue.Hash);
        if (!issue.IsAuthority)
        {
            var names = new SubjectAlternativeNameBuilder();
            names.AddDnsName(issue.Name);
            request.CertificateExtensions.Add(names.Build());
        }

        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(issue.IsAuthority, false, 0, true));
        if (issue.Usage is { } usage)
        {
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], false));
        }

        if (issue.KeyUsage is { } keyUsage)
        {
            request.CertificateExtensions.Add(new X509KeyUsageExtension(keyUsage, true));
        }

        return new Issued(request.Create(Certificate.SubjectName, _signing, _now + issue.From, _now + issue.Until, RandomNumberGenerator.GetBytes(12)), key);
    }

    /// <summary>Of a request that somebody made: an authority signs it as it stands.</summary>
    public string Sign(string requestPem)
    {
        var request = CertificateRequest.LoadSigningRequestPem(
            requestPem, HashAlgorithmName.SHA256, CertificateRequestLoadOptions.UnsafeLoadCertificateExtensions, RSASignaturePadding.Pkcs1);
        return request.Create(Certificate.SubjectName, _signing, _now.AddDays(-1), _now.AddDays(90), RandomNumberGenerator.GetBytes(12)).ExportCertificatePem() + "\n";
    }

    /// <summary>The runtime's own refuses SHA-1.</summary>
    private sealed class Signing(RSA key) : X509SignatureGenerator
    {
        private readonly X509SignatureGenerator _good = CreateForRSA(key, RSASignaturePadding.Pkcs1);

        public override byte[] GetSignatureAlgorithmIdentifier(HashAlgorithmName hashAlgorithm) =>
            hashAlgorithm == HashAlgorithmName.SHA1 ? Convert.FromHexString("300D06092A864886F70D0101050500") : _good.GetSignatureAlgorithmIdentifier(hashAlgorithm);

        public override byte[] SignData(byte[] data, HashAlgorithmName hashAlgorithm) => key.SignData(data, hashAlgorithm, RSASignaturePadding.Pkcs1);

        protected override PublicKey BuildPublicKey() => _good.PublicKey;
    }
}
