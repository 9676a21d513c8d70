using Ftp.Actors.Accounts;
using Ftp.Actors.Certificates;
using Ftp.Actors.Log;
using Ftp.Actors.Network.Tls;
using Ftp.Actors.Protocol;
using Ftp.Actors.Sessions;
using Ftp.Actors.Settings;
using Ftp.Actors.Transfers;
using Xunit;

namespace Ftp.Actors.Tests.Sessions;

/// <summary>TLS on the control connection, as the core decides it.</summary>
public class TlsSessionTests
{
    private readonly TestNode _node = new();

    [Fact]
    public void Auth_gives_the_login_back_and_leaves_nothing_of_the_session_before()
    {
        var session = CoreSession.LoggedIn(_node);
        foreach (var said in new[] { "CWD /work", "OPTS UTF8 ON", "CLNT me", "TYPE I", "EPSV ALL", "EPSV", "RNFR /work/file.txt", "REST 3", "ALLO 7" })
        {
            session.Say(said);
        }

        session.Trace.Clear();
        Assert.Equal(234, session.Code("AUTH TLS"));
        Assert.Equal(["ReleaseLogin", "Log", "DropChannel", "234", "StartTls", "Log"], session.Trace);
        Assert.Equal(0, _node.Channels.Open);
        var fresh = SessionState.New(session.State.LoginSince);
        var expected = fresh with
        {
            LoginSince = session.State.LoginSince,
            LastActivity = session.State.LastActivity,
            Epoch = session.State.Epoch,
            Tls = FakeConnection.Tls13,
            Stored = session.State.Stored,
            Waiting = session.State.Waiting,
        };
        Assert.Equal(expected, session.State);
        Assert.Empty(session.State.Stored);
        Assert.Equal(530, session.Code("PWD"));
    }

    [Fact]
    public void The_time_for_logging_in_goes_on_through_auth_and_handshake()
    {
        var session = new CoreSession(_node);
        _node.Clock.Advance(TimeSpan.FromSeconds(40));
        session.Hold = true;
        Assert.Equal(234, session.Code("AUTH TLS"));
        _node.Clock.Advance(TimeSpan.FromSeconds(19));
        session.Give(SessionInput.Tick.Instance);
        Assert.False(session.Closed);
        _node.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Empty(session.Give(SessionInput.Tick.Instance));
        Assert.True(session.Closed && session.Cut);
        Assert.Contains(_node.Log.Entries, e => e.Event == "tls.failed");
    }

    [Fact]
    public void An_end_of_tls_that_hangs_is_cut_too()
    {
        var session = InTls();
        _node.Set(s => s with { ClearCommandChannel = true });
        session.Hold = true;
        Assert.Equal(200, session.Code("CCC"));
        _node.Clock.Advance(_node.Settings.Current.LoginTimeout);
        Assert.Empty(session.Give(SessionInput.Tick.Instance));
        Assert.True(session.Closed && session.Cut);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Ending_a_session_in_its_handshake_cuts_it_without_a_word(bool letTransferFinish)
    {
        var session = new CoreSession(_node) { Hold = true };
        session.Say("AUTH TLS");
        Assert.Empty(session.Give(new SessionInput.EndWanted("The server is shutting down.", letTransferFinish)));
        Assert.True(session.Closed && session.Cut);
        Assert.Empty(session.LetGo());
        Assert.Null(session.State.Tls);
    }

    [Fact]
    public void A_handshake_that_fails_closes_without_a_word()
    {
        var session = new CoreSession(_node) { Fault = effect => effect is Effect.StartTls ? new TlsFailedException("no cipher in common") : null };
        session.Trace.Clear();
        Assert.Equal([ReplyCode.SecurityAccepted], session.Say("AUTH TLS").Select(r => r.Code));
        Assert.Equal(["DropChannel", "234", "StartTls", "Log", "Log", "DropChannel", "ReleaseSession", "CloseConnection"], session.Trace);
        Assert.Equal($"TLS with 127.0.0.1 failed: no cipher in common", _node.Log.Entries.Single(e => e.Event == "tls.failed").Text);
    }

    [Fact]
    public void The_implicit_port_says_nothing_before_the_handshake()
    {
        var session = new CoreSession(_node, implicitTls: true, hold: true);
        Assert.Empty(session.Replies);
        Assert.Null(session.State.Tls);
        Assert.False(session.State.WantsLines);
        Assert.Equal([ReplyCode.Greeting], session.LetGo().Select(r => r.Code));
        Assert.Equal((FakeConnection.Tls13, true), (session.State.Tls, session.State.DataProtected));

        foreach (var end in new SessionInput[] { new SessionInput.EndWanted("Off.", false), SessionInput.PeerClosed.Instance, SessionInput.Tick.Instance })
        {
            var other = new CoreSession(_node, implicitTls: true, hold: true);
            _node.Clock.Advance(_node.Settings.Current.LoginTimeout);
            Assert.Empty(other.Give(end));
            Assert.True(other.Closed && other.Cut);
            Assert.Empty(other.Replies);
        }
    }

    [Fact]
    public void What_began_is_logged_with_all_that_was_agreed()
    {
        var session = new CoreSession(_node) { Handshake = FakeConnection.Tls13 with { Client = new ClientCertificate(new string('a', 64), "CN=\u0007cam", TestNode.Start) } };
        session.Say("AUTH TLS");
        var entry = _node.Log.Entries.Single(e => e.Event == "tls.started");
        Assert.Equal(LogLevel.System, entry.Level);
        Assert.Equal(
            $"127.0.0.1: TLS 1.3 TLS_AES_256_GCM_SHA384, certificate auto for localhost, client certificate {string.Join(':', Enumerable.Repeat("AA", 32))} of CN=?cam", entry.Text);
        Assert.Equal(("TLS 1.3", "auto", "localhost"), (entry.Fields["protocol"], entry.Fields["certificate"], entry.Fields["sni"]));
    }

    [Fact]
    public void Where_ftps_is_not_offered_its_verbs_do_not_exist()
    {
        var session = InTls();
        _node.Set(s => s with { Certificate = CertificateSet.None });
        Assert.Equal(200, session.Code("PBSZ 0"));
        Assert.Contains("PROT", Features(session));

        var clear = CoreSession.LoggedIn(_node);
        Assert.All(new[] { "AUTH TLS", "PBSZ 0", "PROT P", "CCC", "HELP AUTH", "HELP PROT" }, said => Assert.Equal(502, clear.Code(said)));
        Assert.DoesNotContain(Features(clear), f => f.StartsWith("AUTH", StringComparison.Ordinal) || f is "PBSZ" or "PROT" or "CCC");
        Assert.DoesNotContain("AUTH", clear.Say("HELP").Single().ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_certificate_that_is_missing_is_a_431_and_ftps_is_offered_still()
    {
        _node.Set(s => s with { Certificate = "gone" });
        var session = new CoreSession(_node);
        Assert.Equal(431, session.Code("AUTH TLS"));
        Assert.Contains("AUTH TLS", Features(session));
        Assert.Equal("AUTH refused: the certificate 'gone' cannot be used", _node.Log.Entries.Single(e => e.Event == "refused.tls").Text);
        Assert.Equal(331, session.Code("USER ada"));
    }

    [Fact]
    public void Ccc_is_shown_only_where_it_works()
    {
        Assert.DoesNotContain("CCC", Features(InTls()));
        Assert.Equal(534, InTls().Code("CCC"));
        _node.Set(s => s with { ClearCommandChannel = true });
        Assert.Contains("CCC", Features(InTls()));
        Assert.DoesNotContain("CCC", Features(new CoreSession(_node, implicitTls: true)));
    }

    [Fact]
    public void A_tls_hello_where_none_was_agreed_is_named_in_the_log()
    {
        var session = new CoreSession(_node);
        Assert.Empty(session.Give(new SessionInput.ForeignProtocol(Tls: true)));
        Assert.True(session.Cut);
        Assert.Contains("implicit-tls-port", _node.Log.Entries.Single(e => e.Event == "session.foreign").Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_session_shows_its_tls()
    {
        var session = InTls();
        session.Say("PBSZ 0");
        session.Say("PROT P");
        var card = SessionCards.Of(session.State, new SessionWorld(
            1, session.Peer, session.Local, _node.Settings.Current, _node.Snapshot.Current, _node.Services.StorageDefaults, TestNode.Start, 0), TestNode.Start);
        Assert.Equal((FakeConnection.Tls13, true, false), (card.Tls, card.DataProtected, card.ByCertificate));
    }

    /// <summary>Whoever waits behind a login that is being given back when AUTH comes was heard in clear.</summary>
    [Fact]
    public void Commands_that_wait_are_thrown_away_by_every_switch()
    {
        var session = CoreSession.LoggedIn(_node);
        session.Hold = true;
        foreach (var said in new[] { "AUTH TLS", "USER ada", "PASS secret", "DELE /work/file.txt" })
        {
            session.Say(said);
        }

        Assert.Equal([ReplyCode.SecurityAccepted], session.LetGo().Select(r => r.Code));
        Assert.Equal(3, Assert.IsType<Effect.StartTls>(session.State.Pending!.Effect).Dropped);
        Assert.Empty(session.LetGo());
        Assert.Null(session.State.User);
        Assert.Empty(session.State.Waiting);
        Assert.True(_node.Storage.Has("work/file.txt"));
    }

    [Fact]
    public void Protection_is_that_of_the_moment_in_which_a_transfer_begins()
    {
        var session = InTls();
        foreach (var said in new[] { "PBSZ 0", "PROT P", "TYPE I", "PASV" })
        {
            session.Say(said);
        }

        session.Hold = true;
        session.Say("RETR /work/file.txt");
        session.LetGo();
        session.LetGo();
        Assert.Equal(TransferStage.Running, session.State.Transfer!.Stage);
        Assert.Equal(200, session.Code("PROT C"));
        Assert.Equal(DataBinding.SameSession, session.State.Transfer!.Binding);
        session.Hold = false;
        while (session.Held > 0)
        {
            session.LetGo();
        }

        session.Say("PASV");
        session.Say("RETR /work/file.txt");
        Assert.Null(session.LastTransfer!.Binding);
    }

    [Theory]
    [InlineData(null, DataBinding.Resumed)]
    [InlineData(DataBinding.Address, DataBinding.Address)]
    public void An_account_can_have_a_binding_of_its_own(DataBinding? own, DataBinding expected)
    {
        _node.Set(s => s with { TlsDataBinding = DataBinding.Resumed });
        _node.AccountTls(tls => tls with { DataBinding = own });
        var session = InTls("AUTH TLS-P");
        session.Say("PASV");
        session.Say("LIST /work");
        Assert.Equal(expected, session.LastTransfer!.Binding);
    }

    [Theory]
    [InlineData(UncleanUploadEnd.Refuse, null, false)]
    [InlineData(UncleanUploadEnd.Accept, null, true)]
    [InlineData(UncleanUploadEnd.Refuse, UncleanUploadEnd.Accept, true)]
    [InlineData(UncleanUploadEnd.Accept, UncleanUploadEnd.Refuse, false)]
    public void An_unclean_end_is_taken_as_the_account_or_else_the_settings_say(UncleanUploadEnd setting, UncleanUploadEnd? own, bool accepted)
    {
        _node.Set(s => s with { UncleanUploadEnd = setting });
        _node.AccountTls(tls => tls with { UncleanUploadEnd = own });
        var session = InTls("AUTH TLS-P");
        session.Say("PASV");
        session.Say("STOR /work/new.txt");
        Assert.Equal(accepted, Assert.IsType<TransferJob.Store>(Assert.IsType<TransferPlan.OfFile>(session.LastTransfer!.Plan).Job).AcceptUncleanEnd);
    }

    [Theory]
    [InlineData(true, "522 The data connection must resume the TLS session of the control connection.", "refused.tls")]
    [InlineData(false, "522 TLS could not be agreed on the data connection.", "tls.failed")]
    public void A_data_connection_that_is_not_protected_is_a_522(bool notBound, string reply, string logged)
    {
        foreach (var command in new[] { "RETR /work/file.txt", "STOR /work/new.txt", "LIST /work" })
        {
            var session = InTls("AUTH TLS-P");
            session.Outcome = new TransferOutcome.NotProtected("it resumed nothing", notBound);
            session.Say("PASV");
            Assert.Equal(reply, session.Say(command)[^1].ToString());
            var entry = _node.Log.Entries.Last(e => e.Event == logged);
            Assert.Equal(("127.0.0.1", "ada", LogLevel.Error), (entry.Host, entry.Login, entry.Level));
            Assert.Contains("it resumed nothing", entry.Text, StringComparison.Ordinal);
        }
    }

    private CoreSession InTls(string auth = "AUTH TLS")
    {
        var session = new CoreSession(_node);
        foreach (var said in new[] { auth, "USER ada", "PASS secret" })
        {
            session.Say(said);
        }

        Assert.True(session.State.IsLoggedIn);
        session.Trace.Clear();
        return session;
    }

    private static IEnumerable<string> Features(CoreSession session) => session.Say("FEAT").Single().Lines.Select(l => l.Trim());
}
