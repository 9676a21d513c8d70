using System.Collections.Immutable;
using Ftp.Actors.Catalog;
using Ftp.Actors.Log;
using Ftp.Actors.Settings;

namespace Ftp.Admin.Commands;

/// <summary>Runs commands of the palette for any door: always an answer, never an exception.</summary>
public sealed class CommandRunner(CommandContext context)
{
    /// <param name="words">The command's words, aliases included.</param>
    /// <param name="arguments">Texts by parameter name.</param>
    /// <param name="cancel">Only the server's end: a command whose caller hung up is carried out whole.</param>
    public async Task<CommandResult> RunAsync(string words, IReadOnlyDictionary<string, ImmutableArray<string>> arguments, Origin origin, CancellationToken cancel)
    {
        try
        {
            var command = Palette.Find(words)
                ?? throw new ProblemException(Problem.Usage($"there is no command '{words}'{NearestWord.DidYouMean(words, Palette.Commands.Select(c => c.Words))}"));
            return await RunAsync(command, CommandBinder.Bind(command, arguments, origin), cancel).ConfigureAwait(false);
        }
        catch (ProblemException problem)
        {
            return new CommandResult.Failed(problem.Problem);
        }
        catch (OperationCanceledException)
        {
            return new CommandResult.Failed(Problem.OutcomeUnknown("outcome unknown: the server is stopping"));
        }
        catch (Exception failure)
        {
            // words only: the arguments may hold a password
            context.Services.Log.Write(new LogEntry(
                context.Services.Time.GetUtcNow(), LogLevel.Error, "admin.command-failed", $"the command '{words}' of {origin.By} failed: {failure.GetType().Name}: {failure.Message}"));
            return new CommandResult.Failed(Problem.Failed($"the server failed at this command: {failure.Message}; its log has an entry admin.command-failed"));
        }
    }

    private async Task<CommandResult> RunAsync(Command command, CommandCall call, CancellationToken cancel)
    {
        var terms = ChangeTerms.Of(call);
        try
        {
            return await command.Run(context with { Change = terms }, call, cancel).ConfigureAwait(false);
        }
        catch (ProblemException problem) when (problem.Problem.Status is 404 or 409 && terms is { CommandId: not null, AnyDone: false })
        {
            return await Repeats.FindAsync(context, terms.CommandId, cancel).ConfigureAwait(false) ?? throw new ProblemException(problem.Problem);
        }
    }
}
