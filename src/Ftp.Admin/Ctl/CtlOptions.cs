using System.Collections.Immutable;
using Ftp.Admin.Commands;

namespace Ftp.Admin.Ctl;

/// <summary>The options that every command has, and what remains of the line.</summary>
/// <param name="Words">Words, arguments and the command's own options.</param>
/// <param name="Literal">What stood behind <c>--</c>: arguments, whatever they look like.</param>
internal sealed record CtlOptions(ImmutableArray<string> Words, ImmutableArray<string> Literal)
{
    public static readonly ImmutableArray<(string Name, string Placeholder, string Help)> Known =
    [
        ("data", "DIR", "the server's data directory"),
        ("hocon", "FILE", "find the data directory by the server's files; repeatable"),
        ("set", "KEY=VALUE", "find the data directory by the server's --set; repeatable"),
        ("json", "", "print the answer as JSON, errors as problem+json"),
        ("yes", "", "do not ask before something is removed or overwritten"),
        ("password-stdin", "", "read the password as one line from standard input"),
        ("generate", "", "make a password and print it"),
        ("help", "", "help for the command"),
    ];

    public bool Help { get; init; }
    public bool Json { get; init; }
    public bool Yes { get; init; }
    public bool PasswordStdin { get; init; }
    public bool Generate { get; init; }
    public string? Data { get; init; }
    public ImmutableArray<string> Hocon { get; init; } = [];
    public ImmutableArray<string> Sets { get; init; } = [];

    /// <summary>Takes these options out of the line, wherever they stand. A value that begins with <c>--</c> must be joined to its option by <c>=</c>.</summary>
    /// <exception cref="ProblemException">A usage problem.</exception>
    public static CtlOptions Parse(IReadOnlyList<string> line)
    {
        var (words, end) = (ImmutableArray.CreateBuilder<string>(), line.Count);
        var options = new CtlOptions([], []);
        for (var i = 0; i < line.Count; i++)
        {
            var word = line[i];
            if (word == "--")
            {
                end = i + 1;
                break;
            }

            var (name, joined) = Split(word);
            if (word == "-h" && (i == 0 || !line[i - 1].StartsWith("--", StringComparison.Ordinal)))
                options = options with { Help = true };
            else if (name is null || Known.All(k => k.Name != name))
                words.Add(word);
            else if (Known.First(k => k.Name == name).Placeholder.Length == 0)
                options = joined is null ? options.WithFlag(name) : throw new ProblemException(Problem.Usage($"--{name} takes no value"));
            else
                options = options.WithValue(name, joined ?? Next(line, ref i, name));
        }

        return options with { Words = words.ToImmutable(), Literal = [.. line.Skip(end)] };
    }

    /// <summary><c>--name[=value]</c>; a null name for anything else.</summary>
    public static (string? Name, string? Joined) Split(string word)
    {
        if (!word.StartsWith("--", StringComparison.Ordinal) || word.Length == 2)
            return (null, null);
        var equals = word.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? (word[2..], null) : (word[2..equals], word[(equals + 1)..]);
    }

    /// <summary>The value that follows an option.</summary>
    public static string Next(IReadOnlyList<string> line, ref int i, string name) =>
        i + 1 < line.Count && !line[i + 1].StartsWith("--", StringComparison.Ordinal)
            ? line[++i]
            : throw new ProblemException(Problem.Usage($"--{name} needs a value (a value that begins with -- is written --{name}=VALUE)"));

    private CtlOptions WithFlag(string name) => name switch
    {
        "json" => this with { Json = true },
        "yes" => this with { Yes = true },
        "password-stdin" => this with { PasswordStdin = true },
        "generate" => this with { Generate = true },
        _ => this with { Help = true },
    };

    private CtlOptions WithValue(string name, string value) => name switch
    {
        "data" => this with { Data = value },
        "hocon" => this with { Hocon = Hocon.Add(value) },
        _ => value.Contains('=') ? this with { Sets = Sets.Add(value) } : throw new ProblemException(Problem.Usage($"--set: '{value}' is not KEY=VALUE")),
    };
}
