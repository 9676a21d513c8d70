using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ftp.Actors.Settings;

namespace Ftp.Actors.Certificates.X509;

/// <summary>A private key of a kind that the server's TLS can use: RSA, or EC on P-256, P-384 or P-521.</summary>
internal sealed class PrivateKey : IDisposable
{
    public const string Allowed = "RSA with 2048 to 16384 bits, or EC on P-256, P-384 or P-521";

    private const int LeastRsaBits = 2048;
    private const int MostRsaBits = 16384;

    private readonly AsymmetricAlgorithm _key;

    private PrivateKey(AsymmetricAlgorithm key)
    {
        _key = key;
        PublicKey = key.ExportSubjectPublicKeyInfo();
    }

    /// <summary>SubjectPublicKeyInfo, DER: equal to that of every certificate for this key.</summary>
    public byte[] PublicKey { get; }

    /// <summary>PKCS#8, unencrypted.</summary>
    public string Pem => _key.ExportPkcs8PrivateKeyPem();

    public static PrivateKey Make(KeyKind kind) => new(kind switch
    {
        KeyKind.P384 => ECDsa.Create(ECCurve.NamedCurves.nistP384),
        KeyKind.Rsa3072 => RSA.Create(3072),
        KeyKind.Rsa4096 => RSA.Create(4096),
        _ => ECDsa.Create(ECCurve.NamedCurves.nistP256),
    });

    /// <summary>Judges a key; disposes of one that cannot be used.</summary>
    public static Parsed<PrivateKey> Of(AsymmetricAlgorithm key)
    {
        if (IsAllowed(key))
        {
            return new PrivateKey(key);
        }

        var fault = $"the key is {Description(key) ?? "of a kind that TLS cannot use"}; allowed is {Allowed}";
        key.Dispose();
        return new Fault(fault);
    }

    public bool Fits(X509Certificate2 certificate) => certificate.PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(PublicKey);

    /// <summary>Also a new object: the certificate that is given stays as it is.</summary>
    public X509Certificate2 With(X509Certificate2 certificate) =>
        _key is RSA rsa ? certificate.CopyWithPrivateKey(rsa) : certificate.CopyWithPrivateKey((ECDsa)_key);

    public CertificateRequest Request(X500DistinguishedName subject) => _key is RSA rsa
        ? new CertificateRequest(subject, rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
        : new CertificateRequest(subject, (ECDsa)_key, _key.KeySize == 256 ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA384);

    public X509SignatureGenerator Signing() =>
        _key is RSA rsa ? X509SignatureGenerator.CreateForRSA(rsa, RSASignaturePadding.Pkcs1) : X509SignatureGenerator.CreateForECDsa((ECDsa)_key);

    /// <summary><c>RSA 3072</c>, <c>EC P-256</c>; for people.</summary>
    public static string Describe(X509Certificate2 certificate)
    {
        using AsymmetricAlgorithm? key = (AsymmetricAlgorithm?)certificate.GetRSAPublicKey() ?? certificate.GetECDsaPublicKey();
        return (key is null ? null : Description(key)) ?? certificate.PublicKey.Oid.FriendlyName ?? certificate.PublicKey.Oid.Value ?? "unknown";
    }

    /// <summary>Why handshakes with this public key cannot be had; null: they can.</summary>
    public static string? Unfit(X509Certificate2 certificate)
    {
        using AsymmetricAlgorithm? key = (AsymmetricAlgorithm?)certificate.GetRSAPublicKey() ?? certificate.GetECDsaPublicKey();
        return key is not null && IsAllowed(key) ? null : $"its key is {Describe(certificate)}; allowed is {Allowed}";
    }

    public void Dispose() => _key.Dispose();

    private static bool IsAllowed(AsymmetricAlgorithm key) => key switch
    {
        RSA => key.KeySize is >= LeastRsaBits and <= MostRsaBits,
        ECDsa ec => Curve(ec) is not null,
        _ => false,
    };

    private static string? Description(AsymmetricAlgorithm key) => key switch
    {
        RSA => $"RSA {key.KeySize}",
        ECDsa ec => "EC " + (Curve(ec) ?? "on another curve"),
        _ => null,
    };

    private static string? Curve(ECDsa key) => key.ExportParameters(false).Curve.Oid?.Value switch
    {
        "1.2.840.10045.3.1.7" => "P-256",
        "1.3.132.0.34" => "P-384",
        "1.3.132.0.35" => "P-521",
        _ => null,
    };
}
