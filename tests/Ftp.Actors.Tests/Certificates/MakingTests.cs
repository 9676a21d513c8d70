using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using Ftp.Actors.Accounts;
using Ftp.Actors.Certificates;
using Ftp.Actors.Certificates.X509;
using Ftp.Actors.Settings;
using Ftp.Actors.Tests.Persistence;
using Ftp.Testing;
using Ftp.Testing.Processes;
using Xunit;

namespace Ftp.Actors.Tests.Certificates;

/// <summary>openssl judges what the server makes, and the server takes what openssl makes.</summary>
public sealed class MakingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(KeyKind.P256, "EC P-256", "ecdsa-with-SHA256", "NIST CURVE: P-256")]
    [InlineData(KeyKind.P384, "EC P-384", "ecdsa-with-SHA384", "NIST CURVE: P-384")]
    [InlineData(KeyKind.Rsa3072, "RSA 3072", "sha256WithRSAEncryption", "Public-Key: (3072 bit)")]
    [InlineData(KeyKind.Rsa4096, "RSA 4096", "sha256WithRSAEncryption", "Public-Key: (4096 bit)")]
    public async Task A_self_signed_certificate_says_what_was_asked_for(KeyKind kind, string described, string signature, string keyLine)
    {
        var from = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        var (pem, key) = CertificateMaker.SelfSigned("ftp", ["ftp.example.com", "*.example.com", "10.1.2.3", "2001:db8::1"], kind, from, from.AddDays(3652));
        var text = await TextAsync(pem);
        Assert.Contains("DNS:ftp.example.com, DNS:*.example.com, IP Address:10.1.2.3, IP Address:2001:DB8:0:0:0:0:0:1", text, StringComparison.Ordinal);
        Assert.Contains("Subject: CN = ftp.example.com", text, StringComparison.Ordinal);
        Assert.Contains("X509v3 Basic Constraints: critical\n                CA:FALSE", text, StringComparison.Ordinal);
        Assert.Contains("X509v3 Key Usage: critical\n                Digital Signature\n", text, StringComparison.Ordinal);
        Assert.Contains("TLS Web Server Authentication", text, StringComparison.Ordinal);
        Assert.Contains("X509v3 Subject Key Identifier", text, StringComparison.Ordinal);
        Assert.Contains("Not Before: Jan  2 03:04:05 2026 GMT", text, StringComparison.Ordinal);
        Assert.Contains("Not After : Jan  2 03:04:05 2036 GMT", text, StringComparison.Ordinal);
        Assert.Contains($"Signature Algorithm: {signature}", text, StringComparison.Ordinal);
        Assert.Contains(keyLine, text, StringComparison.Ordinal);

        using var certificate = X509CertificateLoader.LoadCertificate(System.Text.Encoding.ASCII.GetBytes(pem));
        Assert.Equal(described, PrivateKey.Describe(certificate));
        await File.WriteAllTextAsync(_folder.Path("key.pem"), key, Cancel);
        (await OpenSslAsync("pkey", "-in", _folder.Path("key.pem"), "-check", "-noout")).Expect("the key");
    }

    [Fact]
    public async Task Whoever_trusts_a_self_signed_certificate_can_verify_it_and_no_two_are_alike()
    {
        var now = DateTimeOffset.UtcNow;
        var (pem, _) = CertificateMaker.SelfSigned("ftp", ["localhost"], KeyKind.P256, now.AddHours(-1), now.AddDays(1));
        var (other, _) = CertificateMaker.SelfSigned("ftp", ["localhost"], KeyKind.P256, now.AddHours(-1), now.AddDays(1));
        await File.WriteAllTextAsync(_folder.Path("self.pem"), pem, Cancel);
        (await OpenSslAsync("verify", "-CAfile", _folder.Path("self.pem"), "-purpose", "sslserver", "-verify_hostname", "localhost", _folder.Path("self.pem"))).Expect("verify");
        Assert.NotEqual(Serial(await TextAsync(pem)), Serial(await TextAsync(other)));
    }

    [Fact]
    public async Task A_long_first_name_does_not_make_a_common_name_that_nobody_reads()
    {
        var name = new string('a', 60) + ".example.com";
        var now = DateTimeOffset.UtcNow;
        var text = await TextAsync(CertificateMaker.SelfSigned("ftp", [name], KeyKind.P256, now, now.AddDays(1)).Pem);
        Assert.Contains("Subject: CN = ftp\n", text, StringComparison.Ordinal);
        Assert.Contains("DNS:" + name, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_has_the_names_and_the_subject_and_proves_its_key()
    {
        var (request, _) = CertificateMaker.Request("ftp", ["ftp.example.com", "10.1.2.3"], KeyKind.P256, "O=\"Example, Sons\",OU=IT,L=Köln,C=DE");
        await File.WriteAllTextAsync(_folder.Path("request.pem"), request, Cancel);
        var text = (await OpenSslAsync("req", "-in", _folder.Path("request.pem"), "-noout", "-text", "-verify", "-nameopt", "utf8,sep_comma_plus_space")).Expect("the request");
        Assert.Equal("C=DE, L=Köln, O=Example, Sons, OU=IT, CN=ftp.example.com", text.Split("Subject: ")[1].Split('\n')[0]);
        Assert.Contains("DNS:ftp.example.com, IP Address:10.1.2.3", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("O=Example,CN=other", "has a common name")]
    [InlineData("nonsense", "cannot be read")]
    [InlineData("C=Germany", "has two letters")]
    [InlineData("O=a\nb", "no control characters")]
    public void A_bad_subject_is_refused_and_told_what_is_allowed(string subject, string words)
    {
        var wrong = CertificateMaker.WrongSubject(subject);
        Assert.Contains(words, wrong, StringComparison.Ordinal);
        Assert.Contains("DE", wrong, StringComparison.Ordinal);
        Assert.Null(CertificateMaker.WrongSubject(""));
    }

    [Fact]
    public async Task What_openssl_makes_is_taken()
    {
        var folder = _folder.Root;
        // as every howto for vsftpd has it
        (await OpenSslAsync("req", "-x509", "-nodes", "-days", "365", "-newkey", "rsa:2048", "-keyout", $"{folder}/vsftpd.pem", "-out", $"{folder}/cert.pem", "-subj", "/CN=ftp.example.com")).Expect("req");
        Take($"{folder}/cert.pem", $"{folder}/vsftpd.pem", null, "ftp.example.com");
        await File.WriteAllTextAsync($"{folder}/both.pem", await File.ReadAllTextAsync($"{folder}/vsftpd.pem", Cancel) + await File.ReadAllTextAsync($"{folder}/cert.pem", Cancel), Cancel);
        Take($"{folder}/both.pem", null, null, "ftp.example.com");

        (await OpenSslAsync("rsa", "-traditional", "-in", $"{folder}/vsftpd.pem", "-out", $"{folder}/old.pem")).Expect("rsa");
        Take($"{folder}/cert.pem", $"{folder}/old.pem", null, "ftp.example.com");
        (await OpenSslAsync("pkcs8", "-topk8", "-in", $"{folder}/vsftpd.pem", "-out", $"{folder}/encrypted.pem", "-passout", "pass:secret")).Expect("pkcs8");
        Take($"{folder}/cert.pem", $"{folder}/encrypted.pem", "secret", "ftp.example.com");
        (await OpenSslAsync("pkcs12", "-export", "-in", $"{folder}/cert.pem", "-inkey", $"{folder}/vsftpd.pem", "-out", $"{folder}/all.pfx", "-passout", "pass:secret")).Expect("pkcs12");
        Take($"{folder}/all.pfx", null, "secret", "ftp.example.com");
        (await OpenSslAsync("pkcs12", "-in", $"{folder}/all.pfx", "-passin", "pass:secret", "-nodes", "-out", $"{folder}/bags.pem")).Expect("pkcs12");
        Assert.Contains("Bag Attributes", await File.ReadAllTextAsync($"{folder}/bags.pem", Cancel), StringComparison.Ordinal);
        Take($"{folder}/bags.pem", null, null, "ftp.example.com");

        // with the parameters in front, as `openssl ecparam -genkey` writes them
        (await OpenSslAsync("ecparam", "-name", "secp384r1", "-genkey", "-out", $"{folder}/ec.pem")).Expect("ecparam");
        (await OpenSslAsync("req", "-x509", "-key", $"{folder}/ec.pem", "-out", $"{folder}/ec-cert.pem", "-subj", "/CN=x", "-addext", "subjectAltName=DNS:EC.example.com,IP:10.0.0.1")).Expect("req");
        Take($"{folder}/ec-cert.pem", $"{folder}/ec.pem", null, "ec.example.com", "10.0.0.1");

        (await OpenSslAsync("req", "-x509", "-nodes", "-newkey", "ed25519", "-keyout", $"{folder}/ed.pem", "-out", $"{folder}/ed-cert.pem", "-subj", "/CN=x")).Expect("req");
        Assert.Contains("allowed is RSA with 2048", Do($"{folder}/ed-cert.pem", $"{folder}/ed.pem", null).Fault, StringComparison.Ordinal);
    }

    private static void Take(string certificate, string? key, string? password, params ImmutableArray<string> names)
    {
        var made = Do(certificate, key, password);
        Assert.Null(made.Fault);
        var identity = Identities.Load("ftp", made.Value.Pem, made.Value.KeyPem);
        Assert.Null(identity.Fault);
        Assert.Equal(names, identity.Value.Names);
        Assert.True(identity.Value.Certificate.HasPrivateKey);
    }

    private static Parsed<Made> Do(string certificate, string? key, string? password) => CertificateWork.Do(
        new CertificateCommands.Import("ftp", File.ReadAllBytes(certificate), key is null ? null : File.ReadAllBytes(key), password is null ? null : new Secret(password), false, TestNode.Ada),
        [], DateTimeOffset.UtcNow);

    private async Task<string> TextAsync(string pem)
    {
        await File.WriteAllTextAsync(_folder.Path("certificate.pem"), pem, Cancel);
        return (await OpenSslAsync("x509", "-in", _folder.Path("certificate.pem"), "-noout", "-text")).Expect("the certificate");
    }

    private static string Serial(string text) => text.Split("Serial Number:")[1].Split("Signature")[0].Trim();

    private static Task<ProgramResult> OpenSslAsync(params string[] words) => Programs.RunAsync("openssl", words);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;
}
