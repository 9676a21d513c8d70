using Ftp.Actors.Settings;
using Xunit;

namespace Ftp.Actors.Tests.Settings;

public sealed class SettingWarningsTests
{
    private static readonly ServerSettings Defaults = new();

    [Theory]
    [InlineData(RequireTls.Logins, "require-tls = logins", "no named account can log in")]
    [InlineData(RequireTls.Remote, "require-tls = remote", "nobody outside ftp.settings.local-networks can log in")]
    [InlineData(RequireTls.Always, "require-tls = always", "nobody can log in")]
    public void To_require_TLS_that_is_not_offered_locks_out(RequireTls required, string setting, string who)
    {
        var warning = Assert.Single(SettingsTable.Warnings(Defaults with { Certificate = "none", RequireTls = required }));
        Assert.Contains(setting, warning, StringComparison.Ordinal);
        Assert.Contains("certificate = none", warning, StringComparison.Ordinal);
        Assert.Contains(who, warning, StringComparison.Ordinal);
        Assert.Empty(SettingsTable.Warnings(Defaults with { RequireTls = required }));
    }

    [Fact]
    public void Without_TLS_nothing_is_warned_of_where_none_is_wanted() => Assert.Empty(SettingsTable.Warnings(Defaults with { Certificate = "none" }));

    [Fact]
    public void Data_cannot_be_protected_without_TLS()
    {
        Assert.Contains("require-tls-data = on", Assert.Single(SettingsTable.Warnings(Defaults with { Certificate = "none", RequireTlsData = true })), StringComparison.Ordinal);
        Assert.Empty(SettingsTable.Warnings(Defaults with { RequireTlsData = true }));
    }

    [Fact]
    public void A_port_for_implicit_TLS_without_TLS_stays_closed()
    {
        Assert.Contains(
            "implicit-tls-port = 990 stays closed", Assert.Single(SettingsTable.Warnings(Defaults with { Certificate = "none", ImplicitTlsPort = 990 })), StringComparison.Ordinal);
        Assert.Empty(SettingsTable.Warnings(Defaults with { ImplicitTlsPort = 990 }));
    }

    [Fact]
    public void A_port_for_implicit_TLS_among_the_passive_ports() =>
        Assert.Contains("implicit-tls-port = 50001 lies inside", Assert.Single(SettingsTable.Warnings(Defaults with { ImplicitTlsPort = 50001 })), StringComparison.Ordinal);

    [Fact]
    public void One_port_for_both_kinds_cannot_work()
    {
        var both = Defaults with { ImplicitTlsPort = 21 };
        Assert.Equal(SettingsTable.Conflict(both), Assert.Single(SettingsTable.Warnings(both)));
        Assert.Null(SettingsTable.Conflict(Defaults));
        Assert.Null(SettingsTable.Conflict(Defaults with { ImplicitTlsPort = 990 }));
    }

    [Theory]
    [InlineData(DataBinding.SameSession, DataBinding.SameSession, null)]
    [InlineData(DataBinding.SameSession, DataBinding.Resumed, "tls-data-binding = same-session cannot be checked with this machine's TLS library: resumed is in force")]
    [InlineData(DataBinding.Resumed, DataBinding.Resumed, null)]
    [InlineData(DataBinding.Address, DataBinding.Resumed, null)]
    public void A_binding_that_the_machine_cannot_check(DataBinding asked, DataBinding strictest, string? warning)
    {
        var warnings = SettingsTable.Warnings(Defaults with { TlsDataBinding = asked }, strictest).ToList();
        Assert.Equal(warning is null ? 0 : 1, warnings.Count);
        Assert.All(warnings, w => Assert.Contains(warning!, w, StringComparison.Ordinal));
    }

    [Fact]
    public void Any_client_certificate_is_not_a_proof()
    {
        var required = Defaults with { ClientCertificates = ClientCertificates.Required };
        Assert.Contains("client-certificate-authorities", Assert.Single(SettingsTable.Warnings(required)), StringComparison.Ordinal);
        Assert.Empty(SettingsTable.Warnings(required with { ClientCertificateAuthorities = "/etc/ca.pem" }));
    }

    [Fact]
    public void A_clear_command_channel_can_be_read() =>
        Assert.Contains("clear-command-channel = on", Assert.Single(SettingsTable.Warnings(Defaults with { ClearCommandChannel = true })), StringComparison.Ordinal);
}
