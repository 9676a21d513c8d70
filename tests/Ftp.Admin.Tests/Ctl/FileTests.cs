using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ftp.Actors.Accounts;
using Ftp.Actors.Catalog;
using Ftp.Actors.Certificates;
using Ftp.Admin.Commands;
using Ftp.Admin.Tests.Doubles;

namespace Ftp.Admin.Tests.Ctl;

/// <summary>The caller's files: read and written by ctl, where the caller stands.</summary>
public sealed class FileTests : CtlTest
{
    private const string Secret = "Tr0ub4dor-and-3";
    private const string Chain = "-----BEGIN CERTIFICATE-----\nMIIC\n-----END CERTIFICATE-----\n";

    [Fact]
    public async Task Files_are_read_where_the_caller_stands_and_arrive_byte_by_byte()
    {
        await StartAsync();
        byte[] odd = [0, 255, 10, 13, 0x2b, 0x2f, 0x1b];
        Put("chain.pem", odd);
        Put("sub/key.pem", [7]);
        Assert.Equal(0, await ScriptAsync("certificates", "import", "shop", "--certificate", "chain.pem", "--key", Path.Combine(Top, "sub/key.pem")));
        Assert.Equal(odd, Server.Single<CertificateCommands.Import>().Certificate);
        Assert.Equal([7], Server.Single<CertificateCommands.Import>().Key!);
    }

    [Fact]
    public async Task Two_files_of_the_largest_size_fit_into_a_request()
    {
        await StartAsync();
        Put("a", new byte[ICallerFiles.MostBytes]);
        Put("b", new byte[ICallerFiles.MostBytes]);
        Assert.Equal(0, await ScriptAsync("certificates", "import", "shop", "--certificate", "a", "--key", "b"));
        Assert.Equal(ICallerFiles.MostBytes, Server.Single<CertificateCommands.Import>().Key!.Length);
    }

    [Theory]
    [InlineData("missing.pem", "certificate: there is no file {0}/missing.pem")]
    [InlineData("no/such/dir.pem", "certificate: there is no file {0}/no/such/dir.pem")]
    [InlineData("sub", "certificate: {0}/sub is a directory, not a file")]
    [InlineData("empty.pem", "certificate: {0}/empty.pem is empty")]
    [InlineData("large.pem", "certificate: {0}/large.pem is larger than 256 KiB: that is no certificate or key")]
    [InlineData("/dev/zero", "certificate: /dev/zero is larger than 256 KiB: that is no certificate or key")]
    public async Task A_file_that_cannot_be_had_is_one_clear_line_and_nothing_is_sent(string file, string error)
    {
        await StartAsync();
        Put("sub/x", [1]);
        Put("empty.pem", []);
        Put("large.pem", new byte[ICallerFiles.MostBytes + 1]);
        Assert.Equal(1, await ScriptAsync("certificates", "import", "shop", "--certificate", file));
        Assert.Equal($"error: {string.Format(System.Globalization.CultureInfo.InvariantCulture, error, Top)}\n", Error);
        Assert.Empty(Server.Told);
    }

    [Fact]
    public async Task What_the_caller_may_not_read_is_said_so()
    {
        Assert.SkipWhen(Environment.UserName == "root", "root may read every file");
        await StartAsync();
        var path = Put("secret.pem", [1]);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.None);
        Assert.Equal(1, await ScriptAsync("certificates", "import", "shop", "--certificate", "secret.pem"));
        Assert.Equal($"error: certificate: {path} may not be read by this user\n", Error);
    }

    [Fact]
    public async Task A_request_is_written_to_the_callers_file()
    {
        await StartAsync();
        Assert.Equal(0, await ScriptAsync("certificates", "request", "shop", "--name", "ftp.example.com", "--out", "shop.csr"));
        Assert.Equal("-----BEGIN CERTIFICATE REQUEST-----\nMIIB\n-----END CERTIFICATE REQUEST-----\n", Get("shop.csr"));
        Assert.Equal($"the request of shop is in {Top}/shop.csr; when it is signed: certificates import shop --certificate FILE\n", Out);
    }

    [Fact]
    public async Task A_file_that_is_there_is_never_overwritten_without_a_word()
    {
        await StartAsync();
        Put("web.pem", [65]);
        Assert.Equal(1, await ScriptAsync("certificates", "request", "shop", "--name", "a", "--out", "web.pem"));
        Assert.Equal($"error: out: {Top}/web.pem is there already; --yes overwrites it\n", Error);
        Assert.Equal(1, await TerminalAsync("n\n", [], "certificates", "request", "shop", "--name", "a", "--out", "web.pem"));
        Assert.Empty(Server.Told);
        Assert.Equal("A", Get("web.pem"));
        Assert.Equal(0, await TerminalAsync("y\n", [], "certificates", "show", "web", "--out", "web.pem"));
        Assert.Equal(Chain, Get("web.pem"));
        Put("web.pem", [65]);
        Assert.Equal(0, await ScriptAsync("certificates", "show", "web", "--out", "web.pem", "--yes"));
        Assert.Equal(Chain, Get("web.pem"));
    }

    [Theory]
    [InlineData("nowhere/a.csr", "out: there is no directory {0}/nowhere")]
    [InlineData("sub", "out: {0}/sub is a directory; name a file")]
    [InlineData("", "out: an empty path names no file")]
    public async Task A_place_that_cannot_be_written_to_is_told_before_a_key_is_made(string file, string error)
    {
        await StartAsync();
        Put("sub/x", [1]);
        Assert.NotEqual(0, await ScriptAsync("certificates", "request", "shop", "--name", "a", "--out", file));
        Assert.Contains(string.Format(System.Globalization.CultureInfo.InvariantCulture, error, Top), Error, StringComparison.Ordinal);
        Assert.Empty(Server.Told);
    }

    [Fact]
    public async Task A_refused_command_leaves_the_older_file_and_nothing_beside_it()
    {
        await StartAsync();
        Server.Answer = m => m is CertificateCommand ? new CertificateAnswer.Refused(RefusalKind.Invalid, "not a name") : null;
        Put("a.csr", [65]);
        Assert.Equal(1, await ScriptAsync("certificates", "request", "shop", "--name", "a", "--out", "a.csr", "--yes"));
        Assert.Equal("A", Get("a.csr"));
        Assert.Equal(["a.csr"], Directory.EnumerateFiles(Top).Select(Path.GetFileName));
    }

    [Fact]
    public async Task The_json_of_a_written_file_names_it()
    {
        await StartAsync();
        Assert.Equal(0, await ScriptAsync("certificates", "show", "web", "--out", "web.pem", "--json"));
        Assert.Equal(Path.Combine(Top, "web.pem"), (string?)Json["out"]);
    }

    [Theory]
    [InlineData("pfx", true)]
    [InlineData("encrypted", true)]
    [InlineData("plain", false)]
    [InlineData("garbage", false)]
    public async Task A_terminal_is_asked_once_for_the_password_of_a_locked_file(string kind, bool locked)
    {
        await StartAsync();
        Put("chain.pem", Kind(kind));
        Assert.Equal(0, await TerminalAsync("", locked ? [Secret] : [], "certificates", "import", "shop", "--certificate", "chain.pem"));
        Assert.Equal(locked ? Secret : null, Server.Single<CertificateCommands.Import>().Password?.Reveal());
        Assert.Equal(locked ? "Password of the key (empty for none): \n" : "", Error);
    }

    [Fact]
    public async Task A_script_gives_the_password_of_a_file_on_standard_input_or_none()
    {
        await StartAsync();
        Put("chain.pfx", Kind("pfx"));
        Assert.Equal(0, await ScriptWithInputAsync(Secret + "\n", "certificates", "import", "shop", "--certificate", "chain.pfx", "--password-stdin"));
        Assert.Equal(Secret, Server.Single<CertificateCommands.Import>().Password!.Reveal());
        Server.Told.Clear();
        Assert.Equal(0, await ScriptAsync("certificates", "import", "shop", "--certificate", "chain.pfx"));
        Assert.Null(Server.Single<CertificateCommands.Import>().Password);
        Assert.Equal(2, await ScriptAsync("certificates", "import", "shop", "--certificate", "chain.pfx", "--generate"));
        Assert.Contains("--password-stdin, not --generate", Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_account_without_a_password_asks_for_none()
    {
        await StartAsync();
        Put("eve.pem", Kind("plain"));
        Assert.Equal(0, await ScriptAsync("users", "add", "eve", "--no-password", "--client-certificate", "eve.pem"));
        Assert.Equal((null, Pems.Fingerprint), (Server.Single<AccountCommands.Add>().Password, Assert.Single(Server.Single<AccountCommands.Add>().Profile.AddCertificates)));
        Assert.Equal(2, await ScriptAsync("users", "add", "eve", "--no-password", "--generate"));
        Assert.Equal("error: with --no-password there is no --password-stdin and no --generate\n", Error);
    }

    [Theory]
    [InlineData("refused")]
    [InlineData("broken answer")]
    [InlineData("broken actor")]
    public async Task A_key_shows_in_no_output_and_no_log(string how)
    {
        await StartAsync();
        Server.Answer = m => m is not CertificateCommand ? null : how switch
        {
            "refused" => new CertificateAnswer.Refused(RefusalKind.Invalid, "the key does not fit"),
            // the handler falls over it
            "broken answer" => new CertificateAnswer.Done(Server.Store["web"] with { Names = default }, true),
            _ => new Akka.Actor.Status.Failure(new InvalidOperationException($"could not do {m}")),
        };
        Put("key.pem", System.Text.Encoding.ASCII.GetBytes(Secret));
        Assert.Equal(1, await ScriptAsync("certificates", "import", "shop", "--certificate", "key.pem", "--key", "key.pem"));
        Assert.Equal(how == "refused" ? 0 : 1, Server.Log.Entries.Count);
        var encoded = Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(Secret));
        foreach (var text in new[] { Out, Error, string.Join('\n', Server.Log.Entries), string.Join('\n', Server.Told) })
        {
            Assert.DoesNotContain(Secret, text, StringComparison.Ordinal);
            Assert.DoesNotContain(encoded, text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_certificate_is_removed_after_a_question()
    {
        await StartAsync();
        Assert.Equal(2, await ScriptAsync("certificates", "remove", "web"));
        Assert.Contains("certificates remove web: the certificate and its key go for good; files that it watches stay; in scripts this needs --yes", Error, StringComparison.Ordinal);
        Assert.Empty(Server.Told);
        Assert.Equal(0, await TerminalAsync("y\n", [], "certificates", "remove", "web"));
        Assert.Equal("web", Server.Single<CertificateCommands.Remove>().Name);
    }

    private static byte[] Kind(string kind) => kind switch
    {
        "pfx" => Pems.Certificate.Export(X509ContentType.Pfx, Secret),
        "encrypted" => System.Text.Encoding.ASCII.GetBytes(
            Pems.Certificate.GetECDsaPrivateKey()!.ExportEncryptedPkcs8PrivateKeyPem(Secret, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000))),
        "plain" => System.Text.Encoding.ASCII.GetBytes(Pems.Certificate.ExportCertificatePem()),
        _ => [1, 2, 3],
    };

    private string Put(string name, byte[] content)
    {
        var path = Path.Combine(Top, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return path;
    }

    private string Get(string name) => File.ReadAllText(Path.Combine(Top, name));
}
