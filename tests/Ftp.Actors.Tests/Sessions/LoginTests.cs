using Ftp.Actors.Accounts;
using Ftp.Actors.Catalog;
using Ftp.Actors.Protocol;
using Ftp.Actors.Sessions;
using Ftp.Actors.Settings;
using Ftp.Actors.Storage;
using Ftp.Actors.Supervision;
using Xunit;

namespace Ftp.Actors.Tests.Sessions;

public class LoginTests
{
    [Fact]
    public void Three_wrong_passwords_end_the_session_and_places_go_back_first()
    {
        var session = new CoreSession(new TestNode());
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(331, session.Code("USER ada"));
            Assert.Equal(530, session.Code("PASS wrong"));
        }

        session.Say("USER ada");
        session.Trace.Clear();
        session.Say("PASS wrong");
        Assert.Equal(["Verify", "Log", "CountFailure", "Log", "DropChannel", "ReleaseSession", "421", "CloseConnection"], session.Trace);
    }

    [Fact]
    public void An_unknown_login_is_answered_like_a_wrong_password()
    {
        var (known, unknown) = (new CoreSession(new TestNode()), new CoreSession(new TestNode()));
        Assert.Equal(known.Say("USER ada"), unknown.Say("USER nobody"));
        Assert.Equal(known.Say("PASS wrong"), unknown.Say("PASS wrong"));
    }

    [Fact]
    public void Guests_log_in_only_while_guests_are_on()
    {
        var node = new TestNode();
        Assert.Equal([331, 230], new[] { "USER anonymous", "PASS me@here" }.Select(new CoreSession(node).Code));
        node.Set(s => s with { Guests = false });
        Assert.Equal([331, 530], new[] { "USER ftp", "PASS me@here" }.Select(new CoreSession(node).Code));
    }

    [Theory]
    [InlineData(RequireTls.Always, "USER ftp", "127.0.0.1", 530)]
    [InlineData(RequireTls.Logins, "USER ada", "127.0.0.1", 530)]
    [InlineData(RequireTls.Logins, "USER ftp", "127.0.0.1", 331)]
    [InlineData(RequireTls.Remote, "USER ada", "127.0.0.1", 331)]
    [InlineData(RequireTls.Remote, "USER ada", "198.51.100.7", 530)]
    public void Where_tls_is_required_no_password_is_asked_for_without_it(RequireTls require, string user, string peer, int code)
    {
        var node = new TestNode();
        node.Set(s => s with { RequireTls = require });
        Assert.Equal(code, new CoreSession(node, peer).Code(user));
    }

    [Fact]
    public void A_full_limit_is_a_421_that_names_it()
    {
        var session = new CoreSession(new TestNode()) { Admit = _ => new Admission.Refused(1, Limit.MaximumConnectionsPerLogin, 2) };
        session.Say("USER ada");
        Assert.Equal("421 Too many connections (maximum-connections-per-login), try again later.", session.Say("PASS secret").Single().ToString());
        Assert.False(session.State.IsLoggedIn);
    }

    /// <summary>At each hop of the login: the effect fails, never comes, or comes too late. Nobody is logged in, whatever was pipelined.</summary>
    [Theory]
    [InlineData("Verify")]
    [InlineData("HomeWork")]
    [InlineData("AdmitLogin")]
    public void A_login_that_breaks_at_any_hop_logs_nobody_in(string hop)
    {
        foreach (var late in new[] { false, true })
        {
            var node = new TestNode();
            node.Accounts["ada"] = ("secret", node.Accounts["ada"].Profile with { Root = FtpPath.Parse("/work") });
            var session = new CoreSession(node) { Hold = late };
            session.Fault = effect => !late && NameOf(effect) == hop ? new InvalidOperationException("broken") : null;
            session.Say("USER ada");
            session.Say("PASS secret");
            foreach (var piped in new[] { "PWD", "LIST", "DELE file.txt", "PASS secret" })
            {
                session.Say(piped);
            }

            while (late && session.Held > 0 && session.Trace[^1] != hop)
            {
                session.LetGo();
            }

            if (late)
            {
                node.Clock.Advance(TimeSpan.FromMinutes(2));
                session.Give(SessionInput.Tick.Instance);
                while (session.Held > 0)
                {
                    session.LetGo();
                }
            }

            Assert.False(session.State.IsLoggedIn);
            Assert.True(session.Closed);
            Assert.Equal(ReplyCode.Closing, session.Replies[^1].Code);
            Assert.DoesNotContain(session.Replies, r => r.Code is ReplyCode.LoggedIn or ReplyCode.PathName or ReplyCode.FileDone);
            Assert.True(node.Storage.Has("work/file.txt"));
        }
    }

    [Fact]
    public void Another_user_gives_the_login_back_first()
    {
        var session = CoreSession.LoggedIn(new TestNode());
        Assert.Equal(331, session.Code("USER bob"));
        Assert.Equal(["ReleaseLogin", "Log", "331"], session.Trace);
        Assert.Equal(530, session.Code("PWD"));
    }

    [Fact]
    public void Rein_forgets_everything_but_the_connection()
    {
        var node = new TestNode();
        var session = CoreSession.LoggedIn(node);
        session.Say("TYPE I");
        session.Say("CWD work");
        session.Say("PASV");
        Assert.Equal(220, session.Code("REIN"));
        Assert.Equal(0, node.Channels.Open);
        Assert.Equal(TransferParameters.Default, session.State.Parameters);
        Assert.Equal(530, session.Code("PWD"));
        Assert.Equal([331, 230], new[] { "USER ada", "PASS secret" }.Select(session.Code));
        Assert.Equal(FtpPath.Root, session.State.Directory);
    }

    [Fact]
    public void An_account_whose_root_has_gone_is_refused_and_the_log_says_why()
    {
        var node = new TestNode();
        node.Accounts["ada"] = ("secret", node.Accounts["ada"].Profile with { Root = FtpPath.Parse("/nowhere") });
        var session = new CoreSession(node);
        session.Say("USER ada");
        Assert.Equal(530, session.Code("PASS secret"));
        Assert.Contains(node.Log.Entries, e => e.Event == "login.failed" && e.Text.Contains("/nowhere", StringComparison.Ordinal));

        node.Accounts["ada"] = ("secret", node.Accounts["ada"].Profile with { Root = FtpPath.Parse("/work/gone") });
        session.Say("USER ada");
        Assert.Equal(530, session.Code("PASS secret"));
    }

    [Fact]
    public void A_home_is_made_at_the_first_login()
    {
        var node = new TestNode();
        node.Change(node.State.Resources["work"] with { Source = TestNode.Source("homes/{login}") });
        node.Storage.Directory("homes");
        var session = CoreSession.LoggedIn(node);
        Assert.True(node.Storage.Has("homes/ada"));
        Assert.Equal([250, 257], new[] { "CWD /work", "MKD mine" }.Select(session.Code));
        Assert.True(node.Storage.Has("homes/ada/mine"));
    }

    [Fact]
    public void A_home_on_a_dead_mount_is_a_line_in_the_log_and_not_the_end_of_the_login()
    {
        var node = new TestNode();
        node.Change(node.State.Resources["work"] with { Source = TestNode.Source("homes/{login}") });
        node.Storage.Fails = StorageError.Unavailable;
        var session = new CoreSession(node);
        Assert.Equal([331, 230], new[] { "USER ada", "PASS secret" }.Select(session.Code));
        Assert.Contains(node.Log.Entries, e => e.Event == "home.failed" && e.Text.Contains("homes/ada", StringComparison.Ordinal));
    }

    [Fact]
    public void A_root_that_is_gone_is_not_counted_as_a_wrong_password()
    {
        var node = new TestNode();
        node.Accounts["ada"] = ("secret", node.Accounts["ada"].Profile with { Root = FtpPath.Parse("/nowhere") });
        var session = new CoreSession(node);
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal([331, 530], new[] { "USER ada", "PASS secret" }.Select(session.Code));
        }
    }

    [Fact]
    public void A_guest_has_one_folder_in_whatever_letters_he_logs_in_and_none_before_he_has_a_place()
    {
        var node = new TestNode();
        node.Change(node.State.Resources["public"] with { Source = TestNode.Source("homes/{login}") });
        node.Storage.Directory("homes");
        var refused = new CoreSession(node) { Admit = _ => new Admission.Refused(1, Limit.MaximumGuests, 1) };
        refused.Say("USER Anonymous");
        Assert.Equal(421, refused.Code("PASS x"));
        Assert.False(node.Storage.Has("homes/anonymous") || node.Storage.Has("homes/Anonymous"));

        Assert.Equal([331, 230], new[] { "USER Anonymous", "PASS x" }.Select(new CoreSession(node).Code));
        Assert.True(node.Storage.Has("homes/anonymous"));
        Assert.False(node.Storage.Has("homes/Anonymous"));
    }

    [Fact]
    public void A_session_sent_away_while_it_waits_to_log_in_says_the_reason_it_was_given()
    {
        var session = new CoreSession(new TestNode()) { Admit = _ => new Admission.Refused(1, Limit.ServerOff, 0) };
        session.Say("USER ada");
        session.Hold = true;
        session.Say("PASS secret");
        session.LetGo();
        session.Give(new SessionInput.EndWanted("Session ended by the administrator", LetTransferFinish: false));
        session.Hold = false;
        Assert.Equal("421 Session ended by the administrator", session.LetGo().Single().ToString());
    }

    [Fact]
    public void A_root_whose_mount_is_gone_is_no_wrong_password()
    {
        var node = new TestNode();
        node.Accounts["ada"] = ("secret", node.Accounts["ada"].Profile with { Root = FtpPath.Parse("/work") });
        node.Storage.Fails = StorageError.Unavailable;
        var session = new CoreSession(node);
        session.Say("USER ada");
        Assert.Equal(421, session.Code("PASS secret"));
    }

    [Fact]
    public void An_account_that_is_disabled_ends_its_sessions()
    {
        var node = new TestNode();
        var session = CoreSession.LoggedIn(node);
        var replies = session.Give(new SessionInput.AccountUpdated(new AccountChanged("ada", node.Accounts["ada"].Profile with { Enabled = false })));
        Assert.Equal("421 The account was disabled.", replies.Single().ToString());
        Assert.True(session.Closed);
    }

    [Fact]
    public void A_changed_root_takes_effect_at_the_next_command()
    {
        var node = new TestNode();
        var session = CoreSession.LoggedIn(node);
        session.Say("CWD /work/folder");
        session.Give(new SessionInput.AccountUpdated(new AccountChanged("ada", node.Accounts["ada"].Profile with { Root = FtpPath.Parse("/work") })));
        Assert.Equal("257 \"/\" is the working directory.", session.Say("PWD").Single().ToString());
        session.Say("TYPE I");
        Assert.Equal("213 12", session.Say("SIZE file.txt").Single().ToString());
    }

    [Fact]
    public void A_password_stands_in_no_log_line()
    {
        var node = new TestNode();
        CoreSession.LoggedIn(node).Say("QUIT");
        Assert.All(node.Log.Entries, entry => Assert.DoesNotContain("secret", entry.ToString(), StringComparison.Ordinal));
    }

    private static string NameOf(Effect effect) => effect switch
    {
        Effect.Admit admit => admit.Message.GetType().Name,
        _ => effect.GetType().Name,
    };
}
