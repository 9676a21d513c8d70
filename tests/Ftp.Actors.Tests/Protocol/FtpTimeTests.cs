using System.Text;
using Ftp.Actors.Protocol;
using Xunit;

namespace Ftp.Actors.Tests.Protocol;

public sealed class FtpTimeTests
{
    [Theory]
    [InlineData("19970405123456", "1997-04-05T12:34:56Z")]
    [InlineData("20240229235959", "2024-02-29T23:59:59Z")]
    [InlineData("20000229000000", "2000-02-29T00:00:00Z")]
    [InlineData("20240101000000.123", "2024-01-01T00:00:00.123Z")]
    [InlineData("20240101000000.1", "2024-01-01T00:00:00.1Z")]
    [InlineData("20240101000000.12345678901", "2024-01-01T00:00:00.1234567Z")]
    [InlineData("20161231235960", "2017-01-01T00:00:00Z")]
    [InlineData("00010101000000", "0001-01-01T00:00:00Z")]
    public void A_time_val_is_UTC(string text, string time)
    {
        Assert.True(FtpTime.TryParse(text, out var parsed));
        Assert.Equal(DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture), parsed);
    }

    [Theory]
    [InlineData("")]
    [InlineData("2024010100000")]
    [InlineData("202401010000000")]
    [InlineData("20240101000000.")]
    [InlineData("20240101000000,5")]
    [InlineData("20240101000000.5x")]
    [InlineData("20240101000000 ")]
    [InlineData(" 2024010100000")]
    [InlineData("20230229000000")]
    [InlineData("19000229000000")]
    [InlineData("20240431000000")]
    [InlineData("20241301000000")]
    [InlineData("20240001000000")]
    [InlineData("20240100000000")]
    [InlineData("20240101240000")]
    [InlineData("20240101006000")]
    [InlineData("20240101000061")]
    [InlineData("00000101000000")]
    [InlineData("99991231235960")]
    [InlineData("2024-01-01T0000")]
    [InlineData("+0240101000000")]
    public void Anything_else_is_no_time(string text) => Assert.False(FtpTime.TryParse(text, out _));

    [Fact]
    public void What_is_formatted_is_parsed_back_and_written_the_same()
    {
        var time = new DateTimeOffset(2024, 2, 29, 23, 5, 7, 89, TimeSpan.FromHours(3));
        Span<byte> digits = stackalloc byte[FtpTime.Length];
        FtpTime.Write(time, digits);

        Assert.Equal("20240229200507", FtpTime.Format(time));
        Assert.Equal("20240229200507.089", FtpTime.Format(time, fraction: true));
        Assert.Equal(FtpTime.Format(time), Encoding.ASCII.GetString(digits));
        Assert.True(FtpTime.TryParse(FtpTime.Format(time, fraction: true), out var parsed));
        Assert.Equal(time, parsed);
    }
}
