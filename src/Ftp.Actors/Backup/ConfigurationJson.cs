using System.Collections.Immutable;
using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using Ftp.Actors.Protocol;
using Ftp.Actors.Serialization;

namespace Ftp.Actors.Backup;

/// <summary>
/// How a backup is written. Reading is strict: a field that nobody knows, one that is missing and one that stands twice are errors. Somebody meant something by it,
/// and a restore that passes over it would not be what they meant.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    IgnoreReadOnlyProperties = true,
    UseStringEnumConverter = true,
    MaxDepth = 16,
    Converters = [typeof(FtpPathConverter), typeof(StrictNetworkConverter), typeof(HolderConverter), typeof(DataBindingConverter), typeof(UncleanUploadEndConverter), typeof(RightsConverter)])]
[JsonSerializable(typeof(ConfigurationFile))]
[JsonSerializable(typeof(ConfigurationPart))]
[JsonSerializable(typeof(ConfigurationPage))]
[JsonSerializable(typeof(ImmutableArray<ImmutableArray<ConfigurationStep>>), TypeInfoPropertyName = "Units")]
public sealed partial class ConfigurationJson : JsonSerializerContext;

/// <summary><c>list,download</c>, or a preset's name.</summary>
public sealed class RightsConverter : JsonConverter<Rights>
{
    public override Rights Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && RightsText.TryParse(reader.GetString()!, out var rights) ? rights : throw new JsonException($"rights are {RightsText.Allowed}");

    public override void Write(Utf8JsonWriter writer, Rights value, JsonSerializerOptions options) => writer.WriteStringValue(RightsText.Short(value));
}

/// <summary><c>10.0.0.0/8</c>; bits behind the prefix are an error: who wrote them meant another network.</summary>
public sealed class StrictNetworkConverter : JsonConverter<IPNetwork>
{
    public override IPNetwork Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && NetworkText.TryParse(reader.GetString()!, out var network) ? network : throw new JsonException($"a network is {NetworkText.Allowed}");

    public override void Write(Utf8JsonWriter writer, IPNetwork value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
