using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using Ftp.Actors.Settings;

namespace Ftp.Actors.Certificates.X509;

/// <summary>Puts certificates into the order in which they are sent (RFC 8446 section 4.4.2): the server's own first, each followed by who signed it.</summary>
internal static class CertificateChain
{
    public const int Longest = 10;

    /// <summary>
    /// The chain of the certificate that one of the keys is for; what does not lead on from it is left out. Authorities with several certificates (cross-signed) are
    /// all kept. Of several certificates with their keys, the one that signed no other, and of those the one that holds longest.
    /// </summary>
    public static Parsed<(ImmutableArray<X509Certificate2> Chain, PrivateKey Key)> Of(Handed handed)
    {
        var pair = (from key in handed.Keys
                    from certificate in handed.Certificates
                    where key.Fits(certificate)
                    orderby IsIssuer(certificate, handed), certificate.NotAfter descending
                    select (Leaf: certificate, Key: key)).FirstOrDefault();
        if (pair.Leaf is null)
        {
            var end = handed.Certificates.FirstOrDefault(c => !IsIssuer(c, handed)) ?? handed.Certificates[0];
            return new Fault($"the key does not belong to the certificate ({end.Subject}): its public key is another one");
        }

        var chain = ImmutableArray.Create(pair.Leaf);
        var rest = handed.Certificates.Where(c => !c.RawDataMemory.Span.SequenceEqual(pair.Leaf.RawDataMemory.Span)).DistinctBy(c => c.Thumbprint).ToList();
        for (var at = 0; at < chain.Length; at++)
        {
            var issuers = rest.Where(c => Signatures.IsSignedBy(chain[at], c)).ToList();
            rest.RemoveAll(issuers.Contains);
            chain = chain.AddRange(issuers);
        }

        return chain.Length <= Longest ? (chain, pair.Key) : new Fault($"the chain has {chain.Length} certificates; at most {Longest} are allowed");
    }

    /// <summary>A PFX file may have the authority's key too.</summary>
    private static bool IsIssuer(X509Certificate2 certificate, Handed handed) => handed.Certificates.Any(o => o != certificate && Signatures.IsSignedBy(o, certificate));

    public static string Pem(IEnumerable<X509Certificate2> chain) => string.Concat(chain.Select(c => c.ExportCertificatePem() + "\n"));
}
