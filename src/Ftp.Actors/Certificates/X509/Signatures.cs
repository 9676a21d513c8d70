using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Ftp.Actors.Certificates.X509;

/// <summary>Who signed a certificate (RFC 5280 section 4.1.1.3). The runtime tells it only as a by-product of building a whole trusted chain.</summary>
internal static class Signatures
{
    private static readonly string[] Weak =
    [
        "1.2.840.113549.1.1.2", "1.2.840.113549.1.1.3", "1.2.840.113549.1.1.4", "1.2.840.113549.1.1.5", "1.3.14.3.2.29", // RSA with MD2, MD4, MD5, SHA-1
        "1.2.840.10045.4.1", "1.2.840.10040.4.3", // ECDSA and DSA with SHA-1
    ];

    /// <summary>Signed with a hash that clients do not accept any more.</summary>
    public static bool IsWeak(X509Certificate2 certificate) => Weak.Contains(certificate.SignatureAlgorithm.Value);

    public static bool IsSelfSigned(X509Certificate2 certificate) => IsSignedBy(certificate, certificate);

    /// <summary>Name and signature fit. Of a signature of a kind that is not known here only the names are compared.</summary>
    public static bool IsSignedBy(X509Certificate2 certificate, X509Certificate2 issuer)
    {
        if (!certificate.IssuerName.RawData.AsSpan().SequenceEqual(issuer.SubjectName.RawData))
        {
            return false;
        }

        try
        {
            return Verifies(certificate, issuer);
        }
        catch (Exception e) when (e is AsnContentException or CryptographicException)
        {
            return false;
        }
    }

    private static bool Verifies(X509Certificate2 certificate, X509Certificate2 issuer)
    {
        var parts = new AsnReader(certificate.RawDataMemory, AsnEncodingRules.DER).ReadSequence();
        var signed = parts.ReadEncodedValue().Span;
        parts.ReadEncodedValue();
        var signature = parts.ReadBitString(out _);
        using var rsa = issuer.GetRSAPublicKey();
        using var ec = issuer.GetECDsaPublicKey();
        return (certificate.SignatureAlgorithm.Value, rsa, ec) switch
        {
            ("1.2.840.113549.1.1.5", { } k, _) => k.VerifyData(signed, signature, HashAlgorithmName.SHA1, RSASignaturePadding.Pkcs1),
            ("1.2.840.113549.1.1.11", { } k, _) => k.VerifyData(signed, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
            ("1.2.840.113549.1.1.12", { } k, _) => k.VerifyData(signed, signature, HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1),
            ("1.2.840.113549.1.1.13", { } k, _) => k.VerifyData(signed, signature, HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1),
            ("1.2.840.10045.4.3.2", _, { } k) => k.VerifyData(signed, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence),
            ("1.2.840.10045.4.3.3", _, { } k) => k.VerifyData(signed, signature, HashAlgorithmName.SHA384, DSASignatureFormat.Rfc3279DerSequence),
            ("1.2.840.10045.4.3.4", _, { } k) => k.VerifyData(signed, signature, HashAlgorithmName.SHA512, DSASignatureFormat.Rfc3279DerSequence),
            (['1', '.', '2', '.', '8', '4', '0', '.', '1', '0', '0', '4', '5', '.', ..], { }, _) => false,
            _ => true,
        };
    }
}
