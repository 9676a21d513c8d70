using System.Security.Cryptography.X509Certificates;
using Ftp.Actors.Certificates.X509;
using Ftp.Actors.Settings;
using Ftp.Actors.Storage;

namespace Ftp.Actors.Certificates;

/// <summary>What client certificates must lead to.</summary>
/// <param name="Path">"": nothing is asked of them.</param>
/// <param name="Certificates">Null where no file is named; empty where the named one cannot be used: then nothing leads to it.</param>
/// <param name="Trouble">Why it cannot be used.</param>
internal sealed record ClientAuthorities(string Path, X509Certificate2Collection? Certificates, string? Trouble)
{
    public const string AlarmKey = "client-certificate-authorities";

    public static ClientAuthorities None { get; } = new("", null, null);

    /// <summary>Until the file is read, nobody leads to it.</summary>
    public static ClientAuthorities NotRead(string path) => new(path, [], null);

    public static ClientAuthorities Read(string path)
    {
        var certificates = Load(path);
        return certificates.Fault is { } fault
            ? new ClientAuthorities(path, [], $"client-certificate-authorities: {path} {fault}; until it can be used, no client certificate is accepted")
            : new ClientAuthorities(path, certificates.Value, null);
    }

    private static Parsed<X509Certificate2Collection> Load(string path)
    {
        try
        {
            var text = PemText.Of(SmallFile.Read(path, CertificateReader.MostBytes));
            if (text is null)
            {
                return new Fault("is not PEM (-----BEGIN CERTIFICATE-----)");
            }

            var certificates = CertificateReader.Certificates(text);
            return certificates.Fault is not null ? new Fault($"cannot be used: {certificates.Fault}")
                : certificates.Value.Length == 0 ? new Fault("has no certificate")
                : new X509Certificate2Collection(certificates.Value.ToArray());
        }
        catch (IOException e)
        {
            return new Fault(e.Message);
        }
    }
}
