using Ftp.Actors.Transfers;
using Xunit;

namespace Ftp.Actors.Tests.Transfers;

public sealed class TransferWatchTests
{
    private static readonly TransferTimes Times = new(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(40));

    [Fact]
    public void Nobody_connecting_runs_out_of_patience_after_data_connect_timeout() =>
        Assert.Equal(Patience.NoConnection, After(TransferPhase.Connecting, Times.DataConnect));

    [Fact]
    public void No_progress_is_a_stall_after_stall_timeout()
    {
        Assert.Equal(Patience.Left, After(TransferPhase.Moving, Times.Stall - TimeSpan.FromSeconds(2)));
        Assert.Equal(Patience.Stalled, After(TransferPhase.Moving, Times.Stall));
    }

    [Fact]
    public void A_single_byte_in_time_is_progress()
    {
        var watch = new TransferWatch(() => Times);
        for (var tick = 0; tick < 1000; tick++)
            Assert.Equal(Patience.Left, watch.Tick(TransferPhase.Moving, tick / 19));
    }

    [Theory]
    [InlineData(TransferPhase.Opening)]
    [InlineData(TransferPhase.Publishing)]
    public void Opening_and_publishing_are_waited_for(object phase) => Assert.Equal(Patience.Left, After((TransferPhase)phase, TimeSpan.FromHours(1)));

    [Fact]
    public void The_clock_starts_anew_with_each_phase()
    {
        var watch = new TransferWatch(() => Times);
        for (var tick = 0; tick < 4; tick++)
            watch.Tick(TransferPhase.Connecting, 0);
        for (var tick = 0; tick < 19; tick++)
            Assert.Equal(Patience.Left, watch.Tick(TransferPhase.Moving, 0));
    }

    [Fact]
    public void A_time_that_is_lowered_holds_for_a_transfer_that_runs()
    {
        var times = Times;
        var watch = new TransferWatch(() => times);
        for (var tick = 0; tick < 6; tick++)
            Assert.Equal(Patience.Left, watch.Tick(TransferPhase.Moving, 0));
        times = times with { Stall = TimeSpan.FromSeconds(10) };
        Assert.Equal(Patience.Stalled, watch.Tick(TransferPhase.Moving, 0));
    }

    private static Patience After(TransferPhase phase, TimeSpan time)
    {
        var watch = new TransferWatch(() => Times);
        var patience = watch.Tick(phase, 1);
        for (var passed = TimeSpan.Zero; passed < time; passed += watch.Period)
            patience = watch.Tick(phase, 1);
        return patience;
    }
}
