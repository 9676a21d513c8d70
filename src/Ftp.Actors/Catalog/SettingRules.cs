using Ftp.Actors.Persistence;
using Ftp.Actors.Serialization;
using Ftp.Actors.Settings;

namespace Ftp.Actors.Catalog;

public static partial class CatalogRules
{
    private static CatalogDecision Set(CatalogState state, CatalogCommands.SetSetting c, Stamp stamp, SettingsRules settings, ServerSettings files) =>
        NameRules.Text("value", c.Value, CatalogLimits.ValueBytes) is { } wrong ? CatalogDecision.Invalid(wrong)
        : !settings.TryApply(settings.InForce(files, state, out _), c.Key, c.Value, out _, out var error) ? CatalogDecision.Invalid(error)
        : state.Settings.TryGetValue(c.Key, out var now) && now.Value == c.Value && !Quarantined(state, c.Key) ? CatalogDecision.Nothing.Instance
        : new SettingSet(stamp, c.Key, c.Value);

    private static CatalogDecision Reset(CatalogState state, CatalogCommands.ResetSetting c, Stamp stamp, SettingsRules settings) =>
        state.Settings.ContainsKey(c.Key) || Quarantined(state, c.Key) ? new SettingReset(stamp, c.Key)
        : settings.Keys().Contains(c.Key, StringComparer.Ordinal) ? CatalogDecision.Nothing.Instance
        : CatalogDecision.NotFound($"there is no setting '{NameRules.Printable(c.Key)}'; {string.Join(", ", settings.Keys())}");

    private static bool Quarantined(CatalogState state, string key) => state.Quarantined.ContainsKey(new EntityId(EntityKind.Setting, key));
}
