using Akka.Configuration;
using Akka.Configuration.Hocon;
using Ftp.Actors.Settings;

namespace Ftp.Host.Configuration;

/// <summary>Walks every key below <c>ftp</c>: an unknown one or a bad value is a problem, never skipped.</summary>
internal static class ConfigReader
{
    private const string Root = "ftp";

    /// <summary>All keys, with <c>ftp.</c>.</summary>
    internal static IReadOnlyList<string> Keys { get; } =
    [
        .. NodeTable.For("/").Keys.Select(k => NodeTable.Prefix + k), NodeTable.Prefix + NodeTable.MoreRoots, .. SettingsTable.Keys.Select(k => SettingsTable.Prefix + k),
    ];

    internal static NodeOptions Read(Config config, string currentDirectory, List<string> problems)
    {
        var table = NodeTable.For(currentDirectory);
        var options = new NodeOptions();
        if (config.Root.GetObject()?.GetKey(Root) is { } ftp)
        {
            Walk(Root, ftp);
        }

        if (problems.Count == 0 && options is { Provider: PersistenceProvider.PostgreSql, ConnectionString: "" })
        {
            problems.Add("ftp.persistence.connection-string = \"\": postgresql needs one; see hocon/persistence.postgres.conf");
        }

        return options;

        void Walk(string path, HoconValue value)
        {
            if (Keys.Contains(path) && path != NodeTable.Prefix + NodeTable.MoreRoots)
            {
                Take(path, value);
            }
            else if (path == NodeTable.Prefix + NodeTable.MoreRoots)
            {
                TakeRoots(path, value);
            }
            else if (value.IsObject() && (path == Root || Keys.Any(k => k.StartsWith(path + ".", StringComparison.Ordinal))))
            {
                foreach (var (key, below) in value.GetObject().Items)
                {
                    Walk($"{path}.{key}", below);
                }
            }
            else
            {
                problems.Add(Unknown(path, value));
            }
        }

        void Take(string path, HoconValue value)
        {
            var error = "";
            if (value.IsObject())
            {
                problems.Add(value.GetObject().Items.Keys.FirstOrDefault() is { } below ? $"{path}.{below}: no such setting; {path} has one value" : $"{path} = {{}}: one value is needed");
            }
            else if (SettingText.From(value) is not { } text)
            {
                problems.Add($"{path} has no value");
            }
            else if (path.StartsWith(SettingsTable.Prefix, StringComparison.Ordinal))
            {
                var good = SettingsTable.TryApply(options.Settings, path[SettingsTable.Prefix.Length..], text, out var settings, out error);
                options = good ? options with { Settings = settings } : options;
            }
            else
            {
                var good = table.TryApply(options, path[NodeTable.Prefix.Length..], text, out var taken, out error);
                options = good ? taken : options;
            }

            if (error.Length > 0)
            {
                problems.Add(error);
            }
        }

        void TakeRoots(string path, HoconValue value)
        {
            if (!value.IsObject())
            {
                problems.Add($"{path} = {SettingText.Show(SettingText.From(value) ?? "")}: not a set of names; allowed: {{ nas = \"/mnt/nas\" }}");
                return;
            }

            foreach (var (name, root) in value.GetObject().Items)
            {
                var folder = NodeTable.Folder(SettingText.From(root) ?? "", currentDirectory);
                if (name.Length == 0 || name.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_')))
                {
                    problems.Add($"{path}.{SettingText.Quote(name)}: not a name for a storage root; allowed: letters, digits, '-' and '_'");
                }
                else if (folder.Fault is not null)
                {
                    problems.Add($"{path}.{name} = {SettingText.Show(SettingText.From(root) ?? "")}: {folder.Fault}; allowed: a directory");
                }
                else
                {
                    options = options with { MoreRoots = options.MoreRoots.SetItem(name, folder.Value) };
                }
            }
        }
    }

    private static bool IsPersistence(string? path) => path?.StartsWith(NodeTable.Prefix + NodeTable.Persistence, StringComparison.Ordinal) == true;

    private static string Unknown(string path, HoconValue value)
    {
        // of a misspelt block, the first key inside says most
        while (value.IsObject() && value.GetObject().Items.FirstOrDefault() is { Key: not null } first)
        {
            (path, value) = ($"{path}.{first.Key}", first.Value);
        }

        var nearest = NearestWord.Find(path, Keys);
        var isSecret = IsPersistence(path) || IsPersistence(nearest) || SettingText.SeemsSecret(path);
        var shown = !isSecret && SettingText.From(value) is { } text ? " = " + SettingText.Show(text) : "";
        return nearest is null ? $"{path}{shown}: no such setting" : $"{path}{shown}: no such setting; did you mean {nearest}?";
    }
}
