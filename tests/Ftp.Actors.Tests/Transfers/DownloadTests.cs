using System.Net;
using System.Net.Sockets;
using System.Text;
using Ftp.Actors.Storage;
using Ftp.Actors.Transfers;
using Ftp.Testing.Transfers;
using Xunit;

namespace Ftp.Actors.Tests.Transfers;

public sealed class DownloadTests : TransferFixture
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(64 * 1024 - 1)]
    [InlineData(64 * 1024)]
    [InlineData(64 * 1024 + 1)]
    [InlineData(5 * 1024 * 1024)]
    public async Task The_file_arrives_as_it_is(int size)
    {
        var content = Content(size);
        Storage.Write("file", content);
        var channel = Channels.Listen();
        using var client = await ConnectAsync(channel);
        var (session, transfer) = Start(TransferServices.Order(TransferServices.Retrieve("file"), channel));
        Assert.Equal(content, await ReadToEndAsync(client));
        var opened = await session.ExpectMsgAsync<TransferOpened>(cancellationToken: Cancel);
        Assert.Equal(size, opened.Size);
        var completed = Assert.IsType<TransferOutcome.Completed>(await OutcomeAsync(session, transfer));
        Assert.Equal(size, completed.Bytes);
        Assert.Equal(size, opened.Meter.Bytes);
        Assert.Null(completed.Stored);
    }

    [Fact]
    public async Task A_file_that_may_block_is_read_by_the_storage_and_not_by_sendfile()
    {
        var content = Content(1_000_000);
        Storage.Write("file", content);
        Storage.Blocks = true;
        var channel = Channels.Listen();
        using var client = await ConnectAsync(channel);
        var (session, transfer) = Start(TransferServices.Order(TransferServices.Retrieve("file", 10), channel));
        Assert.Equal(content[10..], await ReadToEndAsync(client));
        Assert.Equal(999_990, Assert.IsType<TransferOutcome.Completed>(await OutcomeAsync(session, transfer)).Bytes);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(70_000)]
    [InlineData(200_000)]
    public async Task REST_starts_at_its_offset(int offset)
    {
        var content = Content(200_000);
        Storage.Write("file", content);
        var channel = Channels.Listen();
        using var client = await ConnectAsync(channel);
        var (session, transfer) = Start(TransferServices.Order(TransferServices.Retrieve("file", offset), channel));
        Assert.Equal(content[offset..], await ReadToEndAsync(client));
        Assert.Equal(200_000 - offset, Assert.IsType<TransferOutcome.Completed>(await OutcomeAsync(session, transfer)).Bytes);
    }

    [Fact]
    public async Task An_offset_beyond_the_end_is_not_opened()
    {
        Storage.Write("file", new byte[10]);
        var (session, transfer) = Start(TransferServices.Order(TransferServices.Retrieve("file", 11), Channels.Listen()));
        Assert.Equal(StorageError.BadOffset, Assert.IsType<TransferOutcome.NotOpened>(await OutcomeAsync(session, transfer)).Error);
    }

    [Fact]
    public async Task A_missing_file_is_said_before_anything_is_opened_and_gives_the_port_back()
    {
        var channel = Channels.Listen();
        var (session, transfer) = Start(TransferServices.Order(TransferServices.Retrieve("none"), channel));
        Assert.Equal(StorageError.NotFound, Assert.IsType<TransferOutcome.NotOpened>(await OutcomeAsync(session, transfer)).Error);
        await Assert.ThrowsAsync<SocketException>(() => ConnectAsync(channel));
    }

    [Fact]
    public async Task Ascii_lines_end_with_CRLF_on_the_wire_also_across_buffers()
    {
        var text = string.Concat(Enumerable.Range(0, 60_000).Select(n => n % 3 == 0 ? $"{n}\r\n" : $"{n}\n"));
        Storage.Write("text", Encoding.ASCII.GetBytes(text));
        var channel = Channels.Listen();
        using var client = await ConnectAsync(channel);
        var (session, transfer) = Start(TransferServices.Order(TransferServices.Retrieve("text"), channel, ascii: true));
        var expected = string.Concat(Enumerable.Range(0, 60_000).Select(n => $"{n}\r\n"));
        Assert.Equal(expected, Encoding.ASCII.GetString(await ReadToEndAsync(client)));
        Assert.Null((await session.ExpectMsgAsync<TransferOpened>(cancellationToken: Cancel)).Size);
        Assert.Equal(expected.Length, Assert.IsType<TransferOutcome.Completed>(await OutcomeAsync(session, transfer)).Bytes);
    }

    [Fact]
    public async Task Active_mode_connects_to_the_client()
    {
        var content = Content(100_000);
        Storage.Write("file", content);
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);
        var channel = Channels.ConnectTo(IPAddress.Parse("127.0.0.3"), (IPEndPoint)listener.LocalEndPoint!);
        var (session, transfer) = Start(TransferServices.Order(TransferServices.Retrieve("file"), channel));
        using var client = await listener.AcceptAsync(Cancel);
        Assert.Equal(IPAddress.Parse("127.0.0.3"), ((IPEndPoint)client.RemoteEndPoint!).Address);
        Assert.Equal(content, await ReadToEndAsync(client));
        Assert.IsType<TransferOutcome.Completed>(await OutcomeAsync(session, transfer));
    }

    [Fact]
    public async Task A_refused_active_connection_is_not_connected()
    {
        Storage.Write("file", new byte[1]);
        var unused = Channels.Listen();
        await unused.DisposeAsync();
        var (session, transfer) = Start(TransferServices.Order(TransferServices.Retrieve("file"), Channels.ConnectTo(IPAddress.Loopback, unused.EndPoint)));
        Assert.IsType<TransferOutcome.NotConnected>(await OutcomeAsync(session, transfer));
    }

    [Fact]
    public async Task A_slow_reader_gets_everything()
    {
        var content = Content(8 * 1024 * 1024);
        Storage.Write("file", content);
        var channel = Channels.Listen();
        // not smaller: below a segment of loopback the kernel falls back to probing a zero window, and the test to minutes
        using var client = await ConnectAsync(channel, receiveBuffer: 128 * 1024);
        var (session, transfer) = Start(TransferServices.Order(TransferServices.Retrieve("file"), channel));
        Assert.Equal(content, await ReadToEndAsync(client));
        Assert.IsType<TransferOutcome.Completed>(await OutcomeAsync(session, transfer));
    }

    [Fact]
    public async Task A_file_that_shrinks_is_a_fault_of_the_storage_and_does_not_look_complete()
    {
        var path = Storage.Write("file", Content(32 * 1024 * 1024));
        var channel = Channels.Listen();
        using var client = await ConnectAsync(channel, receiveBuffer: 128 * 1024);
        var (session, transfer) = Start(TransferServices.Order(TransferServices.Retrieve("file"), channel));
        await client.ReceiveAsync(new byte[1], Cancel);
        using (var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
            file.SetLength(1000);
        var failure = await Assert.ThrowsAsync<SocketException>(() => ReadToEndAsync(client));
        Assert.Equal(SocketError.ConnectionReset, failure.SocketErrorCode);
        var failed = Assert.IsType<TransferOutcome.StorageFailed>(await OutcomeAsync(session, transfer));
        Assert.Equal(StorageError.Failed, failed.Error);
    }

    [Fact]
    public async Task A_file_that_grows_ends_at_the_size_it_had()
    {
        var path = Storage.Write("file", Content(16 * 1024 * 1024));
        var channel = Channels.Listen();
        using var client = await ConnectAsync(channel);
        var (session, transfer) = Start(TransferServices.Order(TransferServices.Retrieve("file"), channel));
        await client.ReceiveAsync(new byte[1], Cancel);
        await using (var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite))
            await file.WriteAsync(new byte[1000], Cancel);
        Assert.Equal(16 * 1024 * 1024 - 1, (await ReadToEndAsync(client)).Length);
        Assert.IsType<TransferOutcome.Completed>(await OutcomeAsync(session, transfer));
    }

    [Fact]
    public async Task A_peer_that_resets_aborts_the_transfer()
    {
        Storage.Write("file", Content(32 * 1024 * 1024));
        var channel = Channels.Listen();
        var client = await ConnectAsync(channel);
        var (session, transfer) = Start(TransferServices.Order(TransferServices.Retrieve("file"), channel));
        await client.ReceiveAsync(new byte[1], Cancel);
        client.LingerState = new LingerOption(true, 0);
        client.Dispose();
        Assert.False(Assert.IsType<TransferOutcome.Aborted>(await OutcomeAsync(session, transfer)).Stopped);
    }
}
