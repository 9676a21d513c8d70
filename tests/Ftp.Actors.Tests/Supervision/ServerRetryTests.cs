using System.Net.Sockets;
using Akka.TestKit;
using Ftp.Actors.Supervision;
using Xunit;

namespace Ftp.Actors.Tests.Supervision;

/// <summary>A port that an administrator asked for and that cannot be had yet; in virtual time.</summary>
public sealed class ServerRetryTests(ITestOutputHelper output) : ServerTestBase(SupervisorTestBase.VirtualTime, output)
{
    [Fact]
    public async Task It_is_tried_again_until_it_is_free()
    {
        Prepare(OnPort(2100));
        await Change(Set("port", "2200"));
        Machine.Fail("0.0.0.0:2200", SocketError.AddressAlreadyInUse);
        await Ask<Serving>(new StartServing());

        ((TestScheduler)Sys.Scheduler).Advance(FtpServerActor.RetryPause);
        Assert.Equal("fault", (await Status()).State);

        Machine.Errors.Clear();
        ((TestScheduler)Sys.Scheduler).Advance(FtpServerActor.RetryPause);
        var status = await Status();
        Assert.Equal("on", status.State);
        Assert.Empty(status.Alarms);
    }

    [Fact]
    public async Task Switched_off_meanwhile_it_is_not()
    {
        Prepare(OnPort(2100));
        await Change(Set("port", "2200"));
        Machine.Fail("0.0.0.0:2200", SocketError.AddressAlreadyInUse);
        await Ask<Serving>(new StartServing());
        await Change(Set("enabled", "off"));
        Machine.Errors.Clear();
        ((TestScheduler)Sys.Scheduler).Advance(FtpServerActor.RetryPause);
        var status = await Status();
        Assert.Equal("off", status.State);
        Assert.Empty(status.Alarms);
        Assert.Empty(Machine.Open);
    }
}
