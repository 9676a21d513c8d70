using System.Collections.Immutable;
using Ftp.Actors.Catalog;
using Ftp.Actors.Protocol;
using Ftp.Actors.Sessions;
using Ftp.Actors.Storage;
using Xunit;

namespace Ftp.Actors.Tests.Sessions;

/// <summary>What a reply must not tell, however a name is spelled.</summary>
public class SecrecyTests
{
    private const string Composed = "\u00E9";
    private const string Decomposed = "e\u0301";

    private readonly TestNode _node = new();

    public static TheoryData<string> Commands => [.. new[]
    {
        "CWD", "SIZE", "MDTM", "MLST", "DELE", "RNFR", "RETR", "LIST", "NLST", "MLSD", "STAT", "STOR", "STOU", "APPE", "MKD", "RMD", "SITE CHMOD 644", "SITE UTIME 202001020304",
        "MFMT 20200102030405", "RNTO",
    }];

    [Theory]
    [MemberData(nameof(Commands))]
    public void A_resource_that_one_may_not_enter_answers_as_one_that_does_not_exist(string command)
    {
        _node.Change(Closed("payroll"));
        _node.Storage.Directory("payroll").File("payroll/x", 3);
        // Without download and delete a move to elsewhere is refused at its source: also there.
        _node.Grant("work", "/", Rights.Edit & ~(Rights.Download | Rights.Delete));
        foreach (var (user, password) in new[] { ("ada", "secret"), ("ftp", "x") })
        {
            foreach (var below in new[] { "", "/x", "/none", "/x/y", "/*" })
            {
                Assert.Equal(Said(user, password, $"{command} /nosuch{below}"), Said(user, password, $"{command} /payroll{below}"));
            }
        }

        string[] Said(string user, string password, string line)
        {
            var session = new CoreSession(_node);
            foreach (var before in new[] { $"USER {user}", $"PASS {password}", "TYPE I", "PASV" }.Concat(command == "RNTO" ? ["RNFR /work/file.txt"] : []))
            {
                session.Say(before);
            }

            return [.. session.Say(line).Select(r => r.ToString().Replace("/payroll", "/nosuch", StringComparison.Ordinal))];
        }
    }

    [Fact]
    public void A_drop_box_tells_of_ones_own_interrupted_upload_and_of_nothing_else()
    {
        _node.Storage.File("inbox/part.txt", 5, partial: true);
        var session = Ready();
        Assert.Equal(250, session.Code("MLST /inbox/part.txt"));
        foreach (var command in new[] { "MLST", "CWD", "SIZE", "MDTM" })
        {
            Assert.Equal(session.Say($"{command} /inbox/missing.txt"), session.Say($"{command} /inbox/there.txt"));
        }

        Assert.Equal("550 Not a directory.", session.Say("CWD /work/file.txt").Single().ToString());
    }

    [Fact]
    public void A_hidden_or_denied_name_is_so_in_every_spelling()
    {
        _node.Options("work", o => o with { Rules = FileRules.None with { Hide = [Composed + "*"], Deny = ["*." + Composed] } });
        _node.Storage.File($"work/{Composed}x", 1).Alias($"work/{Decomposed}x", $"work/{Composed}x");
        var session = Ready();
        foreach (var spelling in new[] { Composed, Decomposed })
        {
            Assert.Equal("550 No such file or directory.", session.Say($"SIZE /work/{spelling}x").Single().ToString());
            session.Say("PASV");
            Assert.Equal(553, session.Code($"STOR /work/a.{spelling}"));
            Assert.Equal(553, session.Code($"MKD /work/a.{spelling}"));
        }

        Assert.DoesNotContain(session.Say("STAT /work"), r => r.ToString().Contains(Composed, StringComparison.Ordinal));
    }

    [Fact]
    public void Only_the_rights_to_expose_let_a_file_out_of_a_closed_folder_by_another_way_to_it()
    {
        _node.Storage.Directory("work/shut").File("work/shut/s.txt", 4).Alias("work/way/s.txt", "work/shut/s.txt");
        _node.Grant("work", "/", Rights.Edit);
        _node.Grant("work", "/shut", Rights.Rename | Rights.List, closed: true);
        Assert.Equal([350, 550], Move("/work/way/s.txt", "/work/way/out.txt"));
        Assert.True(_node.Storage.Has("work/shut/s.txt"));

        _node.Grant("work", "/shut", Rights.Rename | Rights.Download | Rights.Delete, closed: true);
        _node.Storage.Directory("work/way");
        Assert.Equal([350, 250], Move("/work/way/s.txt", "/work/way/out.txt"));
    }

    [Fact]
    public void Only_the_rights_to_expose_let_a_file_into_a_shown_folder_by_another_way_to_it()
    {
        _node.Storage.Directory("work/shown").Alias("work/new.txt", "work/shown/new.txt");
        _node.Grant("work", "/", Rights.Rename | Rights.Upload | Rights.List);
        Assert.Equal([350, 550], Move("/work/file.txt", "/work/new.txt"));

        _node.Grant("work", "/", Rights.Rename | Rights.Upload | Rights.Download | Rights.Delete);
        Assert.Equal([350, 250], Move("/work/file.txt", "/work/new.txt"));
    }

    [Fact]
    public void An_interrupted_upload_is_not_renamed()
    {
        _node.Storage.File("work/part.txt", 5, partial: true);
        Assert.Equal([550, 503], Move("/work/part.txt", "/work/other"));
    }

    [Fact]
    public void Folders_need_not_match_what_is_allowed_for_files()
    {
        _node.Options("work", o => o with { Rules = FileRules.None with { Allow = ["*.jpg"], Deny = ["tmp*"] } });
        var session = Ready();
        Assert.Equal([257, 553], new[] { "MKD /work/album", "MKD /work/tmp1" }.Select(session.Code));
        Assert.Equal([350, 250], Move("/work/album", "/work/holiday"));
        Assert.Equal([350, 553], Move("/work/file.txt", "/work/other.png"));
        session.Say("PASV");
        Assert.Equal(553, session.Code("STOR /work/holiday/a.txt"));
    }

    [Fact]
    public void A_pattern_longer_than_a_name_can_be_is_refused()
    {
        var session = Ready();
        Assert.Equal(553, session.Code($"LIST /work/*[{new string('b', 300)}]"));
        Assert.Equal(226, session.Code($"LIST /work/*[{new string('b', 200)}]"));
    }

    [Fact]
    public void A_revoked_right_is_watched_where_a_file_really_stands()
    {
        _node.Storage.Directory("work/shut").File("work/shut/s.txt", 9).Link("work/link", "/shut/s.txt");
        var session = Running("RETR /work/link");
        _node.Grant("work", "/shut", Rights.List, closed: true);
        Assert.Equal("426 Transfer aborted: the right was taken away.", Tick(session));
    }

    [Theory]
    [InlineData("STOR /work/new.txt", Rights.Overwrite, false)]
    [InlineData("STOR /work/new.txt", Rights.Upload, true)]
    [InlineData("STOR /work/file.txt", Rights.Upload, false)]
    [InlineData("STOR /work/file.txt", Rights.Overwrite, true)]
    [InlineData("APPE /work/file.txt", Rights.Append, true)]
    [InlineData("APPE /work/file.txt", Rights.Upload | Rights.Overwrite, false)]
    public void An_upload_ends_with_the_right_that_it_lives_on_and_no_other(string command, Rights revoked, bool ends)
    {
        var session = Running(command);
        _node.Grant("work", "/", Rights.Edit & ~revoked);
        Assert.Equal(ends, Tick(session)?.StartsWith("426", StringComparison.Ordinal) == true);
    }

    [Fact]
    public void What_was_stored_through_a_link_is_remembered_where_it_stands()
    {
        _node.Grant("work", "/", Rights.Drop | Rights.Overwrite);
        _node.Storage.Alias("work/link", "work/folder/real.txt");
        var session = Ready();
        Assert.Equal(226, session.Code("STOR /work/link"));
        Assert.Equal(["/work/folder/real.txt", "/work/link"], session.State.Stored.Select(p => p.ToString()).Order(StringComparer.Ordinal));
        Assert.Equal(213, session.Code("MFMT 20200102030405 /work/link"));
    }

    private static Resource Closed(string name) => new(
        name, "", TestNode.Source(name), ImmutableSortedDictionary<string, DirectorySource>.Empty,
        [new AccessEntry(900, Holder.User("bob"), FtpPath.Root, Rights.Edit, null, null, null)], [], ResourceOptions.Default);

    private int[] Move(string from, string to)
    {
        var session = CoreSession.LoggedIn(_node);
        return [session.Code($"RNFR {from}"), session.Code($"RNTO {to}")];
    }

    private CoreSession Ready()
    {
        var session = CoreSession.LoggedIn(_node);
        session.Say("TYPE I");
        session.Say("PASV");
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
        Assert.Equal(ReplyCode.OpeningData, session.Replies[^1].Code);
        session.Hold = false;
        return session;
    }

    private static string? Tick(CoreSession session) => session.Give(SessionInput.Tick.Instance) is [.., var last] ? last.ToString() : null;
}
