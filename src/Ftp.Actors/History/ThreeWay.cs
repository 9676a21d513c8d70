using System.Text.Json.Nodes;

namespace Ftp.Actors.History;

/// <summary>
/// Takes one change of a thing with many fields back and leaves later changes of its other fields alone. Works on what is stored of the thing, so that a field that is added to it
/// one day is not forgotten here.
/// </summary>
internal static class ThreeWay
{
    /// <param name="before">The thing before the change.</param>
    /// <param name="after">With the change.</param>
    /// <param name="now">As it is.</param>
    /// <returns>The thing now without the change; null where a field that was changed then has been changed again.</returns>
    public static JsonObject? TakeBack(JsonObject before, JsonObject after, JsonObject now)
    {
        var result = (JsonObject)now.DeepClone();
        foreach (var name in before.Select(p => p.Key).Union(after.Select(p => p.Key)).ToList())
        {
            var (old, changed, present) = (before[name], after[name], now[name]);
            if (JsonNode.DeepEquals(old, changed))
            {
                continue;
            }

            if (JsonNode.DeepEquals(changed, present))
            {
                Set(result, name, old?.DeepClone());
            }
            else if ((old ?? changed) is JsonObject && IsObject(old) && IsObject(changed) && IsObject(present))
            {
                // a part that is missing has none of its fields
                if (TakeBack(old as JsonObject ?? [], changed as JsonObject ?? [], present as JsonObject ?? []) is not { } part)
                {
                    return null;
                }

                Set(result, name, part.Count == 0 && old is null ? null : part);
            }
            else if (!JsonNode.DeepEquals(old, present))
            {
                return null;
            }
        }

        return result;
    }

    private static bool IsObject(JsonNode? node) => node is null or JsonObject;

    private static void Set(JsonObject of, string name, JsonNode? value)
    {
        if (value is null)
        {
            of.Remove(name);
        }
        else
        {
            of[name] = value;
        }
    }
}
