using System.Globalization;
using Ftp.Actors.Catalog;
using Ftp.Actors.Settings;

namespace Ftp.Host.Start;

/// <summary>Where an administrator's setting wins over what the files say: an operator who edits a file must learn why nothing changes.</summary>
internal static class SettingDifferences
{
    internal static IReadOnlyList<string> Lines(ServerSettings files, IEnumerable<SettingOverride> overrides) =>
    [
        .. overrides
            .Where(o => SettingsTable.TryFind(o.Key, out _))
            .Select(o => (Override: o, File: SettingsTable.Format(files, o.Key)))
            .Where(d => !Same(files, d.Override, d.File))
            .Select(d => string.Create(
                CultureInfo.InvariantCulture,
                $"{d.Override.Key}: file {Shown(d.File)}, administrator {d.Override.ChangedBy} set {Shown(d.Override.Value)} on {d.Override.ChangedAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC; `ctl settings reset {d.Override.Key}` uses the file")),
    ];

    /// <summary>10m and 600s are one value.</summary>
    private static bool Same(ServerSettings files, SettingOverride set, string file) =>
        SettingsTable.TryApply(files, set.Key, set.Value, out var changed, out _) && SettingsTable.Format(changed, set.Key) == file;

    private static string Shown(string value) => value.Length == 0 || value.Any(char.IsControl) ? SettingText.Quote(value) : value;
}
