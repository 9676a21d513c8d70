using System.Net.Sockets;
using Ftp.Actors.Catalog;
using Ftp.Actors.Settings;
using Ftp.Actors.Supervision;
using Xunit;

namespace Ftp.Actors.Tests.Supervision;

public sealed class ImplicitTlsPortTests(ITestOutputHelper output) : ServerTestBase("", output)
{
    private static readonly string[] Control = ["0.0.0.0:2100", "[::]:2100"];
    private static readonly string[] Both = ["0.0.0.0:2100", "0.0.0.0:9900", "[::]:2100", "[::]:9900"];

    private static ServerSettings WithImplicit => OnPort(2100) with { ImplicitTlsPort = 9900 };

    [Fact]
    public async Task It_is_opened_with_the_control_port_and_the_status_tells_them_apart_control_ports_first()
    {
        var serving = await Serve(WithImplicit);
        Assert.Equal(Both, Machine.Open);
        ListenerStatus[] expected =
        [
            new("0.0.0.0", 2100, "explicit"), new("::", 2100, "explicit"), new("0.0.0.0", 9900, "implicit"), new("::", 9900, "implicit"),
        ];
        Assert.Equal(expected, serving.Listeners);
        Assert.Equal(expected, (await Status()).Listeners);
        Assert.Contains(Written.Entries, e => e.Text == "FTP listens on 0.0.0.0:2100");
        Assert.Contains(Written.Entries, e => e.Text == "FTP listens on 0.0.0.0:9900 (implicit TLS)");
    }

    [Fact]
    public async Task A_session_knows_through_which_port_it_came()
    {
        await Serve(WithImplicit);
        Assert.False((await Arrive()).ImplicitTls);
        Machine["[::]:9900"].Arrive(new FakeConnection());
        Assert.True((await ExpectMsgAsync<SessionStarted>(cancellationToken: Cancel)).ImplicitTls);
    }

    [Fact]
    public async Task It_is_opened_moved_and_closed_on_a_running_server()
    {
        await Serve(OnPort(2100));
        var control = Machine["0.0.0.0:2100"];

        Assert.IsType<CatalogAnswer.Done>(await Change(Set("implicit-tls-port", "9900")));
        Assert.Equal(Both, Machine.Open);

        Assert.IsType<CatalogAnswer.Done>(await Change(Set("implicit-tls-port", "9901")));
        Assert.Equal(["0.0.0.0:2100", "0.0.0.0:9901", "[::]:2100", "[::]:9901"], Machine.Open);

        Assert.IsType<CatalogAnswer.Done>(await Change(Set("implicit-tls-port", "off")));
        Assert.Equal(Control, Machine.Open);
        Assert.Same(control, Machine["0.0.0.0:2100"]);

        await Change(Set("implicit-tls-port", "9900"));
        Assert.IsType<CatalogAnswer.Done>(await Change(new CatalogCommands.ResetSetting("implicit-tls-port", Ada)));
        Assert.Equal(Control, Machine.Open);
    }

    [Fact]
    public async Task A_busy_one_refuses_the_change_and_nothing_is_different()
    {
        await Serve(WithImplicit);
        var first = Machine["[::]:9900"];
        Machine.Fail("[::]:9901", SocketError.AddressAlreadyInUse);

        var refused = Assert.IsType<CatalogAnswer.Refused>(await Change(Set("implicit-tls-port", "9901")));

        Assert.Equal("port 9901 on :: is in use by another program: stop that one, or choose another ftp.settings.implicit-tls-port", refused.Message);
        Assert.Equal(Both, Machine.Open);
        Assert.Same(first, Machine["[::]:9900"]);
        Assert.Equal(9900, Services.Settings.Current.ImplicitTlsPort);
        Assert.Empty((await Status()).Alarms);
    }

    [Fact]
    public async Task One_that_is_not_permitted_refuses_the_change_and_says_how_to_permit_it()
    {
        await Serve(OnPort(2100));
        Machine.Fail("0.0.0.0:990", SocketError.AccessDenied);
        var refused = Assert.IsType<CatalogAnswer.Refused>(await Change(Set("implicit-tls-port", "990")));
        Assert.Contains("setcap", refused.Message, StringComparison.Ordinal);
        Assert.Equal(Control, Machine.Open);
    }

    [Theory]
    [InlineData("implicit-tls-port", "2100")]
    [InlineData("port", "9900")]
    public async Task One_port_for_both_is_refused_in_both_ways(string key, string value)
    {
        await Serve(WithImplicit);
        var refused = Assert.IsType<CatalogAnswer.Refused>(await Change(Set(key, value)));
        Assert.Equal(RefusalKind.Invalid, refused.Kind);
        Assert.Contains("ftp.settings.implicit-tls-port", refused.Message, StringComparison.Ordinal);
        Assert.Equal(Both, Machine.Open);
    }

    [Fact]
    public async Task One_port_for_both_in_the_files_cannot_be_served()
    {
        Prepare(OnPort(2100) with { ImplicitTlsPort = 2100 });
        Assert.StartsWith("ftp.settings.implicit-tls-port = 2100 is the control port", (await Ask<CannotServe>(new StartServing())).Message, StringComparison.Ordinal);
        Assert.Empty(Machine.Open);
    }

    [Fact]
    public async Task A_busy_one_from_the_files_cannot_be_served()
    {
        Prepare(WithImplicit);
        Machine.Fail("0.0.0.0:9900", SocketError.AddressAlreadyInUse);
        Assert.Contains("ftp.settings.implicit-tls-port", (await Ask<CannotServe>(new StartServing())).Message, StringComparison.Ordinal);
        Assert.Empty(Machine.Open);
    }

    [Fact]
    public async Task A_busy_one_from_an_administrator_leaves_FTP_off_with_an_alarm_until_it_is_mended()
    {
        Prepare(OnPort(2100));
        await Change(Set("implicit-tls-port", "9900"));
        Machine.Fail("0.0.0.0:9900", SocketError.AddressAlreadyInUse);

        var serving = await Ask<Serving>(new StartServing());
        Assert.Contains("port 9900", Assert.Single(serving.Notices), StringComparison.Ordinal);
        Assert.Equal("fault", (await Status()).State);

        Assert.IsType<CatalogAnswer.Done>(await Change(Set("implicit-tls-port", "off")));
        Assert.Equal("on", (await Status()).State);
        Assert.Empty((await Status()).Alarms);
    }

    [Fact]
    public async Task Without_a_certificate_it_is_closed_and_with_one_it_is_open()
    {
        var serving = await Serve(WithImplicit with { Certificate = "none" });
        Assert.Equal(Control, Machine.Open);
        Assert.Contains("implicit-tls-port = 9900 stays closed", Assert.Single(serving.Notices), StringComparison.Ordinal);
        Assert.All(serving.Listeners, l => Assert.Equal("none", l.Tls));

        Assert.IsType<CatalogAnswer.Done>(await Change(Set("certificate", "auto")));
        Assert.Equal(Both, Machine.Open);
        Assert.Equal(["explicit", "explicit", "implicit", "implicit"], (await Status()).Listeners.Select(l => l.Tls));

        Assert.IsType<CatalogAnswer.Done>(await Change(new CatalogCommands.ResetSetting("certificate", Ada)));
        Assert.Equal(Control, Machine.Open);
        Assert.Contains(Written.Entries, e => e.Event == "listener.notice" && e.Text.Contains("stays closed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_certificate_is_refused_where_the_port_that_it_would_open_is_busy()
    {
        await Serve(WithImplicit with { Certificate = "none" });
        Machine.Fail("0.0.0.0:9900", SocketError.AddressAlreadyInUse);
        Assert.Contains("port 9900", Assert.IsType<CatalogAnswer.Refused>(await Change(Set("certificate", "auto"))).Message, StringComparison.Ordinal);
        Assert.Equal(("none", 2), (Services.Settings.Current.Certificate, Machine.Open.Length));
    }

    [Fact]
    public async Task A_change_of_the_addresses_takes_both_ports_along()
    {
        await Serve(WithImplicit);
        Assert.IsType<CatalogAnswer.Done>(await Change(Set("addresses", "192.0.2.1")));
        Assert.Equal(["192.0.2.1:2100", "192.0.2.1:9900"], Machine.Open);
        Machine["192.0.2.1:9900"].Arrive(new FakeConnection());
        Assert.True((await ExpectMsgAsync<SessionStarted>(cancellationToken: Cancel)).ImplicitTls);
    }

    [Fact]
    public async Task Ports_that_change_places_in_a_way_that_nobody_asked_about_do_so()
    {
        await Serve(WithImplicit);
        Publish(s => s with { Port = 9900, ImplicitTlsPort = 2100 });
        await AwaitConditionAsync(async () => (await Status()).Listeners is [{ Port: 9900, Tls: "explicit" }, _, { Port: 2100, Tls: "implicit" }, _], cancellationToken: Cancel);
        Assert.True((await Arrive()).ImplicitTls);
    }

    [Fact]
    public async Task Off_closes_both_and_on_opens_both()
    {
        await Serve(WithImplicit);
        await Change(Set("enabled", "off"));
        Assert.Empty(Machine.Open);
        await Change(Set("enabled", "on"));
        Assert.Equal(Both, Machine.Open);
    }
}
