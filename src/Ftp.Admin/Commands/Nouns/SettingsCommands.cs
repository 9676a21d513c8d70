using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Ftp.Actors.Catalog;
using Ftp.Actors.Settings;
using Ftp.Admin.Commands.Rendering;

namespace Ftp.Admin.Commands.Nouns;

/// <summary><c>settings list|get|set|reset</c>; <c>history</c> stands in <see cref="HistoryCommands"/>.</summary>
internal static class SettingsCommands
{
    private const string Prefix = "ftp.settings.";

    private static readonly Parameter<string> Key = new("key", ValueKinds.Text("KEY"), "the setting, as 'settings list' shows it") { Required = true };
    private static readonly Parameter<string> Value = new("value", ValueKinds.Text("VALUE"), "the value, as in the files: 2121, 10m, off, [\"0.0.0.0\"]") { Required = true };

    public static ImmutableArray<Command> All { get; } =
    [
        new("settings list", "every setting with its value, where that comes from, and what the files say", ListAsync),
        new("settings get", "one setting", GetAsync) { Arguments = [Key] },
        new("settings set", "set a value that wins over the files, at once", SetAsync)
        {
            Arguments = [Key, Value],
            Examples = ["settings set port 2121", "settings set maximum-connections 500", "settings set addresses '[\"192.0.2.1\"]'"],
        },
        new("settings reset", "back to what the files say", ResetAsync) { Arguments = [Key] },
        HistoryCommands.OfSettings,
    ];

    private static async Task<CommandResult> ListAsync(CommandContext context, CommandCall call, CancellationToken cancel)
    {
        var state = await context.CatalogAsync(cancel);
        var rows = SettingsTable.Keys.Select(k => Row.Of(context, state, k)).ToList();
        return new CommandResult.Done(
            Show.Items(rows.Select(r => r.Json())),
            Table.Of(["KEY", "VALUE", "SOURCE", "FILE"], rows.Select(r => new[] { r.Key, r.Value, r.SourceText, r.Value == r.FileValue ? "" : r.FileValue }), "no settings"));
    }

    private static async Task<CommandResult> GetAsync(CommandContext context, CommandCall call, CancellationToken cancel)
    {
        var state = await context.CatalogAsync(cancel);
        var row = Row.Of(context, state, Known(call));
        var body = row.Json();
        body["revision"] = state.Revision;
        return new CommandResult.Done(body, row.Describe());
    }

    private static async Task<CommandResult> SetAsync(CommandContext context, CommandCall call, CancellationToken cancel)
    {
        var key = Known(call);
        if (key == CertificateChoice.Setting)
            await CertificateChoice.CheckSettingAsync(context, call.Need(Value), call.Origin, cancel);
        return await ChangedAsync(context, new CatalogCommands.SetSetting(key, call.Need(Value), call.Origin), key, cancel);
    }

    private static async Task<CommandResult> ResetAsync(CommandContext context, CommandCall call, CancellationToken cancel)
    {
        var key = Known(call);
        return await ChangedAsync(context, new CatalogCommands.ResetSetting(key, call.Origin), key, cancel);
    }

    private static async Task<CommandResult> ChangedAsync(CommandContext context, CatalogCommand command, string key, CancellationToken cancel)
    {
        var before = context.Services.Settings.Current;
        var done = await context.ChangeSettingAsync(command, cancel);
        var row = Row.Of(context, await context.CatalogAsync(cancel), key);
        var body = row.Json();
        body["changed"] = done.Changed;
        body["revision"] = done.Revision;
        return new CommandResult.Done(body, (done.Changed ? "" : "unchanged; ") + row.Describe() + SettingNotes.Of(context, key, before));
    }

    private static string Known(CommandCall call) => Known(call.Need(Key));

    /// <summary>The key as the table has it.</summary>
    /// <exception cref="ProblemException">There is no such setting.</exception>
    internal static string Known(string text)
    {
        var key = text.StartsWith(Prefix, StringComparison.Ordinal) ? text[Prefix.Length..] : text;
        return SettingsTable.Keys.Contains(key)
            ? key
            : throw new ProblemException(Problem.NotFound($"there is no setting '{key}'{NearestWord.DidYouMean(key, SettingsTable.Keys)}"));
    }

    /// <param name="Source">administrator, file or default.</param>
    private sealed record Row(string Key, string Value, string Source, string FileValue, SettingOverride? Override)
    {
        public string SourceText => Override is { } o ? $"{Source} ({o.ChangedBy}, {Show.Moment(o.ChangedAt)})" : Source;

        public static Row Of(CommandContext context, CatalogState state, string key)
        {
            var file = SettingsTable.Format(context.Services.FileSettings, key);
            var overridden = state.Settings.GetValueOrDefault(key);
            var source = overridden is not null ? "administrator" : file == SettingsTable.Format(new ServerSettings(), key) ? "default" : "file";
            return new Row(key, SettingsTable.Format(context.Services.Settings.Current, key), source, file, overridden);
        }

        public JsonObject Json() => new()
        {
            ["name"] = Key,
            ["value"] = Value,
            ["source"] = Source,
            ["fileValue"] = FileValue,
            ["changedBy"] = Override?.ChangedBy,
            ["changedAt"] = Show.JsonMoment(Override?.ChangedAt),
        };

        public string Describe() => SafeText.Of($"{Key} = {Visible(Value)}, from {SourceText}{(Value == FileValue ? "" : $"; the files say {Visible(FileValue)}")}");

        private static string Visible(string value) => value.Length > 0 ? value : "\"\"";
    }
}
