namespace Ftp.Actors.Catalog;

/// <summary>
/// When it was last confirmed that the rights published on this node are the newest. A node that has lost its publisher would else go on for ever with rights that
/// were taken away meanwhile. Measured by a clock that nobody sets.
/// </summary>
public sealed class RightsLease(TimeProvider time)
{
    private long _confirmed = time.GetTimestamp();

    public TimeSpan Age => time.GetElapsedTime(Interlocked.Read(ref _confirmed));

    public void Confirm() => Interlocked.Exchange(ref _confirmed, time.GetTimestamp());
}
