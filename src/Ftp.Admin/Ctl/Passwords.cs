using System.Security.Cryptography;
using Ftp.Admin.Commands;

namespace Ftp.Admin.Ctl;

/// <summary>Where the password of a command comes from: a terminal, standard input, or chance.</summary>
internal static class Passwords
{
    private const int Attempts = 3;
    private const int GeneratedLength = 20;

    /// <summary>Letters and digits that nobody mistakes for another when reading them out.</summary>
    private const string Alphabet = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    /// <summary>Is there a way to a password? Nothing is read yet.</summary>
    /// <exception cref="ProblemException">A usage problem.</exception>
    public static void Check(CtlOptions options, Command command, CtlEnvironment environment)
    {
        if (options is { Generate: true, PasswordStdin: true })
            throw Usage("--password-stdin and --generate exclude each other");
        if (options is { Generate: false, PasswordStdin: false } && !environment.IsTerminal)
            throw Usage($"{command.Words} needs a password: --password-stdin reads one line, --generate makes one");
    }

    /// <exception cref="ProblemException">A usage problem.</exception>
    public static string Take(CtlOptions options, CtlEnvironment environment)
    {
        if (options.Generate)
            return RandomNumberGenerator.GetString(Alphabet, GeneratedLength);
        if (!options.PasswordStdin)
            return Ask(environment);
        return environment.In.ReadLine() is { Length: > 0 } line ? line : throw Usage("--password-stdin: there is no line with a password on standard input");
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
