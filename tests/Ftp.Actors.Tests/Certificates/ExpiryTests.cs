using Ftp.Actors.Certificates;
using Xunit;

namespace Ftp.Actors.Tests.Certificates;

public sealed class ExpiryTests : StoreTestBase
{
    [Fact]
    public async Task Thirty_days_before_its_end_a_certificate_is_named_every_day_until_it_is_renewed()
    {
        var store = StartStore();
        await DoneAsync(store, Import("ftp", Authority.Issue(new Issue { Until = TimeSpan.FromDays(90) })));
        await DoneAsync(store, Import("longer", Authority.Issue(new Issue { Until = TimeSpan.FromDays(900) })));
        Change(s => s with { Certificate = "ftp" });
        Clock.Advance(TimeSpan.FromDays(59.9));
        await LooksAsync();
        Assert.Empty(Logged("certificate.expires"));
        Assert.Null(Alarm("certificate:ftp"));

        Clock.Advance(TimeSpan.FromDays(0.2));
        const string said = "certificate 'ftp' expires on 2026-08-30 12:00 UTC, in 30 days; it is the chosen one: renew it (`ctl certificates import ftp --replace`), or remove it";
        await EventuallyAsync(() => Assert.Equal([said], Logged("certificate.expires")));
        Assert.Equal(said, Alarm("certificate:ftp"));
        await LooksAsync();
        Assert.Single(Logged("certificate.expires"));

        for (var day = 2; day <= 4; day++)
        {
            Clock.Advance(TimeSpan.FromDays(1));
            await EventuallyAsync(() => Assert.Equal(day, Logged("certificate.expires").Count()));
        }

        await DoneAsync(store, Import("ftp", Authority.Issue(new Issue { Until = TimeSpan.FromDays(300) }), replace: true));
        Assert.Null(Alarm("certificate:ftp"));
        Clock.Advance(TimeSpan.FromDays(2));
        await LooksAsync();
        Assert.Equal(4, Logged("certificate.expires").Count());
    }

    [Fact]
    public async Task A_start_says_at_once_what_ends_soon()
    {
        var store = StartStore();
        await DoneAsync(store, Import("ftp", Authority.Issue(new Issue { Until = TimeSpan.FromHours(20) })));
        Assert.Contains("in 1 day: renew", Assert.Single(Logged("certificate.expires")), StringComparison.Ordinal);
        await ListAsync(await RestartAsync(store));
        Assert.Equal(2, Logged("certificate.expires").Count());
    }

    [Fact]
    public async Task Past_its_end_the_chosen_one_serves_on_and_another_serves_nobody()
    {
        var store = StartStore();
        await DoneAsync(store, Create("ftp") with { ValidFor = TimeSpan.FromDays(1) });
        await DoneAsync(store, Create("other") with { ValidFor = TimeSpan.FromDays(1) });
        Change(s => s with { Certificate = "ftp" });
        Clock.Advance(TimeSpan.FromDays(2));
        await EventuallyAsync(() => Assert.Contains("expired on 2026-06-02 12:00 UTC; it is the chosen one, and clients that check it do not connect", Alarm("certificate:ftp"), StringComparison.Ordinal));
        Assert.Contains("expired on 2026-06-02 12:00 UTC and serves nobody any more", Alarm("certificate:other"), StringComparison.Ordinal);
        Assert.Equal(CertificateUse.Chosen, (await GetAsync(store, "ftp"))!.Use);
        Assert.Equal(CertificateUse.None, (await GetAsync(store, "other"))!.Use);
        Assert.NotNull(Set.Chosen(Node.Services.Settings.Current));

        await ListAsync(await RestartAsync(store));
        Assert.NotNull(Set.Chosen(Node.Services.Settings.Current));
    }

    [Fact]
    public async Task A_clock_that_is_set_back_silences_nobody()
    {
        var store = StartStore();
        await DoneAsync(store, Create("ftp") with { ValidFor = TimeSpan.FromDays(20) });
        Assert.Single(Logged("certificate.expires"));
        Clock.Advance(TimeSpan.FromDays(-5));
        await EventuallyAsync(() => Assert.Equal(2, Logged("certificate.expires").Count()));
    }

    private async Task LooksAsync()
    {
        var looks = Clock.Looks;
        await EventuallyAsync(() => Assert.True(Clock.Looks > looks + 5));
    }
}
