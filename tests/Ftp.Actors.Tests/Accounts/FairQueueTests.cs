using Ftp.Actors.Accounts;
using Xunit;

namespace Ftp.Actors.Tests.Accounts;

public sealed class FairQueueTests
{
    [Fact]
    public void Hosts_are_served_in_turn()
    {
        var queue = new FairQueue<string>(10);
        foreach (var item in new[] { "a1", "a2", "a3", "b1", "c1", "b2" })
        {
            Assert.True(queue.TryEnqueue(item[..1], item, out _, out _));
        }

        Assert.Equal(["a1", "b1", "c1", "a2", "b2", "a3"], Drain(queue));
    }

    [Fact]
    public void A_full_queue_takes_the_newest_of_the_greediest_host_for_a_newcomer()
    {
        var queue = new FairQueue<string>(3);
        foreach (var item in new[] { "a1", "a2", "a3" })
        {
            queue.TryEnqueue("a", item, out _, out _);
        }

        Assert.False(queue.TryEnqueue("a", "a4", out _, out _));
        Assert.True(queue.TryEnqueue("b", "b1", out var displaced, out var any));
        Assert.Equal(("a3", true), (displaced, any));
        Assert.False(queue.TryEnqueue("b", "b2", out _, out _));
        Assert.Equal(3, queue.Count);
        Assert.Equal(["a1", "b1", "a2"], Drain(queue));
        Assert.Equal(0, queue.Count);
    }

    private static List<string> Drain(FairQueue<string> queue)
    {
        var all = new List<string>();
        while (queue.TryDequeue(out var item))
        {
            all.Add(item!);
        }

        return all;
    }
}
