using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Ftp.Actors.Catalog;
using Ftp.Actors.Serialization;

namespace Ftp.Actors.History;

/// <summary>Things by what is stored of them: equal in content, where records compare their lists by reference.</summary>
internal static class Stored
{
    public static JsonObject Json<T>(T value, JsonTypeInfo<T> type) => (JsonObject)JsonSerializer.SerializeToNode(value, type)!;

    public static T Value<T>(JsonObject json, JsonTypeInfo<T> type) => JsonSerializer.Deserialize(json, type)!;

    /// <summary>All of a resource but its name; null where there is none.</summary>
    public static string? Text(Resource? resource) => resource is null ? null
        : JsonSerializer.Serialize(StoredResource.Of(resource) with { Name = "", Access = [.. resource.Access.OrderBy(e => e.Id)] }, FtpJson.Default.StoredResource);

    /// <summary>All of a group but its name.</summary>
    public static string? Text(Group? group) => group is null ? null : JsonSerializer.Serialize(StoredGroup.Of(group) with { Name = "" }, FtpJson.Default.StoredGroup);

    /// <summary>Entries without their holder, whose name may change.</summary>
    public static string Text(IEnumerable<AccessEntry> entries) =>
        string.Join('\n', entries.OrderBy(e => e.Id).Select(e => JsonSerializer.Serialize(e with { Holder = Holder.Guest }, FtpJson.Default.AccessEntry)));
}
