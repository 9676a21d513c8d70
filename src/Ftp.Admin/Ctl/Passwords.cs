using System.Security.Cryptography;
using Ftp.Actors.Accounts;
using Ftp.Admin.Commands;

namespace Ftp.Admin.Ctl;

/// <summary>Where the password of a command comes from: a terminal, standard input, or chance.</summary>
internal static class Passwords
{
    private const int Attempts = 3;
    private const int GeneratedLength = 20;

    /// <summary>Of lower case, upper case, digits and others, whatever the server asks for.</summary>
    private const int AllClasses = 4;

    /// <summary>Letters and digits that nobody mistakes for another when reading them out, and a few signs that no shell takes for its own.</summary>
    private const string Alphabet = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789-_+=.";

    /// <summary>Is there a way to a password? Nothing is read yet.</summary>
    /// <exception cref="ProblemException">A usage problem.</exception>
    public static void Check(CtlOptions options, ParsedCommand parsed, CtlEnvironment environment)
    {
        var command = parsed.Command;
        if (options.Generate && command.PasswordUse == PasswordUse.Unlock)
            throw Usage($"{command.Words} opens a file that has its password already: --password-stdin, not --generate");
        if (options is { Generate: true, PasswordStdin: true })
            throw Usage("--password-stdin and --generate exclude each other");
        if (HasNone(parsed) && (options.Generate || options.PasswordStdin))
            throw Usage($"with --{Command.NoPassword.Name} there is no --password-stdin and no --generate");
        if (command.PasswordUse == PasswordUse.New && !HasNone(parsed) && options is { Generate: false, PasswordStdin: false } && !environment.IsTerminal)
            throw Usage($"{command.Words} needs a password: --password-stdin reads one line, --generate makes one");
    }

    /// <param name="least">Characters that the server asks for; told only where one is to be made.</param>
    /// <returns>Null where the command goes without.</returns>
    /// <exception cref="ProblemException">A usage problem.</exception>
    public static string? Take(CtlOptions options, ParsedCommand parsed, CtlEnvironment environment, int least)
    {
        if (!parsed.Command.TakesPassword || HasNone(parsed))
            return null;
        if (options.Generate)
            return Made(least, parsed.Values.TryGetValue("name", out var names) ? names[0] : "");
        if (!options.PasswordStdin)
            return parsed.Command.PasswordUse == PasswordUse.New ? Ask(environment) : environment.IsTerminal ? Unlock(parsed, environment) : null;
        return environment.In.ReadLine() is { Length: > 0 } line ? line : throw Usage("--password-stdin: there is no line with a password on standard input");
    }

    /// <summary>By chance, until it is what every server takes: nobody shall be told a password that is then refused.</summary>
    public static string Made(int least = 0, string login = "")
    {
        var policy = new PasswordPolicy(Math.Max(least, GeneratedLength), AllClasses);
        while (true)
        {
            var password = RandomNumberGenerator.GetString(Alphabet, policy.MinimumLength);
            if (policy.Wrong(password, login).IsEmpty)
                return password;
        }
    }

    private static string Ask(CtlEnvironment environment)
    {
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            var first = Prompt(environment, "Password: ");
            if (first.Length == 0)
                environment.Error.WriteLine("A password cannot be empty.");
            else if (Prompt(environment, "Again: ") == first)
                return first;
            else
                environment.Error.WriteLine("The two are not the same.");
        }

        throw Usage($"no password after {Attempts} attempts");
    }

    private static bool HasNone(ParsedCommand parsed) => parsed.Values.ContainsKey(Command.NoPassword.Name);

    /// <summary>Once, and only for a file that has one: the server says whether it was right.</summary>
    private static string? Unlock(ParsedCommand parsed, CtlEnvironment environment)
    {
        var files = parsed.Command.Options.OfType<FileParameter>().Where(p => parsed.Values.ContainsKey(p.Name)).Select(p => Convert.FromBase64String(parsed.Values[p.Name][0]));
        return files.Any(KeyFiles.IsLocked) && Prompt(environment, "Password of the key (empty for none): ") is { Length: > 0 } password ? password : null;
    }

    private static string Prompt(CtlEnvironment environment, string text)
    {
        environment.Error.Write(text);
        environment.Error.Flush();
        var password = environment.ReadPassword();
        environment.Error.WriteLine();
        return password;
    }

    private static ProblemException Usage(string detail) => new(Problem.Usage(detail));
}
