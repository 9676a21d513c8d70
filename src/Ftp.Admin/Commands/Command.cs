using System.Collections.Immutable;

namespace Ftp.Admin.Commands;

/// <summary>Carries a command out. Throws <see cref="ProblemException"/> where it cannot.</summary>
public delegate Task<CommandResult> CommandHandler(CommandContext context, CommandCall call, CancellationToken cancel);

/// <summary>One command of the palette: everything that the doors (ctl, later pbm and HTTP) must know of it.</summary>
/// <param name="Words">One or two words: <c>status</c>, <c>users add</c>.</param>
/// <param name="Help">One line.</param>
public sealed record Command(string Words, string Help, CommandHandler Run)
{
    /// <summary>Other words for the same.</summary>
    public ImmutableArray<string> Aliases { get; init; } = [];
    /// <summary>Told by position.</summary>
    public ImmutableArray<Parameter> Arguments { get; init; } = [];
    /// <summary>Told by name.</summary>
    public ImmutableArray<Parameter> Options { get; init; } = [];
    public ImmutableArray<Choice> Choices { get; init; } = [];
    /// <summary>What is lost by it, for the question before it; null where nothing is.</summary>
    public string? Destroys { get; init; }
    /// <summary>Needs a password, which never stands on the command line: see <see cref="Password"/>.</summary>
    public bool TakesPassword { get; init; }
    public ImmutableArray<string> Examples { get; init; } = [];

    /// <summary>Where the doors put the password.</summary>
    public static Parameter<string> Password { get; } = new("password", ValueKinds.Text("PASSWORD"), "the password");

    /// <summary>The first word.</summary>
    public string Noun => Words.Split(' ')[0];

    /// <summary>The second word; null for commands of one word.</summary>
    public string? Verb => Words.Split(' ') is [_, var verb] ? verb : null;

    public IEnumerable<Parameter> Parameters => Arguments.Concat(Options);

    public bool IsCalled(string words) => Words == words || Aliases.Contains(words);
}

public enum ChoiceKind { AtMostOne, ExactlyOne, AtLeastOne }

/// <summary>How many of these parameters a call may name.</summary>
public sealed record Choice(ChoiceKind Kind, params ImmutableArray<Parameter> Of);
