using System.Text.Json.Nodes;

namespace Ftp.Admin.Commands;

/// <summary>What a command answers, for scripts and for people.</summary>
public abstract record CommandResult
{
    private CommandResult()
    {
    }

    /// <param name="Body">The JSON body, camelCase.</param>
    /// <param name="Text">The same for people: lines without the last line end.</param>
    public sealed record Done(JsonNode Body, string Text) : CommandResult
    {
        /// <summary>What <see cref="Command.Out"/> takes; null: nothing is written.</summary>
        public string? File { get; init; }
    }

    public sealed record Failed(Problem Problem) : CommandResult;
}
