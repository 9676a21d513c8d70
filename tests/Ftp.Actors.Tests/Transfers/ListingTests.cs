using System.Buffers;
using System.Net.Sockets;
using System.Text;
using Ftp.Actors.Storage;
using Ftp.Actors.Transfers;
using Ftp.Testing.Transfers;
using Xunit;

namespace Ftp.Actors.Tests.Transfers;

public sealed class ListingTests : TransferFixture
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5_000)]
    public async Task All_lines_arrive_in_order(int count)
    {
        var lines = new Lines(count);
        var channel = Channels.Listen();
        using var client = await ConnectAsync(channel);
        var (session, transfer) = Start(TransferServices.Order(Job(lines), channel, ascii: true));
        Assert.Equal(string.Concat(Enumerable.Range(0, count).Select(Line)), Encoding.ASCII.GetString(await ReadToEndAsync(client)));
        Assert.IsType<TransferOutcome.Completed>(await OutcomeAsync(session, transfer));
        Assert.Equal(1, lines.Disposed);
    }

    [Fact]
    public async Task A_client_that_does_not_read_stops_the_reading_of_the_directory()
    {
        var lines = new Lines(int.MaxValue);
        var channel = Channels.Listen();
        using var client = await ConnectAsync(channel, receiveBuffer: 64 * 1024);
        var (session, transfer) = Start(TransferServices.Order(Job(lines), channel));
        var opened = await session.ExpectMsgAsync<TransferOpened>(cancellationToken: Cancel);
        var (before, same) = (-1L, 0);
        await UntilAsync(() =>
        {
            same = before == opened.Meter.Bytes && before > 0 ? same + 1 : 0;
            before = opened.Meter.Bytes;
            return same > 20;
        });
        Assert.InRange(lines.Bytes - opened.Meter.Bytes, 0, 256 * 1024);
        transfer.Tell(new StopTransfer(opened.RunId, "ABOR"), session.Ref);
        Assert.True(Assert.IsType<TransferOutcome.Aborted>(await OutcomeAsync(session, transfer)).Stopped);
        Assert.Equal(1, lines.Disposed);
    }

    [Fact]
    public async Task A_directory_that_cannot_be_opened_is_not_opened()
    {
        var (session, transfer) = Start(TransferServices.Order(
            new TransferJob.Listing(_ => ValueTask.FromResult<StorageResult<IListingLines>>(StorageError.Unavailable)), Channels.Listen()));
        Assert.Equal(StorageError.Unavailable, Assert.IsType<TransferOutcome.NotOpened>(await OutcomeAsync(session, transfer)).Error);
    }

    [Fact]
    public async Task A_directory_that_fails_on_the_way_does_not_look_complete()
    {
        var lines = new Lines(int.MaxValue) { FailAfter = 3_000 };
        var channel = Channels.Listen();
        using var client = await ConnectAsync(channel);
        var (session, transfer) = Start(TransferServices.Order(Job(lines), channel));
        await Assert.ThrowsAsync<SocketException>(() => ReadToEndAsync(client));
        Assert.Equal(StorageError.Failed, Assert.IsType<TransferOutcome.StorageFailed>(await OutcomeAsync(session, transfer)).Error);
        Assert.Equal(1, lines.Disposed);
    }

    private static TransferJob Job(Lines lines) =>
        new TransferJob.Listing(_ => ValueTask.FromResult(new StorageResult<IListingLines>(lines, StorageError.None)));

    private static string Line(int n) => $"file number {n} with a name of some length\r\n";

    private sealed class Lines(int count) : IListingLines
    {
        private int _next;

        public int FailAfter { get; init; } = int.MaxValue;
        public int Disposed { get; private set; }
        public long Bytes { get; private set; }

        public async ValueTask<StorageResult<bool>> ReadAsync(IBufferWriter<byte> buffer, CancellationToken cancel)
        {
            await Task.Yield();
            for (var i = 0; i < 100 && _next < count; i++)
            {
                if (_next >= FailAfter)
                    return StorageError.Failed;
                var line = Encoding.ASCII.GetBytes(Line(_next++));
                buffer.Write(line);
                Bytes += line.Length;
            }
            return _next < count;
        }

        public ValueTask DisposeAsync()
        {
            Disposed++;
            return ValueTask.CompletedTask;
        }
    }
}
