using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ftp.Actors.Settings;

namespace Ftp.Actors.Certificates.X509;

/// <summary>What was found in what somebody handed over: certificates in any order, and private keys.</summary>
internal sealed record Handed(ImmutableArray<X509Certificate2> Certificates, ImmutableArray<PrivateKey> Keys);

/// <summary>Reads certificates and keys in the forms in which authorities and tools hand them out.</summary>
internal static class CertificateReader
{
    /// <summary>Bytes of one file: the longest chains have some ten thousand.</summary>
    public const int MostBytes = 1024 * 1024;

    private const int WrongPassword = unchecked((int)0x80070056);
    private const string NoCertificate = "there is no certificate in it; allowed are PEM (-----BEGIN CERTIFICATE-----), DER, and PFX (PKCS#12)";

    /// <param name="key">PEM; null: the key is looked for in <paramref name="certificate"/>.</param>
    public static Parsed<Handed> Read(byte[] certificate, byte[]? key, string? password)
    {
        if (certificate.Length > MostBytes || key?.Length > MostBytes)
        {
            return new Fault($"too large: at most {MostBytes} bytes are taken for a certificate with its chain, and as many for a key");
        }

        var handed = PemText.Of(certificate) is { } text ? ReadPem(text, password) : ReadBinary(certificate, password);
        if (handed.Fault is not null)
        {
            return new Fault(handed.Fault);
        }

        if (handed.Value.Certificates.Length == 0)
        {
            return new Fault(NoCertificate);
        }

        if (key is null)
        {
            return handed;
        }

        var keys = PemText.Of(key) is { } keyText ? KeyReader.Read(keyText, password) : new Fault("the key is not PEM (-----BEGIN PRIVATE KEY-----); a PFX file is given as the certificate, without a key");
        return keys.Fault is not null ? new Fault(keys.Fault)
            : keys.Value.Length == 0 ? new Fault("there is no private key in the key file")
            : handed.Value with { Keys = [.. keys.Value, .. handed.Value.Keys] };
    }

    /// <summary>The certificates of a PEM file, none left out in silence.</summary>
    public static Parsed<ImmutableArray<X509Certificate2>> Certificates(string pem)
    {
        var found = ImmutableArray.CreateBuilder<X509Certificate2>();
        foreach (var part in PemText.Parts(pem).Where(p => p.Label is "CERTIFICATE" or "X509 CERTIFICATE"))
        {
            try
            {
                found.Add(X509CertificateLoader.LoadCertificate(part.Content));
            }
            catch (CryptographicException e)
            {
                return new Fault($"certificate {found.Count + 1} in it cannot be read: {e.Message}");
            }
        }

        // a file that is being written ends in the middle of one
        return found.Count == Count(pem, "-----BEGIN CERTIFICATE-----") + Count(pem, "-----BEGIN X509 CERTIFICATE-----")
            ? found.ToImmutable()
            : new Fault($"certificate {found.Count + 1} in it is cut off or garbled");
    }

    private static int Count(string text, string part) => text.AsSpan().Count(part);

    private static Parsed<Handed> ReadPem(string text, string? password)
    {
        if (text.Contains("-----BEGIN PKCS7", StringComparison.Ordinal))
        {
            return new Fault("it is PKCS#7; make PEM of it: openssl pkcs7 -in FILE -print_certs -out certificates.pem");
        }

        var certificates = Certificates(text);
        if (certificates.Fault is not null)
        {
            return new Fault(certificates.Fault);
        }

        var keys = KeyReader.Read(text, password);
        return keys.Fault is not null ? new Fault(keys.Fault) : new Handed(certificates.Value, keys.Value);
    }

    private static Parsed<Handed> ReadBinary(byte[] content, string? password)
    {
        X509ContentType type;
        try
        {
            type = content.Length == 0 ? X509ContentType.Unknown : X509Certificate2.GetCertContentType(content);
        }
        catch (CryptographicException)
        {
            return new Fault(NoCertificate);
        }

        return type switch
        {
            X509ContentType.Pfx => ReadPfx(content, password),
            X509ContentType.Cert => new Handed([X509CertificateLoader.LoadCertificate(content)], []),
            X509ContentType.Pkcs7 => new Fault("it is PKCS#7; make PEM of it: openssl pkcs7 -inform DER -in FILE -print_certs -out certificates.pem"),
            _ => new Fault(NoCertificate),
        };
    }

    private static Parsed<Handed> ReadPfx(byte[] content, string? password)
    {
        // macOS has no keys in memory only
        var storage = OperatingSystem.IsMacOS() ? X509KeyStorageFlags.Exportable : X509KeyStorageFlags.Exportable | X509KeyStorageFlags.EphemeralKeySet;
        X509Certificate2Collection all;
        try
        {
            all = X509CertificateLoader.LoadPkcs12Collection(content, password, storage);
        }
        catch (CryptographicException e) when (e.HResult == WrongPassword)
        {
            return new Fault(KeyReader.Password(password, "the PFX file"));
        }
        catch (CryptographicException e)
        {
            return new Fault($"the PFX file cannot be read: {e.Message}");
        }

        var keys = ImmutableArray.CreateBuilder<PrivateKey>();
        foreach (var certificate in all.Where(c => c.HasPrivateKey))
        {
            var key = KeyReader.Of(certificate);
            if (key.Fault is not null)
            {
                return new Fault(key.Fault);
            }

            keys.Add(key.Value);
        }

        return new Handed([.. all.Select(c => X509CertificateLoader.LoadCertificate(c.RawDataMemory.Span))], keys.ToImmutable());
    }
}
