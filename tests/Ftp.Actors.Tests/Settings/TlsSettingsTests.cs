using Ftp.Actors.Catalog;
using Ftp.Actors.Serialization;
using Ftp.Actors.Settings;
using Xunit;

namespace Ftp.Actors.Tests.Settings;

public sealed class TlsSettingsTests
{
    private static readonly ServerSettings Defaults = new();

    public static TheoryData<string> TlsKeys =>
    [
        "certificate", "require-tls", "require-tls-data", "implicit-tls-port", "tls-minimum", "tls-data-binding", "client-certificates", "client-certificate-authorities",
        "unclean-upload-end", "clear-command-channel",
    ];

    /// <summary>Where nobody sets anything: what clients must do by RFC 4217 is possible, what is unsafe is not.</summary>
    [Theory]
    [InlineData("certificate", "auto")]
    [InlineData("require-tls", "off")]
    [InlineData("require-tls-data", "off")]
    [InlineData("implicit-tls-port", "off")]
    [InlineData("tls-minimum", "1.2")]
    [InlineData("tls-data-binding", "same-session")]
    [InlineData("client-certificates", "off")]
    [InlineData("client-certificate-authorities", "")]
    [InlineData("unclean-upload-end", "refuse")]
    [InlineData("clear-command-channel", "off")]
    public void The_defaults(string key, string value) => Assert.Equal(value, SettingsTable.Format(Defaults, key));

    [Theory]
    [InlineData("certificate", "auto", "none", "shop", "ftp.example.org")]
    [InlineData("require-tls", "off", "logins", "remote", "always")]
    [InlineData("require-tls-data", "on", "off")]
    [InlineData("implicit-tls-port", "off", "990", "1", "65535")]
    [InlineData("tls-minimum", "1.2", "1.3")]
    [InlineData("tls-data-binding", "address", "resumed", "same-session")]
    [InlineData("client-certificates", "off", "asked", "required")]
    [InlineData("client-certificate-authorities", "", "/etc/ftp-actors/partners.pem", "a \"quoted\" name.pem")]
    [InlineData("unclean-upload-end", "refuse", "accept")]
    [InlineData("clear-command-channel", "on", "off")]
    public void Every_value_is_taken_bare_and_quoted_and_shown_as_it_was_said(string key, params string[] values)
    {
        foreach (var value in values)
        {
            foreach (var said in new[] { value, SettingText.Quote(value) })
            {
                Assert.True(SettingsTable.TryApply(Defaults, key, said, out var settings, out var error), error);
                Assert.Equal(value, SettingsTable.Format(settings, key));
                Assert.True(SettingsTable.TryApply(settings, key, SettingsTable.Format(settings, key), out var again, out _));
                Assert.Equal(settings, again);
            }
        }
    }

    [Theory]
    [InlineData("certificate", "", "auto, none, or the name of a certificate")]
    [InlineData("certificate", "a/b", "auto, none, or the name of a certificate")]
    [InlineData("certificate", "..", "auto, none, or the name of a certificate")]
    [InlineData("certificate", "two\nlines", "auto, none, or the name of a certificate")]
    [InlineData("require-tls", "on", "off, logins, remote or always")]
    [InlineData("require-tls", "Always", "off, logins, remote or always")]
    [InlineData("require-tls-data", "maybe", "on or off")]
    [InlineData("implicit-tls-port", "0", "off, or 1 to 65535")]
    [InlineData("implicit-tls-port", "65536", "off, or 1 to 65535")]
    [InlineData("implicit-tls-port", "on", "off, or 1 to 65535")]
    [InlineData("tls-minimum", "1.1", "1.2 or 1.3")]
    [InlineData("tls-minimum", "1.0", "1.2 or 1.3")]
    [InlineData("tls-minimum", "12", "1.2 or 1.3")]
    [InlineData("tls-data-binding", "none", "address, resumed or same-session")]
    [InlineData("tls-data-binding", "off", "address, resumed or same-session")]
    [InlineData("client-certificates", "on", "off, asked or required")]
    [InlineData("client-certificate-authorities", "a\u0007b", "a path of a PEM file")]
    [InlineData("unclean-upload-end", "off", "refuse or accept")]
    [InlineData("clear-command-channel", "", "on or off")]
    public void A_wrong_value_is_one_line_with_what_is_allowed(string key, string value, string allowed)
    {
        Assert.False(SettingsTable.TryApply(Defaults, key, value, out var settings, out var error));
        Assert.Same(Defaults, settings);
        Assert.StartsWith($"ftp.settings.{key} = ", error, StringComparison.Ordinal);
        Assert.Contains($"; allowed: {allowed}", error, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error);
    }

    [Theory]
    [InlineData("certificate", "shop")]
    [InlineData("require-tls", "remote")]
    [InlineData("require-tls-data", "on")]
    [InlineData("implicit-tls-port", "990")]
    [InlineData("tls-minimum", "1.3")]
    [InlineData("tls-data-binding", "resumed")]
    [InlineData("client-certificates", "asked")]
    [InlineData("client-certificate-authorities", "/etc/ca.pem")]
    [InlineData("unclean-upload-end", "accept")]
    [InlineData("clear-command-channel", "on")]
    public void The_catalogue_keeps_an_administrators_value_and_a_reset_brings_the_files_back(string key, string value)
    {
        var state = Do(CatalogState.Empty, new CatalogCommands.SetSetting(key, value, Ada));
        Assert.Equal(value, SettingsTable.Format(SettingsRules.Table.InForce(Defaults, state, out var trouble), key));
        Assert.Empty(trouble);

        state = Do(state, new CatalogCommands.ResetSetting(key, Ada));
        Assert.Equal(SettingsTable.Format(Defaults, key), SettingsTable.Format(SettingsRules.Table.InForce(Defaults, state, out _), key));
        Assert.IsType<CatalogDecision.Refused>(Decide(state, new CatalogCommands.SetSetting(key, "\u0007", Ada)));
    }

    /// <summary>An administrator may have set any of these to keep people out; the files may say less.</summary>
    [Theory]
    [InlineData("require-tls", "always")]
    [InlineData("require-tls-data", "on")]
    [InlineData("tls-minimum", "1.3")]
    [InlineData("tls-data-binding", "same-session")]
    [InlineData("client-certificates", "required")]
    [InlineData("unclean-upload-end", "refuse")]
    [InlineData("clear-command-channel", "off")]
    public void Where_the_journals_word_cannot_be_read_the_strict_side_holds(string key, string strict)
    {
        var lax = Defaults with { TlsDataBinding = DataBinding.Address, UncleanUploadEnd = UncleanUploadEnd.Accept, ClearCommandChannel = true };
        var state = CatalogState.Empty with { Quarantined = CatalogState.Empty.Quarantined.Add(new EntityId(EntityKind.Setting, key), "unreadable") };
        Assert.Equal(strict, SettingsTable.Format(SettingsRules.Table.InForce(lax, state, out var trouble), key));
        Assert.Contains("unreadable", trouble[key], StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(TlsKeys))]
    public void Every_key_is_in_the_table(string key) => Assert.Contains(key, SettingsTable.Keys);

    [Fact]
    public void The_bindings_stand_in_the_order_of_their_strictness() =>
        Assert.True(DataBinding.Address < DataBinding.Resumed && DataBinding.Resumed < DataBinding.SameSession);

    private static Origin Ada => new("ada", "ctl", "local");

    private static CatalogDecision Decide(CatalogState state, CatalogCommand command) =>
        CatalogRules.Decide(state, command, DateTimeOffset.UnixEpoch, SettingsRules.Table, Defaults);

    private static CatalogState Do(CatalogState state, CatalogCommand command) => state.Apply(Assert.IsType<CatalogDecision.Change>(Decide(state, command)).Happened);
}
