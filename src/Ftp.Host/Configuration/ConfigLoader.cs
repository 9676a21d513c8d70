using System.Collections.Immutable;
using Akka.Configuration;
using Ftp.Actors.Settings;

namespace Ftp.Host.Configuration;

/// <summary>What became of the files: options, or the problems, one line each.</summary>
internal sealed record LoadedConfig(NodeOptions? Options, ImmutableArray<string> Problems);

/// <summary>
/// Reference, files and <c>--set</c> as one text, parsed once: so that a substitution in the reference sees the last value, wherever it was set
/// (a fallback of parsed configurations would keep the first).
/// </summary>
internal static class ConfigLoader
{
    internal const string SystemFile = "/etc/ftp-actors/ftp.conf";

    private const string PortKey = "ftp.settings.port";
    private const string Nobody = "nobody named it";

    /// <param name="currentDirectory">Where relative paths start.</param>
    /// <param name="systemFile">Read where no file is named and it exists.</param>
    internal static LoadedConfig Load(ConfigSources sources, string currentDirectory, string systemFile = SystemFile)
    {
        var problems = new List<string>();
        var files = sources.Files.Count > 0 ? sources.Files : File.Exists(systemFile) ? [systemFile] : [];
        var texts = new List<HoconSource>();
        foreach (var file in files)
        {
            Add(ReadFile(file, currentDirectory));
        }

        foreach (var set in sources.Sets)
        {
            Add(ReadSet(set));
        }

        var config = problems.Count == 0 ? Parse(texts, problems) : null;
        if (config is null)
        {
            return new LoadedConfig(null, [.. problems]);
        }

        var options = ConfigReader.Read(config, currentDirectory, problems) with { Hocon = config, Files = [.. files.Select(f => Path.GetFullPath(f, currentDirectory))] };
        return problems.Count > 0
            ? new LoadedConfig(null, [.. problems])
            : new LoadedConfig(options with { Settings = options.Settings with { PortIsDefault = !NamesPort(texts) } }, []);

        void Add(Parsed<HoconSource> text)
        {
            if (text.Fault is not null)
            {
                problems.Add(text.Fault);
            }
            else
            {
                texts.Add(text.Value);
            }
        }
    }

    private static Parsed<HoconSource> ReadFile(string file, string currentDirectory)
    {
        try
        {
            return new HoconSource(file, File.ReadAllText(Path.GetFullPath(file, currentDirectory)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return new Fault($"{file}: {(e is FileNotFoundException or DirectoryNotFoundException ? "no such file" : e.Message)}");
        }
    }

    /// <summary>Everything behind the first '=' is the value, literally: a greeting may hold what HOCON would take for its own.</summary>
    private static Parsed<HoconSource> ReadSet(string set)
    {
        var equals = set.IndexOf('=', StringComparison.Ordinal);
        var (key, value) = (set[..equals].Trim(), set[(equals + 1)..]);
        if (key.Length == 0 || key.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('.' or '-' or '_')) || key.Split('.').Contains(""))
        {
            return new Fault($"--set {key}: not a key; KEY=VALUE is needed");
        }

        // the value is never repeated: it may be a password. A key outside these would be read by nobody, and the operator would wonder
        if (!key.StartsWith("ftp.", StringComparison.Ordinal) && !key.StartsWith("akka.", StringComparison.Ordinal))
        {
            var nearest = ConfigReader.Keys.LastOrDefault(k => k.EndsWith("." + key, StringComparison.Ordinal)) ?? NearestWord.Find(key, ConfigReader.Keys);
            return new Fault($"--set {key}: no such setting{(nearest is null ? "; keys begin with ftp." : $"; did you mean {nearest}?")}");
        }

        var literal = value is ['[' or '{', ..] ? value : SettingText.Quote(value);
        return new HoconSource($"--set {key}", $"{key} = {literal}");
    }

    private static Config? Parse(List<HoconSource> texts, List<string> problems)
    {
        var graph = new SubstitutionGraph();
        foreach (var text in HoconSource.Reference.Concat(texts))
        {
            if (new HoconScanner(text, graph).Scan() is { } fault)
            {
                problems.Add(fault);
            }
        }

        if (problems.Count == 0 && graph.Loop() is { } loop)
        {
            problems.Add($"{loop}: its ${{…}} leads back to itself");
        }

        if (problems.Count > 0)
        {
            return null;
        }

        try
        {
            return BoundedParser.Parse(Join(HoconSource.Reference.Concat(texts)));
        }
        // FormatException, ConfigurationException and, at odd ends of the text, what the parser happens to meet
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            problems.Add(Blame(texts, e));
            return null;
        }
    }

    /// <summary>The parser names no file: the first text that it does not take alone is the one.</summary>
    private static string Blame(List<HoconSource> texts, Exception whole)
    {
        const string Unresolved = "Unresolved substitution: ";
        if (whole.Message.StartsWith(Unresolved, StringComparison.Ordinal))
        {
            return $"${{{whole.Message[Unresolved.Length..].Trim()}}}: no such key, so nothing to take the value from";
        }

        foreach (var text in texts)
        {
            try
            {
                _ = BoundedParser.Parse(text.Text);
            }
            catch (Exception e) when (!e.Message.StartsWith(Unresolved, StringComparison.Ordinal))
            {
                return $"{text.Name}: {e.Message.Split('\n')[0].Trim()}";
            }
            catch (Exception)
            {
                // refers to a key of another text
            }
        }

        return whole.Message.Split('\n')[0].Trim();
    }

    private static string Join(IEnumerable<HoconSource> texts) => string.Join('\n', texts.Select(t => t.Text));

    /// <summary>Parsed again with another default: where that shows through, nobody named the port.</summary>
    private static bool NamesPort(List<HoconSource> texts) =>
        BoundedParser.Parse(Join([.. HoconSource.Reference, new HoconSource("", $"{PortKey} = {SettingText.Quote(Nobody)}"), .. texts])).GetString(PortKey) != Nobody;
}
