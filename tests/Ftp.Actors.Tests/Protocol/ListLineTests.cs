using System.Buffers;
using System.Text;
using Ftp.Actors.Protocol;
using Xunit;

namespace Ftp.Actors.Tests.Protocol;

public sealed class ListLineTests
{
    private static readonly DateTimeOffset Now = new(2024, 8, 27, 12, 0, 0, TimeSpan.Zero);
    private static readonly FileFacts Plain = new("name", FileKind.File, 1234, Now, null, 0x1A4, 1, 2);

    [Fact]
    public void A_line_is_what_ls_writes()
    {
        Assert.Equal("-rw-r--r-- 1 ftp ftp         1234 Aug 27 12:00 name\r\n", Line(Plain));
        Assert.Equal("drwxr-xr-x 2 ftp ftp         4096 Aug 27 12:00 dir\r\n", Line(Plain with { Kind = FileKind.Directory, Name = "dir", Size = 4096, Mode = 0x1ED }));
        Assert.Equal("lrwxrwxrwx 1 ftp ftp            6 Aug 27 12:00 l\r\n", Line(Plain with { Kind = FileKind.Link, Name = "l", Size = 6, Mode = 0x1FF, LinkTarget = "/srv/x" }));
        Assert.Equal("lrwxrwxrwx 1 ftp ftp            6 Aug 27 12:00 l -> target\r\n", Line(Plain with { Kind = FileKind.Link, Name = "l", Size = 6, Mode = 0x1FF, LinkTarget = "target" }));
        Assert.Equal("s--------- 1 ftp ftp            0 Aug 27 12:00 name\r\n", Line(Plain with { Kind = FileKind.Other, Size = 0, Mode = 0 }));
    }

    [Fact]
    public void A_size_too_large_for_its_column_moves_the_rest() =>
        Assert.Equal($"-rw-r--r-- 1 ftp ftp {long.MaxValue} Aug 27 12:00 name\r\n", Line(Plain with { Size = long.MaxValue }));

    [Theory]
    [InlineData("2024-08-27T12:00:00Z", "Aug 27 12:00")]
    [InlineData("2024-02-29T12:00:00Z", "Feb 29 12:00")]
    [InlineData("2024-02-29T11:59:59Z", "Feb 29  2024")]
    [InlineData("2024-02-28T12:00:00Z", "Feb 28  2024")]
    [InlineData("2024-08-28T12:00:00Z", "Aug 28 12:00")]
    [InlineData("2024-08-28T12:00:01Z", "Aug 28  2024")]
    [InlineData("2020-02-29T00:00:00Z", "Feb 29  2020")]
    [InlineData("1970-01-01T00:00:00Z", "Jan 01  1970")]
    [InlineData("2038-01-19T03:14:08Z", "Jan 19  2038")]
    [InlineData("2023-12-31T23:59:59Z", "Dec 31  2023")]
    public void The_time_shows_for_180_days_and_the_year_for_the_rest(string modified, string date) =>
        Assert.Contains($" {date} name", Line(Plain with { Modified = DateTimeOffset.Parse(modified, null) }), StringComparison.Ordinal);

    [Fact]
    public void Every_month_has_its_English_name()
    {
        var names = Enumerable.Range(1, 12).Select(month => Line(Plain with { Modified = new(2001, month, 9, 0, 0, 0, TimeSpan.Zero) }).Substring(34, 12));

        Assert.Equal(
            "Jan,Feb,Mar,Apr,May,Jun,Jul,Aug,Sep,Oct,Nov,Dec".Split(',').Select(m => $"{m} 09  2001"), names);
    }

    [Fact]
    public void Dates_stand_in_the_given_zone_and_a_cached_date_is_not_another_ones()
    {
        var zone = TimeZoneInfo.CreateCustomTimeZone("test", TimeSpan.FromHours(5.5), null, null);
        var line = new ListLine(zone, Now, WireText.Utf8);
        var seconds = new[] { 0, 59, 60, 61, 0, -1, 86400, -15552000, -15552001, -15552000 };

        Assert.Equal(
            ["Aug 27 17:30", "Aug 27 17:30", "Aug 27 17:31", "Aug 27 17:31", "Aug 27 17:30", "Aug 27 17:29", "Aug 28 17:30", "Feb 29 17:30", "Feb 29  2024", "Feb 29 17:30"],
            seconds.Select(s => Text(to => line.Write(Plain with { Modified = Now.AddSeconds(s) }, to)).Substring(34, 12)));
    }

    [Theory]
    [InlineData("a\r\n-rw-r--r-- forged", "a??-rw-r--r-- forged")]
    [InlineData("a\nb", "a?b")]
    [InlineData("a\rb", "a?b")]
    [InlineData("\u001b[2Jx\0", "?[2Jx?")]
    [InlineData("tab\there", "tab?here")]
    public void A_name_can_neither_break_nor_forge_a_line(string name, string shown)
    {
        Assert.EndsWith($" {shown}\r\n", Line(Plain with { Name = name }), StringComparison.Ordinal);
        Assert.EndsWith($" l -> {shown}\r\n", Line(Plain with { Kind = FileKind.Link, Name = "l", LinkTarget = name }), StringComparison.Ordinal);
        Assert.Equal("", Text(to => new NlstLine(WireText.Utf8).Write("", name, to)));
        Assert.Equal("", Text(to => new NlstLine(WireText.Utf8).Write(name, "x", to)));
        Assert.Equal("", Text(to => new MlsxLine(MlsxFacts.All, WireText.Utf8).Write(default, name, to)));
    }

    [Fact]
    public void A_name_that_is_not_UTF8_stands_as_its_bytes()
    {
        var name = NameCodec.Decode([0x61, 0xFF, 0xC3, 0xA9]);
        var bytes = new ArrayBufferWriter<byte>();

        new NlstLine(WireText.Utf8).Write("d/", name, bytes);

        Assert.Equal([(byte)'d', (byte)'/', 0x61, 0xFF, 0xC3, 0xA9, 13, 10], bytes.WrittenSpan.ToArray());
    }

    private static string Line(FileFacts facts) => Text(to => new ListLine(TimeZoneInfo.Utc, Now, WireText.Utf8).Write(facts, to));

    private static string Text(Action<IBufferWriter<byte>> write)
    {
        var bytes = new ArrayBufferWriter<byte>();
        write(bytes);
        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }
}
