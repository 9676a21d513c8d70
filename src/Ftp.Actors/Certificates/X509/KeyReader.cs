using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ftp.Actors.Settings;

namespace Ftp.Actors.Certificates.X509;

/// <summary>Private keys of a PEM text: PKCS#8, encrypted or not, and the older forms of RSA and EC keys.</summary>
internal static class KeyReader
{
    public static Parsed<ImmutableArray<PrivateKey>> Read(string text, string? password)
    {
        // RFC 1421's header lines make it a part that RFC 7468 does not know; unnoticed it would be "no key"
        if (text.Contains("Proc-Type: 4,ENCRYPTED", StringComparison.Ordinal))
        {
            return new Fault("the key is encrypted in the old form (Proc-Type); make PKCS#8 of it: openssl pkcs8 -topk8 -in KEY -out NEWKEY");
        }

        var keys = ImmutableArray.CreateBuilder<PrivateKey>();
        foreach (var part in PemText.Parts(text).Where(p => p.Label.EndsWith("PRIVATE KEY", StringComparison.Ordinal)))
        {
            var key = Read(part, password);
            if (key.Fault is not null)
            {
                return new Fault(key.Fault);
            }

            keys.Add(key.Value);
        }

        return keys.ToImmutable();
    }

    /// <summary>The key that came with a certificate in a PFX file.</summary>
    public static Parsed<PrivateKey> Of(X509Certificate2 certificate)
    {
        AsymmetricAlgorithm? key = (AsymmetricAlgorithm?)certificate.GetRSAPrivateKey() ?? certificate.GetECDsaPrivateKey();
        return key is null ? new Fault($"the key is of a kind that TLS cannot use; allowed is {PrivateKey.Allowed}") : PrivateKey.Of(key);
    }

    /// <summary>What to say when a password does not open something.</summary>
    public static string Password(string? password, string what) =>
        password is null ? $"{what} is encrypted: give its password (--password-stdin)" : $"the password does not open {what}";

    private static Parsed<PrivateKey> Read(PemPart part, string? password)
    {
        var found = part.Label switch
        {
            "RSA PRIVATE KEY" => Import(RSA.Create(), k => ((RSA)k).ImportRSAPrivateKey(part.Content, out _)),
            "EC PRIVATE KEY" => Import(ECDsa.Create(), k => ((ECDsa)k).ImportECPrivateKey(part.Content, out _)),
            "PRIVATE KEY" => Either(k => k.ImportPkcs8PrivateKey(part.Content, out _)),
            "ENCRYPTED PRIVATE KEY" when password is not null => Either(k => k.ImportEncryptedPkcs8PrivateKey(password, part.Content, out _)),
            _ => null,
        };
        return found is not null ? PrivateKey.Of(found)
            : part.Label == "ENCRYPTED PRIVATE KEY" ? new Fault(Password(password, "the key"))
            : new Fault($"the key cannot be read; allowed is {PrivateKey.Allowed}, in PEM (-----BEGIN PRIVATE KEY-----)");
    }

    /// <summary>PKCS#8 says which kind it is; asking both is shorter than reading it.</summary>
    private static AsymmetricAlgorithm? Either(Action<AsymmetricAlgorithm> import) => Import(RSA.Create(), import) ?? Import(ECDsa.Create(), import);

    private static AsymmetricAlgorithm? Import(AsymmetricAlgorithm key, Action<AsymmetricAlgorithm> import)
    {
        try
        {
            import(key);
            return key;
        }
        catch (CryptographicException)
        {
            key.Dispose();
            return null;
        }
    }
}
