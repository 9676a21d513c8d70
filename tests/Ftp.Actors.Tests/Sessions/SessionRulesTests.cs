using System.Text;
using Ftp.Actors.Accounts;
using Ftp.Actors.Catalog;
using Ftp.Actors.Protocol;
using Ftp.Actors.Sessions;
using Ftp.Actors.Settings;
using Ftp.Actors.Storage;
using Ftp.Actors.Transfers;
using Xunit;

namespace Ftp.Actors.Tests.Sessions;

/// <summary>Name filters, sizes, charsets, time-outs, the working directory.</summary>
public class SessionRulesTests
{
    private readonly TestNode _node = new();

    [Theory]
    [InlineData("STOR /work/a.exe", 553)]
    [InlineData("STOR /work/a.txt", 226)]
    [InlineData("STOR /work/a.dat", 553)]
    [InlineData("STOU /work/a.exe", 553)]
    [InlineData("APPE /work/a.exe", 553)]
    [InlineData("MKD /work/a.exe", 553)]
    public void Names_are_accepted_by_the_filters_of_resource_and_account(string command, int code)
    {
        _node.Options("work", o => o with { Rules = FileRules.None with { Allow = ["*.txt", "*.dat", "*.exe"], Deny = ["*.exe"] } });
        _node.Accounts["ada"] = ("secret", _node.Accounts["ada"].Profile with { Rules = FileRules.None with { Deny = ["*.dat"] } });
        Assert.Equal(code, Ready().Code(command));
    }

    [Fact]
    public void A_file_is_not_renamed_to_a_name_that_is_not_accepted()
    {
        _node.Options("work", o => o with { Rules = FileRules.None with { Deny = ["*.exe"] } });
        var session = Ready();
        Assert.Equal([350, 553], new[] { "RNFR /work/file.txt", "RNTO /work/file.exe" }.Select(session.Code));
    }

    [Fact]
    public void Hidden_names_are_not_found_by_any_verb()
    {
        _node.Options("work", o => o with { Rules = FileRules.None with { Hide = ["file.*", "folder"] } });
        var session = Ready();
        foreach (var command in new[]
        {
            "RETR /work/file.txt", "SIZE /work/file.txt", "MDTM /work/file.txt", "MLST /work/file.txt", "DELE /work/file.txt", "RNFR /work/file.txt", "LIST /work/folder", "CWD /work/folder",
            "SIZE /work/folder/inner.txt", "STAT /work/folder", "MFMT 20200101000000 /work/file.txt", "SITE CHMOD 644 /work/file.txt", "RMD /work/folder", "MKD /work/folder",
            "STOR /work/file.new", "STOU /work/file.new",
        })
        {
            Assert.Equal("550 No such file or directory.", session.Say(command)[^1].ToString());
        }
    }

    [Fact]
    public void The_smaller_of_two_size_limits_counts_and_a_larger_announcement_is_refused_at_once()
    {
        _node.Options("work", o => o with { Rules = FileRules.None with { MaximumFileSize = 100 } });
        _node.Accounts["ada"] = ("secret", _node.Accounts["ada"].Profile with { Rules = FileRules.None with { MaximumFileSize = 50 } });
        var session = Ready();
        session.Say("STOR /work/new.txt");
        Assert.Equal(50, Assert.IsType<TransferJob.Store>(((TransferPlan.OfFile)session.LastTransfer!.Plan).Job).MaximumSize);
        session.Say("PASV");
        session.Say("ALLO 51");
        Assert.Equal(552, session.Code("STOR /work/more.txt"));
        Assert.Equal(226, session.Code("STOR /work/more.txt"));
    }

    [Fact]
    public void Allo_and_rest_hold_for_one_transfer_and_survive_pasv()
    {
        var session = Ready();
        session.Say("ALLO 40");
        session.Say("REST 4");
        session.Say("PASV");
        session.Say("STOR /work/file.txt");
        var job = Assert.IsType<TransferJob.Store>(((TransferPlan.OfFile)session.LastTransfer!.Plan).Job);
        Assert.Equal((4, 40, 40), (job.Request.Offset, job.Request.Announced, job.LeastBytes));
        session.Say("PASV");
        session.Say("STOR /work/file.txt");
        job = (TransferJob.Store)((TransferPlan.OfFile)session.LastTransfer!.Plan).Job;
        Assert.Equal((0, null, null), (job.Request.Offset, job.Request.Announced, job.LeastBytes));
    }

    [Fact]
    public void What_guests_leave_half_is_not_kept()
    {
        _node.Change(_node.State.Resources["public"] with { Access = [.. _node.State.Resources["public"].Access.Select(e => e with { Rights = Rights.Edit })] });
        var session = new CoreSession(_node);
        foreach (var line in new[] { "USER ftp", "PASS x", "PASV", "STOR /public/new.txt" })
        {
            session.Say(line);
        }

        var request = ((TransferJob.Store)((TransferPlan.OfFile)session.LastTransfer!.Plan).Job).Request;
        Assert.False(request.KeepPartial);
        Assert.Null(request.Caller.Login);
    }

    [Fact]
    public void A_working_directory_that_was_taken_away_becomes_the_root()
    {
        var session = Ready();
        session.Say("CWD /work/folder");
        _node.Remove("work");
        Assert.Equal("257 \"/\" is the working directory.", session.Say("PWD").Single().ToString());
    }

    /// <summary>What the client says with a relative name it says of the folder it thinks it is in.</summary>
    [Theory]
    [InlineData("DELE file.txt")]
    [InlineData("RETR file.txt")]
    [InlineData("STOR file.txt")]
    [InlineData("APPE file.txt")]
    [InlineData("STOU")]
    [InlineData("LIST")]
    [InlineData("NLST -a")]
    [InlineData("MLSD")]
    [InlineData("MLST")]
    [InlineData("STAT .")]
    [InlineData("SIZE file.txt")]
    [InlineData("MDTM file.txt")]
    [InlineData("MKD new")]
    [InlineData("RMD empty")]
    [InlineData("RNFR file.txt")]
    [InlineData("CWD empty")]
    [InlineData("MFMT 20200101000000 file.txt")]
    [InlineData("SITE CHMOD 600 file.txt")]
    [InlineData("SITE UTIME 202001010000 file.txt")]
    [InlineData("SITE UTIME file.txt 20200101000000 20200101000000 20200101000000 UTC")]
    public void In_a_working_directory_that_vanished_a_relative_name_means_nothing(string command)
    {
        _node.Accounts["ada"] = ("secret", _node.Accounts["ada"].Profile with { Root = FtpPath.Parse("/work") });
        var session = Ready();
        session.Say("CWD /folder");
        session.Give(new SessionInput.AccountUpdated(new AccountChanged("ada", _node.Accounts["ada"].Profile with { Description = "new" })));
        _node.Options("work", o => o with { Rules = FileRules.None with { Hide = ["folder"] } });
        var before = _node.Storage.Picture();
        foreach (var again in new[] { command, command })
        {
            Assert.Equal(Replies.DirectoryGone, session.Say(again).Single());
        }

        Assert.Equal(before, _node.Storage.Picture());
        Assert.Equal("213 12", session.Say("SIZE /file.txt").Single().ToString());
        Assert.Equal(Replies.DirectoryGone, session.Say(command).Single());
    }

    [Theory]
    [InlineData("PWD", 257)]
    [InlineData("CDUP", 250)]
    [InlineData("CWD /", 250)]
    public void Who_was_told_where_he_is_may_use_relative_names_again(string command, int code)
    {
        var session = Ready();
        session.Say("CWD /work/folder");
        _node.Grant("work", "/", Rights.None);
        Assert.Equal(550, session.Code("LIST"));
        Assert.Equal(code, session.Code(command));
        Assert.Equal(FtpPath.Root, session.State.Directory);
        Assert.Equal(226, session.Code("LIST"));
    }

    /// <summary>Every row whose argument can be a path is known to the check.</summary>
    [Fact]
    public void Every_verb_that_takes_a_path_is_held_back_where_it_is_relative() => Assert.Equal(
        VerbTable.Rows.Where(r => r.IsImplemented && r.Syntax.Contains("path", StringComparison.Ordinal)).Select(r => r.Name),
        VerbTable.Rows.Where(r => NamedPlace.IsRelative(r, "1 name")).Select(r => r.Name));

    [Fact]
    public void A_changed_root_leaves_neither_a_relative_name_nor_a_rename_behind()
    {
        var session = Ready();
        session.Say("RNFR /work/file.txt");
        session.Give(new SessionInput.AccountUpdated(new AccountChanged("ada", _node.Accounts["ada"].Profile with { Root = FtpPath.Parse("/work/folder") })));
        Assert.Null(session.State.RenameFrom);
        Assert.Equal(Replies.DirectoryGone, session.Say("DELE inner.txt").Single());
        Assert.True(_node.Storage.Has("work/folder/inner.txt"));
    }

    [Fact]
    public void A_transfer_that_waited_while_the_root_changed_does_not_begin()
    {
        var session = Ready();
        session.Hold = true;
        session.Say("STOR /work/file.txt");
        session.Give(new SessionInput.AccountUpdated(new AccountChanged("ada", _node.Accounts["ada"].Profile with { Root = FtpPath.Parse("/work") })));
        session.Hold = false;
        Assert.Equal(Replies.DirectoryGone, session.LetGo().Single());
        Assert.Contains("ReleaseTransfer", session.Trace);
    }

    [Fact]
    public void A_folder_that_is_only_on_the_way_has_no_message()
    {
        _node.Storage.Text("mixed/.message", "not for everybody").Text("mixed/open/.message", "for ada");
        var session = Ready();
        Assert.Single(session.Say("CWD /mixed").Single().Lines);
        Assert.Contains(session.Say("CWD /mixed/open").Single().Lines, line => line.Contains("for ada", StringComparison.Ordinal));
    }

    [Fact]
    public void A_lowered_time_out_reaches_a_session_that_is_idle_already()
    {
        var session = Ready();
        var world = new SessionWorld(1, session.Peer, session.Local, _node.Settings.Current, _node.Snapshot.Current, _node.Services.StorageDefaults, _node.Clock.GetUtcNow(), 0);
        Assert.InRange(SessionClock.Next(session.State, world) - world.Now, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));
        _node.Clock.Advance(TimeSpan.FromSeconds(30));
        _node.Set(s => s with { IdleTimeout = TimeSpan.FromSeconds(20) });
        Assert.Equal(ReplyCode.Closing, session.Give(SessionInput.Tick.Instance).Single().Code);
    }

    [Fact]
    public void A_working_directory_that_was_removed_or_moved_is_left()
    {
        var session = Ready();
        session.Say("CWD /work/empty");
        session.Say("RMD /work/empty");
        Assert.Equal(FtpPath.Root, session.State.Directory);
        session.Say("CWD /work/folder");
        session.Say("RNFR /work/folder");
        session.Say("RNTO /work/moved");
        Assert.Equal("/work/moved", session.State.Directory.ToString());
    }

    [Fact]
    public void A_working_directory_that_vanished_on_disk_is_left_when_it_is_listed()
    {
        var session = Ready();
        session.Say("CWD /work/empty");
        CoreSession.LoggedIn(_node).Say("RMD /work/empty");
        Assert.Equal(550, session.Code("LIST"));
        Assert.Equal(FtpPath.Root, session.State.Directory);
    }

    [Fact]
    public void Dots_above_the_root_stay_at_the_root()
    {
        var session = Ready();
        Assert.Equal([250, 250, 250], new[] { "CWD ../../..", "CDUP", "CWD /work/../../../work/./folder//" }.Select(session.Code));
        Assert.Equal("/work/folder", session.State.Directory.ToString());
    }

    [Fact]
    public void A_legacy_charset_holds_until_utf8_is_asked_for()
    {
        _node.Set(s => s with { LegacyCharset = [new NetworkCharset(System.Net.IPNetwork.Parse("127.0.0.0/8"), "CP1251")] });
        var session = Ready();
        Assert.Equal(ReplyCode.PathName, session.SayBytes([.. "MKD /work/"u8, 0xEF, 0xF0, 0xE8])[^1].Code);
        Assert.True(_node.Storage.Has("work/при"));
        session.Say("OPTS UTF8 ON");
        session.SayBytes(Encoding.UTF8.GetBytes("MKD /work/да"));
        Assert.True(_node.Storage.Has("work/да"));
    }

    [Fact]
    public void Control_characters_in_an_argument_are_a_501_and_nothing_happens()
    {
        var session = Ready();
        var before = _node.Storage.Picture();
        for (var value = 0; value < 0x20; value++)
        {
            Assert.Equal(ReplyCode.BadArgument, session.SayBytes([.. "MKD /work/a"u8, (byte)value, .. "b"u8])[^1].Code);
        }

        Assert.Equal(before, _node.Storage.Picture());
    }

    [Fact]
    public void An_idle_session_ends_and_one_that_says_something_does_not()
    {
        var session = Ready();
        for (var i = 0; i < 4; i++)
        {
            _node.Clock.Advance(TimeSpan.FromMinutes(9));
            session.Say("NOOP");
            session.Give(SessionInput.Tick.Instance);
            Assert.False(session.Closed);
        }

        _node.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal("421 Idle for too long.", session.Give(SessionInput.Tick.Instance).Single().ToString());
    }

    [Fact]
    public void A_running_transfer_is_not_idle()
    {
        var session = Ready();
        session.Hold = true;
        session.Say("RETR /work/file.txt");
        session.LetGo();
        session.LetGo();
        _node.Clock.Advance(TimeSpan.FromHours(5));
        session.Give(SessionInput.Tick.Instance);
        Assert.False(session.Closed);
    }

    [Theory]
    [InlineData(StorageError.Unavailable, 451)]
    [InlineData(StorageError.NoSpace, 452)]
    [InlineData(StorageError.Denied, 550)]
    [InlineData(StorageError.ReadOnly, 550)]
    [InlineData(StorageError.NameTooLong, 553)]
    [InlineData(StorageError.Failed, 451)]
    public void An_error_of_the_storage_is_a_reply_and_the_session_lives(StorageError error, int code)
    {
        var session = Ready();
        _node.Storage.Fails = error;
        Assert.Equal(code, session.Code("MKD /work/new"));
        Assert.Equal(200, session.Code("NOOP"));
    }

    [Fact]
    public void An_effect_that_throws_is_a_451_and_the_session_lives()
    {
        var session = Ready();
        session.Fault = _ => new InvalidOperationException("broken");
        Assert.Equal(451, session.Code("SIZE /work/file.txt"));
        Assert.Equal(200, session.Code("NOOP"));
        Assert.Contains(_node.Log.Entries, e => e.Event == "server.fault");
    }

    [Fact]
    public void A_finished_upload_is_logged_with_bytes_seconds_and_rate()
    {
        Ready().Say("STOR /work/new.txt");
        var entry = _node.Log.Entries.Single(e => e.Event == "file.stored");
        Assert.Equal(("7", "1.000", "7", "complete"), (entry.Fields["bytes"], entry.Fields["seconds"], entry.Fields["rate"], entry.Fields["outcome"]));
    }

    [Fact]
    public void An_account_with_a_root_sees_that_directory_as_its_root()
    {
        _node.Accounts["ada"] = ("secret", _node.Accounts["ada"].Profile with { Root = FtpPath.Parse("/work/folder") });
        var session = Ready();
        Assert.Equal("213 1", session.Say("SIZE /inner.txt").Single().ToString());
        Assert.Equal([250, 550], new[] { "CWD /", "SIZE /../../file.txt" }.Select(session.Code));
        Assert.Equal("257 \"/new\" made.", session.Say("MKD new").Single().ToString());
        Assert.True(_node.Storage.Has("work/folder/new"));
    }

    private CoreSession Ready()
    {
        var session = CoreSession.LoggedIn(_node);
        session.Say("TYPE I");
        session.Say("PASV");
        return session;
    }
}
