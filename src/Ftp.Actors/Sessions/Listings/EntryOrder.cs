using System.Runtime.InteropServices;
using Ftp.Actors.Protocol;

namespace Ftp.Actors.Sessions.Listings;

/// <summary>The order of LIST and NLST, and how much may be collected for it. A larger folder is sent in the order of the disk, so that memory stays flat.</summary>
internal sealed class EntryOrder(ListOptions options)
{
    /// <summary>Collected to be sorted by name, which is a courtesy.</summary>
    public const int MostByName = 10_000;

    /// <summary>Collected where the client asked for the order.</summary>
    public const int MostByKey = 100_000;

    /// <summary>Entries that may be held; 0: no order.</summary>
    public int Most => options.Sort switch
    {
        ListSort.None => 0,
        ListSort.Name => MostByName,
        _ => MostByKey,
    };

    public void Sort(List<FileFacts> entries)
    {
        var facts = entries.ToArray();
        var order = new int[facts.Length];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        Array.Sort(order, (a, b) => Compare(in facts[a], in facts[b]));
        var sorted = CollectionsMarshal.AsSpan(entries);
        for (var i = 0; i < order.Length; i++)
        {
            sorted[i] = facts[order[i]];
        }
    }

    private int Compare(in FileFacts a, in FileFacts b)
    {
        var byKey = options.Sort switch
        {
            ListSort.Time => b.Modified.UtcTicks.CompareTo(a.Modified.UtcTicks),
            ListSort.Size => b.Size.CompareTo(a.Size),
            _ => 0,
        };
        var result = byKey != 0 ? byKey : string.CompareOrdinal(a.Name, b.Name);
        return options.Reverse ? -result : result;
    }
}
