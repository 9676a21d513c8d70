using System.Diagnostics.CodeAnalysis;
using Ftp.Actors.Protocol;
using static Ftp.Actors.Settings.SettingValues;

namespace Ftp.Actors.Settings;

/// <summary>One row per <c>ftp.settings.*</c> key: how its text is parsed, what is allowed, how it is shown.</summary>
public static class SettingsTable
{
    public const string Prefix = "ftp.settings.";

    private const string TimeText = "a duration such as 500ms, 60s, 10m or 2h";
    private const int MostSessions = 1_000_000;
    private const string LimitText = "unlimited, or 1 to 1000000";
    private const string NetworksText = "a list of private and networks such as \"203.0.113.0/24\"";
    private const string RateText = "unlimited, or bytes a second such as 512KiB or 10MiB";
    private const int LongestTalk = 4096;

    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private static readonly SettingRows<ServerSettings> Rows = new(
        Prefix,
        Row("enabled", "on or off", OnOff, (s, v) => s with { Enabled = v }, s => OnOff(s.Enabled)),
        Row("addresses", "IP addresses such as [\"0.0.0.0\", \"::\"]", AddressSettings.Addresses, (s, v) => s with { Addresses = v }, s => AddressSettings.Addresses(s.Addresses), perNode: true),
        // a port that somebody named never moves to another one
        Row("port", "1 to 65535", Port, (s, v) => s with { Port = v, PortIsDefault = false }, s => Number(s.Port), perNode: true),
        Row("implicit-tls-port", "off, or 1 to 65535 (990 is the usual one)", OptionalPort, (s, v) => s with { ImplicitTlsPort = v }, s => OptionalPort(s.ImplicitTlsPort), perNode: true),
        Row("passive-ports", "a port, or a range such as 50000-50999", Ports, (s, v) => s with { PassivePorts = v }, s => s.PassivePorts.ToString(), perNode: true),
        Row(
            "passive-address",
            "auto, an IPv4 address, a host name, or [{for = \"203.0.113.0/24\", address = \"198.51.100.7\"}, …]",
            AddressSettings.Passive, (s, v) => s with { PassiveAddress = v }, s => AddressSettings.Passive(s.PassiveAddress), perNode: true),
        Row(
            "local-networks",
            NetworksText,
            AddressSettings.Networks, (s, v) => s with { LocalNetworks = v }, s => AddressSettings.Networks(s.LocalNetworks)),
        Row("maximum-connections", "1 to 1000000", Whole(1, MostSessions), (s, v) => s with { MaximumConnections = v }, s => Number(s.MaximumConnections)),
        Row("maximum-sessions", "1 to 1000000", Whole(1, MostSessions), (s, v) => s with { MaximumSessions = v }, s => Number(s.MaximumSessions)),
        Row("maximum-sessions-before-login", "1 to 1000000", Whole(1, MostSessions), (s, v) => s with { MaximumSessionsBeforeLogin = v }, s => Number(s.MaximumSessionsBeforeLogin)),
        Row("maximum-connections-per-login", LimitText, Limit(MostSessions), (s, v) => s with { MaximumConnectionsPerLogin = v }, s => Limit(s.MaximumConnectionsPerLogin)),
        Row("maximum-connections-per-host", LimitText, Limit(MostSessions), (s, v) => s with { MaximumConnectionsPerHost = v }, s => Limit(s.MaximumConnectionsPerHost)),
        Row("maximum-guests", LimitText, Limit(MostSessions), (s, v) => s with { MaximumGuests = v }, s => Limit(s.MaximumGuests)),
        Row("guests", "on or off", OnOff, (s, v) => s with { Guests = v }, s => OnOff(s.Guests)),
        Row("certificate", "auto, none, or the name of a certificate (ctl certificates list)", CertificateName, (s, v) => s with { Certificate = v }, s => s.Certificate),
        Row("require-tls", Words(TlsWords.RequireTls), Word(TlsWords.RequireTls), (s, v) => s with { RequireTls = v }, s => Word(TlsWords.RequireTls, s.RequireTls)),
        Row("require-tls-data", "on or off", OnOff, (s, v) => s with { RequireTlsData = v }, s => OnOff(s.RequireTlsData)),
        Row("tls-minimum", Words(TlsWords.Version), Word(TlsWords.Version), (s, v) => s with { TlsMinimum = v }, s => Word(TlsWords.Version, s.TlsMinimum)),
        Row("tls-data-binding", Words(TlsWords.DataBinding), Word(TlsWords.DataBinding), (s, v) => s with { TlsDataBinding = v }, s => Word(TlsWords.DataBinding, s.TlsDataBinding)),
        Row("client-certificates", Words(TlsWords.ClientCertificates), Word(TlsWords.ClientCertificates), (s, v) => s with { ClientCertificates = v }, s => Word(TlsWords.ClientCertificates, s.ClientCertificates)),
        Row("client-certificate-authorities", "a path of a PEM file; empty for none", Talk(LongestTalk), (s, v) => s with { ClientCertificateAuthorities = v }, s => Talk(s.ClientCertificateAuthorities)),
        Row("unclean-upload-end", Words(TlsWords.UncleanUploadEnd), Word(TlsWords.UncleanUploadEnd), (s, v) => s with { UncleanUploadEnd = v }, s => Word(TlsWords.UncleanUploadEnd, s.UncleanUploadEnd)),
        Row("clear-command-channel", "on or off", OnOff, (s, v) => s with { ClearCommandChannel = v }, s => OnOff(s.ClearCommandChannel)),
        Row("login-timeout", TimeText, Duration(Moment, Day), (s, v) => s with { LoginTimeout = v }, s => Duration(s.LoginTimeout)),
        Row("idle-timeout", TimeText, Duration(Moment, Day * 30), (s, v) => s with { IdleTimeout = v }, s => Duration(s.IdleTimeout)),
        Row("stall-timeout", TimeText, Duration(Moment, Day), (s, v) => s with { StallTimeout = v }, s => Duration(s.StallTimeout)),
        Row("data-connect-timeout", TimeText, Duration(Moment, Day), (s, v) => s with { DataConnectTimeout = v }, s => Duration(s.DataConnectTimeout)),
        Row("shutdown-deadline", TimeText + ", at most 1h", Duration(TimeSpan.Zero, TimeSpan.FromHours(1)), (s, v) => s with { ShutdownDeadline = v }, s => Duration(s.ShutdownDeadline)),
        Row("password-minimum-length", "1 to 128", Whole(1, 128), (s, v) => s with { PasswordMinimumLength = v }, s => Number(s.PasswordMinimumLength)),
        Row("password-minimum-classes", "1 to 4", Whole(1, 4), (s, v) => s with { PasswordMinimumClasses = v }, s => Number(s.PasswordMinimumClasses)),
        Row("password-change", "on or off", OnOff, (s, v) => s with { PasswordChange = v }, s => OnOff(s.PasswordChange)),
        Row("login-tries", "1 to 100", Whole(1, 100), (s, v) => s with { LoginTries = v }, s => Number(s.LoginTries)),
        Row("ban.failures", LimitText, Limit(MostSessions), (s, v) => s with { Ban = s.Ban with { Failures = v } }, s => Limit(s.Ban.Failures)),
        Row("ban.window", TimeText, Duration(Moment, Day), (s, v) => s with { Ban = s.Ban with { Window = v } }, s => Duration(s.Ban.Window)),
        Row("ban.time", TimeText, Duration(Moment, Day * 365), (s, v) => s with { Ban = s.Ban with { Time = v } }, s => Duration(s.Ban.Time)),
        Row("ban.longest", TimeText, Duration(Moment, Day * 365), (s, v) => s with { Ban = s.Ban with { Longest = v } }, s => Duration(s.Ban.Longest)),
        Row("ban.never", NetworksText, AddressSettings.Networks, (s, v) => s with { Ban = s.Ban with { Never = v } }, s => AddressSettings.Networks(s.Ban.Never)),
        Row("allow-from", NetworksText, AddressSettings.Networks, (s, v) => s with { AllowFrom = v }, s => AddressSettings.Networks(s.AllowFrom)),
        Row("deny-from", NetworksText, AddressSettings.Networks, (s, v) => s with { DenyFrom = v }, s => AddressSettings.Networks(s.DenyFrom)),
        Row("implicit-tls-allow-from", NetworksText, AddressSettings.Networks, (s, v) => s with { ImplicitTlsAllowFrom = v }, s => AddressSettings.Networks(s.ImplicitTlsAllowFrom)),
        Row("implicit-tls-deny-from", NetworksText, AddressSettings.Networks, (s, v) => s with { ImplicitTlsDenyFrom = v }, s => AddressSettings.Networks(s.ImplicitTlsDenyFrom)),
        Row("download-rate", RateText, Rate, (s, v) => s with { Rate = s.Rate with { Download = v } }, s => Rate(s.Rate.Download)),
        Row("upload-rate", RateText, Rate, (s, v) => s with { Rate = s.Rate with { Upload = v } }, s => Rate(s.Rate.Upload)),
        Row("download-rate-per-login", RateText, Rate, (s, v) => s with { RatePerLogin = s.RatePerLogin with { Download = v } }, s => Rate(s.RatePerLogin.Download)),
        Row("upload-rate-per-login", RateText, Rate, (s, v) => s with { RatePerLogin = s.RatePerLogin with { Upload = v } }, s => Rate(s.RatePerLogin.Upload)),
        Row("download-rate-per-host", RateText, Rate, (s, v) => s with { RatePerHost = s.RatePerHost with { Download = v } }, s => Rate(s.RatePerHost.Download)),
        Row("upload-rate-per-host", RateText, Rate, (s, v) => s with { RatePerHost = s.RatePerHost with { Upload = v } }, s => Rate(s.RatePerHost.Upload)),
        Row("staleness-limit", TimeText, Duration(TimeSpan.FromSeconds(1), Day), (s, v) => s with { StalenessLimit = v }, s => Duration(s.StalenessLimit)),
        Row("greeting", "text without control characters", Talk(LongestTalk), (s, v) => s with { Greeting = v }, s => Talk(s.Greeting)),
        Row("welcome", "text without control characters; empty for none", Talk(LongestTalk), (s, v) => s with { Welcome = v }, s => Talk(s.Welcome)),
        Row("folder-message", "a file name without /; empty for none", FileName, (s, v) => s with { FolderMessage = v }, s => Talk(s.FolderMessage)),
        Row("list-time-zone", "a time zone such as UTC or Europe/Berlin", Zone, (s, v) => s with { ListTimeZone = v }, s => s.ListTimeZone.Id),
        Row(
            "legacy-charset",
            "none, a charset of single bytes such as CP1251, CP866 or ISO-8859-1, or [{for = \"10.1.0.0/16\", charset = CP866}, …]",
            AddressSettings.LegacyCharset, (s, v) => s with { LegacyCharset = v }, s => AddressSettings.LegacyCharset(s.LegacyCharset)),
        Row("foreign-data-addresses", "on or off", OnOff, (s, v) => s with { ForeignDataAddresses = v }, s => OnOff(s.ForeignDataAddresses)));

    /// <summary>The keys, without <c>ftp.settings.</c>, in the order of the reference file.</summary>
    public static IReadOnlyList<string> Keys => Rows.Keys;

    /// <summary>Applies one key.</summary>
    /// <param name="value">The value as HOCON text: <c>2121</c>, <c>10m</c>, <c>off</c>, <c>["0.0.0.0"]</c>.</param>
    /// <param name="error">Names the key, the value and what is allowed.</param>
    public static bool TryApply(ServerSettings settings, string key, string value, out ServerSettings result, out string error) =>
        Rows.TryApply(settings, key, value, out result, out error);

    /// <summary>The value in force, as <see cref="TryApply"/> takes it.</summary>
    /// <exception cref="ArgumentException">No such key.</exception>
    public static string Format(ServerSettings settings, string key) => Rows.Format(settings, key);

    /// <summary>The row of a key: what is allowed, and whether nodes may differ.</summary>
    public static bool TryFind(string key, [NotNullWhen(true)] out SettingRow<ServerSettings>? row) => Rows.TryFind(key, out row);

    /// <summary>What works, but hardly as meant. Each is one sentence for the operator.</summary>
    /// <param name="strictest">The most that this machine can check of <c>tls-data-binding</c>.</param>
    public static IEnumerable<string> Warnings(ServerSettings settings, DataBinding strictest = DataBinding.SameSession) => SettingWarnings.Of(settings, strictest);

    /// <summary>What cannot work at all; null: nothing. One sentence for the operator.</summary>
    public static string? Conflict(ServerSettings settings) => SettingWarnings.SamePort(settings);

    private static SettingRow<ServerSettings> Row<T>(
        string key, string allowed, Func<string, Parsed<T>> parse, Func<ServerSettings, T, ServerSettings> put, Func<ServerSettings, string> write, bool perNode = false) =>
        SettingRow.Of(key, allowed, parse, put, write, perNode);

    private static Parsed<string> FileName(string text)
    {
        var name = SettingText.Unquote(text);
        return name.Length == 0 || FtpPath.IsComponent(name) ? Talk(FtpPath.MaximumComponentBytes)(name) : new Fault("not a file name");
    }

    private static Parsed<string> CertificateName(string text)
    {
        var name = SettingText.Unquote(text);
        return FtpPath.IsComponent(name) && !name.Any(char.IsControl) && name.Length <= 64 ? name : new Fault("not a name of a certificate");
    }

    private static Parsed<TimeZoneInfo> Zone(string text) =>
        TimeZoneInfo.TryFindSystemTimeZoneById(SettingText.Unquote(text), out var zone) ? zone : new Fault("not a time zone this machine knows");
}
