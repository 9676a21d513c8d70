using System.Globalization;
using System.Text.Json;
using Akka.Configuration;
using Akka.Configuration.Hocon;

namespace Ftp.Actors.Settings;

/// <summary>
/// Between HOCON and the text that a settings row takes. A scalar's text is the value itself; a list's text is HOCON (<c>["a", {for = …}]</c>).
/// </summary>
public static class SettingText
{
    /// <summary>The text of a parsed value; null where it is an object or nothing, which no setting is.</summary>
    public static string? From(HoconValue value)
    {
        if (value.Values.Count == 0)
        {
            return null;
        }

        if (IsList(value))
        {
            return "[" + string.Join(", ", value.GetArray().Select(Element)) + "]";
        }

        return value.IsString() ? value.GetString() : null;

        static string Element(HoconValue element) => element.IsObject()
            ? "{" + string.Join(", ", element.GetObject().Items.Select(i => $"{i.Key} = {Element(i.Value)}")) + "}"
            : Quote(element.GetString() ?? "");
    }

    /// <summary><c>[]</c> is a value that says it is no array.</summary>
    public static bool IsList(HoconValue value) => value.IsArray() || value.Values is [HoconArray];

    /// <summary>The elements of <c>[…]</c>.</summary>
    public static Parsed<IReadOnlyList<HoconValue>> List(string text)
    {
        try
        {
            var value = ConfigurationFactory.ParseString("value = " + text).Root.GetObject()?.GetKey("value");
            return value is not null && IsList(value) ? new Parsed<IReadOnlyList<HoconValue>>([.. value.GetArray()], null) : new Fault("not a list");
        }
        // the parser throws FormatException, ConfigurationException and, at odd ends of the text, what it happens to meet
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return new Fault("not a list that can be read");
        }
    }

    /// <summary>Stands for a value that is not shown.</summary>
    public const string Hidden = "(not shown)";

    /// <summary>A connection string with a password, or a key for one.</summary>
    public static bool SeemsSecret(string text) =>
        text.Contains("password", StringComparison.OrdinalIgnoreCase) || text.Contains("pwd", StringComparison.OrdinalIgnoreCase);

    /// <summary>A scalar as written on the command line: one pair of outer quotes is HOCON's, not the value's.</summary>
    public static string Unquote(string text)
    {
        if (text is not ['"', .., '"'])
        {
            return text;
        }

        try
        {
            return JsonSerializer.Deserialize<string>(text) ?? text;
        }
        catch (JsonException)
        {
            return text;
        }
    }

    /// <summary>A HOCON string literal.</summary>
    public static string Quote(string text)
    {
        var quoted = new System.Text.StringBuilder("\"");
        foreach (var c in text)
        {
            _ = c switch
            {
                '"' => quoted.Append("\\\""),
                '\\' => quoted.Append("\\\\"),
                '\n' => quoted.Append("\\n"),
                '\r' => quoted.Append("\\r"),
                '\t' => quoted.Append("\\t"),
                _ when char.IsControl(c) => quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => quoted.Append(c),
            };
        }

        return quoted.Append('"').ToString();
    }

    /// <summary>A value in a message: quoted and short, lists as they are. What seems to hold a password is not shown: messages end in logs and tickets.</summary>
    public static string Show(string value)
    {
        const int Most = 200;
        if (SeemsSecret(value))
        {
            return Hidden;
        }

        var shown = value.Length > Most ? value[..Most] + "…" : value;
        return value is ['[', ..] ? shown.ReplaceLineEndings(" ") : Quote(shown);
    }
}
