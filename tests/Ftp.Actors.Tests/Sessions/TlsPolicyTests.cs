using Ftp.Actors.Accounts;
using Ftp.Actors.Network.Tls;
using Ftp.Actors.Protocol;
using Ftp.Actors.Sessions;
using Ftp.Actors.Settings;
using Ftp.Actors.Supervision;
using Ftp.Actors.Transfers;
using Xunit;

namespace Ftp.Actors.Tests.Sessions;

/// <summary>Who must have TLS, for the login and for data; and the certificate that stands for a password.</summary>
public class TlsPolicyTests
{
    private static readonly string Print = new('b', 64);

    private readonly TestNode _node = new();

    [Theory]
    [InlineData(RequireTls.Always, "USER ftp", "127.0.0.1")]
    [InlineData(RequireTls.Always, "USER ada", "127.0.0.1")]
    [InlineData(RequireTls.Logins, "USER ada", "127.0.0.1")]
    [InlineData(RequireTls.Remote, "USER ada", "198.51.100.7")]
    [InlineData(RequireTls.Remote, "USER ftp", "198.51.100.7")]
    public void A_refused_name_is_forgotten_and_tls_lets_it_in(RequireTls require, string user, string peer)
    {
        var session = new CoreSession(_node, peer);
        Assert.Equal(331, session.Code(user));
        _node.Set(s => s with { RequireTls = require });
        Assert.Equal("530 TLS is required here: AUTH TLS first.", session.Say(user).Single().ToString());
        Assert.Equal(503, session.Code("PASS secret"));
        Assert.Contains(_node.Log.Entries, e => e is { Event: "refused.tls", Level: Ftp.Actors.Log.LogLevel.Error } && e.Login == user[5..]);
        Assert.Equal([234, 331, 230], new[] { "AUTH TLS", user, "PASS secret" }.Select(session.Code));
    }

    [Fact]
    public void Three_names_without_tls_end_the_session()
    {
        _node.Set(s => s with { RequireTls = RequireTls.Always });
        var session = new CoreSession(_node);
        Assert.Equal([530, 530, 421], new[] { "USER ada", "USER ftp", "USER bob" }.Select(session.Code));
        Assert.True(session.Closed);
    }

    [Fact]
    public void An_account_can_be_excepted_and_nobody_else_is()
    {
        _node.Set(s => s with { RequireTls = RequireTls.Always });
        _node.AccountTls(tls => tls with { Require = false });
        var session = new CoreSession(_node);
        Assert.Equal([331, 230], new[] { "USER ada", "PASS secret" }.Select(session.Code));
        Assert.Equal([530, 503], new[] { "USER bob", "PASS secret" }.Select(new CoreSession(_node).Code));
        Assert.Equal(["ada"], _node.Services.ClearLogins.Current().Select(l => l.Login));
    }

    [Fact]
    public void Where_only_the_account_wants_tls_the_password_has_travelled_and_the_log_says_so()
    {
        _node.AccountTls(tls => tls with { Require = true });
        var session = new CoreSession(_node);
        Assert.Equal(331, session.Code("USER ada"));
        Assert.Equal("530 TLS is required here: AUTH TLS first.", session.Say("PASS secret").Single().ToString());
        Assert.Equal("PASS refused: ada needs TLS, and its password travelled in clear", _node.Log.Entries.Single(e => e.Event == "refused.tls").Text);
        Assert.False(session.State.IsLoggedIn);
        Assert.Equal(0, session.State.FailedLogins);
        Assert.DoesNotContain("AdmitLogin", session.Trace);
        Assert.Equal([503, 331, 530], new[] { "PASS secret", "USER ada", "PASS wrong" }.Select(session.Code));
        Assert.Equal([234, 331, 230], new[] { "AUTH TLS", "USER ada", "PASS secret" }.Select(session.Code));
        Assert.Empty(_node.Services.ClearLogins.Current());
    }

    /// <summary>The setting changed between USER and PASS.</summary>
    [Theory]
    [InlineData("ada")]
    [InlineData("ftp")]
    public void Nobody_gets_in_by_a_name_said_before_tls_was_required(string login)
    {
        var session = new CoreSession(_node);
        session.Say($"USER {login}");
        _node.Set(s => s with { RequireTls = RequireTls.Always });
        Assert.Equal(530, session.Code("PASS secret"));
        Assert.False(session.State.IsLoggedIn);
    }

    [Fact]
    public void Only_named_accounts_in_clear_are_noted()
    {
        CoreSession.LoggedIn(_node);
        foreach (var said in new[] { "USER ftp", "PASS x", "AUTH TLS", "USER ada", "PASS wrong" })
        {
            new CoreSession(_node).Say(said);
        }

        Assert.Equal([("ada", "127.0.0.1", 1)], _node.Services.ClearLogins.Current().Select(l => (l.Login, l.Host, l.Count)));
    }

    [Theory]
    [InlineData("RETR /work/file.txt")]
    [InlineData("STOR /work/new.txt")]
    [InlineData("APPE /work/file.txt")]
    [InlineData("STOU")]
    [InlineData("LIST /work")]
    [InlineData("NLST /work")]
    [InlineData("MLSD /work")]
    public void Required_data_protection_refuses_every_transfer_in_clear_before_it_begins(string command)
    {
        _node.Set(s => s with { RequireTlsData = true });
        foreach (var prepare in new[] { "NOOP", "AUTH TLS", "AUTH SSL" })
        {
            var session = new CoreSession(_node);
            foreach (var said in new[] { prepare, "USER ada", "PASS secret", "CWD /work", "PASV" })
            {
                session.Say(said);
            }

            session.Trace.Clear();
            var codes = session.Say(command).Select(r => (int)r.Code);
            if (prepare == "AUTH SSL")
            {
                Assert.Equal([150, 226], codes);
            }
            else
            {
                Assert.Equal([522], codes);
                Assert.Equal(["Log", "522"], session.Trace);
            }
        }
    }

    [Fact]
    public void Guests_in_clear_get_no_data_where_protection_is_required()
    {
        _node.Set(s => s with { RequireTlsData = true });
        var session = new CoreSession(_node);
        Assert.Equal([331, 230, 227, 522, 213], new[] { "USER ftp", "PASS x", "PASV", "LIST /public", "STAT /public" }.Select(session.Code));
    }

    [Theory]
    [InlineData(true, null, 534, 522)]
    [InlineData(true, false, 200, 226)]
    [InlineData(false, true, 534, 522)]
    [InlineData(false, null, 200, 226)]
    public void Data_protection_is_asked_for_by_the_account_or_else_by_the_settings(bool setting, bool? own, int prot, int list)
    {
        _node.Set(s => s with { RequireTlsData = setting });
        _node.AccountTls(tls => tls with { RequireData = own });
        var session = new CoreSession(_node);
        foreach (var said in new[] { "AUTH TLS", "USER ada", "PASS secret", "PBSZ 0" })
        {
            session.Say(said);
        }

        Assert.Equal(prot, session.Code("PROT C"));
        session.Say("PASV");
        Assert.Equal(list, session.Code("LIST /work"));
        Assert.Equal(200, session.Code("PROT P"));
        session.Say("PASV");
        Assert.Equal(226, session.Code("LIST /work"));
    }

    [Fact]
    public void Protection_that_is_required_while_a_transfer_waits_for_its_slot_gives_the_slot_back()
    {
        var session = CoreSession.LoggedIn(_node);
        session.Say("PASV");
        session.Hold = true;
        session.Say("RETR /work/file.txt");
        _node.Set(s => s with { RequireTlsData = true });
        session.Trace.Clear();
        session.LetGo();
        session.LetGo();
        Assert.Equal(["ReleaseTransfer", "522"], session.Trace.Where(t => t != "Log"));
    }

    [Fact]
    public void A_certificate_of_the_account_stands_for_the_password()
    {
        _node.AccountTls(tls => tls with { Certificates = [Print] });
        var session = WithCertificate();
        session.Trace.Clear();
        Assert.Equal("232 Logged in by certificate.", session.Say("USER ada").Single().ToString());
        Assert.Equal(["Recognize", "AdmitLogin", "Log", "NoteGoodLogin", "232"], session.Trace);
        Assert.True(session.State is { IsLoggedIn: true, ByCertificate: true });
        Assert.Equal("certificate", _node.Log.Entries.Single(e => e.Event == "login.accepted").Fields["by"]);
        Assert.Equal(202, session.Code("PASS x"));
        Assert.Equal(257, session.Code("PWD"));
        session.Say("USER bob");
        Assert.False(session.State.ByCertificate);
    }

    [Fact]
    public void A_certificate_that_stands_for_nothing_leaves_the_password()
    {
        var session = WithCertificate();
        Assert.Equal("331 Password required.", session.Say("USER ada").Single().ToString());
        Assert.Equal("331 Password required.", session.Say("USER nobody").Single().ToString());
        Assert.Equal("331 Guest login, send an e-mail address as password.", session.Say("USER ftp").Single().ToString());
        Assert.Equal(0, session.State.FailedLogins);
        Assert.Equal([331, 230], new[] { "USER ada", "PASS secret" }.Select(session.Code));
        Assert.False(session.State.ByCertificate);
    }

    [Fact]
    public void A_certificate_opens_no_disabled_account_no_full_limit_and_no_missing_root()
    {
        _node.AccountTls(tls => tls with { Certificates = [Print] });
        _node.Account(ada => ada with { Enabled = false });
        Assert.Equal("530 Login incorrect.", WithCertificate().Say("USER ada").Single().ToString());
        _node.Account(ada => ada with { Enabled = true, Root = FtpPath.Parse("/nowhere") });
        Assert.Equal("530 Login incorrect.", WithCertificate().Say("USER ada").Single().ToString());
        _node.Account(ada => ada with { Root = null });
        var full = WithCertificate();
        full.Admit = _ => new Admission.Refused(1, Limit.MaximumConnectionsPerLogin, 2);
        Assert.Equal(421, full.Code("USER ada"));
        Assert.False(full.State.IsLoggedIn);
    }

    /// <summary>After CCC anybody on the way could say USER.</summary>
    [Fact]
    public void A_certificate_means_nothing_after_ccc()
    {
        _node.AccountTls(tls => tls with { Certificates = [Print] });
        _node.Set(s => s with { ClearCommandChannel = true });
        var session = WithCertificate();
        Assert.Equal([232, 200, 331, 530], new[] { "USER ada", "CCC", "USER ada", "PWD" }.Select(session.Code));
    }

    [Theory]
    [InlineData("Recognize")]
    [InlineData("AdmitLogin")]
    public void A_login_by_certificate_that_breaks_logs_nobody_in(string hop)
    {
        _node.AccountTls(tls => tls with { Certificates = [Print] });
        var session = WithCertificate();
        session.Fault = effect => (effect is Effect.Admit ? "AdmitLogin" : effect.GetType().Name) == hop ? new InvalidOperationException("broken") : null;
        Assert.Equal(421, session.Code("USER ada"));
        Assert.False(session.State.IsLoggedIn);
    }

    private CoreSession WithCertificate()
    {
        var session = new CoreSession(_node) { Handshake = FakeConnection.Tls13 with { Client = new ClientCertificate(Print, "CN=ada", TestNode.Start.AddDays(1)) } };
        Assert.Equal(234, session.Code("AUTH TLS"));
        return session;
    }
}
