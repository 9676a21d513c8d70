using Ftp.Actors.Settings;
using Ftp.Admin.Commands;

namespace Ftp.Admin.Tests.Commands;

public sealed class ValueKindTests
{
    [Theory]
    [InlineData("0", 0L)]
    [InlineData("500", 500L)]
    [InlineData("500B", 500L)]
    [InlineData("10MiB", 10L << 20)]
    [InlineData("10 GiB", 10L << 30)]
    [InlineData("1TiB", 1L << 40)]
    [InlineData("unlimited", null)]
    public void Sizes(string text, long? bytes)
    {
        Assert.True(ValueKinds.Size.TryParse(text, out var size));
        Assert.Equal(bytes, size!.Value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("MiB")]
    [InlineData("10MB")]
    [InlineData("1.5GiB")]
    [InlineData("9999999TiB")]
    [InlineData("99999999999999999999")]
    public void What_is_no_size(string text) => Assert.False(ValueKinds.Size.TryParse(text, out _));

    [Theory]
    [InlineData("500ms", 0.5)]
    [InlineData("90s", 90)]
    [InlineData("5m", 300)]
    [InlineData("2h", 7200)]
    [InlineData("1d", 86400)]
    public void Durations(string text, double seconds)
    {
        Assert.True(ValueKinds.Duration.TryParse(text, out var duration));
        Assert.Equal(seconds, duration.TotalSeconds);
    }

    [Theory]
    [InlineData("5")]
    [InlineData("m")]
    [InlineData("-5m")]
    [InlineData("366d")]
    [InlineData("99999999999d")]
    public void What_is_no_duration(string text) => Assert.False(ValueKinds.Duration.TryParse(text, out _));

    [Theory]
    [InlineData("0640", 0x1A0)]
    [InlineData("750", 0x1E8)]
    [InlineData("default", null)]
    public void Modes(string text, int? mode)
    {
        Assert.True(ValueKinds.Mode.TryParse(text, out var found));
        Assert.Equal(mode, found!.Value);
    }

    [Theory]
    [InlineData("4755")]
    [InlineData("64")]
    [InlineData("0888")]
    [InlineData("rw-r-----")]
    public void What_is_no_mode(string text) => Assert.False(ValueKinds.Mode.TryParse(text, out _));

    [Theory]
    [InlineData("10.0.0.0/8", "10.0.0.0/8")]
    [InlineData("192.0.2.1", "192.0.2.1/32")]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1/32")]
    [InlineData("2001:db8::/32", "2001:db8::/32")]
    [InlineData("::1", "::1/128")]
    public void Networks(string text, string network)
    {
        Assert.True(ValueKinds.Network.TryParse(text, out var found));
        Assert.Equal(network, found.ToString());
    }

    [Theory]
    [InlineData("10.0.0.1/8")]
    [InlineData("10.0.0.0/33")]
    [InlineData("2001:db8::1/32")]
    [InlineData("host")]
    public void What_is_no_network(string text) => Assert.False(ValueKinds.Network.TryParse(text, out _));

    [Theory]
    [InlineData("CP1251", "CP1251")]
    [InlineData("cp866", "CP866")]
    [InlineData("iso-8859-1", "ISO-8859-1")]
    [InlineData("windows-1251", "CP1251")]
    [InlineData("koi8-r", "KOI8-R")]
    [InlineData("none", null)]
    public void Charsets(string text, string? charset)
    {
        Assert.True(ValueKinds.Charset.TryParse(text, out var found));
        Assert.Equal(charset, found!.Value);
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("us-ascii")]
    [InlineData("utf-16")]
    [InlineData("cp932")]
    [InlineData("cp99999")]
    [InlineData("klingon")]
    [InlineData("")]
    public void What_is_no_charset_of_single_bytes(string text) => Assert.False(ValueKinds.Charset.TryParse(text, out _));

    [Theory]
    [InlineData("projects", "projects", "/")]
    [InlineData("/projects/a b/c", "projects", "/a b/c")]
    [InlineData("projects/../public", "public", "/")]
    public void Places(string text, string resource, string folder)
    {
        Assert.True(ValueKinds.Place.TryParse(text, out var place));
        Assert.Equal((resource, folder), (place!.Resource, place.Folder.ToString()));
    }

    [Theory]
    [InlineData("statsu", "status")]
    [InlineData("STATUS", "status")]
    [InlineData("usr", "users")]
    [InlineData("res", "resources")]
    [InlineData("xyzzy", null)]
    [InlineData("", null)]
    public void The_nearest_word(string word, string? nearest) => Assert.Equal(nearest, NearestWord.Find(word, Palette.FirstWords));
}
