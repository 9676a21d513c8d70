using Akka.Streams;
using Akka.Streams.Dsl;
using Akka.TestKit.Xunit;
using Ftp.Actors.Transfers;
using Ftp.Testing;
using Xunit;

namespace Ftp.Actors.Tests.Transfers;

public sealed class AsciiStageTests() : TestKit(Quiet.Akka)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Pieces_of_any_size_give_what_the_whole_gives(bool toWire)
    {
        var random = new Random(20261123);
        for (var run = 0; run < 100; run++)
        {
            var text = new byte[random.Next(500)];
            for (var i = 0; i < text.Length; i++)
                text[i] = "\r\nab"u8[random.Next(4)];
            Assert.Equal(await ConvertAsync(toWire, [text]), await ConvertAsync(toWire, Cut(text, random)));
        }
    }

    [Fact]
    public async Task A_failure_before_the_end_fails_and_flushes_nothing()
    {
        var failing = Source.From([new Chunk("a\r"u8.ToArray(), 2)]).Concat(Source.Failed<Chunk>(new IOException("broken")));
        var seen = new List<byte>();
        await Assert.ThrowsAnyAsync<IOException>(() => failing.Via(new AsciiStage(toWire: false)).RunForeach(c => seen.AddRange(c.Span), Sys.Materializer()));
        Assert.Equal("a"u8.ToArray(), seen);
    }

    private static List<byte[]> Cut(byte[] text, Random random)
    {
        var pieces = new List<byte[]>();
        for (int at = 0, length; at < text.Length; at += length)
        {
            length = Math.Min(random.Next(1, 20), text.Length - at);
            pieces.Add(text[at..(at + length)]);
        }
        return pieces;
    }

    private async Task<byte[]> ConvertAsync(bool toWire, IEnumerable<byte[]> pieces)
    {
        var output = new List<byte>();
        await Source.From(pieces.Select(piece => new Chunk(piece, piece.Length))).Via(new AsciiStage(toWire)).RunForeach(chunk => output.AddRange(chunk.Span), Sys.Materializer());
        return [.. output];
    }
}
