using System.Collections.Immutable;
using Ftp.Actors.Catalog;
using Ftp.Actors.Settings;

namespace Ftp.Admin.Commands;

/// <summary>Checks the values of a call against the command's definition. Both ends do it: the client for a quick answer, the server because it trusts no client.</summary>
public static class CommandBinder
{
    /// <param name="raw">Texts by parameter name; a flag's text is <c>true</c>.</param>
    /// <exception cref="ProblemException">A usage problem.</exception>
    public static CommandCall Bind(Command command, IReadOnlyDictionary<string, ImmutableArray<string>> raw, Origin origin)
    {
        Check(command, raw);
        if (command.PasswordUse == PasswordUse.New && !raw.ContainsKey(Command.Password.Name) && !raw.ContainsKey(Command.NoPassword.Name))
            throw Usage($"{command.Words} needs a password");
        var parameters = command.Parameters.Append(Command.Password).ToDictionary(p => p.Name, StringComparer.Ordinal);
        return new CommandCall(command, raw.ToDictionary(v => v.Key, v => v.Value.Select(parameters[v.Key].Parse).ToImmutableArray()), origin);
    }

    /// <summary>Everything but the presence of the password, which a client asks for last.</summary>
    /// <param name="asTyped">The caller's files are not read yet.</param>
    /// <exception cref="ProblemException">A usage problem.</exception>
    public static void Check(Command command, IReadOnlyDictionary<string, ImmutableArray<string>> raw, bool asTyped = false)
    {
        foreach (var (name, texts) in raw)
        {
            if (name == Command.Password.Name && command.TakesPassword)
                continue;
            var parameter = command.Parameters.FirstOrDefault(p => p.Name == name) ?? throw Unknown(command, name);
            if (texts.Length != 1 && !(parameter.Repeatable && texts.Length > 0))
                throw Usage($"{Shown(command, parameter)} is given {texts.Length} times; once is allowed");
            foreach (var text in texts.Where(_ => !asTyped || parameter.AtCaller is null))
                parameter.Parse(text);
        }

        foreach (var parameter in command.Parameters.Where(p => p.Required && !raw.ContainsKey(p.Name)))
        {
            if (parameter.AbsentWith is not { } other || !raw.ContainsKey(other.Name))
                throw Usage($"{command.Words} needs {Shown(command, parameter)}: {parameter.Help}");
        }

        foreach (var parameter in command.Parameters.Where(p => raw.ContainsKey(p.Name)))
        {
            if (parameter.AbsentWith is { } other && raw.ContainsKey(other.Name))
                throw Usage($"with {Shown(command, other)} there is no {Shown(command, parameter)}");
        }

        foreach (var choice in command.Choices)
            Check(command, choice, raw);
    }

    internal static ProblemException Unknown(Command command, string name)
    {
        var nearest = NearestWord.Find(name, command.Options.Select(o => o.Name));
        return Usage($"{command.Words} has no option --{name}{(nearest is null ? "" : $"; did you mean --{nearest}?")}");
    }

    private static void Check(Command command, Choice choice, IReadOnlyDictionary<string, ImmutableArray<string>> raw)
    {
        var given = choice.Of.Where(p => raw.ContainsKey(p.Name)).ToList();
        var names = string.Join(", ", choice.Of.Select(p => Shown(command, p)));
        if (given.Count > 1 && choice.Kind != ChoiceKind.AtLeastOne)
            throw Usage($"{string.Join(" and ", given.Select(p => Shown(command, p)))} exclude each other");
        if (given.Count == 0 && choice.Kind == ChoiceKind.ExactlyOne)
            throw Usage($"{command.Words} needs one of {names}");
        if (given.Count == 0 && choice.Kind == ChoiceKind.AtLeastOne)
            throw Usage($"{command.Words}: nothing to change; name at least one of {names}");
    }

    private static string Shown(Command command, Parameter parameter) =>
        command.Arguments.Contains(parameter) ? parameter.Placeholder : $"--{parameter.Name}";

    private static ProblemException Usage(string detail) => new(Problem.Usage(detail));
}
