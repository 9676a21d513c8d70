namespace Ftp.Actors.Bandwidth;

/// <summary>How many bytes a second went by in the last second: this second's, and of the one before as much as is missing. Not thread-safe.</summary>
internal sealed class RateMeter
{
    private const double Window = 1;

    private double _since = double.NaN;
    private double _before;
    private long _bytes;

    /// <param name="now">Seconds on a clock that only goes forward.</param>
    public void Add(double now, long bytes)
    {
        Roll(now);
        _bytes += bytes;
    }

    public long PerSecond(double now)
    {
        Roll(now);
        return Math.Max(0, (long)((_bytes + (_before * Math.Max(0, Window - (now - _since)))) / Window));
    }

    private void Roll(double now)
    {
        if (double.IsNaN(_since))
            _since = now;
        var elapsed = now - _since;
        if (elapsed < Window)
            return;
        (_before, _bytes, _since) = (elapsed < 2 * Window ? _bytes / elapsed : 0, 0, now);
    }
}
