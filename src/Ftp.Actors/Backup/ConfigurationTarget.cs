using System.Collections.Immutable;
using Ftp.Actors.Catalog;

namespace Ftp.Actors.Backup;

/// <summary>What a server shall have after a restore.</summary>
public static class ConfigurationTarget
{
    /// <param name="only">The sections that are taken from the file; the others stay.</param>
    /// <param name="merge">Nothing is removed: what the file has is added, or changed where both have it.</param>
    public static Configuration Of(Configuration now, Configuration file, ConfigurationSections only, bool merge)
    {
        var users = Choose(now.Users, file.Users, ConfigurationSections.Users, u => u.Login.ToLowerInvariant(), (_, u) => u);
        return new Configuration
        {
            Settings = Choose(now.Settings, file.Settings, ConfigurationSections.Settings, s => s.Key, (_, s) => s),
            Groups = Choose(now.Groups, file.Groups, ConfigurationSections.Groups, g => g.Name.ToLowerInvariant(), Merged),
            Resources = Choose(now.Resources, file.Resources, ConfigurationSections.Resources, r => r.Name.ToLowerInvariant(), Merged),
            Users = users,
        };

        ImmutableArray<T> Choose<T>(ImmutableArray<T> present, ImmutableArray<T> wanted, ConfigurationSections section, Func<T, string> key, Func<T, T, T> both)
        {
            if (!only.HasFlag(section))
            {
                return present;
            }

            if (!merge)
            {
                return wanted;
            }

            var (old, named) = (present.ToDictionary(key, StringComparer.Ordinal), wanted.Select(key).ToHashSet(StringComparer.Ordinal));
            return
            [
                .. present.Where(p => !named.Contains(key(p))).Concat(wanted.Select(w => old.TryGetValue(key(w), out var p) ? both(p, w) : w)).OrderBy(key, StringComparer.Ordinal),
            ];
        }
    }

    /// <summary>Without the entries that are over: the rules refuse them, and they would give nobody anything.</summary>
    public static Configuration InForce(Configuration configuration, DateTimeOffset now, out ImmutableArray<string> over)
    {
        over = [.. configuration.Resources.SelectMany(r => r.Entries.Where(e => e.Until <= now).Select(e => $"resource {r.Name}: {ConfigurationStepText.Describe(e)} is over and left out"))];
        return over.IsEmpty ? configuration : configuration with { Resources = [.. configuration.Resources.Select(r => r with { Entries = [.. r.Entries.Where(e => !(e.Until <= now))] })] };
    }

    /// <summary>In the order in which a server writes it, with each thing once, and with entries for groups in the groups' own spelling.</summary>
    public static Configuration Sorted(Configuration configuration)
    {
        var spelling = configuration.Groups.Select(g => g.Name).Distinct(StringComparer.OrdinalIgnoreCase).ToDictionary(n => n, StringComparer.OrdinalIgnoreCase);
        return Sorted(configuration, e => e.Holder.Kind == HolderKind.Group && spelling.TryGetValue(e.Holder.Name, out var name) ? e with { Holder = Holder.Group(name) } : e);
    }

    private static Configuration Sorted(Configuration configuration, Func<ConfigurationEntry, ConfigurationEntry> spelled) => new()
    {
        Settings = [.. configuration.Settings.OrderBy(s => s.Key, StringComparer.Ordinal)],
        Groups = [.. configuration.Groups.OrderBy(g => g.Name, StringComparer.OrdinalIgnoreCase).Select(g => g with { Members = [.. g.Members.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)] })],
        Resources =
        [
            .. configuration.Resources.OrderBy(r => r.Name, StringComparer.OrdinalIgnoreCase).Select(r => r with
            {
                Directories = [.. r.Directories.OrderBy(d => d.Shown, StringComparer.Ordinal)],
                Entries = ConfigurationOf.Sorted(r.Entries.Select(spelled)),
                Closed = [.. r.Closed.Distinct().OrderBy(c => c.ToString(), StringComparer.Ordinal)],
            }),
        ],
        Users = [.. configuration.Users.OrderBy(u => u.Login.ToLowerInvariant(), StringComparer.Ordinal).Select(u => u with { Details = ConfigurationOf.Plain(u.Details) })],
    };

    private static ConfigurationGroup Merged(ConfigurationGroup present, ConfigurationGroup wanted) =>
        wanted with { Members = [.. present.Members.Union(wanted.Members, StringComparer.Ordinal).Order(StringComparer.Ordinal)] };

    private static ConfigurationResource Merged(ConfigurationResource present, ConfigurationResource wanted)
    {
        var named = wanted.Entries.Select(e => (e.Place, e.When)).ToHashSet();
        var shown = wanted.Directories.Select(d => d.Shown).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return wanted with
        {
            Directories = [.. present.Directories.Where(d => !shown.Contains(d.Shown)).Concat(wanted.Directories).OrderBy(d => d.Shown, StringComparer.Ordinal)],
            Entries = ConfigurationOf.Sorted(present.Entries.Where(e => !named.Contains((e.Place, e.When))).Concat(wanted.Entries)),
            Closed = [.. present.Closed.Union(wanted.Closed).OrderBy(c => c.ToString(), StringComparer.Ordinal)],
        };
    }
}
