namespace Ftp.Actors.Settings;

/// <summary>What is wrong with a value, as a few words that follow it: <c>not a port</c>.</summary>
public readonly record struct Fault(string Text);

/// <summary>A value read from text, or why it could not be.</summary>
public readonly record struct Parsed<T>(T Value, string? Fault)
{
    public static implicit operator Parsed<T>(T value) => new(value, null);

    public static implicit operator Parsed<T>(Fault fault) => new(default!, fault.Text);
}

/// <summary>One key of a group of settings.</summary>
/// <param name="Key">Without the group's prefix.</param>
/// <param name="Allowed">The values it takes, for people.</param>
/// <param name="Read">Puts the value that the text stands for into the settings.</param>
/// <param name="Write">The value as <paramref name="Read"/> takes it.</param>
/// <param name="PerNode">Nodes of one cluster may differ here.</param>
public sealed record SettingRow<T>(string Key, string Allowed, Func<T, string, Parsed<T>> Read, Func<T, string> Write, bool PerNode)
{
    /// <summary>Its value stands in no message.</summary>
    public bool Secret { get; init; }
}

public static class SettingRow
{
    /// <summary>A row whose reader is made of a parser of the value and of the place to put it.</summary>
    public static SettingRow<T> Of<T, TValue>(
        string key, string allowed, Func<string, Parsed<TValue>> parse, Func<T, TValue, T> put, Func<T, string> write, bool perNode = false)
    {
        return new SettingRow<T>(key, allowed, Read, write, perNode);

        Parsed<T> Read(T settings, string text)
        {
            var value = parse(text);
            return value.Fault is null ? put(settings, value.Value) : new Fault(value.Fault);
        }
    }
}
