using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Ftp.Actors.Backup;

/// <summary>Two configurations compared, for people: <c>+</c> comes, <c>-</c> goes, <c>~</c> changes. No hash of a password is shown.</summary>
public static class ConfigurationDifference
{
    private const int LongestValue = 100;

    public static IEnumerable<string> Lines(Configuration now, Configuration target) =>
        Of("setting", now.Settings, target.Settings, s => s.Key, s => s.Key, ConfigurationJson.Default.ConfigurationSetting)
            .Concat(Of("group", now.Groups, target.Groups, g => g.Name, g => g.Name.ToLowerInvariant(), ConfigurationJson.Default.ConfigurationGroup))
            .Concat(Of("resource", now.Resources, target.Resources, r => r.Name, r => r.Name.ToLowerInvariant(), ConfigurationJson.Default.ConfigurationResource))
            .Concat(Of("user", now.Users, target.Users, u => u.Login, u => u.Login, ConfigurationJson.Default.ConfigurationAccount));

    private static IEnumerable<string> Of<T>(string kind, IEnumerable<T> now, IEnumerable<T> target, Func<T, string> name, Func<T, string> key, JsonTypeInfo<T> json)
    {
        var (before, after) = (now.ToDictionary(key, StringComparer.Ordinal), target.ToDictionary(key, StringComparer.Ordinal));
        foreach (var (id, gone) in before.Where(b => !after.ContainsKey(b.Key)))
        {
            yield return $"- {kind} {name(gone)}";
        }

        foreach (var (id, wanted) in after)
        {
            var there = before.TryGetValue(id, out var present);
            var what = $"{kind} {name(wanted)}";
            if (!there)
            {
                yield return $"+ {what}";
            }

            var old = there ? Node(present!, json) : new JsonObject();
            foreach (var line in Fields(what, "", old, Node(wanted, json), isNew: !there))
            {
                yield return line;
            }
        }
    }

    private static JsonObject Node<T>(T value, JsonTypeInfo<T> json) => (JsonObject)JsonSerializer.SerializeToNode(value, json)!;

    private static IEnumerable<string> Fields(string what, string above, JsonObject old, JsonObject wanted, bool isNew)
    {
        foreach (var (field, value) in wanted)
        {
            old.TryGetPropertyValue(field, out var was);
            if (JsonNode.DeepEquals(was, value))
            {
                continue;
            }

            var path = above + field;
            if (value is JsonArray list && was is null or JsonArray)
            {
                var (before, after) = ((was as JsonArray ?? []).Select(Text), list.Select(Text));
                foreach (var gone in before.Except(after, StringComparer.Ordinal))
                {
                    yield return $"- {what}: {path} {Cut(gone)}";
                }

                foreach (var comes in after.Except(before, StringComparer.Ordinal))
                {
                    yield return $"+ {what}: {path} {Cut(comes)}";
                }
            }
            else if (value is JsonObject inner && path != "source")
            {
                foreach (var line in Fields(what, path + ".", was as JsonObject ?? [], inner, isNew))
                {
                    yield return line;
                }
            }
            else if (field == "password")
            {
                yield return $"{(isNew ? '+' : '~')} {what}: {(value is null ? "no password" : was is null ? "a password" : "another password")}";
            }
            else if (!isNew)
            {
                yield return $"~ {what}: {path} {Shown(was)} → {Shown(value)}";
            }
            else if (value is not null && field is not ("name" or "login"))
            {
                yield return $"+ {what}: {path} {Shown(value)}";
            }
        }
    }

    private static string Shown(JsonNode? value) => Cut(Text(value));

    private static string Cut(string text) => text.Length > LongestValue ? text[..LongestValue] + "…" : text;

    private static string Text(JsonNode? value) => value switch
    {
        null => "default",
        JsonObject entry when entry["holder"] is { } holder => $"{entry["rights"]} to {holder} at {entry["folder"]}{Part(" from ", entry["from"])}{Part(" since ", entry["since"])}{Part(" until ", entry["until"])}",
        JsonObject shown when shown["shown"] is { } name => $"{name} from {Source(shown["source"])}",
        JsonObject source when source["path"] is not null => Source(source),
        JsonValue => value.ToString() is { Length: > 0 } plain ? plain : "\"\"",
        _ => value.ToJsonString(),
    };

    private static string Part(string before, JsonNode? value) => value is null ? "" : before + value;

    private static string Source(JsonNode? source) => source?["root"]?.ToString() is { Length: > 0 } root ? $"{root}:{source["path"]}" : $"{source?["path"]}";
}
