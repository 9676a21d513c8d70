using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Ftp.Admin.Commands;
using Ftp.Admin.Control;

namespace Ftp.Admin.Ctl;

/// <summary>Commands that are a conversation: what is in the caller's files is read, compared and sent in parts here, beside the caller.</summary>
internal static class CallerWork
{
    private static readonly Dictionary<string, Func<CallerCall, Task<bool>>> Known = new(StringComparer.Ordinal)
    {
        ["backup"] = BackupAtCaller.RunAsync,
        ["restore"] = RestoreAtCaller.RunAsync,
        ["users import"] = ImportAtCaller.RunAsync,
    };

    /// <returns>Null for commands that are one question and one answer. The work says whether all was carried out.</returns>
    public static Func<CallerCall, Task<bool>>? Of(Command command) => Known.GetValueOrDefault(command.Words);
}

/// <summary>One such command as it was typed, and its line to the server.</summary>
internal sealed class CallerCall(ParsedCommand command, CtlOptions options, CtlEnvironment env)
{
    private readonly CallerFiles _files = new(env.CurrentDirectory);

    public CtlOptions Options => options;

    public CtlEnvironment Env => env;

    public bool Has(Parameter parameter) => command.Values.ContainsKey(parameter.Name);

    public string? Text(Parameter parameter) => command.Values.TryGetValue(parameter.Name, out var texts) ? texts[0] : null;

    /// <summary>Every value of a parameter; none where it was not named.</summary>
    public IEnumerable<T> All<T>(Parameter<T> parameter)
        where T : notnull => command.Values.GetValueOrDefault(parameter.Name, []).Select(t => (T)parameter.Parse(t));

    public string FullPath(string path) => _files.Full(path);

    /// <exception cref="ProblemException">It is missing, empty, larger than this, or may not be read.</exception>
    public byte[] Read(string path, int most) => _files.Read(path, most, $"at most {most >> 20} MiB are read");

    /// <summary>A line to the server; found first, so that nothing is asked for in vain.</summary>
    /// <exception cref="ProblemException">There is no server.</exception>
    public ControlClient Connect()
    {
        var first = ServerFinder.Connect(options, env);
        return new ControlClient(() => Interlocked.Exchange(ref first!, null) ?? ServerFinder.Connect(options, env));
    }

    /// <summary>The same command with these values, for the server's half of it.</summary>
    public ParsedCommand With(params IEnumerable<(Parameter Parameter, string Text)> values) =>
        command with { Values = command.Values.SetItems(values.Select(v => KeyValuePair.Create(v.Parameter.Name, ImmutableArray.Create(v.Text)))) };

    public static ParsedCommand Other(Command other, params IEnumerable<(Parameter Parameter, string Text)> values) =>
        new(other, values.ToImmutableDictionary(v => v.Parameter.Name, v => ImmutableArray.Create(v.Text), StringComparer.Ordinal));

    public async Task AnswerAsync(JsonObject body, string text) =>
        await env.Out.WriteLineAsync(options.Json ? body.ToJsonString(ControlWire.Json) : text).ConfigureAwait(false);

    /// <summary>For people, while it goes on; scripts get one answer at the end.</summary>
    public async Task SayAsync(string line)
    {
        if (!options.Json)
            await env.Out.WriteLineAsync(line).ConfigureAwait(false);
    }

    /// <summary>Asks on a terminal; in scripts <c>--yes</c> is needed.</summary>
    /// <exception cref="ProblemException">Not wanted.</exception>
    public void Confirm(string what)
    {
        if (options.Yes)
            return;
        if (!env.IsTerminal)
            throw new ProblemException(Problem.Usage($"{what}; in scripts this needs --yes"));
        if (!Questions.Ask(env, what))
            throw new ProblemException(Problem.Failed("nothing was done"));
    }
}
