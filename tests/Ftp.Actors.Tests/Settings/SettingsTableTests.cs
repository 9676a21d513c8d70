using System.Globalization;
using System.Net;
using System.Text;
using Akka.Configuration;
using Ftp.Actors.Settings;
using Xunit;

namespace Ftp.Actors.Tests.Settings;

public sealed class SettingsTableTests
{
    private static readonly ServerSettings Defaults = new();

    public static TheoryData<string> AllKeys => [.. SettingsTable.Keys];

    [Theory]
    [MemberData(nameof(AllKeys))]
    public void Every_key_takes_back_what_it_shows(string key)
    {
        var shown = SettingsTable.Format(Defaults, key);

        Assert.True(SettingsTable.TryApply(Defaults, key, shown, out var settings, out var error), error);
        Assert.Equal(shown, SettingsTable.Format(settings, key));
    }

    [Theory]
    [MemberData(nameof(AllKeys))]
    public void Every_key_says_what_it_allows(string key)
    {
        Assert.True(SettingsTable.TryFind(key, out var row));
        Assert.NotEmpty(row.Allowed);
    }

    [Theory]
    [InlineData("enabled", "off", "off")]
    [InlineData("enabled", "true", "on")]
    [InlineData("addresses", "[\"127.0.0.1\", \"::1\"]", "[\"127.0.0.1\", \"::1\"]")]
    [InlineData("addresses", "192.0.2.1", "[\"192.0.2.1\"]")]
    [InlineData("port", "2121", "2121")]
    [InlineData("port", "\"2121\"", "2121")]
    [InlineData("passive-ports", "50000-50999", "50000-50999")]
    [InlineData("passive-ports", "6000", "6000")]
    [InlineData("passive-address", "198.51.100.7", "198.51.100.7")]
    [InlineData("passive-address", "ftp.example.org", "ftp.example.org")]
    [InlineData("passive-address", "[{for = \"203.0.113.0/24\", address = \"198.51.100.7\"}, {address = ftp.example.org}]",
        "[{for = \"203.0.113.0/24\", address = \"198.51.100.7\"}, {address = \"ftp.example.org\"}]")]
    [InlineData("local-networks", "[private, \"203.0.113.0/24\"]", "[\"private\", \"203.0.113.0/24\"]")]
    [InlineData("local-networks", "[\"203.0.113.9\"]", "[\"203.0.113.9/32\"]")]
    [InlineData("local-networks", "[\"10.1.2.3/8\"]", "[\"10.0.0.0/8\"]")]
    [InlineData("local-networks", "[]", "[]")]
    [InlineData("maximum-connections-per-login", "unlimited", "unlimited")]
    [InlineData("maximum-connections-per-host", "3", "3")]
    [InlineData("certificate", "none", "none")]
    [InlineData("login-timeout", "500ms", "500ms")]
    [InlineData("login-timeout", "60s", "60s")]
    [InlineData("idle-timeout", "600s", "10m")]
    [InlineData("idle-timeout", "24h", "24h")]
    [InlineData("shutdown-deadline", "0s", "0s")]
    [InlineData("greeting", "[ACME] welcomes \"you\" # not a comment", "[ACME] welcomes \"you\" # not a comment")]
    [InlineData("welcome", "", "")]
    [InlineData("welcome", "two\r\nlines", "two\nlines")]
    [InlineData("folder-message", "", "")]
    [InlineData("list-time-zone", "Europe/Berlin", "Europe/Berlin")]
    [InlineData("legacy-charset", "CP1251", "CP1251")]
    [InlineData("legacy-charset", "windows-1251", "CP1251")]
    [InlineData("legacy-charset", "[{for = \"10.1.0.0/16\", charset = CP866}, {charset = ISO-8859-1}]",
        "[{for = \"10.1.0.0/16\", charset = \"CP866\"}, {charset = \"ISO-8859-1\"}]")]
    public void A_good_value_is_taken(string key, string value, string shown)
    {
        Assert.True(SettingsTable.TryApply(Defaults, key, value, out var settings, out var error), error);
        Assert.Equal("", error);
        Assert.Equal(shown, SettingsTable.Format(settings, key));
        Assert.True(SettingsTable.TryApply(Defaults, key, shown, out var again, out _));
        Assert.Equal(shown, SettingsTable.Format(again, key));
    }

    [Theory]
    [InlineData("enabled", "maybe")]
    [InlineData("addresses", "[]")]
    [InlineData("addresses", "[\"1\"]")]
    [InlineData("addresses", "[\"ftp.example.org\"]")]
    [InlineData("addresses", "[{}]")]
    [InlineData("port", "abc")]
    [InlineData("port", "0")]
    [InlineData("port", "65536")]
    [InlineData("port", "-1")]
    [InlineData("port", "")]
    [InlineData("passive-ports", "50999-50000")]
    [InlineData("passive-ports", "1-2-3")]
    [InlineData("passive-ports", "0-100")]
    [InlineData("passive-address", "2001:db8::1")]
    [InlineData("passive-address", "0.0.0.0")]
    [InlineData("passive-address", "not a name")]
    [InlineData("passive-address", "[{for = \"203.0.113.0/24\"}]")]
    [InlineData("passive-address", "[{adress = \"198.51.100.7\"}]")]
    [InlineData("passive-address", "[198.51.100.7]")]
    [InlineData("passive-address", "[")]
    [InlineData("local-networks", "[publik]")]
    [InlineData("local-networks", "[\"10.0.0.0/33\"]")]
    [InlineData("maximum-connections", "0")]
    [InlineData("maximum-connections", "unlimited")]
    [InlineData("maximum-guests", "0")]
    [InlineData("maximum-guests", "none")]
    [InlineData("login-timeout", "60")]
    [InlineData("login-timeout", "60x")]
    [InlineData("login-timeout", "0s")]
    [InlineData("login-timeout", "-5s")]
    [InlineData("login-timeout", "999999999999999999d")]
    [InlineData("shutdown-deadline", "2h")]
    [InlineData("password-minimum-length", "0")]
    [InlineData("greeting", "bell\u0007")]
    [InlineData("folder-message", "a/b")]
    [InlineData("list-time-zone", "Mars/Olympus")]
    [InlineData("legacy-charset", "klingon")]
    [InlineData("legacy-charset", "shift_jis")]
    [InlineData("legacy-charset", "utf-16")]
    [InlineData("legacy-charset", "us-ascii")]
    public void A_bad_value_is_refused_with_key_value_and_what_is_allowed(string key, string value)
    {
        Assert.False(SettingsTable.TryApply(Defaults, key, value, out var settings, out var error));
        Assert.Same(Defaults, settings);
        Assert.StartsWith($"ftp.settings.{key} = ", error, StringComparison.Ordinal);
        Assert.Contains("; allowed: ", error, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error);
    }

    [Fact]
    public void The_words_of_a_refusal() =>
        Assert.Equal("ftp.settings.port = \"abc\": not a port; allowed: 1 to 65535", ErrorOf("port", "abc"));

    [Fact]
    public void An_unknown_key_suggests_the_nearest() =>
        Assert.Equal("ftp.settings.maximum-conections: no such setting; did you mean ftp.settings.maximum-connections?", ErrorOf("maximum-conections", "3"));

    [Fact]
    public void A_port_that_somebody_named_is_not_the_default_even_if_it_is_21()
    {
        Assert.True(Defaults.PortIsDefault);
        Assert.True(SettingsTable.TryApply(Defaults, "port", "21", out var settings, out _));
        Assert.False(settings.PortIsDefault);
    }

    [Fact]
    public void Private_stands_for_the_networks_it_is_documented_to()
    {
        Assert.True(SettingsTable.TryApply(Defaults, "local-networks", "[private]", out var settings, out _));
        Assert.True(settings.LocalNetworks.Holds(IPAddress.Parse("100.64.1.1")));
        Assert.False(settings.LocalNetworks.Holds(IPAddress.Parse("203.0.113.1")));
    }

    [Theory]
    [InlineData("windows-1251", "CP1251")]
    [InlineData("cp866", "CP866")]
    [InlineData("ISO-8859-1", "ISO-8859-1")]
    public void A_charset_is_kept_by_the_name_that_operators_write(string name, string kept)
    {
        Assert.True(SettingsTable.TryApply(Defaults, "legacy-charset", name, out var settings, out var error), error);
        Assert.Equal(new NetworkCharset(null, kept), Assert.Single(settings.LegacyCharset));
    }

    [Fact]
    public void Only_what_a_node_has_of_its_own_can_differ_per_node() =>
        Assert.Equal(
            ["addresses", "port", "implicit-tls-port", "passive-ports", "passive-address"],
            SettingsTable.Keys.Where(k => SettingsTable.TryFind(k, out var row) && row.PerNode));

    [Fact]
    public void A_passive_range_narrower_than_the_transfers_is_a_warning_and_no_fault()
    {
        Assert.Empty(SettingsTable.Warnings(Defaults));
        Assert.True(SettingsTable.TryApply(Defaults, "passive-ports", "50000-50009", out var settings, out _));
        Assert.Contains("maximum-connections = 200", Assert.Single(SettingsTable.Warnings(settings)), StringComparison.Ordinal);
    }

    [Fact]
    public void Text_survives_being_quoted_for_HOCON()
    {
        var text = new StringBuilder();
        for (var c = '\u0001'; c < '\u0180'; c++)
        {
            text.Append(c);
        }

        text.Append("${ftp.x} // # \u2028 \U0001F600");
        var parsed = ConfigurationFactory.ParseString("a = " + SettingText.Quote(text.ToString()));
        Assert.Equal(text.ToString(), parsed.GetString("a"));
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("1024", 1024)]
    [InlineData("1GiB", 1L << 30)]
    [InlineData("512 MiB", 512L << 20)]
    [InlineData("10MB", 10_000_000)]
    public void Sizes_have_units(string text, long bytes)
    {
        var size = SettingValues.Size(text);
        Assert.Null(size.Fault);
        Assert.Equal(bytes, size.Value);
        Assert.Equal(bytes, SettingValues.Size(SettingValues.Size(bytes)).Value);
    }

    [Theory]
    [InlineData("GiB")]
    [InlineData("-1")]
    [InlineData("1.5GiB")]
    [InlineData("999999999999999999TiB")]
    public void Other_sizes_are_refused(string text) => Assert.NotNull(SettingValues.Size(text).Fault);

    [Theory]
    [InlineData("statsu", "status")]
    [InlineData("prot", "port")]
    [InlineData("zzzzzz", null)]
    public void The_nearest_word_is_near(string typed, string? expected) => Assert.Equal(expected, NearestWord.Find(typed, ["status", "port", "settings"]));

    [Fact]
    public void Every_duration_that_can_be_shown_can_be_read()
    {
        var read = SettingValues.Duration(TimeSpan.Zero, TimeSpan.MaxValue);
        foreach (var milliseconds in new long[] { 0, 1, 100, 999, 1000, 1001, 60_000, 90_000, 3_600_000, 86_400_000, 86_400_001, 172_800_000 })
        {
            var value = TimeSpan.FromMilliseconds(milliseconds);
            var outcome = read(SettingValues.Duration(value));
            Assert.True(outcome.Fault is null, milliseconds.ToString(CultureInfo.InvariantCulture));
            Assert.Equal(value, outcome.Value);
        }
    }

    private static string ErrorOf(string key, string value)
    {
        Assert.False(SettingsTable.TryApply(Defaults, key, value, out _, out var error));
        return error;
    }
}
