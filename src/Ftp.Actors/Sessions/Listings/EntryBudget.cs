namespace Ftp.Actors.Sessions.Listings;

/// <summary>
/// How many entries all listings of a node together may hold to sort them. Each session may ask for a sorted listing of its own at the same time; without a common
/// bound a hundred of them would hold gigabytes. Who finds no room is sent the order of the disk.
/// </summary>
internal sealed class EntryBudget(int most)
{
    private int _held;

    /// <summary>The node's: a few hundred MB at the worst.</summary>
    public static EntryBudget Node { get; } = new(1_000_000);

    public int Held => Volatile.Read(ref _held);

    public bool TryTake(int entries)
    {
        if (Interlocked.Add(ref _held, entries) <= most)
        {
            return true;
        }

        Give(entries);
        return false;
    }

    public void Give(int entries) => Interlocked.Add(ref _held, -entries);
}
