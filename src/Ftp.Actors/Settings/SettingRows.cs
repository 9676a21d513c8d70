using System.Diagnostics.CodeAnalysis;

namespace Ftp.Actors.Settings;

/// <summary>A group of settings under one prefix: the same checks and the same words, whether a value comes from a file, <c>--set</c> or an administrator.</summary>
/// <param name="prefix">With its trailing dot: <c>ftp.settings.</c></param>
public sealed class SettingRows<T>(string prefix, params SettingRow<T>[] rows)
{
    private readonly Dictionary<string, SettingRow<T>> _byKey = rows.ToDictionary(r => r.Key, StringComparer.Ordinal);

    public IReadOnlyList<string> Keys { get; } = [.. rows.Select(r => r.Key)];

    public bool TryFind(string key, [NotNullWhen(true)] out SettingRow<T>? row) => _byKey.TryGetValue(key, out row);

    /// <summary>Applies one key.</summary>
    /// <param name="error">Names the key, the value and what is allowed; "" where all went well.</param>
    public bool TryApply(T settings, string key, string value, out T result, out string error)
    {
        result = settings;
        if (!_byKey.TryGetValue(key, out var row))
        {
            error = UnknownKey(key);
            return false;
        }

        var outcome = row.Read(settings, value);
        if (outcome.Fault is not null)
        {
            error = $"{prefix}{key} = {(row.Secret ? SettingText.Hidden : SettingText.Show(value))}: {outcome.Fault}; allowed: {row.Allowed}";
            return false;
        }

        result = outcome.Value;
        error = "";
        return true;
    }

    /// <exception cref="ArgumentException">No such key.</exception>
    public string Format(T settings, string key) =>
        _byKey.TryGetValue(key, out var row) ? row.Write(settings) : throw new ArgumentException(UnknownKey(key), nameof(key));

    private string UnknownKey(string key) =>
        NearestWord.Find(key, Keys) is { } nearest
            ? $"{prefix}{key}: no such setting; did you mean {prefix}{nearest}?"
            : $"{prefix}{key}: no such setting";
}
