using System.Globalization;
using System.Net;
using Ftp.Actors.Settings;
using Ftp.Testing;
using Xunit;

namespace Ftp.Actors.Tests.Bans;

/// <summary>Random failures, good logins and pauses against a model that remembers everything.</summary>
public sealed class BanModelTests : GuardTest
{
    [Fact]
    public void The_guard_bans_whom_a_model_without_bounds_bans()
    {
        var random = new Random(TestScale.Seed);
        var rules = BanSettings.Default with { Failures = 4, Window = TimeSpan.FromMinutes(5), Time = TimeSpan.FromMinutes(2), Longest = TimeSpan.FromMinutes(15), Never = [IPNetwork.Parse("10.0.0.0/31")] };
        Rules(_ => rules);
        var hosts = Enumerable.Range(0, 6).Select(i => new ModelHost(string.Create(CultureInfo.InvariantCulture, $"10.0.0.{i}"), IsNamed: i < 2)).ToArray();
        var now = TimeSpan.Zero;
        for (var step = 0; step < TestScale.Of(20_000); step++)
        {
            var host = hosts[random.Next(hosts.Length)];
            switch (random.Next(10))
            {
                case 0:
                    Guard.Good(IPAddress.Parse(host.Address), "ada");
                    host.GoodUntil = now + TimeSpan.FromHours(1);
                    break;
                case < 3:
                    // now and then long enough for bans to be forgotten
                    var pause = TimeSpan.FromSeconds(random.Next(50) == 0 ? random.Next(200_000) : random.Next(200));
                    Clock.Advance(pause);
                    now += pause;
                    break;
                default:
                    Fail(host.Address, "login" + random.Next(3));
                    host.Fail(now, rules);
                    break;
            }

            foreach (var one in hosts)
            {
                Assert.True(one.IsBanned(now) == IsBanned(one.Address), $"{one.Address} at step {step} of seed {TestScale.Seed}");
            }
        }
    }

    private sealed record ModelHost(string Address, bool IsNamed)
    {
        private readonly List<TimeSpan> _failures = [];
        private TimeSpan? _bannedUntil;
        private int _count;

        public TimeSpan GoodUntil { get; set; }

        public bool IsBanned(TimeSpan now) => _bannedUntil > now;

        public void Fail(TimeSpan now, BanSettings rules)
        {
            if (IsBanned(now))
            {
                return;
            }

            _failures.Add(now);
            if (IsNamed || GoodUntil > now || _failures.Count(f => now - f <= rules.Window) < rules.Failures)
            {
                return;
            }

            _count = _bannedUntil is { } ended && now - ended < TimeSpan.FromHours(24) ? _count + 1 : 1;
            var time = rules.Time * Math.Pow(2, _count - 1);
            _bannedUntil = now + (time < rules.Longest ? time : rules.Longest);
            _failures.Clear();
        }
    }
}
