namespace Ftp.Actors.Settings;

/// <summary>One row per <c>ftp.settings.*</c> key: how its text is parsed, what is allowed, how it is shown.</summary>
public static class SettingsTable
{
    /// <summary>The keys, without <c>ftp.settings.</c>, in the order of the reference file.</summary>
    public static IReadOnlyList<string> Keys => throw new NotSupportedException();

    /// <summary>Applies one key.</summary>
    /// <param name="value">The value as HOCON text: <c>2121</c>, <c>10m</c>, <c>off</c>, <c>["0.0.0.0"]</c>.</param>
    /// <param name="error">Names the key, the value and what is allowed.</param>
    public static bool TryApply(ServerSettings settings, string key, string value, out ServerSettings result, out string error) => throw new NotSupportedException();

    /// <summary>The value in force, as <see cref="TryApply"/> takes it.</summary>
    public static string Format(ServerSettings settings, string key) => throw new NotSupportedException();
}
