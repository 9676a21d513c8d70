using Ftp.Actors.Catalog;
using Ftp.Actors.Protocol;
using Xunit;

namespace Ftp.Actors.Tests.Sessions;

/// <summary>Rights that nobody has confirmed for longer than <c>staleness-limit</c> give nothing.</summary>
public sealed class StalenessTests
{
    private readonly TestNode _node = new();

    [Theory]
    [InlineData("CWD /work")]
    [InlineData("CDUP")]
    [InlineData("LIST")]
    [InlineData("NLST /work")]
    [InlineData("MLSD")]
    [InlineData("MLST /work/file.txt")]
    [InlineData("STAT /work")]
    [InlineData("SIZE /work/file.txt")]
    [InlineData("MDTM /work/file.txt")]
    [InlineData("MFMT 20260101000000 /work/file.txt")]
    [InlineData("RETR /work/file.txt")]
    [InlineData("STOR /work/new.txt")]
    [InlineData("STOU")]
    [InlineData("APPE /work/file.txt")]
    [InlineData("DELE /work/file.txt")]
    [InlineData("RNFR /work/file.txt")]
    [InlineData("RNTO /work/other")]
    [InlineData("MKD /work/new")]
    [InlineData("RMD /work/empty")]
    [InlineData("SITE CHMOD 600 /work/file.txt")]
    [InlineData("SITE UTIME 20260101000000 /work/file.txt")]
    public void What_needs_a_right_is_refused_and_says_so(string command)
    {
        var session = CoreSession.LoggedIn(_node);
        session.RightsConfirmed = false;
        Assert.Equal(Replies.RightsNotConfirmed, session.Say(command).Single());
        Assert.Equal("staleness-limit", _node.Log.Entries.Last().Fields["rule"]);
    }

    [Theory]
    [InlineData("NOOP", 200)]
    [InlineData("PWD", 257)]
    [InlineData("TYPE I", 200)]
    [InlineData("STAT", 211)]
    [InlineData("QUIT", 221)]
    public void What_needs_none_is_answered(string command, int code)
    {
        var session = CoreSession.LoggedIn(_node);
        session.RightsConfirmed = false;
        Assert.Equal(code, session.Code(command));
    }

    [Fact]
    public void All_is_as_before_once_they_are_confirmed_again()
    {
        var session = CoreSession.LoggedIn(_node);
        session.Say("TYPE I");
        session.Say("CWD /work/folder");
        session.RightsConfirmed = false;
        Assert.Equal(451, session.Code("SIZE inner.txt"));
        session.RightsConfirmed = true;
        Assert.Equal(213, session.Code("SIZE inner.txt"));
    }

    [Fact]
    public void The_lease_grows_old_until_it_is_confirmed()
    {
        var clock = new Stopwatch();
        var lease = new RightsLease(clock);
        clock.Seconds = 61;
        Assert.Equal(TimeSpan.FromSeconds(61), lease.Age);
        lease.Confirm();
        Assert.Equal(TimeSpan.Zero, lease.Age);
    }

    private sealed class Stopwatch : TimeProvider
    {
        public long Seconds { get; set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Seconds;
    }
}
