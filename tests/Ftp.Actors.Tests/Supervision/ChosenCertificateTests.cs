using System.Net.Sockets;
using Akka.TestKit;
using Ftp.Actors.Catalog;
using Ftp.Actors.Settings;
using Ftp.Actors.Supervision;
using Xunit;

namespace Ftp.Actors.Tests.Supervision;

/// <summary>The setting <c>certificate</c> against what the store can serve; in virtual time.</summary>
public sealed class ChosenCertificateTests(ITestOutputHelper output) : ServerTestBase(SupervisorTestBase.VirtualTime, output)
{
    [Fact]
    public async Task One_that_can_serve_is_taken_and_one_that_cannot_is_refused_with_the_names_there_are()
    {
        await Serve(OnPort(2100));
        Services.Certificates.Publish(TestNode.Certificates("auto", "mail", "shop"));
        Assert.IsType<CatalogAnswer.Done>(await Change(Set("certificate", "shop")));

        var refused = Assert.IsType<CatalogAnswer.Refused>(await Change(Set("certificate", "shopp")));

        Assert.StartsWith("no certificate 'shopp' can serve now; there are: auto, mail, shop (", refused.Message, StringComparison.Ordinal);
        Assert.Contains("ctl certificates list", refused.Message, StringComparison.Ordinal);
        Assert.Equal("shop", Services.Settings.Current.Certificate);
        Assert.Empty((await Status()).Alarms);
    }

    [Theory]
    [InlineData("auto")]
    [InlineData("none")]
    public async Task Auto_and_none_can_always_be_chosen(string value)
    {
        await Serve(OnPort(2100) with { Certificate = "shop" });
        Services.Certificates.Publish(TestNode.Certificates());
        Assert.IsType<CatalogAnswer.Done>(await Change(Set("certificate", value)));
    }

    [Fact]
    public async Task A_reset_to_one_that_is_gone_is_refused_too()
    {
        await Serve(OnPort(2100) with { Certificate = "gone" });
        Assert.IsType<CatalogAnswer.Done>(await Change(Set("certificate", "auto")));
        Assert.Contains("'gone'", Assert.IsType<CatalogAnswer.Refused>(await Change(new CatalogCommands.ResetSetting("certificate", Ada))).Message, StringComparison.Ordinal);
        Assert.Equal("auto", Services.Settings.Current.Certificate);
    }

    [Fact]
    public async Task One_that_is_missing_at_the_start_leaves_FTP_open_and_is_an_alarm_until_it_is_there()
    {
        var serving = await Serve(OnPort(2100) with { Certificate = "shop", RequireTls = RequireTls.Logins });

        Assert.Equal(2, serving.Listeners.Length);
        var alarm = Assert.Single((await Status()).Alarms);
        Assert.Equal(FtpServerActor.CertificateAlarm, alarm.Key);
        foreach (var part in new[] { "'shop'", "431", "no named account can log in", "ctl certificates use" })
        {
            Assert.Contains(part, alarm.Text, StringComparison.Ordinal);
        }

        Services.Certificates.Publish(TestNode.Certificates("auto", "shop"));
        ((TestScheduler)Sys.Scheduler).Advance(FtpServerActor.CertificatePause);
        await AwaitConditionAsync(() => Task.FromResult(Services.Alarms.Current.IsEmpty), cancellationToken: Cancel);
    }

    [Fact]
    public async Task One_that_stops_serving_is_an_alarm_without_anybody_asking()
    {
        await Serve(OnPort(2100));
        Services.Certificates.Publish(TestNode.Certificates("mail"));
        ((TestScheduler)Sys.Scheduler).Advance(FtpServerActor.CertificatePause);
        await AwaitConditionAsync(() => Task.FromResult(Services.Alarms.Current is [{ Key: FtpServerActor.CertificateAlarm }]), cancellationToken: Cancel);
    }

    [Fact]
    public async Task To_require_TLS_and_offer_none_is_an_alarm()
    {
        await Serve(OnPort(2100) with { Certificate = "none" });
        Assert.Empty((await Status()).Alarms);
        await Change(Set("require-tls", "always"));
        Assert.Contains("nobody can log in", Assert.Single((await Status()).Alarms).Text, StringComparison.Ordinal);
        await Change(Set("certificate", "auto"));
        Assert.Empty((await Status()).Alarms);
    }

    [Fact]
    public async Task Another_certificate_does_not_need_the_ports()
    {
        Prepare(OnPort(2100));
        Services.Certificates.Publish(TestNode.Certificates("auto", "shop"));
        await Change(Set("port", "2200"));
        Machine.Fail("0.0.0.0:2200", SocketError.AddressAlreadyInUse);
        await Ask<Serving>(new StartServing());
        Assert.IsType<CatalogAnswer.Done>(await Change(Set("certificate", "shop")));
    }

    [Fact]
    public async Task A_binding_that_the_machine_cannot_check_is_an_alarm_until_the_setting_says_what_is_so()
    {
        Prepare(OnPort(2100), s => s with { StrictestDataBinding = DataBinding.Resumed });
        await Ask<Serving>(new StartServing());
        var alarm = Assert.Single((await Status()).Alarms);
        Assert.Equal(FtpServerActor.BindingAlarm, alarm.Key);
        Assert.Contains("resumed is in force", alarm.Text, StringComparison.Ordinal);
        await Change(Set("tls-data-binding", "resumed"));
        Assert.Empty((await Status()).Alarms);
    }

    [Fact]
    public async Task The_status_names_those_who_logged_in_in_clear_and_since_when_they_are_counted()
    {
        await Serve(OnPort(2100));
        Services.ClearLogins.Note("ada", "192.0.2.7");
        var status = await Status();
        Assert.Equal(("ada", "192.0.2.7", 1), Assert.Single(status.ClearLogins) is var one ? (one.Login, one.Host, one.Count) : default);
        Assert.Equal(Services.ClearLogins.Since, status.ClearLoginsSince);
    }
}
