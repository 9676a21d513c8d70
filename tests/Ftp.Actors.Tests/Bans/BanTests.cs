using System.Net;
using Ftp.Actors.Bans;
using Xunit;

namespace Ftp.Actors.Tests.Bans;

/// <summary>Who is banned, for how long, and who never.</summary>
public sealed class BanTests : GuardTest
{
    [Fact]
    public void Ten_failures_within_ten_minutes_ban_a_host_for_ten_minutes()
    {
        Assert.Null(Fail("192.0.2.1", 9).Ban);
        Assert.False(IsBanned("192.0.2.1"));
        var verdict = Fail("192.0.2.1");
        Assert.True(verdict.IsNew);
        Assert.Equal(IPNetwork.Parse("192.0.2.1/32"), verdict.Ban!.Network);
        Assert.True(IsBanned("192.0.2.1"));
        Assert.False(IsBanned("192.0.2.2"));
        Clock.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromSeconds(1));
        Assert.True(IsBanned("192.0.2.1"));
        Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.False(IsBanned("192.0.2.1"));
    }

    [Fact]
    public void Failures_count_over_all_logins_of_a_host_and_only_within_the_window()
    {
        for (var i = 0; i < 30; i++)
        {
            Assert.Null(Fail("192.0.2.1", $"login{i}").Ban);
            Clock.Advance(TimeSpan.FromSeconds(67));
        }

        Clock.Advance(TimeSpan.FromMinutes(11));
        for (var i = 0; i < 9; i++)
        {
            Assert.Null(Fail("192.0.2.1", $"login{i}").Ban);
        }

        Assert.NotNull(Fail("192.0.2.1", "another").Ban);
    }

    [Fact]
    public void Each_further_ban_is_twice_as_long_up_to_the_longest_and_a_quiet_day_forgets()
    {
        double[] minutes = [10, 20, 40, 80, 160, 320, 640, 1280, 1440, 1440];
        for (var i = 0; i < minutes.Length; i++)
        {
            var ban = Fail("192.0.2.1", 10).Ban!;
            Assert.Equal((minutes[i], i + 1), (ban.Length!.Value.TotalMinutes, ban.Count));
            Clock.Advance(ban.Length.Value);
            Assert.False(IsBanned("192.0.2.1"));
        }

        Clock.Advance(BanTable.Memory - TimeSpan.FromSeconds(1));
        Assert.Equal(11, Fail("192.0.2.1", 10).Ban!.Count);
        Clock.Advance(TimeSpan.FromDays(1) + BanTable.Memory);
        Assert.Equal((1, 10), Fail("192.0.2.1", 10).Ban is { } first ? (first.Count, (int)first.Length!.Value.TotalMinutes) : default);
    }

    [Fact]
    public void An_IPv6_host_is_its_64_and_a_mapped_address_is_the_IPv4_host()
    {
        for (var i = 1; i <= 10; i++)
        {
            Fail($"2001:db8:1:2::{i:x}");
        }

        Assert.True(IsBanned("2001:db8:1:2:ffff::9"));
        Assert.False(IsBanned("2001:db8:1:3::1"));
        Fail("192.0.2.1", 5);
        Assert.NotNull(Fail("::ffff:192.0.2.1", 5).Ban);
        Assert.True(IsBanned("192.0.2.1"));
        Assert.True(IsBanned("::ffff:192.0.2.1"));
    }

    [Fact]
    public void Hosts_of_never_are_not_banned_and_the_list_holds_live()
    {
        Never("192.0.2.0/24");
        Assert.Null(Fail("192.0.2.1", 100).Ban);
        Never();
        Assert.NotNull(Fail("192.0.2.1").Ban);
        Never("192.0.2.1/32");
        Assert.False(IsBanned("192.0.2.1"));
        Never();
        Assert.True(IsBanned("192.0.2.1"));
        Rules(r => r with { Failures = null });
        Assert.False(IsBanned("192.0.2.1"));
        Assert.Null(Fail("192.0.2.9", 100).Ban);
    }

    [Fact]
    public void A_host_with_a_good_login_in_the_last_hour_is_not_banned()
    {
        Guard.Good(Ip("192.0.2.1"), "ada");
        Assert.Null(Fail("192.0.2.1", 50).Ban);
        Clock.Advance(TimeSpan.FromMinutes(59));
        Assert.Null(Fail("192.0.2.1", 9).Ban);
        Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.NotNull(Fail("192.0.2.1").Ban);
    }

    [Fact]
    public void A_banned_host_that_still_tries_brings_about_nothing_new()
    {
        var first = Fail("192.0.2.1", 10).Ban!;
        var verdict = Fail("192.0.2.1", 30);
        Assert.Equal((first, false), (verdict.Ban, verdict.IsNew));
        Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Null(Fail("192.0.2.1").Ban);
    }

    [Fact]
    public void Lower_limits_hold_from_the_next_failure_on()
    {
        Fail("192.0.2.1", 5);
        Rules(r => r with { Failures = 3, Time = TimeSpan.FromHours(2) });
        Assert.Equal(TimeSpan.FromHours(2), Fail("192.0.2.1").Ban!.Length);
        Rules(r => r with { Longest = TimeSpan.FromMinutes(1) });
        Assert.Equal(TimeSpan.FromMinutes(1), Fail("192.0.2.2", 3).Ban!.Length);
    }

    [Theory]
    [InlineData("1970-01-01T00:00:00Z")]
    [InlineData("2026-03-03T11:00:00Z")]
    [InlineData("2026-03-03T13:00:00Z")]
    [InlineData("2026-03-04T12:00:00Z")]
    [InlineData("2038-01-19T03:14:08Z")]
    public void Setting_the_clock_ends_no_ban_early_and_makes_none_longer(string wall)
    {
        Fail("192.0.2.1", 10);
        Clock.SetWall(DateTimeOffset.Parse(wall, System.Globalization.CultureInfo.InvariantCulture));
        Clock.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromSeconds(1));
        Assert.True(IsBanned("192.0.2.1"));
        Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.False(IsBanned("192.0.2.1"));
    }

    [Fact]
    public void A_flood_of_failing_hosts_ends_no_ban_and_stays_within_its_bounds()
    {
        Fail("192.0.2.1", 10);
        for (var i = 0; i < BanBook.MostHosts + 10_000; i++)
        {
            Fail($"10.{i >> 16}.{(i >> 8) & 255}.{i & 255}", "x");
        }

        Assert.True(IsBanned("192.0.2.1"));
    }

    [Fact]
    public void Of_too_many_automatic_bans_the_one_that_ends_first_gives_way_and_none_of_an_administrator()
    {
        Rules(r => r with { Failures = 1 });
        Guard.Add(new Ban(Guard.NextId(), IPNetwork.Parse("192.0.2.0/24"), TwoClocks.Start, TimeSpan.FromMinutes(1), "", false, 1, "ada"));
        Fail("198.51.100.1");
        Clock.Advance(TimeSpan.FromSeconds(1));
        for (var i = 0; i < BanTable.MostAutomatic; i++)
        {
            Fail($"10.{i >> 16}.{(i >> 8) & 255}.{i & 255}");
        }

        Assert.Equal(BanTable.MostAutomatic + 1, Guard.Count);
        Assert.False(IsBanned("198.51.100.1"));
        Assert.True(IsBanned("192.0.2.200"));
        Assert.Equal(1, Guard.List().Displaced);
    }

    [Fact]
    public void A_lifted_ban_and_its_failures_are_as_if_they_had_never_been()
    {
        Fail("192.0.2.1", 10);
        Fail("192.0.2.2", 9);
        Assert.Equal((1, true), Guard.Lift(IPNetwork.Parse("192.0.2.1/32")) is var (ban, _) ? (ban!.Count, ban.Automatic) : default);
        Assert.False(IsBanned("192.0.2.1"));
        Assert.Equal(1, Guard.Lift(IPNetwork.Parse("192.0.2.0/24")).Forgotten);
        Assert.Null(Fail("192.0.2.2", 9).Ban);
        Assert.Equal(1, Fail("192.0.2.1", 10).Ban!.Count);
    }

    [Fact]
    public void Networks_of_any_length_are_found_and_one_by_an_administrator_holds_for_never_too()
    {
        Never("10.0.0.0/8");
        foreach (var network in new[] { "10.1.0.0/16", "10.2.3.0/25", "10.2.3.128/32", "2001:db8::/32", "2001:db9::1/128" })
        {
            Guard.Add(new Ban(Guard.NextId(), IPNetwork.Parse(network), TwoClocks.Start, null, "", false, 1, "ada"));
        }

        Assert.Equal(
            ["10.1.255.255", "10.2.3.127", "10.2.3.128", "2001:db8:ffff::1", "2001:db9::1", "::ffff:10.1.0.1"],
            new[] { "10.1.255.255", "10.3.0.1", "10.2.3.127", "10.2.3.128", "10.2.3.129", "2001:db8:ffff::1", "2001:db9::1", "2001:db9::2", "::ffff:10.1.0.1", "::ffff:11.1.0.1" }.Where(IsBanned));
        Assert.Equal(5, Guard.Count);
    }

    [Fact]
    public void Bans_in_the_log_are_bounded_and_the_rest_is_counted()
    {
        Rules(r => r with { Failures = 1 });
        for (var i = 0; i < 1_000; i++)
        {
            Fail($"10.0.{i >> 8}.{i & 255}");
        }

        Clock.Advance(TimeSpan.FromSeconds(1));
        Guard.Flush();
        var added = Entries.Where(e => e.Event == "ban.added").ToList();
        Assert.Equal(21, added.Count);
        Assert.Equal("980 more hosts were banned", added[^1].Text);
        Assert.Equal(("ban", "1"), (added[0].Fields["rule"], added[0].Fields["rule-id"]));
    }
}
