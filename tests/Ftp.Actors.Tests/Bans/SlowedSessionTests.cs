using System.Net;
using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit;
using Ftp.Actors.Bans;
using Ftp.Actors.Settings;
using Ftp.Actors.Tests.Sessions;
using Ftp.Testing;
using Xunit;
using FakeConnection = Ftp.Actors.Tests.Sessions.FakeConnection;
using TestNode = Ftp.Actors.Tests.Sessions.TestNode;

namespace Ftp.Actors.Tests.Bans;

/// <summary>The waiting itself: by timers, and over as soon as it may be.</summary>
public sealed class SlowedSessionTests : TestKit
{
    private readonly TestNode _node = new();

    public SlowedSessionTests()
        : base("akka.scheduler.implementation = \"Akka.TestKit.TestScheduler, Akka.TestKit\"\n" + Quiet.Akka)
    {
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private TestScheduler Time => (TestScheduler)Sys.Scheduler;

    [Fact]
    public async Task A_try_that_has_to_wait_is_answered_when_its_turn_came_and_another_host_at_once()
    {
        Fail("127.0.0.1", 3);
        var slowed = await TryAsync("127.0.0.1", "wrong");
        Assert.Equal("230", (await (await TryAsync("127.0.0.2", "secret")).HearAsync(Cancel))![..3]);
        // nothing was said to the slowed one meanwhile
        Assert.Equal(["220", "331"], slowed.Order);
        Assert.Equal("530 Login incorrect.", await HearInTimeAsync(slowed));
    }

    [Fact]
    public async Task The_right_password_waits_for_its_turn_too_and_ends_the_slowness()
    {
        Fail("127.0.0.1", 6);
        var slowed = await TryAsync("127.0.0.1", "secret");
        Assert.Equal("230", (await HearInTimeAsync(slowed))![..3]);
        Assert.Equal("230", (await (await TryAsync("127.0.0.1", "secret")).HearAsync(Cancel))![..3]);
        Assert.Contains(_node.Log.Entries, e => e.Event == "login.slowed" && e.Login == "ada" && e.Host == "127.0.0.1");
    }

    [Fact]
    public async Task Too_many_tries_at_a_time_are_told_to_come_back()
    {
        Fail("127.0.0.1", 10);
        await TryAsync("127.0.0.1", "wrong");
        await TryAsync("127.0.0.1", "wrong");
        Assert.Equal("421 The login cannot be checked now, try again later.", await (await TryAsync("127.0.0.1", "wrong")).HearAsync(Cancel));
    }

    [Fact]
    public async Task A_wrong_password_of_a_login_that_many_hosts_guess_is_answered_late_and_the_right_one_at_once()
    {
        for (var i = 0; i < 30; i++)
        {
            Fail($"10.0.0.{i}", 1);
        }

        var wrong = await TryAsync("192.0.2.1", "wrong");
        Assert.Equal("230", (await (await TryAsync("192.0.2.2", "secret")).HearAsync(Cancel))![..3]);
        await AwaitConditionAsync(() => Task.FromResult(_node.Log.Entries.Any(e => e.Event == "login.slowed")), TimeSpan.FromSeconds(20), cancellationToken: Cancel);
        Assert.Equal(["220", "331"], wrong.Order);
        Assert.Equal("530 Login incorrect.", await HearInTimeAsync(wrong));
    }

    [Fact]
    public async Task The_failure_that_bans_is_announced_to_who_ends_the_hosts_other_sessions()
    {
        _node.Set(s => s with { Ban = BanSettings.Default with { Never = [] } });
        Sys.EventStream.Subscribe(TestActor, typeof(BanInForce));
        Fail("192.0.2.1", 9);
        var last = await TryAsync("192.0.2.1", "wrong");
        Assert.Equal("421 Too many failed logins.", await last.HearAsync(Cancel));
        Assert.Equal(IPNetwork.Parse("192.0.2.1/32"), (await ExpectMsgAsync<BanInForce>(cancellationToken: Cancel)).Ban.Network);
    }

    private void Fail(string host, int times)
    {
        for (var i = 0; i < times; i++)
        {
            _node.Services.LoginGuard.Failed(IPAddress.Parse(host), "ada");
        }
    }

    /// <summary>Lets time pass until it says something.</summary>
    private async Task<string?> HearInTimeAsync(FakeConnection connection)
    {
        var heard = connection.HearAsync(Cancel);
        while (!heard.IsCompleted)
        {
            Time.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(heard, Task.Delay(TimeSpan.FromMilliseconds(20), Cancel));
        }

        return await heard;
    }

    /// <summary>A session that has sent its password.</summary>
    private async Task<FakeConnection> TryAsync(string host, string password)
    {
        var connection = new FakeConnection { Peer = new IPEndPoint(IPAddress.Parse(host), 40000) };
        Sys.ActorOf(FakeSupervisor.Props(_node, connection, new FakeTransfers(_node)));
        await connection.HearAsync(Cancel);
        connection.Say("USER ada");
        await connection.HearAsync(Cancel);
        connection.Say($"PASS {password}");
        await AwaitConditionAsync(() => Task.FromResult(connection.Unread == 0), TimeSpan.FromSeconds(20), cancellationToken: Cancel);
        return connection;
    }
}
