using FsCheck;
using FsCheck.Fluent;
using Ftp.Actors.Protocol;
using Xunit;

namespace Ftp.Actors.Tests.Sessions;

public class ReplyTests
{
    [Fact]
    public void A_path_in_a_257_has_its_quotes_doubled() =>
        Assert.Equal("257 \"/a \"\"b\"\"\" is the working directory.", Replies.WorkingDirectory(FtpPath.Root.Child("a \"b\"")).ToString());

    [Fact]
    public void A_name_with_a_line_end_stays_in_its_line() =>
        Assert.Equal("257 \"/a??227 x\" is the working directory.", Replies.WorkingDirectory(FtpPath.Root.Child("a\r\n227 x")).ToString());

    [Fact]
    public void An_operators_text_of_several_lines_is_one_reply() =>
        Assert.Equal("230-Hello\r\n230-230 x\r\n230 Logged in.", Replies.LoggedIn("Hello\n230 x").ToString());

    [Fact]
    public void No_line_of_a_reply_can_be_taken_for_another_reply() => Prop.ForAll<string, string[]>((last, inner) =>
    {
        var lines = (inner ?? []).Select(i => i ?? "").ToArray();
        foreach (var reply in new[] { Reply.Block(ReplyCode.FileStatus, "first", lines, last ?? ""), Reply.WithText(ReplyCode.FileDone, lines, last ?? "") })
        {
            Assert.All(reply.Lines, line => Assert.DoesNotContain(line, char.IsControl));
            Assert.All(reply.Lines.SkipLast(1), line => Assert.True(line.StartsWith(' ') || line.StartsWith($"{(int)reply.Code}-", StringComparison.Ordinal)));
            Assert.StartsWith($"{(int)reply.Code} ", reply.Lines[^1], StringComparison.Ordinal);
        }
    }).Check(Properties.Of(100));

    [Theory]
    [InlineData("227 Entering Passive Mode (10,0,0,5,0,22)")]
    [InlineData("211 End")]
    public void An_inner_line_that_looks_like_a_reply_is_pushed_in(string forged) =>
        Assert.Equal($" {forged}", Reply.Block(ReplyCode.SystemStatus, "a", [forged], "z").Lines[1]);
}
