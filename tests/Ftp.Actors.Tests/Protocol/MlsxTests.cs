using System.Buffers;
using System.Text;
using Ftp.Actors.Protocol;
using Xunit;

namespace Ftp.Actors.Tests.Protocol;

public sealed class MlsxTests
{
    private static readonly FileFacts File = new(
        "name", FileKind.File, 12, new(2024, 2, 29, 23, 59, 59, TimeSpan.Zero), new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero), 0x1A4, 0x801, 0x1f3a);

    private static readonly EntryRights All = new(Rights.Edit, CanEnter: true, CanList: true, Pinned: false);

    /// <summary>RFC 3659 section 7.5.5, one right at a time.</summary>
    [Theory]
    [InlineData(Rights.None, "", "")]
    [InlineData(Rights.List, "", "el")]
    [InlineData(Rights.Download, "r", "e")]
    [InlineData(Rights.Upload, "", "ce")]
    [InlineData(Rights.Overwrite, "w", "e")]
    [InlineData(Rights.Append, "a", "e")]
    [InlineData(Rights.Delete, "d", "ep")]
    [InlineData(Rights.CreateDirectory, "", "em")]
    [InlineData(Rights.RemoveDirectory, "", "dep")]
    [InlineData(Rights.Rename, "f", "ef")]
    [InlineData(Rights.SetAttributes, "", "e")]
    [InlineData(Rights.View, "r", "el")]
    [InlineData(Rights.Edit, "adfrw", "cdeflmp")]
    public void Perm_tells_the_rights(Rights rights, string file, string directory)
    {
        var at = new EntryRights(rights, rights != Rights.None, rights.HasFlag(Rights.List), Pinned: false);

        Assert.Equal(file, MlsxPerm.Format(FileKind.File, partial: false, at));
        Assert.Equal(directory, MlsxPerm.Format(FileKind.Directory, partial: false, at));
    }

    [Fact]
    public void A_pinned_directory_can_be_neither_renamed_nor_removed() =>
        Assert.Equal("celmp", MlsxPerm.Format(FileKind.Directory, partial: false, All with { Pinned = true }));

    [Fact]
    public void A_folder_on_the_way_to_a_grant_can_be_entered_and_listed() =>
        Assert.Equal("el", MlsxPerm.Format(FileKind.Directory, partial: false, new EntryRights(Rights.None, CanEnter: true, CanList: true, Pinned: true)));

    [Fact]
    public void Ones_own_interrupted_upload_can_be_continued_and_not_fetched()
    {
        Assert.Equal("adw", MlsxPerm.Format(FileKind.File, partial: true, All));
        Assert.Equal("aw", MlsxPerm.Format(FileKind.File, partial: true, new EntryRights(Rights.Drop, true, false, false)));
    }

    [Fact]
    public void Neither_a_link_nor_a_device_can_be_fetched_and_a_link_can_be_removed()
    {
        Assert.Equal("df", MlsxPerm.Format(FileKind.Link, partial: false, All));
        Assert.Equal("df", MlsxPerm.Format(FileKind.Other, partial: false, All));
    }

    [Fact]
    public void A_followed_link_is_removed_as_a_link_and_used_as_its_target()
    {
        var link = All with { Rights = Rights.Delete };
        var target = All with { Rights = Rights.View | Rights.RemoveDirectory };
        var line = Line(new MlsxEntry(File with { Kind = FileKind.Directory }, link, target, IsLink: true), MlsxFacts.Perm);

        Assert.Equal("perm=delp; name\r\n", line);
    }

    [Fact]
    public void A_file_shows_every_fact() => Assert.Equal(
        "type=file;size=12;modify=20240229235959;create=20240101000000;perm=adfrw;unique=801-1f3a;UNIX.mode=0644; name\r\n",
        Line(new MlsxEntry(File, All, All), MlsxFacts.All));

    [Fact]
    public void A_directory_has_no_size_and_a_made_up_one_no_identity()
    {
        var facts = File with { Kind = FileKind.Directory, Created = null, Inode = 0, Device = 0, Mode = 0x16D };

        Assert.Equal("type=dir;modify=20240229235959;perm=cdeflmp;UNIX.mode=0555; name\r\n", Line(new MlsxEntry(facts, All, All), MlsxFacts.All));
        Assert.Equal("type=cdir; name\r\n", Line(new MlsxEntry(facts, All, All, Type: MlsxType.CurrentDirectory), MlsxFacts.Type));
        Assert.Equal("type=pdir; name\r\n", Line(new MlsxEntry(facts, All, All, Type: MlsxType.ParentDirectory), MlsxFacts.Type));
    }

    [Theory]
    [InlineData("../other", "type=OS.unix=slink:../other; name\r\n")]
    [InlineData("a;type=dir; b", "type=OS.unix=slink:; name\r\n")]
    [InlineData("/srv/files/x", "type=OS.unix=slink:; name\r\n")]
    [InlineData("a b", "type=OS.unix=slink:; name\r\n")]
    [InlineData("a\r\nb", "type=OS.unix=slink:; name\r\n")]
    [InlineData(null, "type=OS.unix=slink:; name\r\n")]
    public void The_target_of_a_link_cannot_forge_facts(string? target, string line) =>
        Assert.Equal(line, Line(new MlsxEntry(File with { Kind = FileKind.Link, LinkTarget = target }, All, All), MlsxFacts.Type));

    [Fact]
    public void No_facts_leave_the_space_and_the_name() => Assert.Equal(" name\r\n", Line(new MlsxEntry(File, All, All), MlsxFacts.None));

    [Fact]
    public void The_longest_facts_fit()
    {
        var facts = File with { Size = long.MaxValue, Device = ulong.MaxValue, Inode = ulong.MaxValue, Created = DateTimeOffset.MaxValue, Modified = DateTimeOffset.MaxValue };

        Assert.EndsWith("unique=ffffffffffffffff-ffffffffffffffff;UNIX.mode=0644; name\r\n", Line(new MlsxEntry(facts, All, All), MlsxFacts.All), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", MlsxFacts.None)]
    [InlineData("type;size;", MlsxFacts.Type | MlsxFacts.Size)]
    [InlineData("TYPE;Unix.Mode", MlsxFacts.Type | MlsxFacts.UnixMode)]
    [InlineData("media-type;lang;modify;", MlsxFacts.Modify)]
    [InlineData(";;", MlsxFacts.None)]
    public void OPTS_MLST_takes_what_it_knows(string argument, MlsxFacts facts)
    {
        Assert.True(MlsxFactList.TryParse(argument, out var parsed));
        Assert.Equal(facts, parsed);
    }

    [Fact]
    public void A_list_with_spaces_is_none() => Assert.False(MlsxFactList.TryParse("type; size;", out _));

    [Fact]
    public void FEAT_shows_all_facts_and_stars_the_selected()
    {
        Assert.Equal("type*;size*;modify*;create*;perm*;unique*;UNIX.mode*;", MlsxFactList.FormatFeature(MlsxFacts.Default));
        Assert.Equal("type*;size;modify;create;perm;unique;UNIX.mode;", MlsxFactList.FormatFeature(MlsxFacts.Type));
        Assert.Equal("type;perm;", MlsxFactList.Format(MlsxFacts.Type | MlsxFacts.Perm));
    }

    private static string Line(MlsxEntry entry, MlsxFacts facts)
    {
        var bytes = new ArrayBufferWriter<byte>();
        new MlsxLine(facts, WireText.Utf8).Write(entry, entry.Facts.Name, bytes);
        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }
}
