using Ftp.Actors.Protocol;
using Ftp.Actors.Sessions;
using Ftp.Actors.Transfers;
using Xunit;

namespace Ftp.Actors.Tests.Sessions;

public class RandomCommandsTests
{
    private static readonly string[] Arguments =
    [
        "", "ada", "secret", "anonymous", "/", "..", "/work", "/work/file.txt", "folder", "/inbox/new", "/mixed/open", "/public/docs", "*", "-la", "I", "A", "S", "F", "R", "1", "ALL",
        "0", "100", "127,0,0,1,200,1", "|1|127.0.0.1|2000|", "20240101000000 /work/file.txt", "CHMOD 644 /work/file.txt", "HELP", "UTF8 ON", "MLST type;size;", "x\u0000y", "\"q\"", "TLS", "SSL", "P", "C",
    ];

    /// <summary>Whatever is said: no exception, exactly one final reply to each command, one 150 before each end of a transfer that began.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Twenty_five_thousand_random_commands_have_one_final_reply_each(int seed)
    {
        var random = new Random(seed);
        var verbs = VerbTable.Rows.Select(r => r.Name).Where(v => v is not ("QUIT" or "REIN")).ToArray();
        var session = CoreSession.LoggedIn(Node(random));
        for (var i = 0; i < 25_000; i++)
        {
            if (session.Closed)
            {
                session = CoreSession.LoggedIn(Node(random));
            }

            if (!session.State.IsLoggedIn && random.Next(10) == 0)
            {
                session.Say("USER ada");
                session.Say("PASS secret");
            }

            session.Outcome = random.Next(6) switch
            {
                < 2 => new TransferOutcome.Aborted(1, "reset", Stopped: false),
                2 => new TransferOutcome.NotProtected("no session of ours", NotBound: true),
                _ => null,
            };
            var line = random.Next(20) == 0 ? Noise(random) : System.Text.Encoding.UTF8.GetBytes($"{verbs[random.Next(verbs.Length)]} {Arguments[random.Next(Arguments.Length)]}".TrimEnd());
            var replies = session.SayBytes(line);
            if (!(session.Closed && replies.Count == 0))
            {
                Assert.Single(replies, r => !r.IsPreliminary);
                Assert.True(replies.Count == 1 || (replies.Count == 2 && replies[0].IsPreliminary));
            }

            Assert.Null(session.State.Pending);
            Assert.Null(session.State.Transfer);
        }
    }

    private static TestNode Node(Random random)
    {
        var node = new TestNode();
        node.Set(s => s with { ClearCommandChannel = random.Next(2) == 0, RequireTlsData = random.Next(4) == 0 });
        return node;
    }

    /// <summary>Results and events in any order and at any time: the core stays a function, answers in order, and ends with nothing in flight.</summary>
    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    public void Pipelined_commands_are_answered_in_order_whatever_comes_when(int seed)
    {
        var random = new Random(seed);
        string[] commands = ["NOOP", "PWD", "SIZE /work/file.txt", "PASV", "RETR /work/file.txt", "LIST /work", "STOR /work/n", "MDTM /work/other.txt", "SYST", "CWD /work", "ABOR"];
        for (var round = 0; round < 300; round++)
        {
            var session = CoreSession.LoggedIn(new TestNode());
            session.Say("TYPE I");
            session.Replies.Clear();
            session.Hold = true;
            var said = 0;
            var expected = random.Next(1, 40);
            while (said < expected || session.Held > 0)
            {
                if (said < expected && session.State.WantsLines && random.Next(2) == 0)
                {
                    session.Say(commands[random.Next(commands.Length)]);
                    said++;
                }
                else if (session.Held > 0)
                {
                    session.LetGo();
                }
            }

            Assert.Equal(said, session.Replies.Count(r => !r.IsPreliminary));
            Assert.Empty(session.State.Waiting);
        }
    }

    /// <summary>Whatever ends a session and whenever: its transfer has ended before, and what it held is given back once.</summary>
    [Theory]
    [InlineData(21)]
    [InlineData(22)]
    [InlineData(23)]
    public void A_session_never_closes_over_a_running_transfer(int seed)
    {
        var random = new Random(seed);
        string[] commands = ["NOOP", "WHAT", "PASV", "RETR /work/file.txt", "LIST /work", "STOR /work/n", "CWD /work", "ABOR", "STAT", "QUIT", "RETR file.txt"];
        for (var round = 0; round < 500; round++)
        {
            var session = CoreSession.LoggedIn(new TestNode());
            session.Say("TYPE I");
            session.Hold = true;
            for (var step = 0; step < 200 && !session.Closed; step++)
            {
                switch (random.Next(step > 20 ? 30 : 24))
                {
                    case < 12 when session.State.WantsLines:
                        session.Say(commands[random.Next(commands.Length)]);
                        break;
                    case < 23 when session.Held > 0:
                        session.LetGo();
                        break;
                    case 23:
                        session.Give(SessionInput.Tick.Instance);
                        break;
                    case 24:
                        session.Give(new SessionInput.EndWanted("The end.", LetTransferFinish: true));
                        break;
                    case 25:
                        session.Give(new SessionInput.EndWanted("The end.", LetTransferFinish: false));
                        break;
                    case 26:
                        session.Give(SessionInput.PeerClosed.Instance);
                        break;
                    case 27:
                        session.Node.Clock.Advance(TimeSpan.FromMinutes(2));
                        break;
                }

                Assert.False(session.State is { Farewell: not null, Transfer: not null });
            }

            session.Give(new SessionInput.EndWanted("The end.", LetTransferFinish: false));
            while (session.Held > 0)
            {
                session.LetGo();
            }

            Assert.True(session.Closed);
            Assert.Single(session.Trace, "ReleaseSession");
        }
    }

    private static byte[] Noise(Random random)
    {
        var bytes = new byte[random.Next(1, 60)];
        random.NextBytes(bytes);
        return bytes;
    }
}
