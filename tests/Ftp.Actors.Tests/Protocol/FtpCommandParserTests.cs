using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Ftp.Actors.Protocol;
using Xunit;

namespace Ftp.Actors.Tests.Protocol;

public sealed class FtpCommandParserTests
{
    [Theory]
    [InlineData("NOOP", "NOOP", "")]
    [InlineData("noop", "NOOP", "")]
    [InlineData("quit ", "QUIT", "")]
    [InlineData("USER ada", "USER", "ada")]
    [InlineData("RETR  two spaces ", "RETR", " two spaces ")]
    [InlineData("List -la dir", "LIST", "-la dir")]
    [InlineData("XSHA512 f", "XSHA512", "f")]
    [InlineData("\u00F2ABOR", "ABOR", "")]
    [InlineData("\u00FF\u00F2abor", "ABOR", "")]
    public void A_verb_ends_at_the_first_space_and_the_rest_is_the_argument(string line, string verb, string argument)
    {
        var command = FtpCommandParser.Parse(Encoding.Latin1.GetBytes(line));

        Assert.NotNull(command);
        Assert.Equal(verb, command.Verb);
        Assert.Equal(argument, command.Argument(WireText.Utf8));
        Assert.Equal(argument.Length > 0, command.HasArgument);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(" NOOP")]
    [InlineData("\tNOOP")]
    [InlineData("1STOR x")]
    [InlineData("NO-OP")]
    [InlineData("NOOP\tx")]
    [InlineData("NOOP\r")]
    [InlineData("N\0OP")]
    [InlineData("ПРИВЕТ x")]
    [InlineData("ABCDEFGHIJKLMNOPQ x")]
    [InlineData("Host: example.org")]
    public void A_line_without_a_verb_is_no_command(string line) => Assert.Null(FtpCommandParser.Parse(Encoding.UTF8.GetBytes(line)));

    [Fact]
    public void Every_control_character_anywhere_in_an_argument_is_seen()
    {
        for (var value = 0; value < 256; value++)
        {
            foreach (var at in new[] { 0, 1, 3 })
            {
                var line = "STOR abc"u8.ToArray().ToList();
                line.Insert(5 + at, (byte)value);
                Assert.Equal(value < 0x20, FtpCommandParser.Parse([.. line])!.HasControls);
            }
        }
    }

    [Fact]
    public void Any_bytes_parse_or_do_not_and_the_argument_is_exactly_what_followed_the_space()
    {
        Prop.ForAll(ArbMap.Default.GeneratorFor<byte[]>().ToArbitrary(), bytes =>
        {
            byte[] line = [.. "stor "u8, .. bytes];
            FtpCommandParser.LooksForeign(bytes);
            FtpCommandParser.Parse(bytes);
            return FtpCommandParser.Parse(line) is { Verb: "STOR" } command && command.RawArgument.Span.SequenceEqual(bytes);
        }).Check(Properties.Of(2000));
    }

    [Theory]
    [InlineData("GET / HTTP/1.1")]
    [InlineData("GET /")]
    [InlineData("POST /x HTTP/1.0")]
    [InlineData("PUT /x HTTP/1.1")]
    [InlineData("HEAD / HTTP/1.1")]
    [InlineData("OPTIONS * HTTP/1.1")]
    [InlineData("CONNECT a:25 HTTP/1.1")]
    [InlineData("DELETE /x HTTP/1.1")]
    [InlineData("PRI * HTTP/2.0")]
    [InlineData("EHLO example.org")]
    [InlineData("ehlo x")]
    [InlineData("HELO x")]
    [InlineData("MAIL FROM:<a@b>")]
    [InlineData("mail from:<a@b>")]
    [InlineData("RCPT TO:<a@b>")]
    [InlineData("SSH-2.0-OpenSSH_9.6")]
    [InlineData("\u0016\u0003\u0001\u0002\0\u0001")]
    public void Openings_of_other_protocols_are_known(string line) => Assert.True(FtpCommandParser.LooksForeign(Encoding.Latin1.GetBytes(line)));

    [Theory]
    [InlineData("")]
    [InlineData("USER GET")]
    [InlineData("AUTH TLS")]
    [InlineData("DELE x")]
    [InlineData("OPTS UTF8 ON")]
    [InlineData("HELP")]
    [InlineData("RETR GET / HTTP/1.1")]
    [InlineData("MAIL x")]
    [InlineData("GET")]
    [InlineData("SSH")]
    public void Commands_of_FTP_do_not_look_foreign(string line) => Assert.False(FtpCommandParser.LooksForeign(Encoding.Latin1.GetBytes(line)));

    [Fact]
    public void The_text_of_a_command_does_not_tell_its_argument() =>
        Assert.DoesNotContain("hunter2", FtpCommandParser.Parse("PASS hunter2"u8)!.ToString(), StringComparison.Ordinal);
}
