using System.Text.Json.Nodes;
using Akka.Actor;
using Ftp.Actors.History;
using Ftp.Admin.Commands.Rendering;

namespace Ftp.Admin.Commands;

/// <summary>
/// A command that was carried out and is sent again finds things as it left them: what it adds is there, what it removes is gone, the old name is not known. The actors know the ids
/// of their last commands, but a look before the change fails first. So where a call fails and its id stands in the history, it was done.
/// </summary>
internal static class Repeats
{
    /// <returns>Null where no change has this id.</returns>
    public static async Task<CommandResult?> FindAsync(CommandContext context, string commandId, CancellationToken cancel)
    {
        if (context.History.IsNobody())
            return null;
        var page = await context.HistoryAsync<HistoryPage>(new HistoryQueries.FindCommand(commandId), cancel);
        if (page.Items is not [var line])
            return null;
        var body = new JsonObject { ["name"] = line.Revision, ["changed"] = true, ["revision"] = line.Revision, ["repeated"] = true };
        return new CommandResult.Done(body, SafeText.Of($"done already, by revision {line.Revision} ({Show.Moment(line.At)}): {line.By} {line.Text}"));
    }
}
