using System.Collections.Immutable;
using System.Formats.Asn1;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ftp.Actors.Settings;

namespace Ftp.Actors.Certificates.X509;

/// <summary>Makes keys, self-signed certificates and certificate requests.</summary>
internal static class CertificateMaker
{
    private const int SerialBytes = 16;
    /// <summary>ub-common-name of RFC 5280.</summary>
    private const int LongestCommonName = 64;
    private const int LongestSubject = 500;
    private const string CommonName = "2.5.4.3";
    private const string Country = "2.5.4.6";
    /// <summary>C, ST, L, O, OU.</summary>
    private static readonly string[] Widest = [Country, "2.5.4.8", "2.5.4.7", "2.5.4.10", "2.5.4.11"];
    private const string SubjectAllowed = "allowed are further parts such as O=Example,OU=IT,L=Berlin,C=DE; the common name is the first of the names";

    /// <param name="names">As <see cref="SubjectNames"/> gives them.</param>
    public static (string Pem, string KeyPem) SelfSigned(string name, ImmutableArray<string> names, KeyKind kind, DateTimeOffset from, DateTimeOffset until)
    {
        using var key = PrivateKey.Make(kind);
        var request = key.Request(Subject(name, names, ""));
        foreach (var extension in Extensions(request.PublicKey, names))
        {
            request.CertificateExtensions.Add(extension);
        }

        var serial = RandomNumberGenerator.GetBytes(SerialBytes);
        // DER numbers have a sign, and no needless zero in front (RFC 5280 section 4.1.2.2)
        serial[0] = (byte)((serial[0] & 0x7F) | 0x40);
        using var certificate = request.Create(request.SubjectName, key.Signing(), from, until, serial);
        return (CertificateChain.Pem([certificate]), key.Pem);
    }

    /// <summary>A request by PKCS#10 (RFC 2986) with the names as the extension that is asked for.</summary>
    public static (string RequestPem, string KeyPem) Request(string name, ImmutableArray<string> names, KeyKind kind, string subject)
    {
        using var key = PrivateKey.Make(kind);
        var request = key.Request(Subject(name, names, subject));
        foreach (var extension in Extensions(null, names))
        {
            request.CertificateExtensions.Add(extension);
        }

        return (request.CreateSigningRequestPem() + "\n", key.Pem);
    }

    /// <returns>Why the further parts of a subject cannot be taken; null: they can.</returns>
    public static string? WrongSubject(string parts)
    {
        if (parts.Length == 0)
        {
            return null;
        }

        if (parts.Length > LongestSubject || parts.Any(char.IsControl))
        {
            return $"the subject has at most {LongestSubject} characters, and no control characters; {SubjectAllowed}";
        }

        try
        {
            var relative = Parts(parts).ToList();
            return relative.Any(r => r.HasMultipleElements) ? $"the subject '{parts}' has a part of several values; {SubjectAllowed}"
                : relative.Any(r => r.GetSingleElementType().Value == CommonName) ? $"the subject '{parts}' has a common name; {SubjectAllowed}"
                : relative.Any(r => r.GetSingleElementType().Value == Country && r.GetSingleElementValue() is not { Length: 2 }) ? $"the country C in the subject '{parts}' has two letters, such as DE"
                : null;
        }
        catch (CryptographicException)
        {
            return $"the subject '{parts}' cannot be read; {SubjectAllowed}";
        }
    }

    private static X500DistinguishedName Subject(string name, ImmutableArray<string> names, string parts)
    {
        var builder = new X500DistinguishedNameBuilder();
        // what is added last comes first
        builder.AddCommonName(names[0].Length <= LongestCommonName ? names[0] : name);
        foreach (var part in Parts(parts).OrderByDescending(p => Rank(p.GetSingleElementType())))
        {
            builder.Add(part.GetSingleElementType(), part.GetSingleElementValue() ?? "", part.GetSingleElementType().Value == Country ? UniversalTagNumber.PrintableString : null);
        }

        return builder.Build();
    }

    private static IEnumerable<X500RelativeDistinguishedName> Parts(string subject) =>
        subject.Length == 0 ? [] : new X500DistinguishedName(subject).EnumerateRelativeDistinguishedNames();

    /// <summary>From the widest to the narrowest, as authorities write it, however it was typed.</summary>
    private static int Rank(Oid type) => Array.IndexOf(Widest, type.Value) is >= 0 and var rank ? rank : Widest.Length;

    private static IEnumerable<X509Extension> Extensions(PublicKey? publicKey, ImmutableArray<string> names)
    {
        var alternative = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
        {
            if (IPAddress.TryParse(name, out var address))
            {
                alternative.AddIpAddress(address);
            }
            else
            {
                alternative.AddDnsName(name);
            }
        }

        yield return alternative.Build();
        yield return new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true);
        yield return new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true);
        yield return new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false);
        if (publicKey is not null)
        {
            yield return new X509SubjectKeyIdentifierExtension(publicKey, critical: false);
        }
    }
}
