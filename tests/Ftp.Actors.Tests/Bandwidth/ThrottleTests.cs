using Ftp.Actors.Bandwidth;
using Ftp.Actors.Settings;
using Xunit;

namespace Ftp.Actors.Tests.Bandwidth;

/// <summary>In virtual time: what is measured here is what was let through, to the byte.</summary>
public sealed class ThrottleTests
{
    private readonly Road _road = new();

    [Theory]
    [InlineData(100L)]
    [InlineData(1024L)]
    [InlineData(100_000L)]
    [InlineData(1L << 20)]
    [InlineData(1L << 30)]
    [InlineData(10L << 30)]
    public Task One_transfer_alone_gets_the_whole_limit_and_not_more(long rate) => Road.RunAsync(() =>
    {
        _road.Limit(rate);
        Road.Near(5.0 * rate, _road.Drive(5, _road.Start())[0]);
    });

    [Theory]
    [InlineData(2, 1L << 20)]
    [InlineData(7, 10L << 20)]
    [InlineData(100, 100L << 20)]
    [InlineData(50, 1L << 20)]
    public Task Transfers_under_one_limit_share_it_evenly(int count, long rate) => Road.RunAsync(() =>
    {
        _road.Limit(rate);
        var cars = Enumerable.Range(0, count).Select(_ => _road.Start()).ToArray();
        _road.Drive(1, cars);
        var moved = _road.Drive(5, cars);
        Road.Near(5.0 * rate, moved.Sum());
        Assert.All(moved, m => Road.Near(5.0 * rate / count, m));
    });

    [Fact]
    public Task A_newcomer_has_its_share_within_a_second_and_the_others_have_it_back_when_it_goes() => Road.RunAsync(() =>
    {
        _road.Limit(Road.MiB);
        var first = _road.Start();
        _road.Drive(10, first);
        var second = _road.Start();
        Road.Near(Road.MiB / 2.0, _road.Drive(1, first, second)[1], percent: 25);
        Road.Near(2.5 * Road.MiB, _road.Drive(5, second)[0]);
        second.Stop();
        Road.Near(5.0 * Road.MiB, _road.Drive(5, first)[0]);
    });

    [Fact]
    public Task A_transfer_under_a_narrower_limit_leaves_the_rest_to_the_others_evenly() => Road.RunAsync(() =>
    {
        _road.Limit(10 * Road.MiB);
        var narrow = _road.Start("bob");
        narrow.Throttle.Own = new OwnRates(3 * Road.MiB, null);
        var others = new[] { _road.Start("ada"), _road.Start("eve") };
        _road.Drive(1, [narrow, .. others]);
        var moved = _road.Drive(5, [narrow, .. others]);
        Road.Near(15.0 * Road.MiB, moved[0]);
        Road.Near(17.5 * Road.MiB, moved[1]);
        Road.Near(17.5 * Road.MiB, moved[2]);
    });

    [Fact]
    public Task A_client_that_is_slow_itself_leaves_the_rest_to_the_others() => Road.RunAsync(() =>
    {
        _road.Limit(Road.MiB);
        var slow = _road.Start(_road.Throttle(), piece: 1024, pause: TimeSpan.FromMilliseconds(100));
        var quick = _road.Start();
        _road.Drive(1, slow, quick);
        Road.Near(5 * (Road.MiB - (10 * 1024)), _road.Drive(5, slow, quick)[1]);
    });

    [Fact]
    public Task All_limits_hold_at_once_and_the_narrowest_decides() => Road.RunAsync(() =>
    {
        _road.Set(s => s with { Rate = new Rates(8 * Road.MiB, null), RatePerLogin = new Rates(6 * Road.MiB, null), RatePerHost = new Rates(2 * Road.MiB, null) });
        _road.LimitResource("scans", 4 * Road.MiB);
        var (one, two, elsewhere) = (_road.Start(host: "192.0.2.1", resource: "scans"), _road.Start(host: "192.0.2.1"), _road.Start(host: "192.0.2.2", resource: "scans"));
        _road.Drive(1);
        var moved = _road.Drive(5, one, two, elsewhere);
        Road.Near(10.0 * Road.MiB, moved[0] + moved[1]);
        Road.Near(10.0 * Road.MiB, moved[2]);
        _road.LimitResource("scans", Road.MiB);
        _road.Drive(1);
        moved = _road.Drive(5, one, two, elsewhere);
        Road.Near(5.0 * Road.MiB, moved[0] + moved[2]);
        Road.Near(10.0 * Road.MiB, moved[0] + moved[1]);
    });

    [Fact]
    public Task Two_sessions_of_a_login_share_its_limit_and_guests_are_one_login() => Road.RunAsync(() =>
    {
        _road.Set(s => s with { RatePerLogin = new Rates(Road.MiB, null) });
        var cars = new[] { _road.Start("ada", "192.0.2.1"), _road.Start("ada", "192.0.2.2"), _road.Start(null, "192.0.2.1"), _road.Start(null, "192.0.2.2") };
        _road.Drive(1, cars);
        Assert.All(_road.Drive(5, cars), m => Road.Near(2.5 * Road.MiB, m));
    });

    [Fact]
    public Task Upload_and_download_are_limits_of_their_own() => Road.RunAsync(() =>
    {
        _road.Set(s => s with { Rate = new Rates(Road.MiB, 2 * Road.MiB) });
        var (down, up) = (_road.Start(), _road.Start(_road.Throttle(direction: Direction.Upload)));
        var moved = _road.Drive(5, down, up);
        Road.Near(5.0 * Road.MiB, moved[0]);
        Road.Near(10.0 * Road.MiB, moved[1]);
    });

    [Theory]
    [InlineData(10L << 20, 100_000L)]
    [InlineData(10L << 30, 1024L)]
    [InlineData(1024L, 10L << 20)]
    public Task Another_rate_holds_within_a_second_for_transfers_that_wait(long before, long after) => Road.RunAsync(() =>
    {
        _road.Limit(before);
        var cars = new[] { _road.Start(), _road.Start(), _road.Start() };
        _road.Drive(3, cars);
        _road.Limit(after);
        _road.Drive(1, cars);
        Road.Near(5.0 * after, _road.Drive(5, cars).Sum());
    });

    [Fact]
    public Task A_limit_that_is_taken_away_lets_those_who_wait_go_on_within_a_second() => Road.RunAsync(() =>
    {
        _road.Limit(1);
        using var throttle = _road.Throttle();
        Assert.Equal(1, throttle.TakeAsync(1 << 20, default).AsTask().Result);
        var waiting = throttle.TakeAsync(1 << 20, default).AsTask();
        Assert.True(throttle.IsWaiting);
        _road.Limit(null);
        _road.Time.Advance(TimeSpan.FromMilliseconds(300));
        Assert.Equal(1 << 20, waiting.Result);
        Assert.True(throttle.IsOpen);
        _road.Limit(1);
        Assert.False(throttle.IsOpen);
    });

    [Fact]
    public Task Who_stops_while_he_waits_ends_at_once_and_leaves_nothing_behind() => Road.RunAsync(() =>
    {
        _road.Limit(Road.MiB);
        var cars = Enumerable.Range(0, 20).Select(_ => _road.Start()).ToArray();
        _road.Drive(2, cars);
        foreach (var car in cars[1..])
            car.Stop();
        Road.Near(5.0 * Road.MiB, _road.Drive(5, cars[0])[0]);
        cars[0].Stop();
        _road.Drive(1);
        Assert.Equal(0, _road.Table.Count);
    });

    [Fact]
    public Task Small_files_one_after_another_are_limited_like_a_large_one() => Road.RunAsync(() =>
    {
        const int File = 5_000;
        _road.Limit(100_000);
        var moved = 0L;
        for (var until = TimeSpan.FromSeconds(5); _road.Time.Now < until && moved < 1_000_000;)
        {
            using var throttle = _road.Throttle();
            for (var left = File; left > 0;)
            {
                var take = throttle.TakeAsync(left, default).AsTask();
                while (!take.IsCompleted)
                    _road.Time.Advance(TimeSpan.FromMilliseconds(1));
                left -= take.Result;
                moved += take.Result;
            }
        }

        Road.Near(500_000, moved);
    });

    [Fact]
    public Task What_was_taken_and_not_used_is_given_back() => Road.RunAsync(() =>
    {
        _road.Limit(100_000);
        using var throttle = _road.Throttle(direction: Direction.Download);
        var used = 0L;
        while (_road.Time.Now < TimeSpan.FromSeconds(5))
        {
            var take = throttle.TakeAsync(1 << 20, default).AsTask();
            while (!take.IsCompleted)
                _road.Time.Advance(TimeSpan.FromMilliseconds(1));
            throttle.GiveBack(take.Result - 500);
            used += 500;
        }

        Road.Near(500_000, used);
    });

    /// <summary>Whoever comes and goes: no more than the rate, what an idle limit saves, and one round.</summary>
    [Fact]
    public Task However_transfers_come_and_go_no_moment_sees_more_than_the_limit_and_a_round() => Road.RunAsync(() =>
    {
        const long Rate = 1_000_000;
        var random = new Random(Ftp.Testing.TestScale.Seed);
        _road.Limit(Rate);
        var cars = new List<Car> { _road.Start() };
        var all = new List<Car>(cars);
        var curve = new List<(double At, long Moved)> { (0, 0) };
        while (_road.Time.Now < TimeSpan.FromSeconds(30))
        {
            if (random.Next(4) == 0 && cars.Count > 1)
            {
                cars[0].Stop();
                cars.RemoveAt(0);
            }
            else if (cars.Count < 30)
            {
                cars.Add(_road.Start(random.Next(2) == 0 ? "ada" : "bob"));
                all.Add(cars[^1]);
            }

            _road.Time.Advance(TimeSpan.FromMilliseconds(random.Next(1, 200)));
            curve.Add((_road.Time.Now.TotalSeconds, all.Sum(c => c.Moved)));
        }

        // a round grows by one share for each that comes, and those that go give theirs back
        foreach (var (at, moved) in curve)
            Assert.All(curve.Where(c => c.At >= at), c => Assert.InRange(c.Moved - moved, 0, (long)(Rate * (c.At - at + 0.5))));
        Road.Near(30.0 * Rate, curve[^1].Moved, percent: 3);
    });

    [Fact]
    public Task An_administrators_limit_on_one_transfer_holds_for_it_alone() => Road.RunAsync(() =>
    {
        _road.Limit(10 * Road.MiB);
        var (one, other) = (_road.Start(), _road.Start());
        one.Throttle.Own = one.Throttle.Own with { Transfer = Road.MiB };
        _road.Drive(1, one, other);
        var moved = _road.Drive(5, one, other);
        Road.Near(5.0 * Road.MiB, moved[0]);
        Road.Near(45.0 * Road.MiB, moved[1]);
        Assert.Equal("transfers throttle = 1MiB", one.Throttle.HeldBy.ToString());
        Assert.Equal("download-rate = 10MiB", other.Throttle.HeldBy.ToString());
    });

    [Fact]
    public Task The_report_names_each_limit_with_its_rate_and_who_waits() => Road.RunAsync(() =>
    {
        _road.Set(s => s with { Rate = new Rates(Road.MiB, null), RatePerHost = new Rates(10 * Road.MiB, null) });
        var cars = new[] { _road.Start(host: "192.0.2.1"), _road.Start(host: "192.0.2.1"), _road.Start(host: "2001:db8::1") };
        _road.Drive(5, cars);
        var report = _road.Table.Report();
        Assert.Equal(
            [(RateScope.Server, "", 3), (RateScope.Host, "192.0.2.1", 2), (RateScope.Host, "2001:db8::/64", 1)],
            report.Select(l => (l.Key.Scope, l.Key.Name, l.Transfers)));
        Assert.Equal((Road.MiB, 3, 0, 0), (report[0].Limit, report[0].Waiting, report[1].Waiting, report[2].Waiting));
        Road.Near(Road.MiB, report[0].Now, percent: 15);
        _road.Limit(null);
        _road.Set(s => s with { RatePerHost = new Rates(null, 1) });
        Assert.All(cars, c => c.Stop());
        Assert.Empty(_road.Table.Report());
    });

    [Fact]
    public void Without_a_limit_nothing_is_allocated_and_nothing_is_in_the_table()
    {
        using var throttle = _road.Throttle();
        Assert.True(throttle.IsOpen);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var open = true;
        for (var i = 0; i < 100_000; i++)
            open &= throttle.IsOpen;
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(open);
        Assert.Equal(0, _road.Table.Count);
    }
}
