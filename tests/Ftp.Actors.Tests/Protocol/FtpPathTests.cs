using Ftp.Actors.Protocol;
using Xunit;

namespace Ftp.Actors.Tests.Protocol;

public sealed class FtpPathTests
{
    [Theory]
    [InlineData("/", "a/b", "/a/b")]
    [InlineData("/a", "b", "/a/b")]
    [InlineData("/a", "/b", "/b")]
    [InlineData("/a/b", "..", "/a")]
    [InlineData("/a", "../../..", "/")]
    [InlineData("/a", "./b//c/.", "/a/b/c")]
    [InlineData("/a", "", "/a")]
    [InlineData("/a", "...", "/a/...")]
    [InlineData("/a", "b\\..\\c", "/a/b\\..\\c")]
    [InlineData("/a", "%2e%2e", "/a/%2e%2e")]
    public void What_is_typed_resolves_against_the_working_directory(string from, string typed, string expected)
    {
        Assert.True(FtpPath.TryResolve(FtpPath.Parse(from), typed, out var path));
        Assert.Equal(expected, path.ToString());
    }

    [Fact]
    public void Names_that_no_disk_can_hold_are_refused()
    {
        Assert.False(FtpPath.TryParse("a\0b", out _));
        Assert.True(FtpPath.TryParse(new string('x', 255), out _));
        Assert.False(FtpPath.TryParse(new string('x', 256), out _));
        Assert.False(FtpPath.TryParse(new string('ü', 128), out _));
        Assert.False(FtpPath.TryParse(string.Join('/', Enumerable.Repeat(new string('x', 250), 17)), out _));
    }

    [Fact]
    public void A_path_is_at_or_below_whole_components_only()
    {
        Assert.True(FtpPath.Parse("/ab/c").IsAtOrBelow(FtpPath.Parse("/ab")));
        Assert.False(FtpPath.Parse("/abc").IsAtOrBelow(FtpPath.Parse("/ab")));
        Assert.True(FtpPath.Parse("/x").IsAtOrBelow(FtpPath.Root));
    }
}
