using Ftp.Actors.Transfers;
using Xunit;

namespace Ftp.Actors.Tests.Transfers;

public sealed class ExtentPlanTests
{
    private static readonly TimeSpan Quick = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Slow = TimeSpan.FromMilliseconds(60);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 1)]
    [InlineData(7, 65535)]
    [InlineData(0, 65536)]
    [InlineData(3, 65537)]
    [InlineData(1, 50_000_001)]
    public void Extents_cover_the_range_once_and_in_order(long offset, long length)
    {
        var plan = new ExtentPlan(offset, length);
        var at = offset;
        while (plan.Next() is { } extent)
        {
            Assert.Equal(at, extent.Offset);
            Assert.InRange(extent.Length, 1, ExtentPlan.Largest);
            at += extent.Length;
            plan.Took(extent.Length, Quick);
        }
        Assert.Equal(offset + length, at);
        Assert.Null(plan.Next());
    }

    [Fact]
    public void Slices_double_while_they_are_quick_up_to_the_largest()
    {
        var plan = new ExtentPlan(0, 1L << 40);
        var sizes = new List<int>();
        for (var i = 0; i < 9; i++)
        {
            var extent = plan.Next()!.Value;
            sizes.Add(extent.Length >> 10);
            plan.Took(extent.Length, Quick);
        }
        Assert.Equal([64, 128, 256, 512, 1024, 2048, 4096, 4096, 4096], sizes);
    }

    [Fact]
    public void Slices_stay_where_one_takes_long_and_shrink_where_one_takes_very_long()
    {
        var plan = new ExtentPlan(0, 1L << 40);
        plan.Took(plan.Next()!.Value.Length, Quick);
        plan.Took(plan.Next()!.Value.Length, Slow);
        Assert.Equal(128 * 1024, plan.Next()!.Value.Length);
        plan.Took(128 * 1024, TimeSpan.FromSeconds(1));
        Assert.Equal(64 * 1024, plan.Next()!.Value.Length);
    }

    [Fact]
    public void What_a_throttle_lets_through_bounds_an_extent_and_says_nothing_about_the_next()
    {
        var plan = new ExtentPlan(0, 100_000);
        Assert.Equal(ExtentPlan.First, plan.Wanted);
        Assert.Equal(new Extent(0, 25_000), plan.Next(25_000));
        plan.Took(25_000, Quick);
        Assert.Equal(new Extent(25_000, 1), plan.Next(1));
        Assert.Equal(ExtentPlan.First, plan.Next()!.Value.Length);
        Assert.Equal(100_000 - 25_001 - ExtentPlan.First, plan.Wanted);
        plan.Next();
        Assert.Equal(0, plan.Wanted);
    }
}
