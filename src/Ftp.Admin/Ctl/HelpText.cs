using System.Collections.Immutable;
using System.Text;
using Ftp.Admin.Commands;

namespace Ftp.Admin.Ctl;

/// <summary>Help, made from the palette.</summary>
internal static class HelpText
{
    private const string Program = "ftp-host ctl";

    /// <param name="words">Nothing, a noun, or a command.</param>
    /// <exception cref="ProblemException">There is no such command.</exception>
    public static string For(ImmutableArray<string> words)
    {
        if (words.IsEmpty)
            return Overview();
        if (words.Length == 1 && Palette.Find(words[0]) is null && Palette.Of(words[0]).ToList() is { Count: > 0 } commands)
            return Noun(words[0], commands);
        return One(CommandLine.FindCommand(words).Command);
    }

    /// <summary>The words and what belongs behind them.</summary>
    public static string Usage(Command command)
    {
        var text = new StringBuilder(command.Words);
        foreach (var argument in command.Arguments)
        {
            var shown = argument.AbsentWith is { } other ? $"{argument.Placeholder}|--{other.Name}" : argument.Placeholder;
            text.Append(argument.Required ? $" {shown}" : $" [{shown}]");
        }

        foreach (var option in command.Options.Where(o => o.Required))
            text.Append($" {Option(option)}");
        var placed = command.Arguments.Select(a => a.AbsentWith).Concat(command.Options.Where(o => o.Required)).ToHashSet();
        foreach (var choice in command.Choices.Where(c => c.Kind != ChoiceKind.AtLeastOne))
        {
            var either = string.Join(" | ", choice.Of.Select(Option));
            text.Append(choice.Kind == ChoiceKind.ExactlyOne ? $" ({either})" : $" [{either}]");
            placed.UnionWith(choice.Of);
        }

        foreach (var option in command.Options.Where(o => !placed.Contains(o) && !ChangeOptions.All.Contains(o)))
            text.Append($" [{Option(option)}]");
        return text.Append(command.PasswordUse switch { PasswordUse.New => " [--password-stdin | --generate]", PasswordUse.Unlock => " [--password-stdin]", PasswordUse.Many => " [--generate]", _ => "" }).ToString();
    }

    private static string Overview()
    {
        var text = new StringBuilder($"Controls the FTP server of this machine.\n\nusage: {Program} COMMAND [options]\n");
        foreach (var noun in Palette.Commands.GroupBy(c => c.Verb is null ? "" : c.Noun))
            text.Append('\n').Append(Lines(noun.Select(c => (Named(c), c.Help)))).Append('\n');
        text.Append($"\noptions of every command:\n{Lines(CtlOptions.Known.Select(k => (Global(k.Name, k.Placeholder), k.Help)))}\n");
        return text.Append(
            $"\nThe server is found by --data, --hocon and --set, $FTP_DATA, ./data, /var/lib/ftp-actors. Exit codes: 0 good, 1 failed, 2 wrong usage.\n'{Program} help COMMAND' says more.").ToString();
    }

    private static string Noun(string noun, List<Command> commands)
    {
        var text = new StringBuilder($"usage: {Program} {noun} COMMAND [options]\n\n{Lines(commands.Select(c => (Named(c), c.Help)))}\n\n");
        foreach (var command in commands)
            text.Append("  ").Append(Usage(command)).Append('\n');
        return text.Append($"\n'{Program} help {noun} COMMAND' says more.").ToString();
    }

    private static string One(Command command)
    {
        var text = new StringBuilder($"{char.ToUpperInvariant(command.Help[0])}{command.Help[1..]}.\n\nusage: {Program} {Usage(command)}\n");
        if (!command.Aliases.IsEmpty)
            text.Append($"also: {string.Join(", ", command.Aliases)}\n");
        List<(string, string)> rows =
        [
            .. command.Arguments.Select(a => (a.Placeholder, a.Help)),
            .. command.Options.Select(o => (Option(o), o.Help)),
            .. CtlOptions.Known.Where(k => k.Name switch
            {
                "password-stdin" => command.PasswordUse is PasswordUse.New or PasswordUse.Unlock,
                "generate" => command.PasswordUse is PasswordUse.New or PasswordUse.Many,
                "yes" => command.Destroys is not null || command.Options.Contains(Command.Out),
                "json" => true,
                _ => false,
            }).Select(k => (Global(k.Name, k.Placeholder), k.Help)),
        ];
        text.Append('\n').Append(Lines(rows)).Append('\n');
        if (command.Destroys is { } lost)
            text.Append($"\nAsks first ({lost}); in scripts it needs --yes.\n");
        if (command.PasswordUse == PasswordUse.New)
            text.Append("\nThe password is asked for on a terminal; in scripts it needs --password-stdin or --generate.\n");
        if (command.PasswordUse == PasswordUse.Unlock)
            text.Append("\nThe password of a locked file is asked for on a terminal; in scripts it comes by --password-stdin.\n");
        if (command.Options.Contains(Command.Out))
            text.Append("\nA file that is there already is overwritten only after a question, or with --yes.\n");
        if (!command.Examples.IsEmpty)
            text.Append($"\nexamples:\n{string.Join('\n', command.Examples.Select(e => $"  {Program} {e}"))}\n");
        return text.ToString().TrimEnd('\n');
    }

    private static string Named(Command command) => command.Aliases.IsEmpty ? command.Words : $"{command.Words} ({string.Join(", ", command.Aliases)})";

    private static string Option(Parameter option) => option.IsFlag ? $"--{option.Name}" : $"--{option.Name} {option.Placeholder}";

    private static string Global(string name, string placeholder) => placeholder.Length == 0 ? $"--{name}" : $"--{name} {placeholder}";

    private static string Lines(IEnumerable<(string Left, string Right)> rows)
    {
        var all = rows.ToList();
        var width = Math.Min(34, all.Max(r => r.Left.Length));
        return string.Join('\n', all.Select(r => r.Left.Length > width ? $"  {r.Left}\n  {new string(' ', width)}  {r.Right}" : $"  {r.Left.PadRight(width)}  {r.Right}"));
    }
}
