using System.Net.Sockets;
using Akka.TestKit;
using Ftp.Actors.Settings;
using Ftp.Actors.Transfers;
using Ftp.Testing.Transfers;
using Xunit;

namespace Ftp.Actors.Tests.Transfers;

/// <summary>With the scheduler's time in the hand of the test.</summary>
public sealed class TimeOutTests()
    : TransferFixture("""akka.scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit" """)
{
    private static readonly TransferTimes Times = new(new ServerSettings().DataConnectTimeout, new ServerSettings().StallTimeout);

    /// <summary>Second by second: a leap would ring a periodic timer once.</summary>
    private void Advance(TimeSpan time)
    {
        for (var second = 0; second < time.TotalSeconds; second++)
            ((TestScheduler)Sys.Scheduler).Advance(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Nobody_connects_in_time()
    {
        Storage.Write("file", new byte[1]);
        var channel = Channels.Listen();
        var (session, transfer) = Start(TransferServices.Order(TransferServices.Retrieve("file"), channel));
        await session.ExpectMsgAsync<TransferOpened>(cancellationToken: Cancel);
        Advance(Times.DataConnect - TimeSpan.FromSeconds(1));
        await session.ExpectNoMsgAsync(TimeSpan.FromMilliseconds(50), Cancel);
        Advance(TimeSpan.FromSeconds(11));
        Assert.IsType<TransferOutcome.NotConnected>(await OutcomeAsync(session, transfer));
        await Assert.ThrowsAsync<SocketException>(() => ConnectAsync(channel));
    }

    [Fact]
    public async Task A_client_that_stops_reading_stalls_and_is_reset()
    {
        Storage.Write("file", new byte[64 * 1024 * 1024]);
        var channel = Channels.Listen();
        using var client = await ConnectAsync(channel, receiveBuffer: 64 * 1024);
        var (session, transfer) = Start(TransferServices.Order(TransferServices.Retrieve("file"), channel));
        var opened = await session.ExpectMsgAsync<TransferOpened>(cancellationToken: Cancel);
        await UntilAsync(() => opened.Meter.Bytes > 0);
        await StallAsync(session, transfer);
        await Assert.ThrowsAsync<SocketException>(() => ReadToEndAsync(client));
    }

    [Fact]
    public async Task A_client_that_stops_sending_stalls_and_nothing_is_published()
    {
        var channel = Channels.Listen();
        using var client = await ConnectAsync(channel);
        var (session, transfer) = Start(TransferServices.Order(TransferServices.Store("file"), channel));
        var opened = await session.ExpectMsgAsync<TransferOpened>(cancellationToken: Cancel);
        await client.SendAsync(new byte[100], Cancel);
        await UntilAsync(() => opened.Meter.Bytes == 100);
        await StallAsync(session, transfer);
        Assert.Equal((0, 1), (Storage.Uploads[0].Published, Storage.Uploads[0].Interrupted));
    }

    [Fact]
    public async Task A_stall_timeout_that_is_lowered_ends_a_transfer_that_runs()
    {
        var channel = Channels.Listen();
        using var client = await ConnectAsync(channel);
        var (session, transfer) = Start(TransferServices.Order(TransferServices.Store("file"), channel));
        var opened = await session.ExpectMsgAsync<TransferOpened>(cancellationToken: Cancel);
        await client.SendAsync(new byte[100], Cancel);
        await UntilAsync(() => opened.Meter.Bytes == 100);
        Services.Settings.Publish(Services.Settings.Current with { StallTimeout = TimeSpan.FromSeconds(20) });
        Advance(TimeSpan.FromSeconds(40));
        Assert.IsType<TransferOutcome.Aborted>(await OutcomeAsync(session, transfer));
    }

    private async Task StallAsync(TestProbe session, Akka.Actor.IActorRef transfer)
    {
        Advance(Times.Stall - TimeSpan.FromSeconds(30));
        await session.ExpectNoMsgAsync(TimeSpan.FromMilliseconds(50), Cancel);
        // bytes may still have been moving when the first seconds passed: the test's time is faster than the kernel
        await UntilAsync(() =>
        {
            Advance(TimeSpan.FromSeconds(30));
            return session.HasMessages;
        });
        var aborted = Assert.IsType<TransferOutcome.Aborted>(await OutcomeAsync(session, transfer));
        Assert.False(aborted.Stopped);
        Assert.Contains("stalled", aborted.Why, StringComparison.Ordinal);
    }
}
