using System.Net.Sockets;
using Akka.Actor;
using Ftp.Actors.Transfers;
using Ftp.Testing;
using Ftp.Testing.Transfers;
using Xunit;

namespace Ftp.Actors.Tests.Transfers;

public sealed class BreakingOffTests : TransferFixture
{
    private const int Endless = 64 * 1024 * 1024;

    [Fact]
    public async Task A_stop_during_a_blocked_send_resets_the_connection_and_is_reported()
    {
        Storage.Write("file", new byte[Endless]);
        var channel = Channels.Listen();
        using var client = await ConnectAsync(channel);
        var (session, transfer) = Start(TransferServices.Order(TransferServices.Retrieve("file"), channel));
        var opened = await session.ExpectMsgAsync<TransferOpened>(cancellationToken: Cancel);
        await client.ReceiveAsync(new byte[1], Cancel);
        transfer.Tell(new StopTransfer(opened.RunId, "ABOR"), session.Ref);
        var aborted = Assert.IsType<TransferOutcome.Aborted>(await OutcomeAsync(session, transfer));
        Assert.True(aborted.Stopped);
        Assert.Equal("ABOR", aborted.Why);
        Assert.Equal(SocketError.ConnectionReset, (await Assert.ThrowsAsync<SocketException>(() => ReadToEndAsync(client))).SocketErrorCode);
    }

    [Fact]
    public async Task A_stop_of_another_run_is_ignored()
    {
        Storage.Write("file", new byte[Endless]);
        var channel = Channels.Listen();
        using var client = await ConnectAsync(channel);
        var (session, transfer) = Start(TransferServices.Order(TransferServices.Retrieve("file"), channel));
        var opened = await session.ExpectMsgAsync<TransferOpened>(cancellationToken: Cancel);
        transfer.Tell(new StopTransfer(opened.RunId - 1, "late"), session.Ref);
        Assert.Equal(Endless, (await ReadToEndAsync(client)).Length);
        Assert.IsType<TransferOutcome.Completed>(await OutcomeAsync(session, transfer));
    }

    [Fact]
    public async Task A_stopped_upload_is_interrupted_before_it_is_reported()
    {
        var channel = Channels.Listen();
        using var client = await ConnectAsync(channel);
        var (session, transfer) = Start(TransferServices.Order(TransferServices.Store("file"), channel));
        var opened = await session.ExpectMsgAsync<TransferOpened>(cancellationToken: Cancel);
        await client.SendAsync(new byte[200_000], Cancel);
        await UntilAsync(() => opened.Meter.Bytes == 200_000);
        transfer.Tell(new StopTransfer(opened.RunId, "right revoked"), session.Ref);
        var ended = await session.ExpectMsgAsync<TransferEnded>(cancellationToken: Cancel);
        var upload = Assert.Single(Storage.Uploads);
        Assert.Equal((0, 1, 0, 1), (upload.Published, upload.Interrupted, upload.Discarded, upload.Disposed));
        Assert.Equal(200_000, Assert.IsType<TransferOutcome.Aborted>(ended.Outcome).Bytes);
    }

    [Fact]
    public async Task A_stop_while_nobody_has_connected_is_reported_as_stopped()
    {
        Storage.Write("file", new byte[1]);
        var (session, transfer) = Start(TransferServices.Order(TransferServices.Retrieve("file"), Channels.Listen()));
        var opened = await session.ExpectMsgAsync<TransferOpened>(cancellationToken: Cancel);
        transfer.Tell(new StopTransfer(opened.RunId, "ABOR"), session.Ref);
        Assert.True(Assert.IsType<TransferOutcome.Aborted>(await OutcomeAsync(session, transfer)).Stopped);
    }

    [Fact]
    public async Task A_stop_while_the_file_is_being_opened_is_reported_as_stopped()
    {
        Storage.Gate = new TaskCompletionSource().Task;
        var order = TransferServices.Order(TransferServices.Store("file"), Channels.Listen());
        var (session, transfer) = Start(order);
        transfer.Tell(new StopTransfer(order.RunId, "kicked"), session.Ref);
        Assert.True(Assert.IsType<TransferOutcome.Aborted>(await OutcomeAsync(session, transfer)).Stopped);
        Assert.Empty(Storage.Uploads);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_actor_that_dies_releases_everything_and_publishes_nothing(bool crash)
    {
        var channel = Channels.Listen();
        using var client = await ConnectAsync(channel);
        var (session, transfer) = Start(TransferServices.Order(TransferServices.Store("file"), channel));
        var opened = await session.ExpectMsgAsync<TransferOpened>(cancellationToken: Cancel);
        await client.SendAsync(new byte[100_000], Cancel);
        await UntilAsync(() => opened.Meter.Bytes == 100_000);
        transfer.Tell(crash ? Kill.Instance : PoisonPill.Instance, session.Ref);
        Assert.IsType<TransferOutcome.Aborted>(await OutcomeAsync(session, transfer));
        var upload = Assert.Single(Storage.Uploads);
        await UntilAsync(() => upload.Disposed == 1);
        Assert.Equal((0, 1), (upload.Published, upload.Interrupted));
        await Assert.ThrowsAsync<SocketException>(() => ReadToEndAsync(client));
    }

    [Fact]
    public async Task A_stop_that_races_the_end_gives_one_outcome_and_one_end_of_the_upload()
    {
        var random = new Random(20261123);
        var races = TestScale.Of(1000);
        var outcomes = new Dictionary<Type, int>();
        for (var race = 0; race < races; race++)
        {
            var channel = Channels.Listen();
            using var client = await ConnectAsync(channel);
            var (session, transfer) = Start(TransferServices.Order(TransferServices.Store($"file{race}"), channel));
            var opened = await session.ExpectMsgAsync<TransferOpened>(cancellationToken: Cancel);
            await client.SendAsync(new byte[random.Next(1, 200_000)], Cancel);
            var spins = random.Next(20_000);
            var end = Task.Run(() => client.Shutdown(SocketShutdown.Send), Cancel);
            var stop = Task.Run(
                () =>
                {
                    Thread.SpinWait(spins);
                    transfer.Tell(new StopTransfer(opened.RunId, "race"), session.Ref);
                },
                Cancel);
            var outcome = await OutcomeAsync(session, transfer);
            await stop;
            await end.ContinueWith(_ => { }, Cancel, TaskContinuationOptions.None, TaskScheduler.Default);
            outcomes[outcome.GetType()] = outcomes.GetValueOrDefault(outcome.GetType()) + 1;
            var upload = Storage.Uploads[race];
            Assert.Equal(1, upload.Published + upload.Interrupted);
            Assert.Equal(outcome is TransferOutcome.Completed, upload.Published == 1);
            Assert.Equal(1, upload.Disposed);
            Assert.Equal(outcome is TransferOutcome.Completed, File.Exists(Path.Combine(Storage.Folder, $"file{race}")));
        }
        Assert.All(outcomes.Keys, type => Assert.True(type == typeof(TransferOutcome.Completed) || type == typeof(TransferOutcome.Aborted), type.Name));
    }

    [Fact]
    public async Task Transfers_leave_no_descriptor_behind()
    {
        Assert.SkipUnless(Directory.Exists("/proc/self/fd"), "needs /proc");
        Storage.Write("file", Content(100_000));
        var rounds = TestScale.Of(2000);
        await RoundAsync(0);
        var before = Sockets();
        for (var round = 1; round <= rounds; round++)
            await RoundAsync(round);
        // other tests of this process have sockets too, but none in this fixture's range
        await UntilAsync(() => Sockets() <= before);
    }

    private async Task RoundAsync(int round)
    {
        var channel = Channels.Listen();
        using var client = await ConnectAsync(channel);
        var (session, transfer) = Start(TransferServices.Order(
            round % 2 == 0 ? TransferServices.Retrieve("file") : TransferServices.Store("stored"), channel, ascii: round % 3 == 0));
        var opened = await session.ExpectMsgAsync<TransferOpened>(cancellationToken: Cancel);
        if (round % 5 == 0)
            transfer.Tell(new StopTransfer(opened.RunId, "ABOR"), session.Ref);
        else
            client.Shutdown(SocketShutdown.Send);
        // a client that does not read holds a download up as soon as its window is full
        var read = round % 5 == 0 ? Task.CompletedTask : ReadToEndAsync(client);
        await OutcomeAsync(session, transfer);
        await read;
    }

    /// <summary>Open files of this fixture's folder, and sockets bound to its passive range.</summary>
    private int Sockets()
    {
        var ports = Enumerable.Range(Range.First, Range.Count).Select(port => $"0100007F:{port:X4}").ToHashSet();
        var ours = File.ReadLines("/proc/self/net/tcp").Skip(1)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(fields => ports.Contains(fields[1]))
            .Select(fields => $"socket:[{fields[9]}]")
            .ToHashSet();
        return Directory.EnumerateFileSystemEntries("/proc/self/fd")
            .Select(fd => new FileInfo(fd).LinkTarget)
            .Count(target => target is not null && (target.StartsWith(Storage.Folder, StringComparison.Ordinal) || ours.Contains(target)));
    }
}
