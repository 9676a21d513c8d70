using System.Net.Sockets;
using System.Text;
using Ftp.Actors.Storage;
using Ftp.Actors.Transfers;
using Ftp.Testing.Transfers;
using Xunit;

namespace Ftp.Actors.Tests.Transfers;

public sealed class UploadTests : TransferFixture
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(64 * 1024 - 1)]
    [InlineData(64 * 1024)]
    [InlineData(64 * 1024 + 1)]
    [InlineData(5 * 1024 * 1024)]
    public async Task What_is_sent_is_stored_and_published_once(int size)
    {
        var content = Content(size);
        var outcome = await StoreAsync(TransferServices.Store("file"), content);
        var completed = Assert.IsType<TransferOutcome.Completed>(outcome);
        Assert.Equal(size, completed.Bytes);
        Assert.Equal(size, completed.Stored!.Value.Size);
        Assert.Equal(content, await File.ReadAllBytesAsync(Path.Combine(Storage.Folder, "file"), Cancel));
        AssertEnds(published: 1);
    }

    [Fact]
    public async Task REST_and_STOR_write_from_the_offset_on()
    {
        var content = Content(300_000);
        Storage.Write("file", content[..100_000]);
        Assert.IsType<TransferOutcome.Completed>(await StoreAsync(TransferServices.Store("file", offset: 100_000), content[100_000..]));
        Assert.Equal(content, await File.ReadAllBytesAsync(Path.Combine(Storage.Folder, "file"), Cancel));
    }

    [Fact]
    public async Task APPE_adds_to_the_end()
    {
        Storage.Write("file", [1, 2]);
        Assert.IsType<TransferOutcome.Completed>(await StoreAsync(TransferServices.Store("file", kind: StoreKind.Append), [3, 4]));
        Assert.Equal([1, 2, 3, 4], await File.ReadAllBytesAsync(Path.Combine(Storage.Folder, "file"), Cancel));
    }

    [Fact]
    public async Task Ascii_lines_are_stored_with_LF_also_where_a_CR_ends_a_segment()
    {
        var channel = Channels.Listen();
        using var client = await ConnectAsync(channel);
        client.NoDelay = true;
        var (session, transfer) = Start(TransferServices.Order(TransferServices.Store("text"), channel, ascii: true));
        var meter = (await session.ExpectMsgAsync<TransferOpened>(cancellationToken: Cancel)).Meter;
        var sent = 0;
        foreach (var piece in new[] { "one\r", "\ntwo\r\n", "lone\rcr\r" })
        {
            sent += await client.SendAsync(Encoding.ASCII.GetBytes(piece), Cancel);
            await UntilAsync(() => meter.Bytes == sent);
        }
        client.Shutdown(SocketShutdown.Send);
        Assert.Equal(sent, Assert.IsType<TransferOutcome.Completed>(await OutcomeAsync(session, transfer)).Bytes);
        Assert.Equal("one\ntwo\nlone\rcr\r", await File.ReadAllTextAsync(Path.Combine(Storage.Folder, "text"), Cancel));
    }

    [Fact]
    public async Task A_reset_is_not_the_end_of_the_file()
    {
        var channel = Channels.Listen();
        var client = await ConnectAsync(channel);
        var (session, transfer) = Start(TransferServices.Order(TransferServices.Store("file"), channel));
        var meter = (await session.ExpectMsgAsync<TransferOpened>(cancellationToken: Cancel)).Meter;
        await client.SendAsync(new byte[1000], Cancel);
        await UntilAsync(() => meter.Bytes == 1000);
        client.LingerState = new LingerOption(true, 0);
        client.Dispose();
        Assert.IsType<TransferOutcome.Aborted>(await OutcomeAsync(session, transfer));
        AssertEnds(interrupted: 1);
    }

    [Fact]
    public async Task An_end_with_the_control_connection_gone_is_incomplete()
    {
        Assert.IsType<TransferOutcome.Incomplete>(await StoreAsync(TransferServices.Store("file"), new byte[10], peerIsGone: () => true));
        AssertEnds(interrupted: 1);
    }

    [Theory]
    [InlineData(11, false)]
    [InlineData(10, true)]
    public async Task Fewer_bytes_than_ALLO_announced_are_incomplete(int announced, bool complete)
    {
        var outcome = await StoreAsync(TransferServices.Store("file", least: announced), new byte[10]);
        Assert.Equal(complete, outcome is TransferOutcome.Completed);
        AssertEnds(published: complete ? 1 : 0, interrupted: complete ? 0 : 1);
    }

    [Theory]
    [InlineData(100, true)]
    [InlineData(99, false)]
    public async Task The_largest_size_allowed_is_allowed_and_not_one_byte_more(long maximum, bool allowed)
    {
        var outcome = await StoreAsync(TransferServices.Store("file", maximum: maximum), new byte[100]);
        if (allowed)
            Assert.IsType<TransferOutcome.Completed>(outcome);
        else
            Assert.Equal(maximum, Assert.IsType<TransferOutcome.TooLarge>(outcome).Maximum);
        AssertEnds(published: allowed ? 1 : 0, discarded: allowed ? 0 : 1);
    }

    [Fact]
    public async Task A_full_disk_is_seen_on_the_way()
    {
        Storage.HasSpace = () => false;
        var outcome = await StoreAsync(TransferServices.Store("file"), new byte[16 * 1024 * 1024]);
        Assert.Equal(StorageError.NoSpace, Assert.IsType<TransferOutcome.StorageFailed>(outcome).Error);
        AssertEnds(interrupted: 1);
    }

    [Fact]
    public async Task A_write_that_fails_is_a_fault_of_the_storage()
    {
        Storage.RefuseWrites = true;
        Assert.IsType<TransferOutcome.StorageFailed>(await StoreAsync(TransferServices.Store("file"), new byte[10]));
        AssertEnds(interrupted: 1);
    }

    [Fact]
    public async Task A_publication_that_fails_is_said_as_such()
    {
        Storage.PublishError = StorageError.Unavailable;
        var outcome = await StoreAsync(TransferServices.Store("file"), new byte[10]);
        Assert.Equal(StorageError.Unavailable, Assert.IsType<TransferOutcome.StorageFailed>(outcome).Error);
        AssertEnds(published: 1);
    }

    [Theory]
    [InlineData(28, StorageError.NoSpace)]
    [InlineData(122, StorageError.NoSpace)]
    [InlineData(30, StorageError.ReadOnly)]
    [InlineData(116, StorageError.Unavailable)]
    [InlineData(5, StorageError.Failed)]
    public void Errors_of_the_disk_keep_their_meaning(int errno, StorageError error) =>
        Assert.Equal(error, StorageFault.Of(new IOException("disk", errno)).Error);

    [Fact]
    public async Task A_disk_that_is_really_full_is_NoSpace()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "needs /dev/full");
        using var handle = File.OpenHandle("/dev/full", FileMode.Open, FileAccess.Write);
        var failure = Assert.Throws<IOException>(() => RandomAccess.Write(handle, new byte[10], 0));
        Assert.Equal(StorageError.NoSpace, StorageFault.Of(failure).Error);
        await Task.CompletedTask;
    }

    private async Task<TransferOutcome> StoreAsync(TransferJob job, byte[] content, Func<bool>? peerIsGone = null)
    {
        var channel = Channels.Listen();
        using var client = await ConnectAsync(channel);
        var (session, transfer) = Start(TransferServices.Order(job, channel, peerIsGone: peerIsGone));
        try
        {
            await client.SendAsync(content, Cancel);
            client.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // the server had seen enough
        }
        return await OutcomeAsync(session, transfer);
    }

    private void AssertEnds(int published = 0, int interrupted = 0, int discarded = 0)
    {
        var upload = Assert.Single(Storage.Uploads);
        Assert.Equal((published, interrupted, discarded, 1), (upload.Published, upload.Interrupted, upload.Discarded, upload.Disposed));
    }
}
