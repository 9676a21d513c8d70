using System.Net;
using Ftp.Actors.Bandwidth;
using Ftp.Actors.Catalog;
using Ftp.Actors.Settings;
using Xunit;

namespace Ftp.Actors.Tests.Bandwidth;

public sealed class RateRulesTests
{
    private static readonly ServerSettings Settings = new() { Rate = new Rates(1000, 2000), RatePerLogin = new Rates(300, 400), RatePerHost = new Rates(50, null) };
    private static readonly ResourceOptions Resource = ResourceOptions.Default with { DownloadRate = 70, UploadRate = 80 };

    [Fact]
    public void Without_settings_nothing_limits() => Assert.Empty(RateRules.Of(Subject(Direction.Download), new ServerSettings(), ResourceOptions.Default, OwnRates.None));

    [Fact]
    public void Every_limit_of_the_direction_holds_at_once()
    {
        Assert.Equal(
            ["transfers throttle = 9", "download-rate-per-login (ada) = 300", "download-rate-per-host (2001:db8::/64) = 50", "download-rate of resource scans = 70", "download-rate = 1000"],
            Names(Direction.Download, OwnRates.None with { Transfer = 9 }));
        Assert.Equal(["upload-rate-per-login (ada) = 400", "upload-rate of resource scans = 80", "upload-rate = 2000"], Names(Direction.Upload, OwnRates.None));
    }

    [Theory]
    [InlineData(5L, "download-rate of user ada = 5")]
    [InlineData(5000L, "download-rate of user ada = 5000")]
    [InlineData(0L, null)]
    [InlineData(null, "download-rate-per-login (ada) = 300")]
    public void An_accounts_own_rate_stands_for_that_of_the_settings_and_zero_for_none(long? own, string? expected) =>
        Assert.Equal(expected, Names(Direction.Download, OwnRates.None with { Account = own }).SingleOrDefault(n => n.Contains("ada", StringComparison.Ordinal)));

    [Fact]
    public void Guests_are_one_login() =>
        Assert.Contains("download-rate-per-login (guests) = 300", RateRules.Of(Subject(Direction.Download) with { Login = null }, Settings, null, OwnRates.None).Select(l => l.ToString()));

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(10, 1, 1)]
    [InlineData(1000, 1, 100)]
    [InlineData(1024, 100, 64)]
    [InlineData(1_000_000, 10, 10_000)]
    [InlineData(long.MaxValue, 1, int.MaxValue)]
    public void A_share_is_a_tenth_of_a_second_among_all_and_never_a_crumb_for_their_sake(long rate, int members, int share) => Assert.Equal(share, RateGate.Share(rate, members));

    private static IEnumerable<string> Names(Direction direction, OwnRates own) => RateRules.Of(Subject(direction), Settings, Resource, own).Select(l => l.ToString());

    private static ThrottleSubject Subject(Direction direction) => new(direction, "ada", IPAddress.Parse("2001:db8::7"), "scans");
}
