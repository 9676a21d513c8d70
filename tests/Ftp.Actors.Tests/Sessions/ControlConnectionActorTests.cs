using System.Text;
using Akka.Actor;
using Ftp.Actors.Accounts;
using Ftp.Actors.Supervision;
using Ftp.Testing;
using Xunit;

namespace Ftp.Actors.Tests.Sessions;

public class ControlConnectionActorTests : Akka.TestKit.Xunit.TestKit
{
    private readonly TestNode _node = new();
    private readonly FakeConnection _connection = new();
    private readonly FakeTransfers _transfers;
    private readonly IActorRef _supervisor;

    public ControlConnectionActorTests()
        : base(Quiet.Akka)
    {
        _transfers = new FakeTransfers(_node);
        _supervisor = Sys.ActorOf(FakeSupervisor.Props(_node, _connection, _transfers));
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pipelined_commands_in_one_segment_are_answered_in_order()
    {
        _connection.SayBytes(Encoding.ASCII.GetBytes("USER ada\r\nPASS secret\r\nTYPE I\r\nSIZE /work/file.txt\r\nPASV\r\nRETR /work/file.txt\r\nPWD\r\nQUIT\r\n"));
        Assert.Equal(
            ["220", "331", "230", "200", "213", "227", "150"], (await HearAsync(7)).Select(l => l[..3]));
        Assert.Equal(["221", "226", "257"], (await _connection.HearAllAsync(Cancel)).Select(l => l[..3]).Order(StringComparer.Ordinal));
        await _transfers.SessionStopped.Task.WaitAsync(TimeSpan.FromSeconds(20), Cancel);
        Assert.True(_transfers.SessionReleased);
        Assert.True(_connection.IsDisposed);
        Assert.Equal(0, _transfers.Slots);
        Assert.Equal(0, _node.Channels.Open);
    }

    [Fact]
    public async Task A_client_that_does_not_read_is_not_read_from()
    {
        await HearAsync(1);
        _connection.BlockWrites();
        for (var i = 0; i < 200; i++)
        {
            _connection.SayBytes(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("NOOP\r\n", 500))));
        }

        await AwaitConditionAsync(() => Task.FromResult(_connection.Unread < 600_000), TimeSpan.FromSeconds(10), cancellationToken: Cancel);
        Assert.True(_connection.Unread > 590_000);
        _connection.LetWrite();
        Assert.Equal(100_000, (await HearAsync(100_000)).Count(l => l == "200 Okay."));
    }

    [Fact]
    public async Task A_peer_that_closes_ends_the_session_and_its_transfer()
    {
        _transfers.Hold = true;
        await LogInAsync();
        Say("TYPE I", "PASV", "STOR /work/new.txt");
        Assert.Equal("150", (await HearAsync(3))[^1][..3]);
        _connection.End();
        await _transfers.SessionStopped.Task.WaitAsync(TimeSpan.FromSeconds(20), Cancel);
        Assert.True(_transfers.SessionReleased);
        Assert.Equal(0, _transfers.Slots);
        Assert.Equal(0, _node.Channels.Open);
    }

    [Fact]
    public async Task A_transfer_that_breaks_is_a_426_and_gives_its_slot_back()
    {
        _transfers.Crash = true;
        await LogInAsync();
        Say("TYPE I", "PASV", "RETR /work/file.txt");
        Assert.Equal(["200", "227", "150", "426"], (await HearAsync(4)).Select(l => l[..3]));
        Assert.Equal(0, _transfers.Slots);
        Say("NOOP");
        Assert.Equal("200 Okay.", (await HearAsync(1))[0]);
    }

    [Fact]
    public async Task Abor_behind_telnet_signals_stops_the_transfer()
    {
        _transfers.Hold = true;
        await LogInAsync();
        Say("PASV", "RETR /work/file.txt");
        await HearAsync(2);
        _connection.SayBytes([0xFF, 0xF4, 0xFF, 0xF2, .. Encoding.ASCII.GetBytes("ABOR\r\n")]);
        Assert.Equal(["426 Transfer aborted: ABOR.", "226 Abort done."], await HearAsync(2));
    }

    [Fact]
    public async Task A_session_describes_itself()
    {
        _transfers.Hold = true;
        await LogInAsync();
        Say("CLNT tester", "CWD /work", "PASV", "RETR file.txt");
        await HearAsync(4);
        var card = await _supervisor.Ask<SessionCard>(DescribeSession.Instance, TimeSpan.FromSeconds(10), Cancel);
        Assert.Equal(("ada", "tester", "RETR /work/file.txt", "/work"), (card.Login, card.Client, card.Doing, card.WorkingDirectory.ToString()));
        Assert.Equal(12, card.Transfer!.Size);
    }

    [Fact]
    public async Task Ending_a_session_says_why()
    {
        await LogInAsync();
        _supervisor.Tell(new EndSession("Kicked by ada.", LetTransferFinish: true));
        Assert.Equal(["421 Kicked by ada."], await _connection.HearAllAsync(Cancel));
        await _transfers.SessionStopped.Task.WaitAsync(TimeSpan.FromSeconds(20), Cancel);
        Assert.True(_connection.IsClosed);
    }

    [Fact]
    public async Task A_removed_account_ends_its_session()
    {
        await LogInAsync();
        _supervisor.Tell(new AccountChanged("ada", null));
        Assert.Equal(["421 The account was removed."], await _connection.HearAllAsync(Cancel));
    }

    [Fact]
    public async Task A_tls_hello_is_cut_off()
    {
        await HearAsync(1);
        _connection.SayBytes([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xFC, 0x03, 0x03]);
        Assert.Empty(await _connection.HearAllAsync(Cancel));
        Assert.True(_connection.IsAborted);
    }

    [Fact]
    public async Task A_line_without_end_is_one_500_and_never_a_second_command()
    {
        await LogInAsync();
        _connection.SayBytes(Encoding.ASCII.GetBytes(new string('a', 1_000_000)));
        _connection.SayBytes(Encoding.ASCII.GetBytes("\r\nNOOP\r\n"));
        Assert.Equal(["500 Line too long.", "200 Okay."], await HearAsync(2));
    }

    [Fact]
    public async Task A_storage_that_hangs_does_not_keep_the_actor()
    {
        await LogInAsync();
        _node.Storage.Hangs = true;
        Say("TYPE I", "SIZE /work/file.txt");
        Assert.Equal("200 Type is I.", (await HearAsync(1))[0]);
        _supervisor.Tell(PoisonPill.Instance);
        await AwaitConditionAsync(() => Task.FromResult(_connection.IsDisposed), TimeSpan.FromSeconds(10), cancellationToken: Cancel);
    }

    private void Say(params string[] lines)
    {
        foreach (var line in lines)
        {
            _connection.Say(line);
        }
    }

    private async Task LogInAsync()
    {
        Say("USER ada", "PASS secret");
        await HearAsync(3);
    }

    private async Task<List<string>> HearAsync(int count)
    {
        var lines = new List<string>(count);
        while (lines.Count < count && await _connection.HearAsync(Cancel) is { } line)
        {
            lines.Add(line);
        }

        return lines;
    }
}
