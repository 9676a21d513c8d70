using Ftp.Actors.Catalog;
using Ftp.Actors.Settings;

namespace Ftp.Actors.Supervision;

/// <summary>Parses one setting into the settings; <see cref="SettingsTable.TryApply"/>.</summary>
public delegate bool ApplySetting(ServerSettings settings, string key, string value, out ServerSettings result, out string error);

/// <summary>What a change of a setting will lead to, for the settings that decide which ports are open.</summary>
/// <param name="Next">The settings as they will be; null: ports have nothing to do with it.</param>
/// <param name="SwitchesOn">An administrator wants FTP on now: that ends a drain.</param>
/// <param name="Error">The value is not allowed.</param>
internal readonly record struct SettingForesight(ServerSettings? Next, bool SwitchesOn, string? Error)
{
    public static SettingForesight Of(CatalogCommand command, ServerSettings now, ServerSettings files, ApplySetting apply)
    {
        switch (command)
        {
            case CatalogCommands.SetSetting { Key: "enabled" or "addresses" or "port" } set:
                if (!apply(now, set.Key, set.Value, out var next, out var error))
                {
                    return new SettingForesight(null, false, error);
                }

                return new SettingForesight(set.Key == "port" ? next with { PortIsDefault = false } : next, set.Key == "enabled" && next.Enabled, null);
            case CatalogCommands.ResetSetting { Key: "enabled" }:
                return new SettingForesight(now with { Enabled = files.Enabled }, files.Enabled, null);
            case CatalogCommands.ResetSetting { Key: "addresses" }:
                return new SettingForesight(now with { Addresses = files.Addresses }, false, null);
            case CatalogCommands.ResetSetting { Key: "port" }:
                return new SettingForesight(now with { Port = files.Port, PortIsDefault = files.PortIsDefault }, false, null);
            default:
                return default;
        }
    }
}
