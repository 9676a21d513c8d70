namespace Ftp.Actors.Transfers;

/// <summary>
/// Cuts what is to be sent into extents: small at first so that a slow client is metered and stopped finely, doubling while one takes less than 50 ms, so that
/// a fast one costs few turns of the graph. At a throttled rate no extent is longer than a quarter of a second.
/// </summary>
internal sealed class ExtentPlan(long offset, long length)
{
    public const int First = 64 * 1024;
    public const int Largest = 4 * 1024 * 1024;
    private static readonly TimeSpan Quick = TimeSpan.FromMilliseconds(50);

    private readonly long _end = offset + length;
    private long _next = offset;
    private int _slice = First;

    /// <summary>Bytes a second that a throttle lets through; null for no throttle. May change between extents.</summary>
    public long? Rate { get; set; }

    public Extent? Next()
    {
        if (_next >= _end)
            return null;
        var most = Rate is { } rate ? Math.Clamp(rate / 4, 1, _slice) : _slice;
        var extent = new Extent(_next, (int)Math.Min(most, _end - _next));
        _next += extent.Length;
        return extent;
    }

    /// <summary>How long an extent took. A shorter one than asked for says nothing about the next.</summary>
    public void Took(int sent, TimeSpan time)
    {
        if (sent >= _slice && time < Quick)
            _slice = Math.Min(_slice * 2, Largest);
        else if (time > Quick * 8)
            _slice = Math.Max(_slice / 2, First);
    }
}
