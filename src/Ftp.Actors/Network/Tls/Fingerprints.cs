using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Ftp.Actors.Network.Tls;

/// <summary>SHA-256 fingerprints of certificates: lower-case hex inside, pairs with colons for people (as <c>openssl x509 -fingerprint -sha256</c> shows them).</summary>
public static class Fingerprints
{
    private const int Digits = 64;

    public static string Of(X509Certificate2 certificate) => Convert.ToHexStringLower(SHA256.HashData(certificate.RawDataMemory.Span));

    public static string Show(string fingerprint) => string.Join(':', fingerprint.ToUpperInvariant().Chunk(2).Select(pair => new string(pair)));

    /// <summary>Reads what people paste: hex of any case, with or without colons, spaces and a leading <c>sha256:</c>. Null: not a SHA-256 fingerprint.</summary>
    public static string? Parse(string text)
    {
        var bare = text.Trim();
        foreach (var prefix in (string[])["sha256 fingerprint=", "sha256:"])
        {
            bare = bare.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) ? bare[prefix.Length..] : bare;
        }

        bare = bare.Replace(":", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal).ToLowerInvariant();
        return bare.Length == Digits && bare.All(char.IsAsciiHexDigitLower) ? bare : null;
    }
}
