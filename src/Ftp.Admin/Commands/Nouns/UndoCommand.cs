using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Ftp.Actors.History;
using Ftp.Admin.Commands.Rendering;

namespace Ftp.Admin.Commands.Nouns;

/// <summary><c>undo REVISION</c>: the history works out what takes a change back, and that is done as any other change.</summary>
internal static class UndoCommand
{
    /// <summary>How often it is worked out again where somebody else changed things meanwhile.</summary>
    private const int Attempts = 5;

    private static readonly Parameter<RevisionName> Revision = new(
        "revision", new ValueKind<RevisionName>("REVISION", RevisionName.Allowed, (string t, [MaybeNullWhen(false)] out RevisionName v) => RevisionName.TryParse(t, out v)),
        "the change, as 'history' shows it")
    { Required = true };

    public static Command Command { get; } = new("undo", "take a change back, as a new change; later changes of other things stay", UndoAsync)
    {
        Arguments = [Revision],
        Examples = ["undo 12", "undo ada:3 --comment 'the wrong account'"],
    };

    private static async Task<CommandResult> UndoAsync(CommandContext context, CommandCall call, CancellationToken cancel)
    {
        var revision = call.Need(Revision);
        var undoing = context with { Change = context.Change.With($"undo of {revision}{(context.Change.Comment is { } why ? $": {why}" : "")}") };
        for (var attempt = 1; ; attempt++)
        {
            var plan = await context.HistoryAsync<UndoPlan>(new HistoryQueries.PlanUndo(revision, call.Origin), cancel);
            try
            {
                return plan switch
                {
                    UndoPlan.Refused refused => throw new ProblemException(Asking.From(refused.Kind, refused.Message)),
                    UndoPlan.ByCatalog(var command) => Of(revision, plan, await undoing.ChangeCatalogAsync(command, cancel) is var done ? (done.Changed, $"{done.Revision}") : default),
                    UndoPlan.BySetting(var command) => Of(revision, plan, await undoing.ChangeSettingAsync(command, cancel) is var done ? (done.Changed, $"{done.Revision}") : default),
                    UndoPlan.ByAccount(var command) => Of(
                        revision, plan, await undoing.ChangeAccountAsync(command, cancel) is var done ? (done.Changed, done.Account is { } a ? $"{a.Profile.Login}:{a.Revision}" : null) : default),
                    _ => Of(revision, plan, (false, null)),
                };
            }
            catch (ProblemException conflict) when (plan is not UndoPlan.Refused && conflict.Problem.IsConflict && attempt < Attempts && !call.Has(ChangeOptions.IfRevision))
            {
                // it was worked out for a revision that is not the last one any more
            }
        }
    }

    private static CommandResult.Done Of(RevisionName undone, UndoPlan plan, (bool Changed, string? Revision) made)
    {
        var body = new JsonObject
        {
            ["name"] = undone.ToString(),
            ["changed"] = made.Changed,
            ["revision"] = made.Revision,
            ["undone"] = SafeText.ForJson(plan.Undoes),
            ["notes"] = Show.List(plan.Notes.Select(n => SafeText.ForJson(n))),
        };
        var text = made.Changed ? $"undone: {plan.Undoes}{(made.Revision is { } by ? $" (revision {by})" : "")}" : $"unchanged: it is as it was before revision {undone}";
        return new CommandResult.Done(body, string.Join('\n', plan.Notes.Prepend(text).Select(SafeText.Of)));
    }
}
