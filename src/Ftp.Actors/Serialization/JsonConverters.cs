using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using Ftp.Actors.Catalog;
using Ftp.Actors.Protocol;
using Ftp.Actors.Settings;

namespace Ftp.Actors.Serialization;

/// <summary>A path is its text; one with names that are not UTF-8 is the base64 of its bytes in an array, because JSON text cannot hold them.</summary>
public sealed class FtpPathConverter : JsonConverter<FtpPath>
{
    public override FtpPath Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return Parse(reader.GetString());
        }

        reader.Read();
        var text = NameCodec.Decode(reader.GetBytesFromBase64());
        reader.Read();
        return Parse(text);
    }

    public override void Write(Utf8JsonWriter writer, FtpPath value, JsonSerializerOptions options)
    {
        var text = value.ToString();
        var bytes = NameCodec.Encode(text);
        if (System.Text.Unicode.Utf8.IsValid(bytes))
        {
            writer.WriteStringValue(text);
            return;
        }

        writer.WriteStartArray();
        writer.WriteBase64StringValue(bytes);
        writer.WriteEndArray();
    }

    private static FtpPath Parse(string? text) => FtpPath.TryParse(text ?? "", out var path) ? path : throw new JsonException($"not a path: {text}");
}

/// <summary><c>10.0.0.0/8</c>.</summary>
public sealed class NetworkConverter : JsonConverter<IPNetwork>
{
    public override IPNetwork Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        IPNetwork.TryParse(reader.GetString(), out var network) ? network : throw new JsonException("not a network");

    public override void Write(Utf8JsonWriter writer, IPNetwork value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}

/// <summary><c>guest</c>, <c>user:NAME</c>, <c>group:NAME</c>.</summary>
public sealed class HolderConverter : JsonConverter<Holder>
{
    public override Holder Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.GetString() ?? "";
        return text switch
        {
            "guest" => Holder.Guest,
            _ when text.StartsWith("user:", StringComparison.Ordinal) => Holder.User(text[5..]),
            _ when text.StartsWith("group:", StringComparison.Ordinal) => Holder.Group(text[6..]),
            _ => throw new JsonException($"not a holder: {text}"),
        };
    }

    public override void Write(Utf8JsonWriter writer, Holder value, JsonSerializerOptions options) => writer.WriteStringValue(value.Kind switch
    {
        HolderKind.User => "user:" + value.Name,
        HolderKind.Group => "group:" + value.Name,
        _ => "guest",
    });
}

/// <summary>A choice is its word in the settings: numbers would mean something else after the next choice is added.</summary>
public abstract class WordConverter<T>(IReadOnlyList<(string Word, T Value)> words) : JsonConverter<T>
    where T : struct, Enum
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.GetString();
        return words.FirstOrDefault(w => w.Word == text) is { Word: not null } found ? found.Value : throw new JsonException($"not one of {string.Join(", ", words.Select(w => w.Word))}: {text}");
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WriteStringValue(words.First(w => EqualityComparer<T>.Default.Equals(w.Value, value)).Word);
}

/// <summary><c>same-session</c>.</summary>
public sealed class DataBindingConverter() : WordConverter<DataBinding>(TlsWords.DataBinding);

/// <summary><c>refuse</c>.</summary>
public sealed class UncleanUploadEndConverter() : WordConverter<UncleanUploadEnd>(TlsWords.UncleanUploadEnd);
