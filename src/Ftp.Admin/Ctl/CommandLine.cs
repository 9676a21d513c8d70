using System.Collections.Immutable;
using Ftp.Actors.Settings;
using Ftp.Admin.Commands;

namespace Ftp.Admin.Ctl;

/// <summary>A command and the texts of its values.</summary>
internal sealed record ParsedCommand(Command Command, ImmutableDictionary<string, ImmutableArray<string>> Values);

/// <summary>
/// Words to a command of the palette. Our own instead of a library, because the same definitions serve other doors, and because an error
/// must name what was meant.
/// </summary>
internal static class CommandLine
{
    /// <exception cref="ProblemException">A usage problem.</exception>
    public static ParsedCommand Parse(CtlOptions options)
    {
        var (command, used) = FindCommand(options.Words);
        var values = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        var places = new List<string>();
        for (var i = used; i < options.Words.Length; i++)
        {
            if (CtlOptions.Split(options.Words[i]) is not ({ } name, var joined))
            {
                places.Add(options.Words[i]);
                continue;
            }

            var option = command.Options.FirstOrDefault(o => o.Name == name) ?? throw Unknown(command, name);
            Add(values, name, joined ?? (option.IsFlag ? "true" : CtlOptions.Next(options.Words, ref i, name)));
        }

        Place(command, [.. places, .. options.Literal], values);
        var parsed = new ParsedCommand(command, values.ToImmutableDictionary(v => v.Key, v => v.Value.ToImmutableArray(), StringComparer.Ordinal));
        CommandBinder.Check(command, parsed.Values, asTyped: true);
        if (!command.TakesPassword && (options.PasswordStdin || options.Generate))
            throw Usage($"{command.Words} takes no password");
        return parsed;
    }

    /// <summary>The command at the beginning of these words, and how many words it has.</summary>
    public static (Command Command, int Used) FindCommand(ImmutableArray<string> words)
    {
        if (words.IsEmpty)
            throw Usage("which command? 'ctl help' shows them all");
        if (words.Length > 1 && Palette.Find($"{words[0]} {words[1]}") is { } longer)
            return (longer, 2);
        if (Palette.Find(words[0]) is { } single)
            return (single, 1);
        var verbs = Palette.Of(words[0]).Select(c => c.Verb).OfType<string>().ToList();
        if (verbs.Count == 0)
            throw Usage($"there is no command '{words[0]}'{NearestWord.DidYouMean(words[0], Palette.FirstWords)}");
        if (words.Length == 1 || words[1].StartsWith("--", StringComparison.Ordinal))
            throw Usage($"{words[0]}: which of {string.Join(", ", verbs)}?");
        throw Usage($"{words[0]} has no '{words[1]}'{(NearestWord.Find(words[1], verbs) is { } near ? $"; did you mean '{words[0]} {near}'?" : $": it has {string.Join(", ", verbs)}")}");
    }

    private static void Place(Command command, List<string> places, Dictionary<string, List<string>> values)
    {
        var arguments = command.Arguments.Where(a => a.AbsentWith is not { } other || !values.ContainsKey(other.Name)).ToList();
        if (places.Count > arguments.Count)
        {
            var takes = arguments.Count == 0 ? "no arguments" : string.Join(' ', arguments.Select(a => a.Placeholder));
            throw Usage($"{command.Words} takes {takes}; '{places[arguments.Count]}' is too much (a text with spaces needs quotes)");
        }

        for (var i = 0; i < places.Count; i++)
            Add(values, arguments[i].Name, places[i]);
    }

    private static ProblemException Unknown(Command command, string name)
    {
        if (name == Command.Password.Name)
            return Usage("a password never stands on the command line, where others can read it: --password-stdin, --generate, or be asked on a terminal");
        var nearest = NearestWord.Find(name, command.Options.Select(o => o.Name).Concat(CtlOptions.Known.Select(k => k.Name)));
        var has = command.Options.IsEmpty ? "" : $"; it has {string.Join(", ", command.Options.Select(o => "--" + o.Name))}";
        return Usage($"{command.Words} has no option --{name}{(nearest is null ? has : $"; did you mean --{nearest}?")}");
    }

    private static void Add(Dictionary<string, List<string>> values, string name, string text)
    {
        if (!values.TryGetValue(name, out var texts))
            values[name] = texts = [];
        texts.Add(text);
    }

    private static ProblemException Usage(string detail) => new(Problem.Usage(detail));
}
