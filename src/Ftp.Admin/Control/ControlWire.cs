using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ftp.Admin.Commands;

namespace Ftp.Admin.Control;

/// <summary>
/// What goes over the control socket: <c>POST /ctl/v1/commands {words, arguments}</c>, answered with <c>{body, text, file}</c> or problem+json.
/// An argument's value is a text, an array of texts, or true for a flag.
/// </summary>
internal static class ControlWire
{
    public const string SocketName = "ctl.sock";
    public const string Route = "/ctl/v1/commands";

    /// <summary>Far more than any command needs.</summary>
    public const int MaximumRequestBytes = 1 << 20;

    /// <summary>Not for HTML: names are shown as they are.</summary>
    public static JsonSerializerOptions Json { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, WriteIndented = false };

    public static JsonObject Request(string words, IReadOnlyDictionary<string, ImmutableArray<string>> arguments)
    {
        var values = new JsonObject();
        foreach (var (name, texts) in arguments)
            values[name] = texts is [var one] ? one : new JsonArray([.. texts.Select(t => JsonValue.Create(t))]);
        return new JsonObject { ["words"] = new JsonArray([.. words.Split(' ').Select(w => JsonValue.Create(w))]), ["arguments"] = values };
    }

    /// <exception cref="ProblemException">The request is not of this shape.</exception>
    public static (string Words, IReadOnlyDictionary<string, ImmutableArray<string>> Arguments) ParseRequest(JsonNode? request)
    {
        if (request is not JsonObject o || o["words"] is not JsonArray words || (o["arguments"] ?? new JsonObject()) is not JsonObject arguments)
            throw new ProblemException(Problem.Usage("a request is {\"words\": [\"users\", \"show\"], \"arguments\": {\"name\": \"ada\"}}"));
        return (string.Join(' ', words.Select(Text)), arguments.Where(a => a.Value is not null).ToDictionary(a => a.Key, a => Texts(a.Value!), StringComparer.Ordinal));
    }

    public static JsonObject Response(CommandResult.Done done)
    {
        var response = new JsonObject { ["body"] = done.Body, ["text"] = done.Text };
        if (done.File is { } file)
            response["file"] = file;
        return response;
    }

    private static ImmutableArray<string> Texts(JsonNode value) => value is JsonArray many ? [.. many.Select(Text)] : [Text(value)];

    private static string Text(JsonNode? value) => value?.GetValueKind() switch
    {
        JsonValueKind.String => value.GetValue<string>(),
        JsonValueKind.True => "true",
        JsonValueKind.Number => value.ToJsonString(),
        _ => throw new ProblemException(Problem.Usage("a value in a request is a text, a number, true, or an array of these")),
    };
}
