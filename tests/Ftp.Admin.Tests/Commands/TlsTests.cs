using Akka.Actor;
using Ftp.Actors.Accounts;
using Ftp.Actors.Network.Tls;
using Ftp.Actors.Settings;
using Ftp.Actors.Supervision;
using Ftp.Admin.Control;
using Ftp.Admin.Tests.Doubles;

namespace Ftp.Admin.Tests.Commands;

/// <summary>TLS in status, sessions and users.</summary>
public sealed class TlsTests : CommandTest
{
    private static readonly string Colons = Fingerprints.Show(Pems.Fingerprint);

    [Fact]
    public async Task Status_shows_what_serves_and_until_when()
    {
        Server.Serve("auto");
        var done = await GoodAsync("status");
        Assert.Contains("certificate:   auto, valid until 2026-03-13 (in 10 days)\n", done.Text, StringComparison.Ordinal);
        Assert.Contains($"SHA-256:       {Colons}\n", done.Text, StringComparison.Ordinal);
        Assert.Contains("data binding:  same-session\n", done.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("without TLS", done.Text, StringComparison.Ordinal);
        Assert.Equal(
            $$"""{"offered":true,"certificate":"auto","notAfter":"2026-03-13T12:00:00Z","fingerprint":"{{Pems.Fingerprint}}","trouble":null,"dataBinding":"same-session","effectiveDataBinding":"same-session"}""",
            done.Body["tls"]!.ToJsonString(ControlWire.Json));
    }

    [Fact]
    public async Task Status_says_which_policy_works_where_the_library_cannot_hold_the_one_that_is_set()
    {
        Server.Serve("auto");
        Server.Context = Server.Context with { Services = Server.Services with { StrictestDataBinding = DataBinding.Resumed } };
        var done = await GoodAsync("status");
        Assert.Contains("data binding:  resumed (same-session is set, but cannot be checked with this machine's TLS library)", done.Text, StringComparison.Ordinal);
        Assert.Equal(("same-session", "resumed"), ((string?)done.Body["tls"]!["dataBinding"], (string?)done.Body["tls"]!["effectiveDataBinding"]));

        Server.Services.Settings.Publish(new ServerSettings { TlsDataBinding = DataBinding.Address });
        Assert.Equal("address", (string?)(await GoodAsync("status")).Body["tls"]!["effectiveDataBinding"]);
    }

    [Theory]
    [InlineData("old", "certificate:   old cannot be used, so AUTH is refused: it expired on 2026-03-01")]
    [InlineData("lost", "certificate:   lost cannot be used, so AUTH is refused: there is no certificate of this name")]
    public async Task Status_says_why_the_chosen_certificate_serves_nobody(string name, string line)
    {
        Server.Services.Settings.Publish(new ServerSettings { Certificate = name });
        Assert.Contains(line, (await GoodAsync("status")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_comes_also_without_the_certificate_store()
    {
        Server.Context = Server.Context with { Certificates = ActorRefs.Nobody };
        Assert.Contains("auto cannot be used", (await GoodAsync("status")).Text, StringComparison.Ordinal);
        Assert.Equal(503, (await BadAsync("certificates list")).Status);
    }

    [Fact]
    public async Task Status_names_the_accounts_that_logged_in_without_tls()
    {
        Server.ClearLogins = [new("ada", FixedTime.Now.AddMinutes(3), "10.0.0.5", 2), new("bob", FixedTime.Now.AddHours(-2), "2001:db8::7", 1)];
        var done = await GoodAsync("status");
        Assert.Contains(
            "\n2 accounts logged in without TLS in the last 24 h: ada (2 times, last 12:03Z from 10.0.0.5), bob (1 time, last 10:00Z from 2001:db8::7)\n", done.Text, StringComparison.Ordinal);
        Assert.Equal("""{"name":"ada","count":2,"last":"2026-03-03T12:03:00Z","host":"10.0.0.5"}""", done.Body["clearLogins"]![0]!.ToJsonString());

        Server.ClearLogins = [.. Enumerable.Range(1, 25).Select(n => new ClearLogin($"user{n}", FixedTime.Now, "10.0.0.5", 1))];
        done = await GoodAsync("status");
        Assert.Contains("user20 (1 time, last 12:00Z from 10.0.0.5) and 5 more\n", done.Text, StringComparison.Ordinal);
        Assert.Equal(25, done.Body["clearLogins"]!.AsArray().Count);
    }

    [Fact]
    public async Task Clear_logins_that_were_not_counted_for_a_whole_day_say_so()
    {
        var status = (ServerStatus)(await Server.Context.Server.Ask<object>(new GetStatus(), TestContext.Current.CancellationToken));
        Server.Answer = m => m is GetStatus ? status with { ClearLogins = [new("ada", FixedTime.Now, "10.0.0.5", 1)], ClearLoginsSince = FixedTime.Now.AddHours(-1) } : null;
        Assert.Contains("1 account logged in without TLS in the last 24 h (counted since 2026-03-03 11:00:00Z): ada", (await GoodAsync("status")).Text, StringComparison.Ordinal);
    }

    private void Becomes(ServerSettings next) => Server.Answer = m =>
    {
        if (m is ChangeSetting)
            Server.Services.Settings.Publish(next);
        return null;
    };

    [Fact]
    public async Task To_require_tls_says_whom_it_may_shut_out()
    {
        Server.Services.Settings.Publish(new ServerSettings { RequireTls = RequireTls.Logins });
        Assert.DoesNotContain("without TLS", (await GoodAsync("settings set require-tls logins")).Text, StringComparison.Ordinal);
        Server.Services.ClearLogins.Note("ada", "10.0.0.5");
        Assert.EndsWith("\n1 account logged in without TLS in the last 24 h; 'status' names them", (await GoodAsync("settings set require-tls logins")).Text, StringComparison.Ordinal);
        Becomes(new ServerSettings { RequireTls = RequireTls.Always, Certificate = "none" });
        Assert.EndsWith(
            "\nwarning: ftp.settings.require-tls = always, but ftp.settings.certificate = none offers no TLS: nobody can log in",
            (await GoodAsync("settings set require-tls always")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_to_be_warned_of_is_said_by_the_change_that_brings_it()
    {
        Becomes(new ServerSettings { ClearCommandChannel = true });
        Assert.Contains("\nwarning: ftp.settings.clear-command-channel = on: after CCC", (await GoodAsync("settings set clear-command-channel on")).Text, StringComparison.Ordinal);
        Becomes(new ServerSettings { ClearCommandChannel = true, Port = 2121 });
        Assert.DoesNotContain("warning", (await GoodAsync("settings set port 2121")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_policy_that_cannot_be_had_says_what_works_instead()
    {
        var weak = new ServerSettings { TlsDataBinding = DataBinding.Address };
        Server.Services.Settings.Publish(weak);
        Becomes(new ServerSettings());
        Assert.DoesNotContain("in force", (await GoodAsync("settings set tls-data-binding same-session")).Text, StringComparison.Ordinal);
        Server.Services.Settings.Publish(weak);
        Server.Context = Server.Context with { Services = Server.Services with { StrictestDataBinding = DataBinding.Resumed } };
        Assert.EndsWith("\nwarning: ftp.settings.tls-data-binding = same-session cannot be checked with this machine's TLS library: resumed is in force", (await GoodAsync("settings set tls-data-binding same-session")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_shows_its_tls()
    {
        var done = await GoodAsync("sessions show 7");
        foreach (var line in new[]
                 {
                     "login:               ada (by its client certificate)", "TLS:                 TLS 1.3, TLS_AES_256_GCM_SHA384", "certificate:         auto",
                     "asked for:           ftp.example.com", "client certificate:  CN=ada, until 2026-03-13", $"its SHA-256:         {Colons}", "data:                protected (PROT P)",
                 })
            Assert.Contains(line + "\n", done.Text, StringComparison.Ordinal);
        Assert.Equal(
            $$$"""{"protocol":"TLS 1.3","cipher":"TLS_AES_256_GCM_SHA384","certificate":"auto","serverName":"ftp.example.com","clientCertificate":{"subject":"CN=ada","fingerprint":"{{{Pems.Fingerprint}}}","notAfter":"2026-03-13T12:00:00Z"}}""",
            done.Body["tls"]!.ToJsonString());
        Assert.Equal((true, true), ((bool?)done.Body["dataProtected"], (bool?)done.Body["byCertificate"]));

        var clear = await GoodAsync("sessions show 9");
        Assert.Contains("no: everything travels in clear", clear.Text, StringComparison.Ordinal);
        Assert.Null(clear.Body["tls"]);
    }

    [Fact]
    public async Task An_account_is_told_exactly_what_was_named_of_tls()
    {
        await GoodAsync("users set ada --require-tls on --require-tls-data default --data-binding resumed --client-certificate ada.pem --client-certificate ada.der --remove-client-certificate "
            + $"'SHA256 Fingerprint={string.Join(':', Enumerable.Repeat("CD", 32))}'");
        var change = Server.Single<AccountCommands.Set>().Change;
        Assert.Equal((new Field<bool?>(true), new Field<bool?>(null)), (change.RequireTls, change.RequireTlsData));
        Assert.Equal((new Field<DataBinding?>(DataBinding.Resumed), null), (change.DataBinding, change.UncleanUploadEnd));
        Assert.Equal(Pems.Fingerprint, Assert.Single(change.AddCertificates));
        Assert.Equal(string.Concat(Enumerable.Repeat("cd", 32)), Assert.Single(change.RemoveCertificates));
    }

    [Fact]
    public async Task An_account_can_be_added_without_a_password_for_its_certificate()
    {
        await GoodAsync("users add eve --no-password --client-certificate ada.pem");
        var add = Server.Single<AccountCommands.Add>();
        Assert.Null(add.Password);
        Assert.Equal(Pems.Fingerprint, Assert.Single(add.Profile.AddCertificates));
    }

    [Fact]
    public async Task What_was_set_but_does_not_work_as_the_settings_are_is_said()
    {
        Server.Services.Settings.Publish(new ServerSettings { Certificate = "none", ClientCertificates = ClientCertificates.Asked });
        Assert.Equal("user ada changed; it cannot log in: FTPS is off (certificates use auto)", (await GoodAsync("users set ada --require-tls on")).Text);
        Assert.Equal("user ada changed", (await GoodAsync("users set ada --require-tls off --client-certificate ada.pem")).Text);
    }

    [Fact]
    public async Task A_user_is_shown_with_its_tls()
    {
        var profile = Server.Users["ada"].Profile with
        {
            Tls = new AccountTls { Require = true, RequireData = false, DataBinding = DataBinding.Address, UncleanUploadEnd = UncleanUploadEnd.Accept, Certificates = [Pems.Fingerprint] },
        };
        Server.Users["ada"] = Server.Users["ada"] with { Profile = profile, HasPassword = false };
        var done = await GoodAsync("users show ada");
        foreach (var line in new[]
                 {
                     "password:            none: logs in by its client certificate", "require TLS:         on", "require TLS data:    off", "data binding:        address", "unclean upload:      accept",
                     $"client certificate:  SHA-256 {Colons}",
                 })
            Assert.Contains(line + "\n", done.Text, StringComparison.Ordinal);
        Assert.Equal(
            $$"""{"require":true,"requireData":false,"dataBinding":"address","uncleanUploadEnd":"accept","clientCertificates":["{{Pems.Fingerprint}}"]}""", done.Body["tls"]!.ToJsonString());
        Assert.Equal("""{"require":null,"requireData":null,"dataBinding":null,"uncleanUploadEnd":null,"clientCertificates":[]}""", (await GoodAsync("users show bob")).Body["tls"]!.ToJsonString());
    }
}
