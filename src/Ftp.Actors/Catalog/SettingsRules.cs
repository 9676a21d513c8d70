using System.Collections.Immutable;
using Ftp.Actors.Serialization;
using Ftp.Actors.Settings;

namespace Ftp.Actors.Catalog;

public delegate bool TryApplySetting(ServerSettings settings, string key, string value, out ServerSettings result, out string error);

/// <summary>How the catalogue judges settings, and what they come to.</summary>
public sealed record SettingsRules(TryApplySetting TryApply, Func<IReadOnlyList<string>> Keys)
{
    public static SettingsRules Table { get; } = new(SettingsTable.TryApply, () => SettingsTable.Keys);

    /// <summary>
    /// What holds where the journal's word on a setting cannot be read: for those that keep people out, the strict side. It may shut out many (no client shows a
    /// certificate that nobody asked for before), but only a setting that somebody once set can be unreadable, and whoever set it meant it.
    /// </summary>
    private static readonly ImmutableDictionary<string, string> Strict = ImmutableDictionary.CreateRange(
        StringComparer.Ordinal,
        [
            KeyValuePair.Create("enabled", "off"), KeyValuePair.Create("guests", "off"), KeyValuePair.Create("require-tls", "always"), KeyValuePair.Create("require-tls-data", "on"),
            KeyValuePair.Create("tls-minimum", "1.3"), KeyValuePair.Create("tls-data-binding", "same-session"), KeyValuePair.Create("unclean-upload-end", "refuse"),
            KeyValuePair.Create("clear-command-channel", "off"), KeyValuePair.Create("client-certificates", "required"),
            KeyValuePair.Create("password-change", "off"), KeyValuePair.Create("deny-from", "[\"0.0.0.0/0\", \"::/0\"]"), KeyValuePair.Create("allow-from", "[\"0.0.0.0/32\"]"),
            KeyValuePair.Create("implicit-tls-deny-from", "[\"0.0.0.0/0\", \"::/0\"]"), KeyValuePair.Create("implicit-tls-allow-from", "[\"0.0.0.0/32\"]"),
            // a file without any authority: no certificate leads there; "" would let every certificate pass
            KeyValuePair.Create("client-certificate-authorities", "/dev/null"),
        ]);

    /// <summary>The files' settings with the administrators' over them.</summary>
    /// <param name="trouble">One sentence per override that could not be applied: the files' value holds there.</param>
    public ServerSettings InForce(ServerSettings files, CatalogState state, out ImmutableDictionary<string, string> trouble)
    {
        var found = ImmutableDictionary.CreateBuilder<string, string>();
        var settings = files;
        foreach (var item in state.Settings.Values)
        {
            if (TryApply(settings, item.Key, item.Value, out var next, out var error))
            {
                settings = next;
            }
            else
            {
                found[item.Key] = $"the stored setting cannot be used, the files' value holds: {error}";
            }
        }

        foreach (var (entity, why) in state.Quarantined.Where(q => q.Key.Kind == EntityKind.Setting))
        {
            var strict = Strict.GetValueOrDefault(entity.Name);
            if (strict is not null && TryApply(settings, entity.Name, strict, out var next, out _))
            {
                settings = next;
            }

            found[entity.Name] = $"{why}; {(strict is null ? "the files' value holds" : $"'{strict}' holds")} until it is set or reset";
        }

        trouble = found.ToImmutable();
        return settings;
    }
}
