using System.Net;
using Xunit;

namespace Ftp.Actors.Tests.Bans;

/// <summary>
/// Attackers who try as fast as they are answered, a hundred tries at a time: how many passwords they get checked. What was sent before the first wrong one was known is checked
/// too, so the hundred stand once in the figures of hosts that are slowed down.
/// </summary>
public sealed class AttackTests : GuardTest
{
    private static readonly TimeSpan Hash = TimeSpan.FromMilliseconds(50);

    [Fact]
    public void A_guesser_gets_ten_tries_and_then_ten_for_each_ban_that_doubles()
    {
        // a day: bans of 10, 20, 40, … 640 minutes and one that outlasts it
        Assert.InRange(Guess("192.0.2.1", TimeSpan.FromDays(1)), 10, 90);
    }

    [Fact]
    public void A_guesser_on_a_host_that_is_never_banned_gets_a_try_in_ten_seconds()
    {
        Never("192.0.2.1/32");
        Assert.InRange(Guess("192.0.2.1", TimeSpan.FromHours(1)), 10, 100 + 370);
    }

    [Fact]
    public void A_guesser_who_has_an_account_of_his_own_gets_no_more_on_another_one()
    {
        Guard.Good(Ip("192.0.2.1"), "mallory");
        Assert.InRange(Guess("192.0.2.1", TimeSpan.FromMinutes(59)), 10, 100 + 370);
    }

    /// <summary>Ten thousand failures at one login from a thousand hosts: no lock that would keep its owner out.</summary>
    [Fact]
    public void The_owner_gets_in_from_a_fresh_address_while_a_thousand_hosts_guess()
    {
        for (var i = 0; i < 10_000; i++)
        {
            Fail($"10.0.{i % 1000 / 250}.{i % 250}");
            Clock.Advance(TimeSpan.FromMilliseconds(20));
        }

        Assert.False(IsBanned("198.51.100.7"));
        Assert.Equal(TimeSpan.Zero, Guard.Approach(Ip("198.51.100.7"), "ada"));
    }

    /// <summary>A hundred tries at a time; one that is not banned or told to wait too long is checked when its turn comes, and the next one begins when it was answered.</summary>
    private int Guess(string host, TimeSpan length)
    {
        var address = IPAddress.Parse(host);
        var end = length;
        var now = TimeSpan.Zero;
        var tries = new PriorityQueue<bool, TimeSpan>();
        var done = 0;
        for (var i = 0; i < 100; i++)
        {
            tries.Enqueue(false, now);
        }

        // false: it comes; true: it is checked now
        while (tries.TryDequeue(out var isChecked, out var at) && at < end && done < 100_000)
        {
            if (at > now)
            {
                Clock.Advance(at - now);
                now = at;
            }

            if (isChecked)
            {
                // the sessions of a host that was banned meanwhile end without an answer
                done += Guard.Over(address) is null ? 1 : 0;
                tries.Enqueue(false, now + Guard.Failed(address, "ada").Delay);
            }
            else if (Guard.Over(address) is not null || Guard.Approach(address, "ada") is not { } wait)
            {
                tries.Enqueue(false, now + TimeSpan.FromSeconds(5));
            }
            else
            {
                tries.Enqueue(true, now + wait + Hash);
            }
        }

        return done;
    }
}
