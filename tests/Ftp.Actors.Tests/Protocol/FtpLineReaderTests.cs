using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Ftp.Actors.Protocol;
using Xunit;

namespace Ftp.Actors.Tests.Protocol;

public sealed class FtpLineReaderTests
{
    private const string TooLong = "<too long>";

    public static TheoryData<string, string[]> Sequences => new()
    {
        { "NOOP\r\n", ["NOOP"] },
        { "NOOP\n", ["NOOP"] },
        { "NOOP\r\r\n", ["NOOP"] },
        { "\r\n\n", ["", ""] },
        { "A\rB\r\n", ["A\rB"] },
        { "A\r\0B\r\n", ["A\rB"] },
        { "A\r\0\r\nB\n", ["A", "B"] },
        { "A\r\0\0B\n", ["A\r\0B"] },
        { "A\0B\r\n", ["A\0B"] },
        { "USER a\r\nPASS b\r\nQU", ["USER a", "PASS b"] },
        { "\u00FF\u00F4\u00FF\u00F2ABOR\r\n", ["ABOR"] },
        { "\u00FF\u00F4\u00FF\u00F2ABOR\r\u00FF\u00F1\n", ["ABOR"] },
        { "STOR \u00FF\u00FF.txt\r\n", ["STOR \u00FF.txt"] },
        { "\u00FF\u00FB\u0001\u00FF\u00FC\u0001\u00FF\u00FD\u0001\u00FF\u00FE\u0001NOOP\r\n", ["NOOP"] },
        { "NO\u00FF\u00FA\u001F\0P\0\u0018\r\nX\u00FF\u00FFY\u00FF\u00F0OP\r\n", ["NOOP"] },
        { "\u00FF\u00FB\nNOOP\r\n", ["", "NOOP"] },
        { "STOR \u00FFabc\u00FF\r\nNOOP\r\n", ["STOR \u00FFabc\u00FF", "NOOP"] },
        { "\u00FF\u00F0\u00FF\u00F1\u00FF\u00F3\u00FF\u00F5\u00FF\u00F6\u00FF\u00F7\u00FF\u00F8\u00FF\u00F9NOOP\r\n", ["NOOP"] },
        { "\u00FF\u00FF\u00FF\u00F4\u00FF\u00FFX\r\n", ["\u00FF\u00FFX"] },
        { "RETR \u00EF\u00FF\u00F2\u00FC\r\nNOOP\r\n", ["RETR \u00EF\u00FF\u00F2\u00FC", "NOOP"] },
        { "MKD \u00FF\u00FD\u00FA\u00FF\r\n\u00FF\u00FD\u0001NOOP\r\n", ["MKD \u00FF\u00FD\u00FA\u00FF", "NOOP"] },
        { "RETR a\r\n\u00FF\u00F4\u00FF\u00F2ABOR\r\n", ["RETR a", "ABOR"] },
        { "RETR half\u00FF\u00F4\u00FF\u00F2ABOR\r\nNOOP\r\n", ["ABOR", "NOOP"] },
        { "RETR half\u00FF\u00F4\u00FF\u00F2DELE x\r\n", ["RETR half\u00FF\u00F4\u00FF\u00F2DELE x"] },
        { "HELP\u00FF\u00F1 \u00FF\u00F1\r\nNO\u00FF\u00F1OP\r\n", ["HELP \u00FF\u00F1", "NOOP"] },
    };

    [Theory]
    [MemberData(nameof(Sequences))]
    public void A_sequence_gives_the_same_lines_wherever_it_is_cut(string input, string[] lines)
    {
        var bytes = Encoding.Latin1.GetBytes(input);
        for (var first = 0; first <= bytes.Length; first++)
        {
            for (var second = first; second <= bytes.Length; second++)
            {
                Assert.Equal(lines, Read(bytes[..first], bytes[first..second], bytes[second..]));
            }
        }
    }

    [Fact]
    public void A_line_end_is_never_swallowed_by_an_option_or_joined_to_the_next_command()
    {
        foreach (var option in new byte[] { 251, 252, 253, 254 })
        {
            Assert.Equal(["PWD", "DELE x"], Read([.. "PWD"u8, 255, option, .. "\r\nDELE x\r\n"u8]));
            Assert.Equal(["PWD", "DELE x"], Read([.. "PWD"u8, 255, option, .. "\nDELE x\n"u8]));
        }
    }

    [Fact]
    public void Any_bytes_give_the_same_lines_whole_and_byte_by_byte()
    {
        var noise = Gen.Elements<byte>(255, 255, 250, 240, 251, 244, 242, 13, 13, 10, 10, 0, 32, 65, 66, 0xC3, 0xA9, 1).ArrayOf();
        Prop.ForAll(noise.ToArbitrary(), bytes => Read(bytes).SequenceEqual(Read([.. bytes.Select(b => new[] { b })])))
            .Check(Properties.Of(3000).WithEndSize(200));
    }

    [Fact]
    public void Bytes_without_telnet_are_split_at_LF_and_lose_the_CRs_before_it()
    {
        var text = Gen.Elements<byte>(13, 10, 32, 65, 66, 0xD0, 0xAF).ArrayOf();
        Prop.ForAll(text.ToArbitrary(), bytes =>
        {
            var parts = Encoding.Latin1.GetString(bytes).Split('\n');
            return Read(bytes).SequenceEqual(parts[..^1].Select(p => p.TrimEnd('\r')));
        }).Check(Properties.Of(3000).WithEndSize(200));
    }

    [Theory]
    [InlineData(4095, false)]
    [InlineData(4096, false)]
    [InlineData(4097, true)]
    [InlineData(100_000, true)]
    public void A_line_of_more_than_4096_bytes_comes_out_once_as_too_long(int length, bool tooLong)
    {
        var line = new string('x', length);
        var bytes = Encoding.Latin1.GetBytes($"{line}\r\nDELE victim\r\n");
        foreach (var step in new[] { 1, 7, 1000, 4096, 4097, 16384 })
        {
            Assert.Equal([tooLong ? TooLong : line, "DELE victim"], Read([.. bytes.Chunk(step)]));
        }
    }

    [Fact]
    public void What_follows_the_limit_in_the_same_line_is_never_a_command()
    {
        var bytes = Encoding.Latin1.GetBytes(new string('x', 4096) + "DELE victim\r\nNOOP\r\n");
        for (var cut = 4080; cut < bytes.Length; cut++)
        {
            Assert.Equal([TooLong, "NOOP"], Read(bytes[..cut], bytes[cut..]));
        }
    }

    [Fact]
    public void A_megabyte_without_end_holds_no_more_than_a_line()
    {
        var reader = new FtpLineReader();
        var read = new byte[16384];
        foreach (var fill in new byte[] { (byte)'x', 13, 0, 0xF0 })
        {
            Array.Fill(read, fill);
            for (var i = 0; i < 64; i++)
            {
                reader.Append(read);
                Assert.InRange(reader.Buffered, 0, FtpLineReader.MaximumLineBytes);
                Assert.False(reader.TryRead(out _));
            }

            reader.Append("y\r\n"u8);
            Assert.True(reader.TryRead(out var line));
            Assert.True(line.TooLong);
            Assert.False(reader.TryRead(out _));
            Assert.Equal(0, reader.Buffered);
        }
    }

    [Fact]
    public void A_subnegotiation_without_end_costs_its_line_and_not_the_session()
    {
        byte[] endless = [255, 250, .. Enumerable.Repeat((byte)'x', 5000)];

        Assert.Equal([TooLong, "NOOP"], Read(endless, "\r\nNOOP\r\n"u8.ToArray()));
    }

    [Fact]
    public void Lines_of_every_length_up_to_the_limit_survive()
    {
        var reader = new FtpLineReader();
        for (var length = 0; length <= FtpLineReader.MaximumLineBytes; length += 61)
        {
            reader.Append([.. Enumerable.Repeat((byte)'a', length), 13, 10]);
            Assert.True(reader.TryRead(out var line));
            Assert.Equal(length, line.Bytes.Length);
            Assert.Equal(0, reader.Buffered);
        }
    }

    [Fact]
    public void Nothing_is_buffered_once_everything_is_read()
    {
        var reader = new FtpLineReader();
        reader.Append("NOOP\r\nPA"u8);
        Assert.Equal(7, reader.Buffered);

        Assert.True(reader.TryRead(out _));
        Assert.Equal(2, reader.Buffered);

        reader.Append("SS x\r\n"u8);
        Assert.True(reader.TryRead(out var line));
        Assert.Equal("PASS x"u8, line.Bytes.Span);
        Assert.Equal(0, reader.Buffered);
        Assert.False(reader.HoldsBuffer);
    }

    [Fact]
    public void Half_a_command_does_not_keep_the_buffer_of_a_large_read()
    {
        var reader = new FtpLineReader();
        reader.Append([.. Enumerable.Repeat("NOOP\r\n"u8.ToArray(), 2700).SelectMany(b => b), .. "NO"u8]);
        while (reader.TryRead(out _))
        {
        }

        Assert.Equal(2, reader.Buffered);
        Assert.InRange(reader.Capacity, 2, 256);
    }

    [Fact]
    public void A_cleared_reader_has_forgotten_lines_halves_and_telnet()
    {
        var reader = new FtpLineReader();
        reader.Append([.. "PASS x\r\nUSER"u8, 255]);

        reader.Clear();

        Assert.False(reader.TryRead(out _));
        Assert.False(reader.HoldsBuffer);
        reader.Append("NOOP\r\n"u8);
        Assert.True(reader.TryRead(out var line));
        Assert.Equal("NOOP"u8, line.Bytes.Span);
    }

    private static List<string> Read(params byte[][] pieces)
    {
        var reader = new FtpLineReader();
        var lines = new List<string>();
        foreach (var piece in pieces)
        {
            reader.Append(piece);
            while (reader.TryRead(out var line))
            {
                lines.Add(line.TooLong ? TooLong : Encoding.Latin1.GetString(line.Bytes.Span));
            }
        }

        return lines;
    }
}
