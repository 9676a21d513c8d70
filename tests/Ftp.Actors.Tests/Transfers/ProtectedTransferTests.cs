using System.Net.Sockets;
using Akka.Actor;
using Akka.TestKit;
using Ftp.Actors.Network.Tls;
using Ftp.Actors.Settings;
using Ftp.Actors.Transfers;
using Ftp.Testing.Transfers;
using Xunit;

namespace Ftp.Actors.Tests.Transfers;

/// <summary>PROT P: the handshake on the data connection, and what its end must show.</summary>
public sealed class ProtectedTransferTests()
    : TransferFixture("""akka.scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit" """)
{
    [Fact]
    public async Task A_protected_download_goes_through_the_tls_connection_and_ends_in_order()
    {
        var content = Storage.Write("file", Content(300_000));
        var tls = new FakeDataTls();
        var channel = Channels.Listen();
        using var client = await ConnectAsync(channel);
        var (session, transfer) = Start(Protected(TransferServices.Retrieve("file"), channel, tls, DataBinding.Resumed));
        Assert.Equal(await File.ReadAllBytesAsync(content, Cancel), await ReadToEndAsync(client));
        Assert.Equal(300_000, Assert.IsType<TransferOutcome.Completed>(await OutcomeAsync(session, transfer)).Bytes);
        Assert.Equal([DataBinding.Resumed], tls.Bindings);
        Assert.Equal(["complete", "dispose"], tls.Ends);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_handshake_that_fails_moves_nothing(bool notBound)
    {
        Storage.Write("file", new byte[10]);
        foreach (var job in new[] { TransferServices.Retrieve("file"), TransferServices.Store("new") })
        {
            var tls = new FakeDataTls { Handshake = _ => throw new TlsFailedException("it resumed nothing") { NotBound = notBound } };
            var channel = Channels.Listen();
            using var client = await ConnectAsync(channel);
            var (session, transfer) = Start(Protected(job, channel, tls));
            await session.ExpectMsgAsync<TransferOpened>(cancellationToken: Cancel);
            var failed = Assert.IsType<TransferOutcome.NotProtected>(await OutcomeAsync(session, transfer));
            Assert.Equal(("it resumed nothing", notBound), (failed.Why, failed.NotBound));
            await Assert.ThrowsAsync<SocketException>(() => ReadToEndAsync(client));
        }

        Assert.Equal((0, 1), (Storage.Uploads.Single().Published, Storage.Uploads.Single().Interrupted));
    }

    [Fact]
    public async Task A_handshake_that_hangs_ends_when_it_is_stopped()
    {
        var tls = Hanging(out var begun);
        var (session, transfer, client) = await BeginAsync(tls);
        using var _ = client;
        await begun.Task.WaitAsync(Cancel);
        transfer.Tell(new StopTransfer(_runId, "ABOR"));
        Assert.True(Assert.IsType<TransferOutcome.Aborted>(await OutcomeAsync(session, transfer)).Stopped);
    }

    [Fact]
    public async Task A_handshake_that_hangs_has_the_time_for_connecting_and_no_more()
    {
        var tls = Hanging(out var begun);
        var (session, transfer, client) = await BeginAsync(tls);
        using var _ = client;
        await begun.Task.WaitAsync(Cancel);
        for (var second = 0; second <= new ServerSettings().DataConnectTimeout.TotalSeconds + 10; second++)
            ((TestScheduler)Sys.Scheduler).Advance(TimeSpan.FromSeconds(1));
        var late = Assert.IsType<TransferOutcome.NotConnected>(await OutcomeAsync(session, transfer));
        Assert.Contains("handshake", late.Why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, false, true)]
    [InlineData(false, true, true)]
    [InlineData(false, false, false)]
    public async Task An_upload_is_published_only_at_a_proper_end(bool proper, bool accept, bool published)
    {
        var tls = new FakeDataTls { EndedProperly = proper };
        var job = (TransferJob.Store)TransferServices.Store("file") with { AcceptUncleanEnd = accept };
        var (session, transfer, client) = await BeginAsync(tls, job);
        using var _ = client;
        await client.SendAsync(new byte[1000], Cancel);
        client.Shutdown(SocketShutdown.Send);
        var outcome = await OutcomeAsync(session, transfer);
        var upload = Storage.Uploads.Single();
        if (published)
        {
            Assert.IsType<TransferOutcome.Completed>(outcome);
            Assert.Equal((1, 0), (upload.Published, upload.Interrupted));
            // disposing says close_notify before the FIN; nobody is waited for
            Assert.Equal(["dispose", "dispose"], tls.Ends);
        }
        else
        {
            Assert.Contains("close_notify", Assert.IsType<TransferOutcome.Incomplete>(outcome).Why, StringComparison.Ordinal);
            Assert.Equal((0, 1), (upload.Published, upload.Interrupted));
            Assert.Equal("abort", tls.Ends.First());
        }
    }

    [Fact]
    public async Task A_client_that_is_gone_before_our_close_notify_has_stored_its_file()
    {
        var tls = new FakeDataTls { Farewell = _ => throw new IOException("broken pipe") };
        var (session, transfer, client) = await BeginAsync(tls);
        using var _ = client;
        client.Shutdown(SocketShutdown.Send);
        Assert.IsType<TransferOutcome.Completed>(await OutcomeAsync(session, transfer));
        Assert.Equal(1, Storage.Uploads.Single().Published);
    }

    [Fact]
    public async Task A_client_that_never_takes_our_close_notify_keeps_its_file_waiting_for_a_moment_only()
    {
        var tls = new FakeDataTls { Farewell = cancel => Task.Delay(Timeout.Infinite, cancel) };
        var (session, transfer, client) = await BeginAsync(tls);
        using var _ = client;
        client.Shutdown(SocketShutdown.Send);
        Assert.IsType<TransferOutcome.Completed>(await OutcomeAsync(session, transfer));
    }

    /// <summary>A record at a time would fill no buffer: it grows by what has come.</summary>
    [Fact]
    public async Task A_long_upload_is_read_with_large_buffers_and_a_short_one_is_not()
    {
        var (small, large) = (new FakeDataTls(), new FakeDataTls());
        foreach (var (tls, size) in new[] { (small, 100_000), (large, 4 * 1024 * 1024) })
        {
            var (session, transfer, client) = await BeginAsync(tls);
            using var _ = client;
            await client.SendAsync(new byte[size], Cancel);
            client.Shutdown(SocketShutdown.Send);
            Assert.Equal(size, Assert.IsType<TransferOutcome.Completed>(await OutcomeAsync(session, transfer)).Bytes);
        }

        Assert.Equal(64 * 1024, small.LargestRead);
        Assert.True(large.LargestRead >= 256 * 1024);
    }

    private long _runId;

    private TransferOrder Protected(TransferJob job, Ftp.Actors.Network.IDataChannel channel, FakeDataTls tls, DataBinding binding = DataBinding.SameSession)
    {
        var order = TransferServices.Order(job, channel) with { Protection = new DataProtection(tls, binding) };
        _runId = order.RunId;
        return order;
    }

    private async Task<(TestProbe Session, IActorRef Transfer, Socket Client)> BeginAsync(FakeDataTls tls, TransferJob? job = null)
    {
        var channel = Channels.Listen();
        var client = await ConnectAsync(channel);
        var (session, transfer) = Start(Protected(job ?? TransferServices.Store("file"), channel, tls));
        await session.ExpectMsgAsync<TransferOpened>(cancellationToken: Cancel);
        return (session, transfer, client);
    }

    private static FakeDataTls Hanging(out TaskCompletionSource begun)
    {
        var started = begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return new FakeDataTls
        {
            Handshake = cancel =>
            {
                started.TrySetResult();
                return Task.Delay(Timeout.Infinite, cancel);
            },
        };
    }
}
