namespace Ftp.Actors.Transfers;

/// <summary>
/// Cuts what is to be sent into extents: small at first so that a slow client is metered and stopped finely, doubling while one takes less than 50 ms, so that
/// a fast one costs few turns of the graph.
/// </summary>
internal sealed class ExtentPlan(long offset, long length)
{
    public const int First = 64 * 1024;
    public const int Largest = 4 * 1024 * 1024;
    private static readonly TimeSpan Quick = TimeSpan.FromMilliseconds(50);

    private readonly long _end = offset + length;
    private long _next = offset;
    private int _slice = First;

    /// <summary>Length of the next extent, unless a throttle lets less through; 0: all is planned.</summary>
    public int Wanted => (int)Math.Min(_slice, _end - _next);

    /// <param name="most">Bytes that a throttle lets through.</param>
    public Extent? Next(int most = int.MaxValue)
    {
        if (_next >= _end)
            return null;
        var extent = new Extent(_next, Math.Min(most, Wanted));
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
