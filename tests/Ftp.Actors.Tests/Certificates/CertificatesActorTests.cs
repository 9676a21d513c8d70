using Akka.Actor;
using Ftp.Actors.Accounts;
using Ftp.Actors.Catalog;
using Ftp.Actors.Certificates;
using Ftp.Actors.Network.Tls;
using Ftp.Actors.Tests.Persistence;
using Xunit;

namespace Ftp.Actors.Tests.Certificates;

public sealed class CertificatesActorTests : StoreTestBase
{
    [Fact]
    public async Task A_created_certificate_is_in_the_journal_without_its_key_and_serves_before_the_answer()
    {
        var store = StartStore();
        var answer = Assert.IsType<CertificateAnswer.Done>(await TellAsync(store, Create("ftp", "FTP.example.com", "10.1.2.3")));
        Assert.True(answer.Changed);
        var identity = Set.ByName["ftp"];
        Assert.True(identity.Certificate.HasPrivateKey);
        Assert.Equal(["ftp.example.com", "10.1.2.3"], identity.Names);

        var info = answer.Certificate!;
        Assert.Equal(("ftp", CertificateKind.SelfSigned, CertificateUse.ByName, "CN=ftp.example.com", "EC P-256", "ada"), (info.Name, info.Kind, info.Use, info.Subject, info.Key, info.ChangedBy));
        Assert.Equal(Fingerprints.Of(identity.Certificate), info.Fingerprint);
        Assert.Equal((Start.AddHours(-1), Start.AddDays(365), Start), (info.NotBefore, info.NotAfter, info.ChangedAt));
        Assert.Null(info.Trouble);

        var row = Assert.Single(Store.Rows("certificates"));
        Assert.Equal("TC1:ftp", row.Manifest);
        Assert.DoesNotContain("PRIVATE", System.Text.Encoding.UTF8.GetString(row.Payload), StringComparison.Ordinal);
        Assert.Contains("BEGIN PRIVATE KEY", await File.ReadAllTextAsync(Path.Combine(Keys, Assert.Single(KeyFiles)), Cancel), StringComparison.Ordinal);
        Assert.Contains("ada (ctl) created certificate 'ftp': ftp.example.com, valid until 2027-06-01 12:00 UTC, SHA-256 ", Assert.Single(Logged("certificate.created")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_restart_serves_the_same_and_finds_the_same()
    {
        var store = StartStore();
        await DoneAsync(store, Create("ftp"));
        await DoneAsync(store, Import("other", Authority.Issue(new Issue { Name = "other.example.com" })));
        await DoneAsync(store, new CertificateCommands.Request("asked", ["asked.example.com"], KeyKind.P256, "", TestNode.Ada));
        await DoneAsync(store, Create("gone"));
        await DoneAsync(store, Remove("gone"));
        var before = await ListAsync(store);
        Assert.Equal(["asked", "ftp", "other"], before.Select(c => c.Name));

        Node.Services.Certificates.Publish(CertificateSet.Empty);
        var again = await RestartAsync(store);
        Assert.Equal(before, await ListAsync(again), (a, b) => a with { Names = [] } == b with { Names = [] } && a.Names.SequenceEqual(b.Names));
        Assert.Equal(["ftp", "other"], Set.ByName.Keys.Order());
    }

    [Fact]
    public async Task Certificates_that_did_not_change_stay_the_same_objects()
    {
        var store = StartStore();
        await DoneAsync(store, Create("ftp"));
        var first = Set.ByName["ftp"];
        await DoneAsync(store, Create("other"));
        await RereadAsync(store);
        Assert.Same(first, Set.ByName["ftp"]);
    }

    [Fact]
    public async Task An_import_replaces_only_when_it_is_told_to_and_the_old_key_goes_with_the_old_certificate()
    {
        var store = StartStore();
        var first = Authority.Issue();
        var second = Authority.Issue();
        await DoneAsync(store, Import("ftp", first));
        var oldKey = Assert.Single(KeyFiles);
        var refused = await RefusedAsync(store, Import("FTP", second));
        Assert.Equal((RefusalKind.AlreadyExists, "there is a certificate 'ftp' already; --replace puts the new one in its place"), (refused.Kind, refused.Message));
        Assert.Equal(Fingerprints.Of(first.Certificate), Fingerprints.Of(Set.ByName["ftp"].Certificate));

        var info = await DoneAsync(store, Import("FTP", second, replace: true));
        Assert.Equal(("ftp", Fingerprints.Of(second.Certificate)), (info.Name, info.Fingerprint));
        Assert.Equal(Fingerprints.Of(second.Certificate), Fingerprints.Of(Set.ByName["ftp"].Certificate));
        Assert.DoesNotContain(oldKey, KeyFiles);
        Assert.Single(KeyFiles);
    }

    [Fact]
    public async Task What_does_not_fit_is_refused_and_the_old_one_keeps_serving()
    {
        var store = StartStore();
        await DoneAsync(store, Import("ftp", Authority.Issue()));
        var serving = Set.ByName["ftp"];
        var other = Authority.Issue();
        var expired = Authority.Issue(new Issue { From = TimeSpan.FromDays(-9), Until = TimeSpan.FromDays(-1) });
        foreach (var bad in (CertificateCommand[])[Import("ftp", other with { Key = Authority.Issue().Key }, replace: true), Import("ftp", expired, replace: true)])
        {
            Assert.Equal(RefusalKind.Invalid, (await RefusedAsync(store, bad)).Kind);
        }

        Assert.Same(serving, Set.ByName["ftp"]);
        Assert.Single(KeyFiles);
        Assert.Single(Store.Rows("certificates"));
    }

    [Fact]
    public async Task The_answer_of_an_authority_finds_the_key_of_its_request()
    {
        var store = StartStore();
        var asked = await DoneAsync(store, new CertificateCommands.Request("ftp", ["ftp.example.com"], KeyKind.P256, "O=Example,C=DE", TestNode.Ada));
        Assert.Equal((CertificateKind.Requested, CertificateUse.None, "", ""), (asked.Kind, asked.Use, asked.Pem, asked.Fingerprint));
        Assert.Empty(Set.ByName);
        Assert.Contains("its request of 2026-06-01 12:00 UTC waits", (await RefusedAsync(store, new CertificateCommands.Request("ftp", ["x.example"], KeyKind.P256, "", TestNode.Ada))).Message, StringComparison.Ordinal);

        var again = await RestartAsync(store);
        var foreign = Authority.Issue();
        var wrong = await RefusedAsync(again, new CertificateCommands.Import("ftp", foreign.Bytes, null, null, false, TestNode.Ada));
        Assert.Equal("there is no private key in it, and it is not for a key that the store has under 'ftp'; give its key (--key)", wrong.Message);
        var signed = System.Text.Encoding.ASCII.GetBytes(Authority.Pem + Authority.Sign(asked.RequestPem!));
        var info = await DoneAsync(again, new CertificateCommands.Import("ftp", signed, null, null, false, TestNode.Ada));
        Assert.Equal((CertificateKind.Imported, CertificateUse.ByName, null), (info.Kind, info.Use, info.RequestPem));
        Assert.Equal(["ftp.example.com"], Set.ByName["ftp"].Names);
        Assert.Single(KeyFiles);
    }

    [Fact]
    public async Task A_renewal_by_a_new_request_or_with_the_old_key_keeps_the_old_one_serving_until_the_answer_comes()
    {
        var store = StartStore();
        var first = Authority.Issue();
        await DoneAsync(store, Import("ftp", first));
        var asked = await DoneAsync(store, new CertificateCommands.Request("ftp", ["ftp.example.com"], KeyKind.P256, "", TestNode.Ada));
        Assert.Equal((Fingerprints.Of(first.Certificate), CertificateUse.ByName), (asked.Fingerprint, asked.Use));
        Assert.Equal(2, KeyFiles.Length);

        // somebody else's certificate is no answer, and does not take the place of the one in use
        Assert.Equal(RefusalKind.AlreadyExists, (await RefusedAsync(store, Import("ftp", Authority.Issue()))).Kind);
        Assert.Equal(2, KeyFiles.Length);
        var signed = System.Text.Encoding.ASCII.GetBytes(Authority.Sign(asked.RequestPem!));
        var renewed = await DoneAsync(store, new CertificateCommands.Import("ftp", signed, null, null, false, TestNode.Ada));
        Assert.NotEqual(asked.Fingerprint, renewed.Fingerprint);
        Assert.Null(renewed.RequestPem);
        Assert.Single(KeyFiles);

        // and once more, for the same key
        var sameKey = System.Text.Encoding.ASCII.GetBytes(Authority.Sign(asked.RequestPem!));
        var same = await DoneAsync(store, new CertificateCommands.Import("ftp", sameKey, null, null, true, TestNode.Ada));
        Assert.NotEqual(renewed.Fingerprint, same.Fingerprint);
        Assert.Equal(same.Fingerprint, Fingerprints.Of(Set.ByName["ftp"].Certificate));
        Assert.Single(KeyFiles);
    }

    [Fact]
    public async Task The_chosen_one_cannot_be_removed_and_another_goes_with_its_key()
    {
        var store = StartStore();
        await DoneAsync(store, Create("ftp"));
        await DoneAsync(store, Create("old"));
        Change(s => s with { Certificate = "ftp" });
        Assert.Equal(CertificateUse.Chosen, (await GetAsync(store, "FTP"))!.Use);
        var refused = await RefusedAsync(store, Remove("ftp"));
        Assert.Equal(RefusalKind.Conflict, refused.Kind);
        Assert.Contains("choose another first", refused.Message, StringComparison.Ordinal);

        Assert.Null(Assert.IsType<CertificateAnswer.Done>(await TellAsync(store, Remove("OLD"))).Certificate);
        Assert.Single(KeyFiles);
        Assert.Equal(["ftp"], Set.ByName.Keys);
        var missing = await RefusedAsync(store, Remove("old"));
        Assert.Equal((RefusalKind.NotFound, "certificate 'old' does not exist; there are: ftp"), (missing.Kind, missing.Message));
    }

    [Theory]
    [InlineData("auto", "'auto' is the certificate that the server makes for itself")]
    [InlineData("NONE", "'none' cannot be the name of a certificate")]
    [InlineData("", "cannot be the name of a certificate")]
    [InlineData("../../etc/passwd", "cannot be the name of a certificate")]
    [InlineData("..", "cannot be the name of a certificate")]
    [InlineData("a\nb", "cannot be the name of a certificate")]
    [InlineData(" a", "cannot be the name of a certificate")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "at most 64 characters")]
    public async Task Bad_names_are_refused(string name, string words)
    {
        var refused = await RefusedAsync(StartStore(), Create(name));
        Assert.Equal(RefusalKind.Invalid, refused.Kind);
        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
        Assert.Empty(KeyFiles);
    }

    [Fact]
    public async Task A_name_never_becomes_a_path()
    {
        var store = StartStore();
        await DoneAsync(store, Create("..\\x"));
        await DoneAsync(store, Create("*"));
        Assert.All(KeyFiles, f => Assert.Matches("^[0-9a-f]{32}\\.key$", f));
        Assert.Equal([Keys], Directory.GetDirectories(Folder.Root));
    }

    [Fact]
    public async Task Dates_must_make_sense()
    {
        var store = StartStore();
        Assert.Contains("would have expired already, on 2026-05-02", (await RefusedAsync(store, Create("a") with { From = Start.AddDays(-31), ValidFor = TimeSpan.FromDays(1) })).Message, StringComparison.Ordinal);
        Assert.Contains("36525 days at most", (await RefusedAsync(store, Create("a") with { ValidFor = TimeSpan.MaxValue })).Message, StringComparison.Ordinal);
        Assert.Contains("a minute at least", (await RefusedAsync(store, Create("a") with { ValidFor = TimeSpan.Zero })).Message, StringComparison.Ordinal);
        Assert.Contains("between the years", (await RefusedAsync(store, Create("a") with { From = DateTimeOffset.MaxValue })).Message, StringComparison.Ordinal);
        var later = await DoneAsync(store, Create("later") with { From = Start.AddDays(1) });
        Assert.Equal((CertificateUse.None, Start.AddDays(1), Start.AddDays(366)), (later.Use, later.NotBefore, later.NotAfter));
    }

    [Fact]
    public async Task A_repeated_command_id_returns_the_first_answer_and_makes_nothing()
    {
        var store = StartStore();
        var create = Create("ftp") with { CommandId = "c-1" };
        var first = await Task.WhenAll(TellAsync(store, create), TellAsync(store, create), TellAsync(store, create));
        Assert.All(first, a => Assert.True(Assert.IsType<CertificateAnswer.Done>(a).Changed));
        Assert.Single(first.Select(a => ((CertificateAnswer.Done)a).Certificate!.Fingerprint).Distinct());
        Assert.IsType<CertificateAnswer.Done>(await TellAsync(await RestartAsync(store), create));
        Assert.Single(Store.Rows("certificates"));
        Assert.Single(KeyFiles);
    }

    [Fact]
    public async Task The_automatic_certificate_is_made_once_and_again_only_when_it_is_chosen_and_missing()
    {
        var store = StartStore();
        var ensure = new CertificateCommands.EnsureAuto(TestNode.Ada);
        var made = await store.Ask<AutoCertificate>(ensure, TimeSpan.FromSeconds(30), Cancel);
        Assert.Equal((true, null, Start.AddDays(3652)), (made.Made, made.Trouble, made.Certificate!.NotAfter));
        Assert.Equal(["localhost", "127.0.0.1"], made.Certificate.Names);
        var again = await store.Ask<AutoCertificate>(ensure, TimeSpan.FromSeconds(30), Cancel);
        Assert.Equal((false, made.Certificate.Fingerprint), (again.Made, again.Certificate!.Fingerprint));
        Assert.Equal(CertificateUse.Chosen, again.Certificate.Use);
        Assert.Equal(RefusalKind.Conflict, (await RefusedAsync(store, Remove("auto"))).Kind);

        await DoneAsync(store, Create("ftp"));
        Change(s => s with { Certificate = "ftp" });
        Assert.IsType<CertificateAnswer.Done>(await TellAsync(store, Remove("auto")));
        Change(s => s with { Certificate = "none" });
        Assert.Null(await GetAsync(store, "auto"));
        Change(s => s with { Certificate = "auto" });
        await EventuallyAsync(() => Assert.True(Set.ByName.ContainsKey("auto")));
        Assert.NotEqual(made.Certificate.Fingerprint, (await GetAsync(store, "auto"))!.Fingerprint);
    }

    [Fact]
    public async Task Without_FTPS_nobody_is_served()
    {
        var store = StartStore();
        await DoneAsync(store, Create("ftp"));
        Change(s => s with { Certificate = "none" });
        Assert.Equal(CertificateUse.None, (await GetAsync(store, "ftp"))!.Use);
    }

    [Fact]
    public async Task Every_key_works_in_a_handshake()
    {
        var store = StartStore();
        foreach (var kind in Enum.GetValues<KeyKind>())
        {
            await DoneAsync(store, Create(kind.ToString()) with { Key = kind });
            Assert.Equal(Fingerprints.Of(Set.ByName[kind.ToString()].Certificate), Fingerprints.Of((await Handshake.WithAsync(Set.ByName[kind.ToString()])).Certificate));
        }
    }

    [Fact]
    public async Task The_chain_is_sent_as_it_was_imported_also_where_nobody_here_trusts_it()
    {
        var store = StartStore();
        var root = TestAuthority.Root("Another root", Start);
        var upper = root.Below("Upper");
        var lower = upper.Below("Lower");
        var leaf = lower.Issue();
        var pem = System.Text.Encoding.ASCII.GetBytes(upper.Pem + lower.Pem + leaf.Pem);
        await DoneAsync(store, new CertificateCommands.Import("ftp", pem, leaf.KeyBytes, null, false, TestNode.Ada));
        var (_, sent) = await Handshake.WithAsync(Set.ByName["ftp"]);
        Assert.Equal(["CN=ftp.example.com", "CN=Lower", "CN=Upper"], sent);
    }

    [Fact]
    public async Task A_secret_stays_out_of_the_log_and_the_journal()
    {
        var store = StartStore();
        var issued = Authority.Issue();
        var encrypted = issued.Key.ExportEncryptedPkcs8PrivateKey("tell-nobody", new(System.Security.Cryptography.PbeEncryptionAlgorithm.Aes256Cbc, System.Security.Cryptography.HashAlgorithmName.SHA256, 1000));
        var pem = System.Security.Cryptography.PemEncoding.WriteString("ENCRYPTED PRIVATE KEY", encrypted);
        var import = new CertificateCommands.Import("ftp", issued.Bytes, System.Text.Encoding.ASCII.GetBytes(pem), new Secret("tell-nobody"), false, TestNode.Ada);
        Assert.DoesNotContain("tell-nobody", import.ToString(), StringComparison.Ordinal);
        await DoneAsync(store, import);
        Assert.DoesNotContain(Node.Entries, e => e.ToString().Contains("tell-nobody", StringComparison.Ordinal));
        Assert.DoesNotContain(Store.Rows("certificates"), r => System.Text.Encoding.UTF8.GetString(r.Payload).Contains("tell-nobody", StringComparison.Ordinal));
    }
}
