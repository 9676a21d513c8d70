using System.Text;
using Ftp.Actors.Catalog;
using Ftp.Actors.Certificates;
using Ftp.Actors.Settings;
using Ftp.Actors.Supervision;
using Ftp.Admin.Commands;
using Ftp.Admin.Control;
using Ftp.Admin.Tests.Doubles;

namespace Ftp.Admin.Tests.Commands;

/// <summary>What the certificate store is told, and how it is shown.</summary>
public sealed class CertificateTests : CommandTest
{
    [Fact]
    public async Task Certificates_are_a_table() => Assert.Equal(
        """
        NAME    USE      NAMES                                             VALID UNTIL               KIND         TROUBLE
        auto    chosen   ftp.example.com, 192.0.2.1, localhost and 1 more  2027-03-03 (in 365 days)  self-signed
        office  -        office.example.com                                waits to be signed        requested
        old     -        old.example.com                                   2026-03-01 (expired)      imported     it expired on 2026-03-01
        web     by name  *.example.com                                     2026-03-15 (in 12 days)   watched
        """,
        (await GoodAsync("certificates list")).Text);

    [Fact]
    public async Task A_certificate_is_json_with_everything_public()
    {
        var item = (await GoodAsync("certificates list")).Body["items"]![3]!;
        Assert.Equal(
            $$"""{"name":"web","kind":"watched","use":"by-name","subject":"CN=*.example.com","issuer":"CN=Some Authority","names":["*.example.com"],"notBefore":"2026-03-02T12:00:00Z","notAfter":"2026-03-15T12:00:00Z","key":"P-256","fingerprint":"{{Server.Store["web"].Fingerprint}}","pem":"-----BEGIN CERTIFICATE-----\nMIIC\n-----END CERTIFICATE-----\n","requestPem":null,"certificatePath":"/etc/web/chain.pem","keyPath":"/etc/web/key.pem","trouble":null,"changedAt":"2026-03-02T12:00:00Z","changedBy":"root","revision":0}""",
            item.ToJsonString(ControlWire.Json));
    }

    [Fact]
    public async Task The_public_chain_is_printed_alone()
    {
        Assert.Equal("-----BEGIN CERTIFICATE-----\nMIIC\n-----END CERTIFICATE-----", (await GoodAsync("certificates show web --pem")).Text);
        Assert.Null((await GoodAsync("certificates show web --pem")).File);
    }

    [Fact]
    public async Task What_goes_into_a_file_is_the_pem_and_not_the_sentence()
    {
        var done = await GoodAsync("certificates show web --out web.pem");
        Assert.Equal("-----BEGIN CERTIFICATE-----\nMIIC\n-----END CERTIFICATE-----\n", done.File);
        Assert.Equal("the certificate with its chain of web is in /home/caller/web.pem", done.Text);
        Assert.StartsWith("-----BEGIN CERTIFICATE REQUEST-----\n", (await GoodAsync("certificates show office --out office.csr")).File, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_is_made_as_named()
    {
        await GoodAsync("certificates create shop --name ftp.example.com --name 2001:db8::1 --key rsa4096 --from 2026-04-01 --days 30");
        var create = Server.Single<CertificateCommands.Create>();
        Assert.Equal(("shop", KeyKind.Rsa4096, TimeSpan.FromDays(30)), (create.Name, create.Key, create.ValidFor));
        Assert.Equal(["ftp.example.com", "2001:db8::1"], create.Names.AsEnumerable());
        Assert.Equal(new DateTimeOffset(2026, 4, 1, 0, 0, 0, TimeSpan.Zero), create.From);
        Assert.Equal(Origin, create.Origin);
    }

    [Fact]
    public async Task Without_more_words_it_is_a_p256_key_from_now_on()
    {
        await GoodAsync("certificates create shop --name ftp.example.com");
        var create = Server.Single<CertificateCommands.Create>();
        Assert.Equal((KeyKind.P256, null, TimeSpan.FromDays(825)), (create.Key, create.From, create.ValidFor));
    }

    [Fact]
    public async Task An_end_that_is_named_is_the_end()
    {
        await GoodAsync("certificates create shop --name ftp.example.com --until 2027-01-31");
        var create = Server.Single<CertificateCommands.Create>();
        Assert.Null(create.From);
        Assert.Equal(new DateTimeOffset(2027, 1, 31, 0, 0, 0, TimeSpan.Zero), FixedTime.Now + create.ValidFor);
    }

    [Fact]
    public async Task A_request_holds_its_names_and_subject()
    {
        await GoodAsync("certificates request shop --name ftp.example.com --key p384 --subject 'O=Example,C=DE'");
        var request = Server.Single<CertificateCommands.Request>();
        Assert.Equal(("shop", KeyKind.P384, "O=Example,C=DE", "ftp.example.com"), (request.Name, request.Key, request.Subject, Assert.Single(request.Names)));
    }

    [Fact]
    public async Task The_content_of_files_travels_and_not_their_names()
    {
        await GoodAsync("certificates import shop --certificate chain.pem --key key.pem --replace");
        var import = Server.Single<CertificateCommands.Import>();
        Assert.Equal(("the chain", "the key", true, null), (Encoding.ASCII.GetString(import.Certificate), Encoding.ASCII.GetString(import.Key!), import.Replace, import.Password));

        Server.Told.Clear();
        await GoodAsync("certificates import shop --certificate chain.pem");
        import = Server.Single<CertificateCommands.Import>();
        Assert.Equal((null, false), (import.Key, import.Replace));
    }

    [Fact]
    public async Task Watched_paths_are_made_absolute_where_the_caller_stands()
    {
        await GoodAsync("certificates watch shop --certificate live/chain.pem --key ../key.pem");
        var watch = Server.Single<CertificateCommands.Watch>();
        Assert.Equal(("/home/caller/live/chain.pem", "/home/key.pem"), (watch.CertificatePath, watch.KeyPath));
    }

    [Fact]
    public async Task A_server_takes_no_path_that_is_not_absolute()
    {
        var answer = await new CommandRunner(Server.Context).RunAsync(
            "certificates watch",
            new Dictionary<string, System.Collections.Immutable.ImmutableArray<string>> { ["certificate-name"] = ["shop"], ["certificate"] = ["a.pem"], ["key"] = ["/b.pem"] },
            Origin, TestContext.Current.CancellationToken);
        Assert.Equal("certificate: 'a.pem' is not allowed; allowed is an absolute path", Assert.IsType<CommandResult.Failed>(answer).Problem.Detail);
        Assert.Empty(Server.Told);
    }

    /// <summary>A door that sends a key as it is must not find it in an error.</summary>
    [Fact]
    public async Task A_key_that_is_not_sent_as_base64_is_not_repeated()
    {
        var answer = await new CommandRunner(Server.Context).RunAsync(
            "certificates import",
            new Dictionary<string, System.Collections.Immutable.ImmutableArray<string>> { ["certificate-name"] = ["shop"], ["certificate"] = ["QQ=="], ["key"] = ["-----BEGIN PRIVATE KEY----- secret"] },
            Origin, TestContext.Current.CancellationToken);
        Assert.Equal("key: the content of a file is sent as base64", Assert.IsType<CommandResult.Failed>(answer).Problem.Detail);
    }

    [Theory]
    [InlineData("certificates use web", "web")]
    [InlineData("certificates use auto", "auto")]
    [InlineData("certificates use none", "none")]
    public async Task To_use_one_is_a_setting(string line, string value)
    {
        await GoodAsync(line);
        Assert.Equal(new CatalogCommands.SetSetting("certificate", value, Origin), Server.Single<ChangeSetting>().Command);
    }

    [Fact]
    public async Task A_certificate_of_which_nothing_can_be_read_says_so_and_can_be_removed()
    {
        const string Why = "event 3 (certificate-imported-1) cannot be read";
        Server.Store["lost"] = Server.Store["old"] with { Name = "lost", Names = [], NotBefore = null, NotAfter = null, Fingerprint = "", Pem = "", Trouble = Why };
        Assert.Contains(Why, (await GoodAsync("certificates list")).Text, StringComparison.Ordinal);
        Assert.Contains(Why, (await GoodAsync("certificates show lost")).Text, StringComparison.Ordinal);
        Assert.Equal($"certificate lost has no public part: {Why}", (await BadAsync("certificates show lost --pem")).Detail);
        Assert.Equal($"certificate lost cannot be used: {Why}", (await BadAsync("certificates use lost")).Detail);
        await GoodAsync("certificates remove lost");
        Assert.Equal("lost", Server.Single<CertificateCommands.Remove>().Name);
    }

    [Fact]
    public async Task Auto_is_made_where_there_is_none_yet()
    {
        var auto = Server.Store["auto"];
        Server.Store.Remove("auto");
        Server.Answer = m =>
        {
            if (m is CertificateCommands.EnsureAuto)
                Server.Store["auto"] = auto;
            return m is CertificateCommands.EnsureAuto ? new AutoCertificate(auto, true, null) : null;
        };
        Assert.Contains("certificate auto is now the one for FTPS", (await GoodAsync("certificates use auto")).Text, StringComparison.Ordinal);

        Server.Answer = m => m is CertificateCommands.EnsureAuto ? new AutoCertificate(null, false, "the disk is full") : null;
        Assert.Equal("the certificate auto could not be made: the disk is full", (await BadAsync("certificates use auto")).Detail);
    }

    [Fact]
    public async Task Without_ftps_a_good_certificate_can_be_chosen_although_nobody_uses_it_yet()
    {
        Server.Services.Settings.Publish(new ServerSettings { Certificate = "none" });
        Server.Store["web"] = Server.Store["web"] with { Use = CertificateUse.None };
        Assert.Equal("certificate web cannot be used: it is not ready", (await BadAsync("certificates use web")).Detail);
        Server.Serve("web");
        await GoodAsync("certificates use web");
        Assert.Equal(new CatalogCommands.SetSetting("certificate", "web", Origin), Server.Single<ChangeSetting>().Command);
    }

    [Fact]
    public async Task A_certificate_outside_its_dates_is_not_chosen_anew()
    {
        Server.Serve("web");
        Server.Store["web"] = Server.Store["web"] with { NotAfter = FixedTime.Now.AddDays(-2) };
        Assert.Equal("certificate web cannot be used: it expired on 2026-03-01", (await BadAsync("certificates use web")).Detail);
        Server.Store["web"] = Server.Store["web"] with { NotAfter = FixedTime.Now.AddDays(9), NotBefore = FixedTime.Now.AddDays(2) };
        Assert.Equal("certificate web cannot be used yet: it is valid from 2026-03-05 12:00:00Z on", (await BadAsync("certificates use web")).Detail);
        Server.Store["web"] = Server.Store["web"] with { Use = CertificateUse.Chosen };
        await GoodAsync("certificates use web");
    }

    [Fact]
    public async Task Without_ftps_it_says_whom_require_tls_shuts_out()
    {
        Server.Services.Settings.Publish(new ServerSettings { RequireTls = RequireTls.Remote });
        Server.Answer = m =>
        {
            if (m is ChangeSetting)
                Server.Services.Settings.Publish(new ServerSettings { RequireTls = RequireTls.Remote, Certificate = "none" });
            return null;
        };
        Assert.Equal(
            """
            no certificate is chosen
            FTPS is off: AUTH is refused and FEAT names no TLS; sessions that run over TLS go on
            warning: ftp.settings.require-tls = remote, but ftp.settings.certificate = none offers no TLS: nobody outside ftp.settings.local-networks can log in
            """,
            (await GoodAsync("certificates use none")).Text);
    }

    [Theory]
    [InlineData("settings set certificate wbe", 404, "there is no certificate 'wbe'; did you mean 'web'?")]
    [InlineData("settings set certificate old", 422, "certificate old cannot be used: it expired on 2026-03-01")]
    public async Task The_setting_is_not_set_to_a_certificate_that_serves_nobody(string line, int status, string detail)
    {
        Assert.Equal((status, detail), (await BadAsync(line)) is var p ? (p.Status, p.Detail) : default);
        Assert.Empty(Server.Told);
        await GoodAsync("settings set certificate '\"web\"'");
        Assert.Equal(new CatalogCommands.SetSetting("certificate", "\"web\"", Origin), Server.Single<ChangeSetting>().Command);
    }

    [Theory]
    [InlineData("certificates create shop --name a")]
    [InlineData("certificates request shop --name a")]
    [InlineData("certificates import shop --certificate chain.pem")]
    [InlineData("certificates watch shop --certificate a --key b")]
    [InlineData("certificates remove web")]
    public async Task A_refusal_of_the_store_keeps_its_kind_and_words(string line)
    {
        Server.Answer = m => m is CertificateCommand ? new CertificateAnswer.Refused(RefusalKind.Invalid, "the key does not fit the certificate") : null;
        Assert.Equal((422, "the key does not fit the certificate"), (await BadAsync(line)) is var p ? (p.Status, p.Detail) : default);
    }

    [Fact]
    public async Task Hostile_names_in_a_certificate_do_not_reach_the_terminal()
    {
        Server.Store["web"] = Server.Store["web"] with { Subject = "CN=a\u001b[2J", Names = ["b\u202e"], Trouble = "\u001b]0;x", Pem = "\u001b[2J\n" };
        foreach (var line in new[] { "certificates list", "certificates show web", "certificates show web --pem", "certificates import web --certificate chain.pem" })
        {
            var text = (await GoodAsync(line)).Text;
            Assert.DoesNotContain('\u001b', text);
            Assert.DoesNotContain('\u202e', text);
        }
    }

    [Theory]
    [InlineData(-1, "expired")]
    [InlineData(1, "in 0 hours")]
    [InlineData(90, "in 1 hour")]
    [InlineData(24 * 60, "in 1 day")]
    [InlineData(47 * 60, "in 1 day")]
    [InlineData(48 * 60, "in 2 days")]
    public async Task The_time_that_is_left_is_counted_down(int minutes, string left)
    {
        Server.Store["web"] = Server.Store["web"] with { NotAfter = FixedTime.Now.AddMinutes(minutes) };
        Assert.Contains($"({left})", (await GoodAsync("certificates show web")).Text, StringComparison.Ordinal);
    }
}
