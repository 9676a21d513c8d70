using System.Collections.Immutable;
using Ftp.Actors.Catalog;

namespace Ftp.Admin.Commands;

/// <summary>A command with its checked values.</summary>
/// <param name="values">The parsed values by parameter name.</param>
public sealed class CommandCall(Command command, IReadOnlyDictionary<string, ImmutableArray<object>> values, Origin origin)
{
    public Command Command { get; } = command;

    /// <summary>Who calls, through which door.</summary>
    public Origin Origin { get; } = origin;

    public bool Has(Parameter parameter) => values.ContainsKey(parameter.Name);

    /// <summary>The value of a parameter that the command cannot go without.</summary>
    public T Need<T>(Parameter<T> parameter)
        where T : notnull => (T)values[parameter.Name][0];

    public T Get<T>(Parameter<T> parameter, T absent)
        where T : notnull => values.TryGetValue(parameter.Name, out var found) ? (T)found[0] : absent;

    public T? Find<T>(Parameter<T> parameter)
        where T : class => values.TryGetValue(parameter.Name, out var found) ? (T)found[0] : null;

    /// <summary>The content of a file.</summary>
    public byte[]? Find(FileParameter parameter) => values.TryGetValue(parameter.Name, out var found) ? (byte[])found[0] : null;

    public T? FindValue<T>(Parameter<T> parameter)
        where T : struct => values.TryGetValue(parameter.Name, out var found) ? (T)found[0] : null;

    /// <summary>Every value of a repeatable parameter; null where it was not named.</summary>
    public ImmutableArray<T>? All<T>(Parameter<T> parameter)
        where T : notnull => values.TryGetValue(parameter.Name, out var found) ? [.. found.Cast<T>()] : null;
}
