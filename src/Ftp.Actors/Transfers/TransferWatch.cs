namespace Ftp.Actors.Transfers;

internal enum TransferPhase { Opening, Connecting, Moving, Publishing }

/// <param name="DataConnect">data-connect-timeout.</param>
/// <param name="Stall">stall-timeout: no byte acknowledged for so long.</param>
internal readonly record struct TransferTimes(TimeSpan DataConnect, TimeSpan Stall);

internal enum Patience { Left, NoConnection, Stalled }

/// <summary>
/// Judges the two time-outs of a transfer from one coarse tick: nobody connected within data-connect-timeout; no byte moved within stall-timeout.
/// It may act up to one tick late, never early. The times are asked for at each tick: what an administrator sets holds for transfers that run. Opening and publishing are the disk's affair, which has time-outs of its own.
/// </summary>
internal sealed class TransferWatch(Func<TransferTimes> times)
{
    private static readonly TimeSpan Coarsest = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Finest = TimeSpan.FromMilliseconds(20);

    private TransferPhase _phase;
    private long _progress;
    private TimeSpan _unchanged;

    /// <summary>How often <see cref="Tick"/> wants to be called.</summary>
    public TimeSpan Period { get; } = PeriodFor(times());

    /// <param name="progress">Bytes acknowledged by the peer, or received from it.</param>
    /// <param name="heldBack">It waits for a limit of ours: that is no stall.</param>
    public Patience Tick(TransferPhase phase, long progress, bool heldBack = false)
    {
        if (phase != _phase || progress != _progress || heldBack)
        {
            (_phase, _progress, _unchanged) = (phase, progress, TimeSpan.Zero);
            return Patience.Left;
        }
        _unchanged += Period;
        var (connect, stall) = times();
        return phase switch
        {
            TransferPhase.Connecting when _unchanged >= connect => Patience.NoConnection,
            TransferPhase.Moving when _unchanged >= stall => Patience.Stalled,
            _ => Patience.Left,
        };
    }

    private static TimeSpan PeriodFor(TransferTimes times) =>
        TimeSpan.FromTicks(Math.Clamp(Math.Min(times.DataConnect.Ticks, times.Stall.Ticks) / 5, Finest.Ticks, Coarsest.Ticks));
}
