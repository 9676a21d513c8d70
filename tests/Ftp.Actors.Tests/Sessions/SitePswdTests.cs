using Ftp.Actors.Accounts;
using Ftp.Actors.Catalog;
using Ftp.Actors.Settings;
using Xunit;

namespace Ftp.Actors.Tests.Sessions;

public sealed class SitePswdTests
{
    private const string Line = "SITE PSWD secret Lovelace-1815";

    private readonly TestNode _node = new();

    [Fact]
    public void The_owner_sets_a_password_that_is_stored_in_his_name()
    {
        var session = CoreSession.LoggedIn(_node);
        Assert.Equal("200 Your password is changed.", session.Say(Line).Single().ToString());
        var set = Assert.Single(_node.PasswordsSet);
        Assert.Equal(("ada", "Lovelace-1815", new Origin("ada", "ftp", "127.0.0.1")), (set.Login, set.Password.Reveal(), set.Origin));
        Assert.Equal(530, session.Code(Line));
        Assert.Equal(200, session.Code("SITE PSWD Lovelace-1815 \"Byron and 1816\""));
        Assert.Equal("Byron and 1816", _node.PasswordsSet[^1].Password.Reveal());
    }

    [Theory]
    [InlineData("SITE PSWD")]
    [InlineData("SITE PSWD secret")]
    [InlineData("SITE PSWD secret a new one")]
    [InlineData("SITE PSWD \"secret Lovelace-1815")]
    public void Not_two_passwords_are_a_wrong_argument(string line) => Assert.Equal(501, CoreSession.LoggedIn(_node).Code(line));

    [Fact]
    public void What_is_wrong_with_the_new_one_is_said_whole_before_the_old_one_is_looked_at()
    {
        _node.Set(s => s with { PasswordMinimumClasses = 4 });
        var session = CoreSession.LoggedIn(_node);
        Assert.Equal(
            "550-The new password is refused:\r\n550-it has 7 characters; at least 8 are needed (password-minimum-length)\r\n"
            + "550-it has 3 of the kinds lower case, upper case, digits, others; at least 4 are needed (password-minimum-classes)\r\n"
            + "550-it is or holds the login; it must not hold 'ada'\r\n550 Nothing is changed.",
            session.Say("SITE PSWD wrong ADA-123").Single().ToString());
        Assert.Equal("550-The new password is refused:\r\n550-it is the old one\r\n550 Nothing is changed.", session.Say("SITE PSWD Same-Same-1 Same-Same-1").Single().ToString());
        Assert.DoesNotContain("Verify", session.Trace);
        Assert.Empty(_node.PasswordsSet);
    }

    [Fact]
    public void A_wrong_old_one_is_a_failed_login_and_the_third_ends_the_session()
    {
        var session = CoreSession.LoggedIn(_node);
        Assert.Equal("530 The old password is wrong; nothing is changed.", session.Say("SITE PSWD guess1 Lovelace-1815").Single().ToString());
        Assert.Equal(257, session.Code("PWD"));
        session.Say("SITE PSWD guess2 Lovelace-1815");
        Assert.Equal(421, session.Code("SITE PSWD guess3 Lovelace-1815"));
        Assert.True(session.Closed);
        Assert.Equal(3, _node.Log.Entries.Count(e => e.Event == "login.failed" && e.Login == "ada" && e.Host == "127.0.0.1"));
        Assert.Empty(_node.PasswordsSet);
    }

    [Fact]
    public void No_secret_is_in_any_log_line()
    {
        var session = CoreSession.LoggedIn(_node);
        session.Say("SITE PSWD Wrong-Old-0 New-Chosen-0");
        session.Say("SITE PSWD secret New-Chosen-0");
        session.Say("SITE PSWD New-Chosen-0 short");
        Assert.All(_node.Log.Entries, e => Assert.DoesNotContain("-0", e.ToString() + string.Join(' ', e.Fields), StringComparison.Ordinal));
    }

    [Fact]
    public void Setting_and_account_decide_who_may_and_the_account_wins()
    {
        _node.Set(s => s with { PasswordChange = false });
        Refused(CoreSession.LoggedIn(_node), "Passwords are set by the administrator here.", "password-change");
        _node.Account(a => a with { Limits = AccountLimits.None with { ChangePassword = true } });
        Assert.Equal(200, CoreSession.LoggedIn(_node).Code(Line));
        _node.Account(a => a with { Limits = AccountLimits.None with { ChangePassword = false } });
        _node.Set(s => s with { PasswordChange = true });
        Refused(CoreSession.LoggedIn(_node), "Passwords are set by the administrator here.", "account");
    }

    [Fact]
    public void Guests_have_no_password()
    {
        var session = new CoreSession(_node);
        session.Say("USER anonymous");
        session.Say("PASS me@");
        Refused(session, "Guests have no password.", "guest");
    }

    [Fact]
    public void Without_TLS_it_works_from_local_networks_alone()
    {
        Refused(CoreSession.LoggedIn(_node, peer: "203.0.113.9"), "Passwords are not changed in clear; AUTH TLS first.", "local-networks");
        _node.Set(s => s with { LocalNetworks = [System.Net.IPNetwork.Parse("203.0.113.0/24")] });
        Assert.Equal(200, CoreSession.LoggedIn(_node, peer: "203.0.113.9").Code(Line));
    }

    [Fact]
    public void Over_TLS_it_works_from_everywhere_and_not_after_CCC()
    {
        _node.Set(s => s with { ClearCommandChannel = true });
        var session = new CoreSession(_node);
        Assert.Equal(234, session.Code("AUTH TLS"));
        session.Say("USER ada");
        session.Say("PASS secret");
        Assert.Equal(200, session.Code("CCC"));
        Refused(session, "Passwords are not changed in clear; AUTH TLS first.", "clear-command-channel");

        var remote = new CoreSession(_node, peer: "203.0.113.9");
        remote.Say("AUTH TLS");
        remote.Say("USER ada");
        remote.Say("PASS secret");
        Assert.Equal(200, remote.Code(Line));
    }

    [Fact]
    public void In_clear_it_is_refused_where_TLS_was_asked_since_the_login()
    {
        var session = CoreSession.LoggedIn(_node);
        _node.Set(s => s with { RequireTls = RequireTls.Logins });
        Refused(session, "Passwords are not changed in clear; AUTH TLS first.", "require-tls");
    }

    [Fact]
    public void Who_came_with_a_certificate_has_not_shown_that_he_knows_the_password()
    {
        var session = CoreSession.LoggedIn(_node);
        var byCertificate = new CoreSession(_node) { Handshake = FakeConnection.Tls13 with { Client = new Ftp.Actors.Network.Tls.ClientCertificate("ab01", "CN=ada", TestNode.Start.AddDays(9)) } };
        _node.AccountTls(t => t with { Certificates = ["ab01"] });
        byCertificate.Say("AUTH TLS");
        Assert.Equal(232, byCertificate.Code("USER ada"));
        Refused(byCertificate, "Log in with the password to change it; you came with a certificate.", "certificate");
        Assert.Equal(200, session.Code(Line));
    }

    [Fact]
    public void What_is_taken_away_while_the_old_one_is_checked_holds()
    {
        var session = CoreSession.LoggedIn(_node);
        session.Hold = true;
        Assert.Empty(session.Say(Line));
        _node.Set(s => s with { PasswordChange = false });
        Assert.Equal(550, (int)session.LetGo().Single().Code);
        Assert.Empty(_node.PasswordsSet);
    }

    [Fact]
    public void An_unavailable_check_or_journal_changes_nothing_and_says_so()
    {
        var session = CoreSession.LoggedIn(_node);
        session.Verify = _ => new LoginVerdict.Unavailable("too many wait");
        Assert.Equal(451, session.Code(Line));
        session.Verify = null;
        session.Fault = effect => effect is Ftp.Actors.Sessions.Effect.ChangePassword ? new TimeoutException("journal") : null;
        Assert.Equal(451, session.Code(Line));
        Assert.Equal(257, session.Code("PWD"));
    }

    [Fact]
    public void Nobody_guesses_beside_a_transfer_that_runs()
    {
        var session = CoreSession.LoggedIn(_node);
        session.Say("PASV");
        session.Hold = true;
        session.Say("RETR /work/file.txt");
        session.LetGo();
        session.LetGo();
        Assert.NotNull(session.State.Transfer);
        Assert.Equal(503, session.Code(Line));
    }

    private void Refused(CoreSession session, string text, string rule)
    {
        Assert.Equal($"550 {text}", session.Say(Line).Single().ToString());
        Assert.Equal(rule, _node.Log.Entries.Last(e => e.Event == "refused.password-change").Fields["rule"]);
        Assert.DoesNotContain("Verify", session.Trace.SkipWhile(t => t != "230" && t != "232"));
    }
}
