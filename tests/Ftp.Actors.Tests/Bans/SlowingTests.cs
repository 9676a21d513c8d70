using System.Net;
using Ftp.Actors.Bans;
using Xunit;

namespace Ftp.Actors.Tests.Bans;

/// <summary>Guessing where nobody is banned for it.</summary>
public sealed class SlowingTests : GuardTest
{
    [Fact]
    public void From_a_host_that_is_never_banned_the_fourth_try_of_a_login_waits_and_each_later_one_longer()
    {
        Never("127.0.0.0/8");
        var waits = new List<double>();
        for (var i = 0; i < 10; i++)
        {
            var wait = Guard.Approach(Ip("127.0.0.1"), "ada")!.Value;
            waits.Add(wait.TotalSeconds);
            Clock.Advance(wait);
            Assert.Null(Fail("127.0.0.1").Ban);
        }

        Assert.Equal([0, 0, 0, 1, 2, 4, 8, 10, 10, 10], waits);
        Assert.Equal(("127.0.0.1/32", "ada", 10), Guard.List().Slowed.Single() is var s ? (s.Host, s.Login, s.Failures) : default);
    }

    [Fact]
    public void Tries_at_the_same_time_stand_in_line_and_too_many_are_not_taken()
    {
        Never("127.0.0.0/8");
        for (var i = 0; i < 10; i++)
        {
            Fail("127.0.0.1");
        }

        var waits = Enumerable.Range(0, 6).Select(_ => Guard.Approach(Ip("127.0.0.1"), "ADA")?.TotalSeconds).ToList();
        Assert.Equal([10, 20, null, null, null, null], waits);
    }

    [Fact]
    public void Other_logins_of_the_host_and_the_login_from_elsewhere_do_not_wait()
    {
        Never("127.0.0.0/8");
        Fail("127.0.0.1", 20);
        Assert.Equal(TimeSpan.Zero, Guard.Approach(Ip("127.0.0.1"), "bob"));
        Assert.Equal(TimeSpan.Zero, Guard.Approach(Ip("127.0.0.2"), "ada"));
        Assert.Equal(TimeSpan.Zero, Guard.Approach(Ip("192.0.2.1"), "ada"));
    }

    [Fact]
    public void The_right_password_and_a_quiet_window_end_it()
    {
        Never("127.0.0.0/8");
        Fail("127.0.0.1", 9);
        Guard.Good(Ip("127.0.0.1"), "ada");
        Assert.Equal(TimeSpan.Zero, Guard.Approach(Ip("127.0.0.1"), "ada"));
        Fail("127.0.0.1", 9);
        Clock.Advance(TimeSpan.FromMinutes(10) + TimeSpan.FromSeconds(1));
        Assert.Equal(TimeSpan.Zero, Guard.Approach(Ip("127.0.0.1"), "ada"));
        Assert.Empty(Guard.List().Slowed);
    }

    [Fact]
    public void Without_a_number_of_failures_nobody_is_slowed()
    {
        Never("127.0.0.0/8");
        Rules(r => r with { Failures = null });
        Fail("127.0.0.1", 50);
        Assert.Equal(TimeSpan.Zero, Guard.Approach(Ip("127.0.0.1"), "ada"));
    }

    [Fact]
    public void A_login_guessed_from_many_hosts_is_answered_late_but_for_hosts_where_it_was_good()
    {
        Guard.Good(Ip("198.51.100.1"), "ada");
        var delays = Enumerable.Range(0, 100).Select(i => Fail($"10.0.0.{i}").Delay.TotalSeconds).ToList();
        Assert.All(delays[..29], d => Assert.Equal(0, d));
        Assert.Equal([1, 2, 4, 8, 10, 10], new[] { 29, 39, 49, 59, 69, 99 }.Select(i => delays[i]));
        Assert.Equal(TimeSpan.Zero, Fail("198.51.100.1").Delay);
        Assert.Equal(TimeSpan.Zero, Fail("10.0.0.200", "bob").Delay);
        Clock.Advance(TimeSpan.FromMinutes(20));
        Assert.Equal(TimeSpan.Zero, Fail("10.0.0.201").Delay);
    }

    [Fact]
    public void The_table_of_slowed_logins_is_bounded()
    {
        Never("127.0.0.0/8");
        for (var i = 0; i < BanBook.MostPairs + 100; i++)
        {
            Fail("127.0.0.1", $"login{i}");
            Fail("127.0.0.1", $"login{i}");
            Fail("127.0.0.1", $"login{i}");
        }

        Assert.Equal(BanBook.MostPairs, Guard.List().Slowed.Length);
        Assert.Equal(TimeSpan.Zero, Guard.Approach(Ip("127.0.0.1"), "login0"));
        Assert.NotEqual(TimeSpan.Zero, Guard.Approach(Ip("127.0.0.1"), $"login{BanBook.MostPairs}"));
    }
}
