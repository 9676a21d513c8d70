using Ftp.Actors.Protocol;
using Xunit;

namespace Ftp.Actors.Tests.Sessions;

/// <summary>Each verb with exactly the rights it needs, and with all but one of them.</summary>
public class RightsMatrixTests
{
    private static readonly Case[] Cases =
    [
        new(Rights.Download, 226, "RETR /work/file.txt"),
        new(Rights.Upload, 226, "STOR /work/new.txt"),
        new(Rights.Overwrite, 226, "STOR /work/file.txt"),
        new(Rights.Append, 226, "REST 3", "STOR /work/file.txt"),
        new(Rights.Upload, 226, "REST 3", "STOR /work/part.txt"),
        new(Rights.Append, 226, "APPE /work/file.txt"),
        new(Rights.Upload, 226, "APPE /work/new.txt"),
        new(Rights.Upload, 226, "APPE /work/part.txt"),
        new(Rights.Upload, 226, "STOU /work/file.txt"),
        new(Rights.List, 226, "LIST /work"),
        new(Rights.List, 226, "LIST -d /work"),
        new(Rights.List, 226, "LIST /work/file.txt"),
        new(Rights.List, 226, "NLST /work/*.txt"),
        new(Rights.List, 226, "MLSD /work"),
        new(Rights.List, 213, "STAT /work"),
        new(Rights.CreateDirectory, 257, "MKD /work/new"),
        new(Rights.CreateDirectory, 257, "XMKD /work/new"),
        new(Rights.RemoveDirectory, 250, "RMD /work/empty"),
        new(Rights.RemoveDirectory, 250, "XRMD /work/empty"),
        new(Rights.Delete, 250, "DELE /work/file.txt"),
        new(Rights.Rename, 250, "RNFR /work/file.txt", "RNTO /work/new.txt"),
        new(Rights.Rename | Rights.Overwrite, 250, "RNFR /work/file.txt", "RNTO /work/other.txt"),
        new(Rights.Rename | Rights.Upload, 250, "RNFR /work/file.txt", "RNTO /work/folder/file.txt"),
        new(Rights.Rename | Rights.CreateDirectory, 250, "RNFR /work/folder", "RNTO /work/empty/folder"),
        new(Rights.SetAttributes, 213, "MFMT 20200102030405 /work/file.txt"),
        new(Rights.SetAttributes, 200, "SITE UTIME 202001020304 /work/file.txt"),
        new(Rights.SetAttributes, 200, "SITE CHMOD 640 /work/file.txt"),
    ];

    public static TheoryData<string> Names => [.. Cases.Select(c => c.ToString())];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_verb_needs_its_rights_and_no_others(string name)
    {
        var one = Cases.Single(c => c.ToString() == name);
        var (code, _) = Run(one, one.Needed);
        Assert.Equal(one.Good, code);

        foreach (var right in RightsText.Single.Where(r => one.Needed.HasFlag(r)))
        {
            var refused = Run(one, Rights.Edit & ~right);
            Assert.Equal(550, refused.Code);
            Assert.False(refused.Changed);
        }

        Assert.Equal(550, Run(one, Rights.None).Code);
    }

    [Theory]
    [InlineData("SIZE /work/file.txt")]
    [InlineData("MDTM /work/file.txt")]
    [InlineData("MLST /work/file.txt")]
    public void Facts_need_the_right_to_list_or_to_download(string command)
    {
        foreach (var right in RightsText.Single)
        {
            var (code, _) = Run(new Case(right, 0, command), right);
            Assert.Equal((right & Rights.View) != Rights.None, code is 213 or 250);
        }
    }

    [Fact]
    public void Any_right_lets_one_into_a_folder() =>
        Assert.All(RightsText.Single, right => Assert.Equal(250, Run(new Case(right, 250, "CWD /work/folder"), right).Code));

    [Fact]
    public void Moving_into_a_place_of_other_grants_needs_download_and_delete_at_the_source()
    {
        var one = new Case(Rights.Rename | Rights.Download | Rights.Delete | Rights.Upload, 250, "RNFR /work/file.txt", "RNTO /work/shown/file.txt");
        Assert.Equal(250, Run(one, one.Needed, Show).Code);
        foreach (var right in new[] { Rights.Rename, Rights.Download, Rights.Delete })
        {
            Assert.Equal(550, Run(one, one.Needed & ~right, Show).Code);
        }

        // Upload at the target, where the folder's own entry does not give it either.
        Assert.Equal(550, Run(one, one.Needed & ~Rights.Upload, Show).Code);

        static void Show(TestNode node)
        {
            node.Storage.Directory("work/shown");
            node.Grant("work", "/shown", Rights.View);
        }
    }

    [Fact]
    public void A_folder_with_rights_below_it_is_neither_renamed_nor_removed()
    {
        var node = new TestNode();
        node.Grant("work", "/folder/deep", Rights.View);
        node.Grant("work", "/empty", Rights.View);
        var session = CoreSession.LoggedIn(node);
        Assert.Equal([550, 550], new[] { "RNFR /work/folder", "RMD /work/empty" }.Select(session.Code));
    }

    [Fact]
    public void Nothing_is_renamed_into_another_resource()
    {
        var node = new TestNode();
        node.Grant("inbox", "/", Rights.Edit);
        var session = CoreSession.LoggedIn(node);
        Assert.Equal(350, session.Code("RNFR /work/file.txt"));
        Assert.Contains("copy instead", session.Say("RNTO /inbox/file.txt").Single().ToString(), StringComparison.Ordinal);
        Assert.True(node.Storage.Has("work/file.txt"));
    }

    [Fact]
    public void Guests_change_no_modes_even_with_every_right()
    {
        var node = new TestNode();
        node.Change(node.State.Resources["public"] with { Access = [.. node.State.Resources["public"].Access.Select(e => e with { Rights = Rights.Edit })] });
        var session = new CoreSession(node);
        session.Say("USER ftp");
        session.Say("PASS x");
        Assert.Equal(550, session.Code("SITE CHMOD 644 /public/readme.txt"));
        Assert.Equal(213, session.Code("MFMT 20200102030405 /public/readme.txt"));
    }

    [Fact]
    public void A_link_is_judged_by_where_it_leads()
    {
        var node = new TestNode();
        node.Storage.Link("work/folder/link", "/secret/s.txt").Directory("work/secret").File("work/secret/s.txt", 9);
        var session = CoreSession.LoggedIn(node);
        session.Say("TYPE I");
        Assert.Equal(213, session.Code("SIZE /work/folder/link"));
        node.Grant("work", "/secret", Rights.None, closed: true);
        Assert.Equal(550, session.Code("SIZE /work/folder/link"));
        session.Say("PASV");
        Assert.Equal(550, session.Code("RETR /work/folder/link"));
    }

    [Fact]
    public void A_right_granted_or_revoked_counts_from_the_next_command()
    {
        var node = new TestNode();
        var session = CoreSession.LoggedIn(node);
        Assert.Equal(550, session.Code("MKD /inbox/a"));
        node.Grant("inbox", "/", Rights.Edit);
        Assert.Equal(257, session.Code("MKD /inbox/a"));
        node.Grant("inbox", "/", Rights.Drop);
        Assert.Equal(550, session.Code("MKD /inbox/b"));
    }

    [Fact]
    public void What_one_may_not_enter_is_not_told_apart_from_what_is_not_there()
    {
        var node = new TestNode();
        node.Storage.File("mixed/shut/hidden.txt", 1);
        var session = CoreSession.LoggedIn(node);
        session.Say("TYPE I");
        foreach (var verb in new[] { "SIZE", "DELE", "MDTM", "MLST", "RNFR", "RMD", "MKD", "CWD" })
        {
            Assert.Equal(session.Say($"{verb} /mixed/shut/hidden.txt"), session.Say($"{verb} /mixed/shut/nothing.txt"));
        }
    }

    [Fact]
    public void An_interrupted_upload_of_ones_own_can_be_asked_about_with_the_right_to_upload_alone()
    {
        var node = new TestNode();
        node.Storage.File("inbox/part.txt", 5, partial: true);
        var session = CoreSession.LoggedIn(node);
        session.Say("TYPE I");
        Assert.Equal("213 5", session.Say("SIZE /inbox/part.txt").Single().ToString());
        Assert.Equal(session.Say("SIZE /inbox/there.txt"), session.Say("SIZE /inbox/missing.txt"));
    }

    [Fact]
    public void A_refusal_is_explained_in_the_log()
    {
        var node = new TestNode();
        CoreSession.LoggedIn(node).Say("DELE /public/readme.txt");
        var entry = node.Log.Entries.Single(e => e.Event == "refused.right");
        Assert.Equal(("ada", "public", "/public/readme.txt"), (entry.Login, entry.Resource, entry.Path));
        Assert.Contains("no entry gives ada delete at /public/readme.txt", entry.Text, StringComparison.Ordinal);
    }

    private static (int Code, bool Changed) Run(Case one, Rights rights, Action<TestNode>? prepare = null)
    {
        var node = new TestNode();
        node.Storage.File("work/part.txt", 5, partial: true);
        node.Grant("work", "/", rights);
        prepare?.Invoke(node);
        var session = CoreSession.LoggedIn(node);
        session.Say("TYPE I");
        session.Say("PASV");
        var before = node.Storage.Picture();
        var code = 0;
        foreach (var command in one.Commands)
        {
            code = session.Code(command);
            if (code >= 400)
            {
                break;
            }
        }

        return (code, node.Storage.Picture() != before);
    }

    private sealed record Case(Rights Needed, int Good, params string[] Commands)
    {
        public override string ToString() => string.Join(", ", Commands);
    }
}
