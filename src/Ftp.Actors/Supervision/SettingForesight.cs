using Ftp.Actors.Catalog;
using Ftp.Actors.Certificates;
using Ftp.Actors.Settings;

namespace Ftp.Actors.Supervision;

/// <summary>Parses one setting into the settings; <see cref="SettingsTable.TryApply"/>.</summary>
public delegate bool ApplySetting(ServerSettings settings, string key, string value, out ServerSettings result, out string error);

/// <summary>What a change of a setting will lead to, for the settings that decide which ports are open and what is spoken there.</summary>
/// <param name="Next">The settings as they will be; null: ports have nothing to do with it.</param>
/// <param name="SwitchesOn">An administrator wants FTP on now: that ends a drain.</param>
/// <param name="Error">It is not allowed.</param>
internal readonly record struct SettingForesight(ServerSettings? Next, bool SwitchesOn, string? Error)
{
    public static SettingForesight Of(CatalogCommand command, ServerSettings now, ServerSettings files, CertificateSet certificates, ApplySetting apply)
    {
        switch (command)
        {
            case CatalogCommands.SetSetting { Key: "enabled" or "addresses" or "port" or "implicit-tls-port" or "certificate" } set:
                return apply(now, set.Key, set.Value, out var next, out var error)
                    ? Judged(set.Key, now, set.Key == "port" ? next with { PortIsDefault = false } : next, certificates)
                    : new SettingForesight(null, false, error);
            case CatalogCommands.ResetSetting { Key: "enabled" }:
                return Judged("enabled", now, now with { Enabled = files.Enabled }, certificates);
            case CatalogCommands.ResetSetting { Key: "addresses" }:
                return Judged("addresses", now, now with { Addresses = files.Addresses }, certificates);
            case CatalogCommands.ResetSetting { Key: "port" }:
                return Judged("port", now, now with { Port = files.Port, PortIsDefault = files.PortIsDefault }, certificates);
            case CatalogCommands.ResetSetting { Key: "implicit-tls-port" }:
                return Judged("implicit-tls-port", now, now with { ImplicitTlsPort = files.ImplicitTlsPort }, certificates);
            case CatalogCommands.ResetSetting { Key: "certificate" }:
                return Judged("certificate", now, now with { Certificate = files.Certificate }, certificates);
            default:
                return default;
        }
    }

    private static SettingForesight Judged(string key, ServerSettings now, ServerSettings next, CertificateSet certificates) => key switch
    {
        "enabled" => new SettingForesight(next, next.Enabled, null),
        "port" or "implicit-tls-port" => new SettingForesight(next, false, SettingsTable.Conflict(next)),
        // a certificate for another one has nothing to do with ports: they may be at fault, and TLS be mended even so
        "certificate" => new SettingForesight(CertificateSet.IsOffered(now) == CertificateSet.IsOffered(next) ? null : next, false, ChosenCertificate.Refusal(next, certificates)),
        _ => new SettingForesight(next, false, null),
    };
}
