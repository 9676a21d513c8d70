using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Ftp.Actors.Backup;

/// <summary>Writes a backup's file, the accounts page by page.</summary>
public sealed class ConfigurationWriter : IDisposable
{
    private readonly Utf8JsonWriter _json;

    public ConfigurationWriter(Stream stream, ConfigurationPart part)
    {
        // not for HTML: names are read by people
        _json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n" });
        _json.WriteStartObject();
        _json.WriteString("format", ConfigurationFile.FormatName);
        _json.WriteNumber("version", ConfigurationFile.FormatVersion);
        _json.WriteString("madeAt", part.MadeAt);
        _json.WriteString("madeBy", part.MadeBy);
        _json.WriteNumber("revision", part.Revision);
        List("certificates", part.Certificates, ConfigurationJson.Default.String);
        List("settings", part.Settings, ConfigurationJson.Default.ConfigurationSetting);
        List("groups", part.Groups, ConfigurationJson.Default.ConfigurationGroup);
        List("resources", part.Resources, ConfigurationJson.Default.ConfigurationResource);
        _json.WriteStartArray("users");
    }

    public void Add(ImmutableArray<ConfigurationAccount> users)
    {
        foreach (var user in users)
        {
            JsonSerializer.Serialize(_json, user, ConfigurationJson.Default.ConfigurationAccount);
        }

        _json.Flush();
    }

    public void End()
    {
        _json.WriteEndArray();
        _json.WriteEndObject();
        _json.Flush();
    }

    public void Dispose() => _json.Dispose();

    private void List<T>(string name, ImmutableArray<T> items, JsonTypeInfo<T> json)
    {
        _json.WriteStartArray(name);
        foreach (var item in items)
        {
            JsonSerializer.Serialize(_json, item, json);
        }

        _json.WriteEndArray();
    }
}
