using Ftp.Actors.Protocol;
using Ftp.Actors.Sessions;
using Ftp.Actors.Supervision;
using Ftp.Actors.Transfers;
using Xunit;

namespace Ftp.Actors.Tests.Sessions;

public class TransferOrderTests
{
    private readonly TestNode _node = new();

    [Fact]
    public void The_slot_is_back_before_the_226_is_said()
    {
        var session = Ready();
        session.Say("RETR /work/file.txt");
        Assert.Equal(["AdmitTransfer", "BeginTransfer", "150", "Log", "ReleaseSlot", "226"], session.Trace);
    }

    [Fact]
    public void A_listing_takes_no_slot()
    {
        var session = Ready();
        session.Say("LIST /work");
        Assert.Equal(["BeginTransfer", "150", "226"], session.Trace);
    }

    [Fact]
    public void A_slot_that_is_not_used_goes_back_before_the_reply()
    {
        var session = Ready();
        session.Admit = _ =>
        {
            _node.Grant("work", "/", Rights.List);
            return new Admission.Granted(1);
        };
        session.Say("RETR /work/file.txt");
        Assert.Equal(["AdmitTransfer", "Log", "ReleaseTransfer", "550"], session.Trace);
    }

    [Fact]
    public void No_slot_is_a_450_that_names_the_limit()
    {
        var session = Ready();
        session.Admit = _ => new Admission.Refused(1, Limit.MaximumConnections, 3);
        Assert.Equal("450 Too many transfers now (maximum-connections), try again later.", session.Say("RETR /work/file.txt").Single().ToString());
        Assert.Contains(_node.Log.Entries, e => e is { Event: "refused.limit", Level: Ftp.Actors.Log.LogLevel.Error });
    }

    [Theory]
    [InlineData("RETR /work/file.txt")]
    [InlineData("STOR /work/new.txt")]
    [InlineData("LIST")]
    [InlineData("MLSD")]
    public void Without_a_data_connection_agreed_a_transfer_is_a_425(string command)
    {
        var session = CoreSession.LoggedIn(_node);
        Assert.Equal("425 Use PASV or PORT first.", session.Say(command).Single().ToString());
    }

    [Fact]
    public void While_a_transfer_runs_everything_is_answered_that_is_no_transfer()
    {
        var session = Running("RETR /work/file.txt");
        session.Hold = false;
        Assert.Equal(
            [200, 257, 250, 213, 211, 200, 350, 227, 211, 550],
            new[] { "NOOP", "PWD", "CWD /work", "SIZE other.txt", "STAT", "TYPE I", "REST 3", "PASV", "FEAT", "SIZE missing" }.Select(session.Code));
        Assert.Contains(session.Say("STAT").Single().Lines, line => line == " RETR /work/file.txt: 5 bytes of 12");
    }

    [Fact]
    public void A_second_transfer_waits_and_what_comes_after_it_waits_too()
    {
        var session = Running("RETR /work/file.txt");
        Assert.Empty(session.Say("RETR /work/other.txt"));
        Assert.Empty(session.Say("NOOP"));
        session.LetGo();
        Assert.Equal(226, (int)session.LetGo()[0].Code);
        Assert.Equal([150, 226, 425, 200], session.Replies.Select(r => (int)r.Code));
    }

    [Fact]
    public void Abor_stops_the_transfer_and_is_answered_after_its_426()
    {
        var session = Running("RETR /work/file.txt");
        Assert.Empty(session.Say("ABOR"));
        session.Hold = false;
        session.Give(Stopped(session));
        Assert.Equal([150, 426, 226], session.Replies.Select(r => (int)r.Code));
        Assert.True(session.Trace.IndexOf("ReleaseSlot") < session.Trace.IndexOf("426"));
        Assert.Equal(225, session.Code("ABOR"));
    }

    [Fact]
    public void Transfers_asked_for_before_an_abor_do_not_begin_any_more()
    {
        var session = Running("RETR /work/file.txt");
        session.Say("PASV");
        session.LetGo();
        session.Say("LIST");
        session.Say("NOOP");
        session.Say("ABOR");
        session.Hold = false;
        session.Give(Stopped(session));
        while (session.Held > 0)
        {
            session.LetGo();
        }

        Assert.Equal([426, 226], session.Replies.Where(r => (int)r.Code is 426 or 226).Select(r => (int)r.Code).Take(2).Order().Reverse());
        Assert.Equal(ReplyCode.ClosingData, session.Replies[^1].Code);
    }

    [Fact]
    public void Quit_waits_for_the_transfer()
    {
        var session = Running("RETR /work/file.txt");
        Assert.Empty(session.Say("QUIT"));
        session.Hold = false;
        session.LetGo();
        Assert.Equal([150, 226, 221], session.Replies.Select(r => (int)r.Code));
        Assert.Equal(["ReleaseSession", "221", "CloseConnection"], session.Trace.TakeLast(3));
    }

    [Fact]
    public void A_right_that_is_taken_away_ends_the_running_transfer()
    {
        var session = Running("RETR /work/file.txt");
        session.Hold = false;
        Assert.Empty(session.Give(SessionInput.Tick.Instance));
        _node.Grant("work", "/", Rights.List);
        session.Give(SessionInput.Tick.Instance);
        Assert.Equal("426 Transfer aborted: the right was taken away.", session.Replies[^1].ToString());
        Assert.False(session.Closed);
        Assert.Equal(200, session.Code("NOOP"));
    }

    [Fact]
    public void Rights_that_are_not_confirmed_end_the_running_transfer()
    {
        var session = Running("RETR /work/file.txt");
        session.Hold = false;
        session.RightsConfirmed = false;
        session.Give(SessionInput.Tick.Instance);
        Assert.Equal("426 Transfer aborted: the rights could not be confirmed.", session.Replies[^1].ToString());
        Assert.False(session.Closed);
    }

    [Fact]
    public void A_client_that_goes_away_takes_its_transfer_with_it_and_gives_everything_back()
    {
        var session = Running("STOR /work/new.txt");
        session.Hold = false;
        session.Give(SessionInput.PeerClosed.Instance);
        Assert.True(session.Closed);
        Assert.Contains("StopTransfer", session.Trace);
        Assert.True(session.Trace.IndexOf("ReleaseSlot") < session.Trace.IndexOf("ReleaseSession"));
    }

    [Fact]
    public void A_transfer_whose_client_goes_while_it_waits_for_a_slot_does_not_begin()
    {
        var session = Ready();
        session.Hold = true;
        session.Say("STOR /work/new.txt");
        session.Hold = false;
        session.Give(SessionInput.PeerClosed.Instance);
        session.LetGo();
        Assert.DoesNotContain("BeginTransfer", session.Trace);
        Assert.Contains("ReleaseTransfer", session.Trace);
        Assert.True(session.Closed);
    }

    [Theory]
    [InlineData(true, new[] { 150, 226, 421 })]
    [InlineData(false, new[] { 150, 426, 421 })]
    public void Ending_a_session_lets_its_transfer_finish_or_not(bool letFinish, int[] codes)
    {
        var session = Running("RETR /work/file.txt");
        session.Give(new SessionInput.EndWanted("The server is closing.", letFinish));
        session.Hold = false;
        if (letFinish)
        {
            session.LetGo();
        }
        else
        {
            session.Give(Stopped(session));
        }

        Assert.Equal(codes, session.Replies.Select(r => (int)r.Code));
        Assert.True(session.Closed);
    }

    [Fact]
    public void An_aborted_transfer_leaves_the_session_alive()
    {
        var session = Running("RETR /work/file.txt");
        session.Give(new SessionInput.TransferAbortWanted("an administrator stopped it"));
        session.Hold = false;
        session.Give(Stopped(session));
        Assert.Equal("426 Transfer aborted: an administrator stopped it.", session.Replies[^1].ToString());
        Assert.Equal(200, session.Code("NOOP"));
    }

    [Fact]
    public void A_message_of_another_run_is_ignored()
    {
        var session = Running("RETR /work/file.txt");
        Assert.Empty(session.Give(new SessionInput.Ended(new TransferEnded(session.State.Transfer!.RunId + 1, new TransferOutcome.NotConnected("x")))));
        Assert.Empty(session.Give(new SessionInput.EffectDone(session.State.Epoch, new Released(1))));
        Assert.NotNull(session.State.Transfer);
    }

    public static TheoryData<TransferOutcome, int> Outcomes => new()
    {
        { new TransferOutcome.Completed(1, TimeSpan.FromSeconds(1), null), 226 },
        { new TransferOutcome.NotConnected("nobody came"), 425 },
        { new TransferOutcome.Aborted(1, "reset", Stopped: false), 426 },
        { new TransferOutcome.Incomplete(1, "the client is gone"), 426 },
        { new TransferOutcome.StorageFailed(1, Ftp.Actors.Storage.StorageError.NoSpace, null), 452 },
        { new TransferOutcome.StorageFailed(1, Ftp.Actors.Storage.StorageError.Failed, "EIO"), 451 },
        { new TransferOutcome.StorageFailed(1, Ftp.Actors.Storage.StorageError.Unavailable, null), 451 },
        { new TransferOutcome.TooLarge(9, 8), 552 },
        { new TransferOutcome.NotOpened(Ftp.Actors.Storage.StorageError.Busy, null), 450 },
        { new TransferOutcome.NotOpened(Ftp.Actors.Storage.StorageError.NoSpace, null), 452 },
        { new TransferOutcome.NotOpened(Ftp.Actors.Storage.StorageError.BadOffset, null), 554 },
        { new TransferOutcome.NotOpened(Ftp.Actors.Storage.StorageError.Unavailable, null), 451 },
    };

    [Theory]
    [MemberData(nameof(Outcomes))]
    public void Every_outcome_has_its_reply_and_the_session_lives(TransferOutcome outcome, int code)
    {
        var session = Ready();
        session.Outcome = outcome;
        session.Say("STOR /work/new.txt");
        Assert.Equal(code, (int)session.Replies[^1].Code);
        Assert.Equal(200, session.Code("NOOP"));
    }

    [Fact]
    public void Publication_that_finds_the_name_taken_is_a_550()
    {
        var session = Ready();
        session.Outcome = new TransferOutcome.StorageFailed(1, Ftp.Actors.Storage.StorageError.AlreadyExists, null);
        session.Say("STOR /work/new.txt");
        Assert.Equal("550 Exists already.", session.Replies[^1].ToString());
    }

    [Fact]
    public void A_data_connection_does_not_expire_under_a_transfer_that_waits_for_its_slot()
    {
        var session = Ready();
        session.Hold = true;
        session.Say("RETR /work/file.txt");
        _node.Clock.Advance(TimeSpan.FromMinutes(2));
        session.Give(SessionInput.Tick.Instance);
        Assert.Equal(1, _node.Channels.Open);
        session.Hold = false;
        session.LetGo();
        Assert.Equal([150, 226], session.Replies.Select(r => (int)r.Code));
    }

    [Fact]
    public void A_session_that_is_to_end_hears_and_answers_while_its_transfer_runs()
    {
        var session = Running("RETR /work/file.txt");
        session.Say("LIST");
        session.Give(new SessionInput.EndWanted("The server is closing.", LetTransferFinish: true));
        Assert.True(session.State.WantsLines);
        Assert.Empty(session.Say("QUIT"));
        session.Hold = false;
        session.LetGo();
        Assert.Equal([150, 226, 421], session.Replies.Select(r => (int)r.Code));
        Assert.False(session.State.WantsLines);
    }

    [Theory]
    [InlineData("NOOP", 200)]
    [InlineData("STAT", 211)]
    public void What_is_answered_during_a_transfer_is_answered_during_the_last_one_too(string command, int code)
    {
        var session = Running("RETR /work/file.txt");
        session.Give(new SessionInput.EndWanted("The server is closing.", LetTransferFinish: true));
        Assert.Equal(code, session.Code(command));
    }

    [Fact]
    public void Abor_stops_the_last_transfer_of_a_session_that_is_to_end()
    {
        var session = Running("RETR /work/file.txt");
        session.Give(new SessionInput.EndWanted("The server is closing.", LetTransferFinish: true));
        session.Say("ABOR");
        Assert.Contains("StopTransfer", session.Trace);
        session.Hold = false;
        session.Give(Stopped(session));
        Assert.Equal([150, 426, 421], session.Replies.Select(r => (int)r.Code));
    }

    [Fact]
    public void Too_many_unknown_commands_stop_the_transfer_before_anything_is_given_back()
    {
        var session = Running("RETR /work/file.txt");
        for (var i = 0; i < 50; i++)
        {
            session.Say("WHAT");
        }

        Assert.DoesNotContain("ReleaseSession", session.Trace);
        session.Hold = false;
        session.Give(Stopped(session));
        Assert.Equal([426, 421], session.Replies.TakeLast(2).Select(r => (int)r.Code));
        Assert.True(session.Trace.IndexOf("StopTransfer") < session.Trace.IndexOf("ReleaseSlot"));
        Assert.True(session.Trace.IndexOf("ReleaseSlot") < session.Trace.IndexOf("ReleaseSession"));
        Assert.True(session.Closed);
    }

    [Fact]
    public void Abor_takes_a_transfer_out_of_the_line_for_a_slot_at_once()
    {
        var session = Ready();
        session.Hold = true;
        session.Say("RETR /work/file.txt");
        session.Hold = false;
        Assert.Equal([426, 226], session.Say("ABOR").Select(r => (int)r.Code));
        Assert.Equal(["AdmitTransfer", "ReleaseTransfer", "426", "DropChannel", "226"], session.Trace);
        session.LetGo();
        Assert.DoesNotContain("BeginTransfer", session.Trace);
    }

    [Fact]
    public void A_session_that_is_kicked_while_it_waits_for_a_slot_goes_at_once_and_says_why()
    {
        var session = Ready();
        session.Hold = true;
        session.Say("RETR /work/file.txt");
        session.Hold = false;
        session.Give(new SessionInput.EndWanted("Session ended by the administrator", LetTransferFinish: false));
        Assert.Equal(["426 Transfer aborted before it began.", "421 Session ended by the administrator"], session.Replies.Select(r => r.ToString()));
        Assert.True(session.Closed);
    }

    [Fact]
    public void Sixteen_commands_may_wait_and_no_more_are_taken()
    {
        var session = Running("RETR /work/file.txt");
        session.Say("LIST");
        for (var i = 1; i < SessionState.MostWaiting; i++)
        {
            Assert.True(session.State.WantsLines);
            session.Say("NOOP");
        }

        Assert.False(session.State.WantsLines);
    }

    /// <summary>Logged in, with a passive connection agreed.</summary>
    private CoreSession Ready()
    {
        var session = CoreSession.LoggedIn(_node);
        session.Say("TYPE I");
        session.Say("PASV");
        session.Replies.Clear();
        session.Trace.Clear();
        return session;
    }

    /// <summary>The transfer has its 150; its end is held.</summary>
    private CoreSession Running(string command)
    {
        var session = Ready();
        session.Hold = true;
        session.Say(command);
        session.LetGo();
        session.LetGo();
        Assert.Equal(ReplyCode.OpeningData, session.Replies.Single().Code);
        return session;
    }

    private static SessionInput.Ended Stopped(CoreSession session) =>
        new(new TransferEnded(session.State.Transfer!.RunId, new TransferOutcome.Aborted(3, "stopped", Stopped: true)));
}
