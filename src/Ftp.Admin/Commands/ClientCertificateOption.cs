using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ftp.Actors.Network.Tls;

namespace Ftp.Admin.Commands;

/// <summary>A client's certificate in the values of commands: told by its file or its fingerprint; the fingerprint travels.</summary>
internal static class ClientCertificateOption
{
    private const string Allowed = "a file with a certificate (PEM or DER), or its SHA-256 fingerprint (64 hex digits, colons or not)";

    private static readonly ValueKind<string> Kind = new("FILE|FINGERPRINT", Allowed, (string t, [MaybeNullWhen(false)] out string v) => (v = Fingerprints.Parse(t)) is not null);

    public static Parameter<string> Of(string name, string help) => new(name, Kind, help) { Repeatable = true, AtCaller = FingerprintOf };

    /// <exception cref="ProblemException">The text is no fingerprint, and names no certificate.</exception>
    private static string FingerprintOf(string text, ICallerFiles files)
    {
        if (Fingerprints.Parse(text) is { } fingerprint)
            return fingerprint;
        if (!files.Exists(text) && LooksLikeFingerprint(text))
            throw new ProblemException(Problem.Usage($"'{text}' is not allowed; allowed is {Allowed}"));
        var content = files.Read(text);
        try
        {
            using var certificate = X509CertificateLoader.LoadCertificate(content);
            return Fingerprints.Of(certificate);
        }
        catch (CryptographicException)
        {
            throw new ProblemException(Problem.Failed($"{files.Full(text)} holds no certificate in PEM or DER"));
        }
    }

    /// <summary>Hex with colons that is too short or too long, SHA-1 mostly: "no such file" would not help.</summary>
    private static bool LooksLikeFingerprint(string text) => text.Length >= 32 && text.All(c => char.IsAsciiHexDigit(c) || c is ':' or ' ');
}
