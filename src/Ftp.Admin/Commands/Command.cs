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
    /// <summary>Between the caller's side of a command and the server: nobody types them, no help shows them.</summary>
    public ImmutableArray<Parameter> Inner { get; init; } = [];
    public ImmutableArray<Choice> Choices { get; init; } = [];
    /// <summary>What is lost by it, for the question before it; null where nothing is.</summary>
    public string? Destroys { get; init; }
    /// <summary>A password never stands on the command line: see <see cref="Password"/>.</summary>
    public PasswordUse PasswordUse { get; init; }
    public ImmutableArray<string> Examples { get; init; } = [];

    /// <summary>Where the doors put the password.</summary>
    public static Parameter<string> Password { get; } = new("password", ValueKinds.Text("PASSWORD"), "the password");

    /// <summary>For commands that can go without a <see cref="PasswordUse.New"/> one.</summary>
    public static Flag NoPassword { get; } = new("no-password", "no password: it logs in by its client certificate, or when it has been given a password");

    /// <summary>The caller's file that takes <see cref="CommandResult.Done.File"/>; the doors write it.</summary>
    public static Parameter<string> Out { get; } = new("out", ValueKinds.Text("FILE"), "write it to this file instead of printing it") { AtCaller = (path, files) => files.Full(path) };

    public bool TakesPassword => PasswordUse != PasswordUse.None;

    /// <summary>The first word.</summary>
    public string Noun => Words.Split(' ')[0];

    /// <summary>The second word; null for commands of one word.</summary>
    public string? Verb => Words.Split(' ') is [_, var verb] ? verb : null;

    public IEnumerable<Parameter> Parameters => Arguments.Concat(Options).Concat(Inner);

    public bool IsCalled(string words) => Words == words || Aliases.Contains(words);
}

public enum PasswordUse
{
    None,
    /// <summary>Somebody's from now on: needed, and it can be made by chance.</summary>
    New,
    /// <summary>Opens a file that the call names, where that is locked.</summary>
    Unlock,
    /// <summary>One for each of many who have none: made by chance, where the call asks for it.</summary>
    Many,
}

public enum ChoiceKind { AtMostOne, ExactlyOne, AtLeastOne }

/// <summary>How many of these parameters a call may name.</summary>
public sealed record Choice(ChoiceKind Kind, params ImmutableArray<Parameter> Of);
