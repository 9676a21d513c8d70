using System.Text;
using Akka.Actor;
using Ftp.Actors.Network.Tls;
using Ftp.Actors.Settings;
using Ftp.Actors.Supervision;
using Ftp.Testing;
using Xunit;

namespace Ftp.Actors.Tests.Sessions;

/// <summary>The switch between clear and TLS, as the actor does it: what has left before, what is kept out meanwhile, and what ends it.</summary>
public class TlsSwitchTests() : Akka.TestKit.Xunit.TestKit(Quiet.Akka)
{
    private readonly TestNode _node = new();
    private readonly FakeConnection _connection = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_reply_has_left_before_the_switch_and_nothing_happens_during_it()
    {
        _node.Set(s => s with { ClearCommandChannel = true });
        Begin();
        await HearAsync("220");
        foreach (var (said, heard) in new[] { ("USER ada", "331"), ("PASS secret", "230"), ("AUTH TLS", "234") })
        {
            await SayAsync(said, heard);
        }

        await _connection.SwitchAsync(Cancel);
        await SayAsync("USER ada", "331");
        await SayAsync("PASS secret", "230");
        await SayAsync("CCC", "200");
        await _connection.SwitchAsync(Cancel);
        await SayAsync("AUTH TLS", "234");
        await _connection.SwitchAsync(Cancel);
        await SayAsync("REIN", "220");
        await _connection.SwitchAsync(Cancel);
        await SayAsync("QUIT", "221");
        Assert.Equal(["220", "331", "230", "234", "start", "331", "230", "200", "stop", "234", "start", "220", "stop", "221"], _connection.Order);
        Assert.Empty(_connection.Violations);
    }

    [Fact]
    public async Task A_reply_that_the_peer_does_not_take_keeps_the_handshake_waiting()
    {
        Begin();
        await HearAsync("220");
        _connection.BlockWrites();
        _connection.Say("AUTH TLS");
        await UntilAsync(() => _connection.Unread == 0);
        Assert.Equal(["220"], _connection.Order);
        _connection.LetWrite();
        await HearAsync("234");
        await _connection.SwitchAsync(Cancel);
        await SayAsync("NOOP", "200");
        Assert.Equal(["220", "234", "start", "200"], _connection.Order);
        Assert.Empty(_connection.Violations);
    }

    [Fact]
    public async Task The_implicit_port_hears_no_clear_word()
    {
        var session = Begin(implicitTls: true);
        await UntilAsync(() => !_connection.Order.IsEmpty);
        _connection.SayBytes([0x16, 0x03, 0x01]);
        session.Tell(new EndSession("The server is shutting down.", LetTransferFinish: false));
        Assert.Empty(await _connection.HearAllAsync(Cancel));
        Assert.Equal(["start"], _connection.Order);
        Assert.True(_connection.IsAborted);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Whoever_is_sent_away_in_the_handshake_is_cut_and_the_handshake_cancelled(bool kicked)
    {
        var session = Begin();
        await HearAsync("220");
        await SayAsync("AUTH TLS", "234");
        await UntilAsync(() => _connection.Order.Contains("start"));
        session.Tell(kicked ? new EndSession("Kicked by ada.", LetTransferFinish: true) : PoisonPill.Instance);
        Assert.Empty(await _connection.HearAllAsync(Cancel));
        await UntilAsync(() => _connection.IsSwitchCancelled);
        Assert.Equal(kicked, _connection.IsAborted);
        await UntilAsync(() => _connection.IsDisposed);
    }

    [Fact]
    public async Task The_login_timeout_holds_for_the_handshake()
    {
        Begin();
        await HearAsync("220");
        await SayAsync("AUTH TLS", "234");
        await UntilAsync(() => _connection.Order.Contains("start"));
        _node.Clock.Advance(TimeSpan.FromMinutes(5));
        _node.Set(s => s with { LoginTimeout = TimeSpan.FromSeconds(1) });
        _session.Tell(Ftp.Actors.Sessions.SessionInput.Tick.Instance);
        Assert.Empty(await _connection.HearAllAsync(Cancel));
        await UntilAsync(() => _connection.IsSwitchCancelled);
        Assert.Contains(_node.Log.Entries, e => e.Event == "tls.failed");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_handshake_that_fails_closes_in_order_so_that_the_alert_arrives(bool implicitTls)
    {
        Begin(implicitTls);
        if (!implicitTls)
        {
            await HearAsync("220");
            await SayAsync("AUTH TLS", "234");
        }

        await _connection.SwitchAsync(Cancel, failure: new TlsFailedException("the peer offers h2 alone"));
        Assert.Empty(await _connection.HearAllAsync(Cancel));
        Assert.True(_connection.IsClosed);
        Assert.False(_connection.IsAborted);
        Assert.Contains("the peer offers h2 alone", _node.Log.Entries.Single(e => e.Event == "tls.failed").Text, StringComparison.Ordinal);
        Assert.Empty(_connection.Violations);
    }

    [Fact]
    public async Task Another_protocol_inside_the_tls_of_the_implicit_port_is_cut_off()
    {
        Begin(implicitTls: true);
        await _connection.SwitchAsync(Cancel);
        await HearAsync("220");
        _connection.Say("GET / HTTP/1.1");
        Assert.Empty(await _connection.HearAllAsync(Cancel));
        Assert.True(_connection.IsAborted);
    }

    [Fact]
    public async Task Protected_transfers_have_the_tls_of_the_connection_and_the_binding()
    {
        var transfers = new FakeTransfers(_node);
        Begin(transfers: transfers);
        await HearAsync("220");
        await SayAsync("AUTH TLS", "234");
        await _connection.SwitchAsync(Cancel);
        foreach (var (said, heard) in new[] { ("USER ada", "331"), ("PASS secret", "230"), ("PASV", "227") })
        {
            await SayAsync(said, heard);
        }

        await SayAsync("LIST /work", "150");
        await HearAsync("226");
        foreach (var (said, heard) in new[] { ("PBSZ 0", "200"), ("PROT P", "200"), ("PASV", "227"), ("LIST /work", "150") })
        {
            await SayAsync(said, heard);
        }

        await HearAsync("226");
        Assert.Null(transfers.Orders.First().Protection);
        Assert.Equal((_connection.DataTls, DataBinding.SameSession), (transfers.Orders.Last().Protection!.Tls, transfers.Orders.Last().Protection!.Binding));
    }

    /// <summary>
    /// What an attacker on the way puts behind the client's AUTH (CVE-2011-0411), cut into two segments at every place, with the second before the 234, after it, or
    /// never. It is thrown away, or it breaks the handshake; nothing of it is done.
    /// </summary>
    [Fact]
    public async Task No_command_that_came_in_clear_is_done_under_tls()
    {
        const string Auth = "AUTH TLS\r\n";
        var sent = Encoding.ASCII.GetBytes(Auth + "USER ada\r\nPASS secret\r\nDELE /work/file.txt\r\nMKD /work/half");
        var outcomes = new List<string>();
        for (var split = 0; split <= sent.Length; split++)
        {
            outcomes.Add(await InjectAsync(sent[..split], sent[split..], []));
            if (split >= Auth.Length)
            {
                outcomes.Add(await InjectAsync(sent[..split], [], sent[split..]));
                outcomes.Add(await InjectAsync(sent[..split], [], []));
            }
        }

        // Else the fake or the test would keep everything away from the session.
        Assert.Contains("alive, 4 thrown away", outcomes);
        Assert.Contains("alive, 1 thrown away", outcomes);
        Assert.Contains("broken", outcomes);
    }

    private async Task<string> InjectAsync(byte[] first, byte[] second, byte[] late)
    {
        var (node, connection) = (new TestNode(), new FakeConnection());
        var session = Sys.ActorOf(FakeSupervisor.Props(node, connection, new FakeTransfers(node)));
        Assert.Equal("220 FTP server ready", await connection.HearAsync(Cancel));
        connection.SayBytes(first);
        connection.SayBytes(second);
        Assert.Equal("234 TLS begins.", await connection.HearAsync(Cancel));
        connection.SayBytes(late);
        await connection.SwitchAsync(Cancel);
        // NOOP tells the end of the dialogue whatever was done before it.
        connection.Say("NOOP");
        connection.Say("PASS secret");
        connection.Say("QUIT");
        var heard = await connection.HearAllAsync(Cancel);
        await session.GracefulStop(TimeSpan.FromSeconds(20));
        Assert.True(node.Storage.Has("work/file.txt"));
        Assert.DoesNotContain(node.Log.Entries, e => e.Event is "login.accepted" or "login.failed" or "file.deleted");
        Assert.Empty(connection.Violations);
        if (heard.Count == 0)
        {
            Assert.Single(node.Log.Entries, e => e.Event == "tls.failed");
            return "broken";
        }

        Assert.Equal(["200", "503", "221"], heard.Select(l => l[..3]));
        return node.Log.Entries.SingleOrDefault(e => e.Event == "tls.discarded") is { } dropped ? $"alive, {dropped.Fields["commands"]} thrown away" : "alive";
    }

    private IActorRef _session = ActorRefs.Nobody;

    private IActorRef Begin(bool implicitTls = false, FakeTransfers? transfers = null) =>
        _session = Sys.ActorOf(FakeSupervisor.Props(_node, _connection, transfers ?? new FakeTransfers(_node), implicitTls));

    private async Task SayAsync(string line, string code)
    {
        _connection.Say(line);
        await HearAsync(code);
    }

    private async Task HearAsync(string code) => Assert.Equal(code, (await _connection.HearAsync(Cancel))?[..3]);

    private Task UntilAsync(Func<bool> condition) =>
        AwaitConditionAsync(() => Task.FromResult(condition()), TimeSpan.FromSeconds(20), TimeSpan.FromMilliseconds(5), cancellationToken: Cancel);
}
