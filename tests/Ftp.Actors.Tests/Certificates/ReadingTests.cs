using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Ftp.Actors.Accounts;
using Ftp.Actors.Certificates;
using Ftp.Actors.Certificates.X509;
using Ftp.Actors.Network.Tls;
using Ftp.Actors.Settings;
using Ftp.Actors.Tests.Persistence;
using Xunit;

namespace Ftp.Actors.Tests.Certificates;

/// <summary>What people hand over as a certificate, and why some of it is refused.</summary>
public sealed class ReadingTests
{
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TestAuthority Root = TestAuthority.Root("Root", Now);
    private static readonly TestAuthority Middle = Root.Below("Middle");
    private static readonly Issued Leaf = Middle.Issue();

    [Fact]
    public void A_chain_in_any_order_is_sent_leaf_first_and_strangers_stay_out()
    {
        var stranger = TestAuthority.Root("Stranger", Now);
        string[] parts = [Root.Pem, stranger.Pem, Leaf.Pem, Middle.Pem, Leaf.Pem, stranger.Issue().Pem];
        for (var shift = 0; shift < parts.Length; shift++)
        {
            var made = Good(string.Concat([.. parts.Skip(shift), .. parts.Take(shift)]), Leaf.KeyPem);
            Assert.Equal(Leaf.Pem + Middle.Pem + Root.Pem, made.Pem);
            Assert.Equal(Leaf.KeyPem.Trim(), made.KeyPem.Trim());
        }
    }

    [Fact]
    public void An_authority_of_the_same_name_that_did_not_sign_is_no_part_of_the_chain()
    {
        var impostor = Root.Below("Middle");
        Assert.Equal(Leaf.Pem + Middle.Pem, Good(impostor.Pem + Middle.Pem + Leaf.Pem, Leaf.KeyPem).Pem);
    }

    [Fact]
    public void A_cross_signed_authority_keeps_all_its_certificates()
    {
        var old = TestAuthority.Root("Old root", Now);
        var crossed = old.Below("Middle", Middle.Key);
        var made = Good(Leaf.Pem + crossed.Pem + Middle.Pem + Root.Pem + old.Pem, Leaf.KeyPem);
        Assert.StartsWith(Leaf.Pem, made.Pem, StringComparison.Ordinal);
        Assert.Equal(5, made.Pem.Split("BEGIN").Length - 1);
    }

    [Fact]
    public void The_key_may_stand_in_the_same_text_among_bag_attributes_and_windows_line_ends()
    {
        var text = $"Bag Attributes\n    localKeyID: 01 02\nsubject=CN = ftp\n\n{Leaf.Pem}Bag Attributes: <No Attributes>\nKey Attributes: <No Attributes>\n{Leaf.KeyPem}";
        Assert.Equal(Leaf.Pem, Good(text, null).Pem);
        Assert.Equal(Leaf.Pem, Good(text.ReplaceLineEndings("\r\n"), null).Pem);
        Assert.Equal(Leaf.Pem, Value(Do(Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes(text)).ToArray(), null, null)).Pem);
        Assert.Equal(Leaf.Pem, Value(Do(Encoding.UTF8.GetPreamble().Concat(Encoding.UTF8.GetBytes(text)).ToArray(), null, null)).Pem);
    }

    [Fact]
    public void Older_forms_of_keys_and_DER_certificates_are_read()
    {
        using var rsa = RSA.Create(2048);
        var issued = Middle.Issue(new Issue { Key = rsa });
        Assert.Equal(rsa.ExportPkcs8PrivateKeyPem(), Good(issued.Pem, rsa.ExportRSAPrivateKeyPem()).KeyPem);
        Assert.Equal(Leaf.KeyPem.Trim(), Good(Leaf.Pem, ((ECDsa)Leaf.Key).ExportECPrivateKeyPem()).KeyPem);
        Assert.Equal(Leaf.Pem, Value(Do(Leaf.Certificate.RawData, Leaf.KeyBytes, null)).Pem);
    }

    [Fact]
    public void An_encrypted_key_needs_its_password()
    {
        var encrypted = Leaf.Key.ExportEncryptedPkcs8PrivateKeyPem("secret", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000));
        Assert.Equal(Leaf.KeyPem.Trim(), Good(Leaf.Pem, encrypted, "secret").KeyPem);
        Assert.Equal("the key is encrypted: give its password (--password-stdin)", Bad(Leaf.Pem, encrypted));
        Assert.Equal("the password does not open the key", Bad(Leaf.Pem, encrypted, "wrong"));
        Assert.StartsWith("the key is encrypted in the old form", Bad(Leaf.Pem, "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\nAAAA\n-----END RSA PRIVATE KEY-----\n"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_PFX_file_brings_its_chain_and_its_key_and_needs_its_password()
    {
        var all = new X509Certificate2Collection { Middle.Certificate, Leaf.WithKey, Root.Certificate };
        var pfx = all.Export(X509ContentType.Pfx, "secret")!;
        var made = Value(Do(pfx, null, "secret"));
        Assert.Equal(Leaf.Pem + Middle.Pem + Root.Pem, made.Pem);
        Assert.Equal(Leaf.KeyPem.Trim(), made.KeyPem);
        Assert.Equal("the PFX file is encrypted: give its password (--password-stdin)", Do(pfx, null, null).Fault);
        Assert.Equal("the password does not open the PFX file", Do(pfx, null, "wrong").Fault);
        Assert.Equal(Leaf.Pem, Value(Do(Leaf.WithKey.Export(X509ContentType.Pfx), null, null)).Pem);
    }

    [Fact]
    public void Of_an_old_and_a_new_certificate_for_one_key_the_new_one_serves()
    {
        var renewed = Middle.Issue(new Issue { Key = Leaf.Key, Until = TimeSpan.FromDays(180) });
        var expired = Middle.Issue(new Issue { Key = Leaf.Key, From = TimeSpan.FromDays(-9), Until = TimeSpan.FromDays(-1) });
        Assert.StartsWith(renewed.Pem, Good(expired.Pem + Leaf.Pem + renewed.Pem + Middle.Pem, Leaf.KeyPem).Pem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_self_signed_certificate_that_calls_itself_an_authority_serves_as_openssl_makes_it()
    {
        var self = TestAuthority.Root("ftp.example.com", Now);
        Assert.Equal(self.Pem, Good(self.Pem, self.Key.ExportPkcs8PrivateKeyPem()).Pem);
    }

    [Fact]
    public void What_does_not_fit_is_refused_with_its_reason()
    {
        Assert.Equal("the key does not belong to the certificate (CN=ftp.example.com): its public key is another one", Bad(Middle.Pem + Leaf.Pem, Middle.Issue().KeyPem));
        Refuses("expired on 2026-05-31 12:00 UTC", new Issue { From = TimeSpan.FromDays(-9), Until = TimeSpan.FromDays(-1) });
        Refuses("is valid from 2026-06-02 12:00 UTC on only", new Issue { From = TimeSpan.FromDays(1) });
        Refuses("lacks serverAuth", new Issue { Usage = "1.3.6.1.5.5.7.3.2" });
        Refuses("lacks digitalSignature", new Issue { KeyUsage = X509KeyUsageFlags.KeyEncipherment });
        Refuses("is that of an authority (CA:TRUE)", new Issue { IsAuthority = true });
        Refuses("which clients do not accept any more; SHA-256 or better is allowed", new Issue { Hash = HashAlgorithmName.SHA1, Key = RSA.Create(2048) });
        Refuses("the key is RSA 1024; allowed is RSA with 2048 to 16384 bits, or EC on P-256, P-384 or P-521", new Issue { Key = RSA.Create(1024) });
        Refuses("the key is EC on another curve; allowed is", new Issue { Key = ECDsa.Create(ECCurve.NamedCurves.brainpoolP256r1) });
    }

    [Fact]
    public void An_authority_on_the_way_that_was_signed_weakly_is_refused_but_a_root_may_be()
    {
        var weak = Root.Below("Weak", hash: HashAlgorithmName.SHA1);
        var leaf = weak.Issue();
        Assert.Contains("(CN=Weak) is signed with", Bad(leaf.Pem + weak.Pem, leaf.KeyPem), StringComparison.Ordinal);
        Assert.Equal(leaf.Pem, Good(leaf.Pem, leaf.KeyPem).Pem);
    }

    [Fact]
    public void Usages_that_serve_are_taken()
    {
        foreach (var usage in (string?[])[null, "2.5.29.37.0", "1.3.6.1.5.5.7.3.1"])
        {
            var leaf = Middle.Issue(new Issue { Usage = usage, KeyUsage = X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyEncipherment });
            Assert.Equal(leaf.Pem, Good(leaf.Pem, leaf.KeyPem).Pem);
        }
    }

    [Fact]
    public void What_is_no_certificate_is_told_what_one_is()
    {
        const string none = "there is no certificate in it; allowed are PEM";
        Assert.StartsWith(none, Do([], null, null).Fault, StringComparison.Ordinal);
        Assert.StartsWith(none, Do("hello"u8.ToArray(), null, null).Fault, StringComparison.Ordinal);
        Assert.StartsWith(none, Do(RandomNumberGenerator.GetBytes(5000), null, null).Fault, StringComparison.Ordinal);
        Assert.StartsWith(none, Do(Leaf.KeyBytes, Leaf.KeyBytes, null).Fault, StringComparison.Ordinal);
        Assert.Equal("certificate 2 in it is cut off or garbled", Do(Encoding.ASCII.GetBytes(Leaf.Pem + Middle.Pem[..300]), Leaf.KeyBytes, null).Fault);
        Assert.StartsWith("certificate 1 in it cannot be read", Do("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"u8.ToArray(), null, null).Fault, StringComparison.Ordinal);
        Assert.StartsWith("it is PKCS#7", Do("-----BEGIN PKCS7-----\nAAAA\n-----END PKCS7-----\n"u8.ToArray(), null, null).Fault, StringComparison.Ordinal);
        Assert.StartsWith("too large: at most 1048576 bytes", Do(new byte[1024 * 1024 + 1], null, null).Fault, StringComparison.Ordinal);
        Assert.StartsWith("too large", Do(Leaf.Bytes, new byte[1024 * 1024 + 1], null).Fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_that_is_missing_or_none_is_named()
    {
        Assert.Contains("there is no private key in it, and no request 'ftp' waits", Bad(Leaf.Pem, null), StringComparison.Ordinal);
        Assert.Equal("there is no private key in the key file", Bad(Leaf.Pem, Leaf.Pem));
        Assert.StartsWith("the key is not PEM", Bad(Leaf.Pem, "binary"), StringComparison.Ordinal);
        Assert.StartsWith("the key cannot be read", Bad(Leaf.Pem, "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"), StringComparison.Ordinal);
        Assert.StartsWith("the key cannot be read", Bad(Leaf.Pem, "-----BEGIN DSA PRIVATE KEY-----\nAAAA\n-----END DSA PRIVATE KEY-----\n"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2.5.29.17")]
    [InlineData("2.5.29.15")]
    [InlineData("2.5.29.19")]
    [InlineData("2.5.29.37")]
    public void Garbage_inside_a_certificate_is_refused_and_nothing_breaks(string extension)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=ftp", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509Extension(new Oid(extension), [0x30, 0x05, 0xFF], critical: false));
        var garbled = new Issued(request.Create(request.SubjectName, X509SignatureGenerator.CreateForECDsa(key), Now.AddDays(-1), Now.AddDays(9), [1, 2, 3]), key);
        Assert.Matches("^(the certificate has parts that cannot be read|it cannot be loaded): ", Bad(garbled.Pem, garbled.KeyPem));
        Assert.Equal("CN=ftp", CertificateFacts.Of(garbled.Certificate).Subject);
    }

    [Fact]
    public void What_the_machines_TLS_library_does_not_take_is_noticed_before_a_client_does()
    {
        var weak = Middle.Issue(new Issue { Key = RSA.Create(512) });
        var context = System.Net.Security.SslStreamCertificateContext.Create(weak.WithKey, null, offline: true);
        Assert.StartsWith("this machine's TLS library does not take it", Trial.Refusal(new TlsIdentity("weak", [], context)), StringComparison.Ordinal);
        Assert.Null(Trial.Refusal(Identities.Load("good", Leaf.Pem, Leaf.KeyPem).Value));
    }

    [Fact]
    public void A_chain_has_a_bound()
    {
        var authority = Root;
        var pem = new StringBuilder();
        for (var i = 0; i < CertificateChain.Longest; i++)
        {
            authority = authority.Below($"Authority {i}");
            pem.Append(authority.Pem);
        }

        var leaf = authority.Issue();
        Assert.Equal("the chain has 11 certificates; at most 10 are allowed", Bad(leaf.Pem + pem, leaf.KeyPem));
    }

    private static void Refuses(string words, Issue issue)
    {
        var issued = Middle.Issue(issue);
        Assert.Contains(words, Bad(issued.Pem + Middle.Pem, issued.KeyPem), StringComparison.Ordinal);
    }

    private static Made Good(string certificate, string? key, string? password = null) => Value(Do(Encoding.ASCII.GetBytes(certificate), key is null ? null : Encoding.ASCII.GetBytes(key), password));

    private static string Bad(string certificate, string? key, string? password = null) => Do(Encoding.ASCII.GetBytes(certificate), key is null ? null : Encoding.ASCII.GetBytes(key), password).Fault!;

    private static Made Value(Parsed<Made> made)
    {
        Assert.Null(made.Fault);
        return made.Value;
    }

    private static Parsed<Made> Do(byte[] certificate, byte[]? key, string? password) => CertificateWork.Do(
        new CertificateCommands.Import("ftp", certificate, key, password is null ? null : new Secret(password), false, TestNode.Ada), [], Now);
}
