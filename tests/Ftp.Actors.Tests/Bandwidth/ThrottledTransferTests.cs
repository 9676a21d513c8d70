using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.TestKit;
using Ftp.Actors.Bandwidth;
using Ftp.Actors.Network;
using Ftp.Actors.Settings;
using Ftp.Actors.Tests.Transfers;
using Ftp.Actors.Transfers;
using Ftp.Testing.Transfers;
using Xunit;

namespace Ftp.Actors.Tests.Bandwidth;

/// <summary>Real sockets, limits in virtual time: as long as the test lets no time pass, no byte passes that was not allowed. The scheduler's time is the test's too.</summary>
public sealed class ThrottledTransferTests()
    : TransferFixture("""akka.scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit" """)
{
    private const long Rate = 100_000;
    private const int Share = (int)Rate / 10;

    private readonly Road _road = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_download_gets_what_the_time_allows_and_the_rest_at_once_when_the_limit_goes(bool ascii)
    {
        var content = ascii ? [.. Enumerable.Repeat((byte)'x', 500_000)] : Content(500_000);
        Storage.Write("file", content);
        Limit(Rate);
        var channel = Channels.Listen();
        using var client = await ConnectAsync(channel);
        var (session, transfer) = Start(Order(TransferServices.Retrieve("file"), channel, Direction.Download, ascii));
        var meter = (await session.ExpectMsgAsync<TransferOpened>(cancellationToken: Cancel)).Meter;
        await MovesAsync(meter, Share, Share);
        for (var step = 1; step <= 20; step++)
        {
            _road.Time.Advance(TimeSpan.FromSeconds(0.1));
            await MovesAsync(meter, step * Share, (step + 1) * Share);
        }

        Limit(null);
        _road.Time.Advance(TimeSpan.FromSeconds(0.3));
        Assert.Equal(content, await ReadToEndAsync(client));
        Assert.IsType<TransferOutcome.Completed>(await OutcomeAsync(session, transfer));
        Assert.Equal(0, _road.Table.Count);
    }

    [Fact]
    public async Task A_limit_that_comes_bites_a_download_that_runs_by_sendfile()
    {
        Storage.Write("file", new byte[200 << 20]);
        var channel = Channels.Listen();
        using var client = await ConnectAsync(channel, receiveBuffer: 64 * 1024);
        var (session, transfer) = Start(Order(TransferServices.Retrieve("file"), channel, Direction.Download));
        var meter = (await session.ExpectMsgAsync<TransferOpened>(cancellationToken: Cancel)).Meter;
        await UntilAsync(() => meter.Bytes > 0);
        Limit(Rate);
        var reading = ReadToEndAsync(client);
        // what was on its way: the extent that had begun
        var most = meter.Bytes + ExtentPlan.Largest + Share;
        await UntilAsync(() => _road.Table.Report() is [{ Waiting: 1 }] && _road.Time.IsWaitedFor);
        Assert.InRange(meter.Bytes, 0, most);
        var at = meter.Bytes;
        for (var step = 1; step <= 10; step++)
        {
            _road.Time.Advance(TimeSpan.FromSeconds(0.1));
            await MovesAsync(meter, at + ((step - 1) * Share), at + ((step + 1) * Share));
        }

        Limit(null);
        _road.Time.Advance(TimeSpan.FromSeconds(0.3));
        Assert.Equal(200 << 20, (await reading).Length);
        Assert.IsType<TransferOutcome.Completed>(await OutcomeAsync(session, transfer));
    }

    [Fact]
    public async Task An_upload_is_read_no_faster_than_allowed()
    {
        var content = Content(300_000);
        Limit(Rate);
        var channel = Channels.Listen();
        using var client = await ConnectAsync(channel);
        var (session, transfer) = Start(Order(TransferServices.Store("file"), channel, Direction.Upload));
        var meter = (await session.ExpectMsgAsync<TransferOpened>(cancellationToken: Cancel)).Meter;
        var sending = client.SendAsync(content, SocketFlags.None, Cancel).AsTask();
        await MovesAsync(meter, Share, Share);
        for (var step = 1; step <= 10; step++)
        {
            _road.Time.Advance(TimeSpan.FromSeconds(0.1));
            await MovesAsync(meter, step * Share, (step + 1) * Share);
        }

        while (!sending.IsCompleted || meter.Bytes < content.Length)
            _road.Time.Advance(TimeSpan.FromSeconds(0.1));
        client.Shutdown(SocketShutdown.Send);
        await UntilAsync(() =>
        {
            _road.Time.Advance(TimeSpan.FromSeconds(0.1));
            return session.HasMessages;
        });
        Assert.IsType<TransferOutcome.Completed>(await OutcomeAsync(session, transfer));
        Assert.Equal(content, await File.ReadAllBytesAsync(Path.Combine(Storage.Folder, "file"), Cancel));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_transfer_that_waits_for_its_turn_is_stopped_at_once(bool upload)
    {
        Storage.Write("file", new byte[500_000]);
        Limit(1);
        var channel = Channels.Listen();
        using var client = await ConnectAsync(channel);
        var order = upload
            ? Order(TransferServices.Store("new"), channel, Direction.Upload)
            : Order(TransferServices.Retrieve("file"), channel, Direction.Download);
        var (session, transfer) = Start(order);
        var meter = (await session.ExpectMsgAsync<TransferOpened>(cancellationToken: Cancel)).Meter;
        if (upload)
            await client.SendAsync(new byte[1000], Cancel);
        await UntilAsync(() => meter.Bytes == 1 && order.Throttle!.IsWaiting);
        transfer.Tell(new StopTransfer(order.RunId, "ABOR"));
        var aborted = Assert.IsType<TransferOutcome.Aborted>(await OutcomeAsync(session, transfer));
        Assert.True(aborted.Stopped);
        await Assert.ThrowsAsync<SocketException>(() => ReadToEndAsync(client));
        Assert.Empty(_road.Table.Report());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Waiting_for_a_limit_is_no_stall(bool upload)
    {
        Storage.Write("file", new byte[500_000]);
        Limit(1);
        var channel = Channels.Listen();
        using var client = await ConnectAsync(channel);
        var order = upload
            ? Order(TransferServices.Store("new"), channel, Direction.Upload)
            : Order(TransferServices.Retrieve("file"), channel, Direction.Download);
        var (session, transfer) = Start(order);
        var meter = (await session.ExpectMsgAsync<TransferOpened>(cancellationToken: Cancel)).Meter;
        if (upload)
            await client.SendAsync(new byte[1000], Cancel);
        else
            await client.ReceiveAsync(new byte[1], Cancel);
        await UntilAsync(() => meter.Bytes == 1 && order.Throttle!.IsWaiting);
        Advance(Services.Settings.Current.StallTimeout * 3);
        await session.ExpectNoMsgAsync(TimeSpan.FromMilliseconds(100), Cancel);
        transfer.Tell(new StopTransfer(order.RunId, "enough"));
        Assert.True(Assert.IsType<TransferOutcome.Aborted>(await OutcomeAsync(session, transfer)).Stopped);
    }

    [Fact]
    public async Task A_client_that_does_not_read_stalls_also_under_a_limit()
    {
        Storage.Write("file", new byte[64 << 20]);
        Limit(1L << 30);
        var channel = Channels.Listen();
        using var client = await ConnectAsync(channel, receiveBuffer: 64 * 1024);
        var (session, transfer) = Start(Order(TransferServices.Retrieve("file"), channel, Direction.Download));
        await session.ExpectMsgAsync<TransferOpened>(cancellationToken: Cancel);
        await UntilAsync(() =>
        {
            _road.Time.Advance(TimeSpan.FromSeconds(1));
            Advance(TimeSpan.FromSeconds(60));
            return session.HasMessages;
        });
        Assert.Contains("stalled", Assert.IsType<TransferOutcome.Aborted>(await OutcomeAsync(session, transfer)).Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_accounts_own_times_hold_for_its_transfer_and_may_change_while_it_runs()
    {
        var terms = new Published<TransferTerms>(new TransferTerms(TimeSpan.FromSeconds(2), TimeSpan.FromHours(5)));
        var (nobody, never) = Start(Order(TransferServices.Store("a"), Channels.Listen(), Direction.Upload) with { Terms = terms });
        await nobody.ExpectMsgAsync<TransferOpened>(cancellationToken: Cancel);
        Advance(TimeSpan.FromSeconds(20));
        Assert.IsType<TransferOutcome.NotConnected>(await OutcomeAsync(nobody, never));

        var channel = Channels.Listen();
        using var client = await ConnectAsync(channel);
        var (session, transfer) = Start(Order(TransferServices.Store("b"), channel, Direction.Upload) with { Terms = terms });
        var meter = (await session.ExpectMsgAsync<TransferOpened>(cancellationToken: Cancel)).Meter;
        await client.SendAsync(new byte[100], Cancel);
        await UntilAsync(() => meter.Bytes == 100);
        // a ring is worth what the shorter of its times wants, not the second that the test gives it
        Advance(Services.Settings.Current.StallTimeout * 5);
        await session.ExpectNoMsgAsync(TimeSpan.FromMilliseconds(50), Cancel);
        terms.Publish(new TransferTerms(null, TimeSpan.FromSeconds(3)));
        Advance(TimeSpan.FromSeconds(30));
        Assert.Contains("stalled", Assert.IsType<TransferOutcome.Aborted>(await OutcomeAsync(session, transfer)).Why, StringComparison.Ordinal);
    }

    private void Limit(long? rate) => _road.Set(s => s with { Rate = new Rates(rate, rate) });

    private TransferOrder Order(TransferJob job, IDataChannel channel, Direction direction, bool ascii = false) =>
        TransferServices.Order(job, channel, ascii) with
        {
            Throttle = new Throttle(_road.Table, _road.Time, _road.Settings, _road.Rights, new ThrottleSubject(direction, "ada", IPAddress.Loopback, null)),
        };

    /// <summary>As many bytes at least come to pass, and never more than the most.</summary>
    private async Task MovesAsync(TransferMeter meter, long least, long most)
    {
        // the next piece's wait has begun: else the moment that comes now would be none of it
        await UntilAsync(() => meter.Bytes >= least && _road.Time.IsWaitedFor);
        Assert.InRange(meter.Bytes, least, most);
    }

    /// <summary>Second by second: a leap would ring a periodic timer once.</summary>
    private void Advance(TimeSpan time)
    {
        for (var second = 0; second < time.TotalSeconds; second++)
            ((TestScheduler)Sys.Scheduler).Advance(TimeSpan.FromSeconds(1));
    }
}
