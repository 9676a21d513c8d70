using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Ftp.Actors.Backup;

/// <summary>A backup's bytes as a value, or one line that says what is wrong with them.</summary>
public static partial class ConfigurationReader
{
    /// <exception cref="FormatException">One line.</exception>
    public static ConfigurationFile Read(ReadOnlySpan<byte> bytes)
    {
        try
        {
            if (bytes.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
            {
                bytes = bytes[3..];
            }

            CheckFormat(bytes);
            var file = JsonSerializer.Deserialize(bytes, ConfigurationJson.Default.ConfigurationFile) ?? throw new FormatException("it is empty");
            return Incomplete(file) is { } where ? throw new FormatException($"a list at {where} is missing") : file;
        }
        catch (JsonException e)
        {
            throw new FormatException(Sentence(e), e);
        }
    }

    /// <summary>Before anything else: a later version's fields are not unknown, they are that version's.</summary>
    private static void CheckFormat(ReadOnlySpan<byte> bytes)
    {
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = 16 });
        string? format = null;
        int? version = null;
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new FormatException("it is no backup of this server: a backup is one JSON object");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            if (name == "format" && reader.TokenType == JsonTokenType.String)
            {
                format = reader.GetString();
            }
            else if (name == "version" && reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var number))
            {
                version = number;
            }
            else
            {
                reader.Skip();
            }
        }

        // to the end: what is cut off or goes on behind it is no backup
        while (reader.Read())
        {
        }

        if (format != ConfigurationFile.FormatName)
        {
            throw new FormatException($"it is no backup of this server: its format is {(format is null ? "not named" : $"'{Short(format)}'")}, not '{ConfigurationFile.FormatName}'");
        }

        if (version != ConfigurationFile.FormatVersion)
        {
            throw new FormatException(string.Create(
                CultureInfo.InvariantCulture, $"its version is {version?.ToString(CultureInfo.InvariantCulture) ?? "not named"}; this server reads version {ConfigurationFile.FormatVersion}"));
        }
    }

    /// <summary>A null in place of a list becomes a list that is none.</summary>
    private static string? Incomplete(ConfigurationFile file)
    {
        static bool None<T>(params ReadOnlySpan<ImmutableArray<T>> lists)
        {
            foreach (var list in lists)
            {
                if (list.IsDefault)
                {
                    return true;
                }
            }

            return false;
        }

        static bool NoRules(Catalog.FileRules rules) => None(rules.Allow, rules.Deny, rules.Hide);

        return None(file.Certificates) || None(file.Settings) || None(file.Groups) || None(file.Resources) || None(file.Users) ? "the top"
            : file.Groups.FirstOrDefault(g => None(g.Members) || None(g.AllowFrom, g.DenyFrom)) is { } group ? $"group '{Short(group.Name)}'"
            : file.Resources.FirstOrDefault(r => None(r.Directories) || None(r.Entries) || None(r.Closed) || NoRules(r.Options.Rules)) is { } resource ? $"resource '{Short(resource.Name)}'"
            : file.Users.FirstOrDefault(u => NoRules(u.Details.Rules)) is { } user ? $"user '{Short(user.Login)}'"
            : null;
    }

    private static string Sentence(JsonException e)
    {
        var where = $"{(e.Path is { Length: > 0 } path ? $" at {Short(path)}" : "")}{(e.LineNumber is { } line ? string.Create(CultureInfo.InvariantCulture, $" (line {line + 1})") : "")}";
        if (Unknown().Match(e.Message) is { Success: true } unknown)
        {
            return $"it has an unknown field '{Short(unknown.Groups[1].Value)}'{where}";
        }

        if (Missing().Match(e.Message) is { Success: true } missing)
        {
            return $"a field is missing{where}: {Short(missing.Groups[1].Value)}";
        }

        return e.Message.Contains("could not be converted", StringComparison.Ordinal) ? $"a value is of another kind than the field{where}"
            : e.Message.Contains("uplicate", StringComparison.Ordinal) ? $"a field stands twice{where}"
            : e.Path is { Length: > 1 } ? $"{Short(Position().Replace(e.Message, ""))}{where}"
            : $"it is not whole, or no JSON{where}";
    }

    /// <summary>Values of the file may be megabytes, and of several lines.</summary>
    private static string Short(string text) => string.Concat(text.Take(160).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c)) + (text.Length > 160 ? "…" : "");

    [GeneratedRegex("^The JSON property '(.*)' could not be mapped", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Unknown();

    [GeneratedRegex(@"missing required properties including: ([^.]*)", RegexOptions.CultureInvariant)]
    private static partial Regex Missing();

    [GeneratedRegex(@" Path: .*$", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Position();
}
