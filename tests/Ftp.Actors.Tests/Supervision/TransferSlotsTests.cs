using Ftp.Actors.Supervision;
using Xunit;

namespace Ftp.Actors.Tests.Supervision;

/// <summary>Sessions take and give back slots on their own threads.</summary>
public sealed class TransferSlotsTests
{
    private const int Sessions = 16;
    private const int Rounds = 20_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private int _maximum = 3;

    [Fact]
    public void Never_more_than_the_maximum_are_held_whoever_takes_and_releases()
    {
        var slots = new TransferSlots(() => 3);
        var (held, most, granted) = (0, 0, 0);
        OnThreads(session =>
        {
            for (var round = 0; round < Rounds; round++)
            {
                if (!slots.TryTake(session))
                {
                    continue;
                }

                var now = Interlocked.Increment(ref held);
                InterlockedMax(ref most, now);
                Interlocked.Increment(ref granted);
                Interlocked.Decrement(ref held);
                Assert.True(slots.Release(session, out _));
            }
        });
        Assert.InRange(most, 1, 3);
        Assert.True(granted > Sessions);
        Assert.Equal(0, slots.InUse);
    }

    [Fact]
    public void Of_many_who_ask_at_once_exactly_the_maximum_get_one()
    {
        for (var round = 0; round < 500; round++)
        {
            var slots = new TransferSlots(() => 5);
            var granted = 0;
            OnThreads(session =>
            {
                if (slots.TryTake(session))
                {
                    Interlocked.Increment(ref granted);
                }
            });
            Assert.Equal((5, 5), (granted, slots.InUse));
        }
    }

    [Fact]
    public void A_slot_is_given_back_once_however_many_release_it()
    {
        var slots = new TransferSlots(() => 2);
        for (var round = 0; round < 500; round++)
        {
            Assert.True(slots.TryTake(1));
            Assert.True(slots.TryTake(2));
            var released = 0;
            OnThreads(_ =>
            {
                if (slots.Release(1, out var _))
                {
                    Interlocked.Increment(ref released);
                }
            });
            Assert.Equal((1, 1), (released, slots.InUse));
            Assert.True(slots.Release(2, out _));
        }
    }

    [Fact]
    public void A_session_holds_one_slot_however_often_it_takes_it()
    {
        var slots = new TransferSlots(() => 1);
        Assert.True(slots.TryTake(1));
        Assert.True(slots.TryTake(1));
        Assert.True(slots.TryTakeForWaiter(1));
        Assert.Equal(1, slots.InUse);
        Assert.True(slots.Release(1, out _));
        Assert.False(slots.IsHolder(1));
    }

    [Fact]
    public void Who_waits_comes_before_who_only_asks()
    {
        var slots = new TransferSlots(() => 2);
        slots.TryTake(1);
        slots.Waiting = 1;
        Assert.False(slots.TryTake(2));
        Assert.True(slots.TryTake(1));
        Assert.True(slots.TryTakeForWaiter(3));
        Assert.False(slots.TryTakeForWaiter(4));
        slots.Waiting = 0;
        Assert.False(slots.TryTake(2));
        slots.Release(1, out _);
        Assert.True(slots.TryTake(2));
    }

    [Fact]
    public void The_supervisor_has_to_be_told_only_where_a_slot_was_given_back_and_somebody_waits()
    {
        var slots = new TransferSlots(() => 2);
        slots.TryTake(1);
        slots.TryTake(2);
        slots.Release(1, out var alone);
        slots.Waiting = 1;
        slots.Release(1, out var nothing);
        slots.Release(2, out var told);
        Assert.Equal((false, false, true), (alone, nothing, told));
    }

    /// <summary>The supervisor says that one waits, then looks; a session gives back, then sees whether one waits. In any order one of the two serves the waiter.</summary>
    [Fact]
    public void A_slot_given_back_while_somebody_joins_the_line_is_missed_by_nobody()
    {
        for (var round = 0; round < 1_000; round++)
        {
            var slots = new TransferSlots(() => 1);
            slots.TryTake(1);
            var (served, told) = (false, false);
            OnThreads(2, session =>
            {
                if (session == 0)
                {
                    slots.Release(1, out told);
                    return;
                }

                slots.Waiting = 1;
                served = slots.TryTakeForWaiter(2);
            });
            Assert.True(served || told);
        }
    }

    [Fact]
    public void A_lowered_maximum_takes_nothing_away_and_admits_nobody()
    {
        var slots = new TransferSlots(() => _maximum);
        Assert.True(slots.TryTake(1) && slots.TryTake(2) && slots.TryTake(3));
        _maximum = 1;
        Assert.Equal((3, 1), (slots.InUse, slots.Maximum));
        slots.Release(1, out _);
        slots.Release(2, out _);
        Assert.False(slots.TryTake(4));
        slots.Release(3, out _);
        Assert.True(slots.TryTake(4));
    }

    [Fact]
    public void Clear_takes_all_slots_back_and_forgets_who_waits()
    {
        var slots = new TransferSlots(() => 1);
        slots.TryTake(1);
        slots.Waiting = 3;
        slots.Clear();
        Assert.Equal(0, slots.InUse);
        Assert.False(slots.Release(1, out _));
        Assert.True(slots.TryTake(2));
    }

    private static void OnThreads(Action<long> work) => OnThreads(Sessions, work);

    private static void OnThreads(int count, Action<long> work)
    {
        Exception? failure = null;
        using var start = new Barrier(count);
        var threads = Enumerable.Range(0, count).Select(session => new Thread(() =>
        {
            try
            {
                start.SignalAndWait(Patience);
                work(session);
            }
            catch (Exception wrong)
            {
                failure = wrong;
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        Assert.Null(failure);
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = Volatile.Read(ref most); value > seen; seen = Volatile.Read(ref most))
        {
            Interlocked.CompareExchange(ref most, value, seen);
        }
    }
}
