using Ftp.Actors.Protocol;
using Ftp.Actors.Sessions;
using Xunit;

namespace Ftp.Actors.Tests.Sessions;

public class BeforeLoginTests
{
    public static TheoryData<string> Verbs => [.. VerbTable.Rows.Select(r => r.Name)];

    private static IEnumerable<Action<CoreSession>> Stages =>
    [
        _ => { },
        session => session.Say("USER ada"),
        session => { session.Say("USER ada"); session.Say("PASS wrong"); },
        session => { session.Say("USER ada"); session.Say("PASS secret"); session.Say("REIN"); },
        session => session.Say("AUTH TLS"),
        session => { session.Say("USER ada"); session.Say("PASS secret"); session.Say("AUTH TLS"); },
        session => { session.Say("USER ada"); session.Say("AUTH SSL"); session.Say("USER ada"); },
        session => { session.Say("AUTH TLS"); session.Say("USER ada"); session.Say("PASS secret"); session.Say("CCC"); session.Say("REIN"); },
    ];

    [Theory]
    [MemberData(nameof(Verbs))]
    public void Nothing_acts_before_login(string verb)
    {
        foreach (var stage in Stages)
        {
            foreach (var argument in new[] { "", " x", " /public/readme.txt", " 1,2,3,4,200,1", " |1|127.0.0.1|2000|", " 0700 /work/file.txt" })
            {
                var node = new TestNode();
                node.Set(s => s with { ClearCommandChannel = true });
                var session = new CoreSession(node);
                stage(session);
                Assert.False(session.State.IsLoggedIn);
                var calls = node.Storage.Calls;
                var replies = session.Say(verb + argument);

                Assert.Equal(calls, node.Storage.Calls);
                Assert.Equal(0, node.Channels.Open);
                Assert.False(session.State.IsLoggedIn && verb != "PASS");
                Assert.Single(replies);
                if (VerbTable.Find(verb)!.Stage == VerbStage.LoggedIn)
                {
                    Assert.Equal(ReplyCode.NotLoggedIn, replies[0].Code);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public void What_is_said_before_login_holds_nothing_of_the_client(string verb)
    {
        var session = new CoreSession(new TestNode());
        Assert.DoesNotContain("ZZTOP", string.Join('\n', session.Say($"{verb} ZZTOP227").Select(r => r.ToString())), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Ten_unknown_commands_end_a_session_that_has_not_logged_in()
    {
        var session = new CoreSession(new TestNode());
        Assert.All(Enumerable.Range(0, 9), i => Assert.Equal(500, session.Code($"XYZZY{i}")));
        Assert.Equal(421, session.Code("\u0001\u0002"));
        Assert.True(session.Closed);
    }

    [Fact]
    public void Fifty_unknown_commands_end_any_session()
    {
        var session = CoreSession.LoggedIn(new TestNode());
        Assert.All(Enumerable.Range(0, 49), _ => Assert.Equal(500, session.Code("XYZZY")));
        Assert.Equal(421, session.Code("XYZZY"));
    }

    [Theory]
    [InlineData("GET / HTTP/1.1")]
    [InlineData("POST /x HTTP/1.0")]
    [InlineData("EHLO me")]
    [InlineData("SSH-2.0-OpenSSH_9.6")]
    public void Another_protocol_is_cut_off_without_a_word(string line)
    {
        var session = new CoreSession(new TestNode());
        Assert.Empty(session.Say(line));
        Assert.True(session.Closed);
        Assert.Empty(session.Say("USER ada"));
    }

    [Fact]
    public void The_time_for_logging_in_is_one_for_all_lines()
    {
        var node = new TestNode();
        var session = new CoreSession(node);
        for (var i = 0; i < 5; i++)
        {
            node.Clock.Advance(TimeSpan.FromSeconds(11));
            Assert.Equal(200, session.Code("NOOP"));
            session.Say("REIN");
            session.Give(SessionInput.Tick.Instance);
            Assert.False(session.Closed);
        }

        node.Clock.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(ReplyCode.Closing, Assert.Single(session.Give(SessionInput.Tick.Instance)).Code);
        Assert.True(session.Closed);
    }
}
