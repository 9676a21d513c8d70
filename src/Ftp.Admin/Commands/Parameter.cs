using System.Diagnostics.CodeAnalysis;

namespace Ftp.Admin.Commands;

/// <summary>An argument or an option of a command.</summary>
/// <param name="Name">Kebab-case; <c>--name</c> on the command line, camelCase in JSON bodies later.</param>
/// <param name="Placeholder">What help shows for the value; "" for a flag, which has none.</param>
public abstract record Parameter(string Name, string Placeholder, string Help)
{
    public bool Required { get; init; }
    public bool Repeatable { get; init; }
    /// <summary>This argument is left out where that option is given.</summary>
    public Parameter? AbsentWith { get; init; }
    /// <summary>What the caller's side makes of the text before it travels, where the text speaks of the caller's files or directory; null: it travels as typed.</summary>
    public Func<string, ICallerFiles, string>? AtCaller { get; init; }

    public bool IsFlag => Placeholder.Length == 0;

    /// <summary>The value as the handler wants it.</summary>
    /// <exception cref="ProblemException">Names the parameter, the text, and what is allowed.</exception>
    public abstract object Parse(string text);
}

/// <summary>An argument or option with a value of one kind.</summary>
public sealed record Parameter<T>(string Name, ValueKind<T> Kind, string Help) : Parameter(Name, Kind.Placeholder, Help)
    where T : notnull
{
    public override object Parse(string text) =>
        Kind.TryParse(text, out var value)
            ? value
            : throw new ProblemException(Problem.Usage($"{Name}: '{text}' is not allowed; allowed is {Kind.Allowed}"));
}

/// <summary>A file of the caller's: its content travels, as base64.</summary>
public sealed record FileParameter : Parameter
{
    public FileParameter(string name, string help)
        : base(name, "FILE", help) => AtCaller = (path, files) => Convert.ToBase64String(files.Read(path));

    public override object Parse(string text)
    {
        var content = new byte[text.Length];
        // the text may be a private key: no error repeats it
        return Convert.TryFromBase64String(text, content, out var length)
            ? content[..length]
            : throw new ProblemException(Problem.Usage($"{Name}: the content of a file is sent as base64"));
    }
}

/// <summary>An option without a value.</summary>
public sealed record Flag(string Name, string Help) : Parameter(Name, "", Help)
{
    public override object Parse(string text) =>
        text == "true" ? true : throw new ProblemException(Problem.Usage($"{Name} takes no value"));
}

public delegate bool TryParse<T>(string text, [MaybeNullWhen(false)] out T value);

/// <summary>How a value is read from text.</summary>
/// <param name="Placeholder">For help: <c>NAME</c>, <c>CIDR</c>.</param>
/// <param name="Allowed">For the error: what would have been good.</param>
public sealed record ValueKind<T>(string Placeholder, string Allowed, TryParse<T> TryParse);
