using Ftp.Actors.Catalog;
using Ftp.Actors.Serialization;
using Ftp.Actors.Settings;
using Xunit;

namespace Ftp.Actors.Tests.Catalog;

/// <summary>What holds where the journal's word on a setting cannot be read.</summary>
public sealed class SettingsRulesTests
{
    /// <summary>Everything that could be lax is so in the files.</summary>
    private static readonly ServerSettings Lax = new()
    {
        Enabled = true,
        Guests = true,
        RequireTls = RequireTls.Off,
        RequireTlsData = false,
        TlsMinimum = TlsVersion.Tls12,
        TlsDataBinding = DataBinding.Address,
        ClientCertificates = ClientCertificates.Off,
        UncleanUploadEnd = UncleanUploadEnd.Accept,
        ClearCommandChannel = true,
    };

    [Theory]
    [InlineData("enabled", "off")]
    [InlineData("guests", "off")]
    [InlineData("require-tls", "always")]
    [InlineData("require-tls-data", "on")]
    [InlineData("tls-minimum", "1.3")]
    [InlineData("tls-data-binding", "same-session")]
    [InlineData("client-certificates", "required")]
    [InlineData("client-certificate-authorities", "/dev/null")]
    [InlineData("unclean-upload-end", "refuse")]
    [InlineData("clear-command-channel", "off")]
    [InlineData("password-change", "off")]
    [InlineData("allow-from", "[\"0.0.0.0/32\"]")]
    [InlineData("deny-from", "[\"0.0.0.0/0\", \"::/0\"]")]
    [InlineData("implicit-tls-allow-from", "[\"0.0.0.0/32\"]")]
    [InlineData("implicit-tls-deny-from", "[\"0.0.0.0/0\", \"::/0\"]")]
    public void A_quarantined_setting_that_keeps_people_out_is_on_its_strict_side(string key, string strict)
    {
        Assert.NotEqual(strict, SettingsTable.Format(Lax, key));
        var inForce = SettingsRules.Table.InForce(Lax, Quarantined(key), out var trouble);
        Assert.Equal(strict, SettingsTable.Format(inForce, key));
        Assert.Contains($"'{strict}' holds", trouble[key], StringComparison.Ordinal);
        Assert.All(SettingsTable.Keys.Where(k => k != key), other => Assert.Equal(SettingsTable.Format(Lax, other), SettingsTable.Format(inForce, other)));
    }

    [Theory]
    [InlineData("certificate")]
    [InlineData("implicit-tls-port")]
    [InlineData("greeting")]
    public void Of_other_settings_the_files_value_holds(string key)
    {
        var inForce = SettingsRules.Table.InForce(Lax, Quarantined(key), out var trouble);
        Assert.Equal(SettingsTable.Format(Lax, key), SettingsTable.Format(inForce, key));
        Assert.Contains("the files' value holds", trouble[key], StringComparison.Ordinal);
    }

    private static CatalogState Quarantined(string key) =>
        CatalogState.Empty with { Quarantined = CatalogState.Empty.Quarantined.Add(new EntityId(EntityKind.Setting, key), "cannot be read") };
}
