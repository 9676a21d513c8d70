using System.Text;
using Ftp.Actors.Transfers;
using Xunit;

namespace Ftp.Actors.Tests.Transfers;

public sealed class AsciiTextTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("a", "a")]
    [InlineData("\n", "\r\n")]
    [InlineData("a\nb\n", "a\r\nb\r\n")]
    [InlineData("a\r\nb", "a\r\nb")]
    [InlineData("\n\n", "\r\n\r\n")]
    [InlineData("\r\r\n", "\r\r\n")]
    [InlineData("a\rb\r", "a\rb\r")]
    public void To_the_wire_a_bare_LF_becomes_CRLF_and_a_CRLF_stays(string stored, string wire) =>
        EveryCut(toWire: true, stored, wire);

    [Theory]
    [InlineData("", "")]
    [InlineData("\r\n", "\n")]
    [InlineData("a\r\nb\r\n", "a\nb\n")]
    [InlineData("a\nb", "a\nb")]
    [InlineData("a\rb", "a\rb")]
    [InlineData("a\r", "a\r")]
    [InlineData("\r\r\n\r", "\r\n\r")]
    public void From_the_wire_CRLF_becomes_LF_and_a_lone_CR_is_kept(string wire, string stored) =>
        EveryCut(toWire: false, wire, stored);

    [Fact]
    public void Random_text_in_random_pieces_is_converted_as_in_one_piece()
    {
        var random = new Random(20261123);
        for (var run = 0; run < 2000; run++)
        {
            var text = new byte[random.Next(200)];
            for (var i = 0; i < text.Length; i++)
                text[i] = "\r\nab"u8[random.Next(4)];
            foreach (var toWire in new[] { true, false })
            {
                var cuts = new List<int>();
                for (var at = 0; at < text.Length;)
                    cuts.Add(at = Math.Min(text.Length, at + random.Next(1, 9)));
                Assert.Equal(Reference(toWire, text), Convert(toWire, text, cuts));
            }
        }
    }

    [Fact]
    public void Text_with_proper_lines_survives_the_way_there_and_back()
    {
        var text = Encoding.ASCII.GetBytes(string.Join('\n', Enumerable.Range(0, 500).Select(n => new string('x', n % 7))));
        Assert.Equal(text, Convert(false, Convert(true, text, [text.Length]), null));
    }

    private static void EveryCut(bool toWire, string input, string expected)
    {
        var bytes = Encoding.ASCII.GetBytes(input);
        for (var first = 0; first <= bytes.Length; first++)
        {
            for (var second = first; second <= bytes.Length; second++)
                Assert.Equal(expected, Encoding.ASCII.GetString(Convert(toWire, bytes, [first, second, bytes.Length])));
        }
    }

    private static byte[] Reference(bool toWire, byte[] input)
    {
        var text = Encoding.Latin1.GetString(input);
        var changed = toWire
            ? System.Text.RegularExpressions.Regex.Replace(text, "(?<!\r)\n", "\r\n")
            : text.Replace("\r\n", "\n", StringComparison.Ordinal);
        return Encoding.Latin1.GetBytes(changed);
    }

    private static byte[] Convert(bool toWire, byte[] input, IEnumerable<int>? cuts)
    {
        var text = new AsciiText(toWire);
        var output = new MemoryStream();
        var from = 0;
        foreach (var cut in cuts ?? [input.Length])
        {
            var buffer = new byte[text.Most(cut - from)];
            output.Write(buffer, 0, text.Convert(input.AsSpan(from..cut), buffer));
            from = cut;
        }
        var last = new byte[1];
        output.Write(last, 0, text.Flush(last));
        return output.ToArray();
    }
}
