using System.Net.Sockets;
using Ftp.Admin.Commands;

namespace Ftp.Admin.Ctl;

/// <summary>A change whose answer did not come is sent once more with the id it had: the server tells what came of the first, or does it now.</summary>
internal static class Resending
{
    /// <exception cref="ProblemException">The server's problem; that the outcome is unknown, where the second answer did not come either.</exception>
    public static async Task<CommandResult.Done> SendAsync(Socket socket, ParsedCommand command, CtlOptions options, CtlEnvironment env)
    {
        using var client = new ControlClient(() => socket);
        if (!command.Command.Options.Contains(ChangeOptions.CommandId))
            return await client.SendAsync(command).ConfigureAwait(false);
        if (!command.Values.ContainsKey(ChangeOptions.CommandId.Name))
            command = command with { Values = command.Values.SetItem(ChangeOptions.CommandId.Name, [Guid.NewGuid().ToString("N")]) };
        try
        {
            return await client.SendAsync(command).ConfigureAwait(false);
        }
        catch (ProblemException first) when (first.Problem.IsOutcomeUnknown)
        {
            using var again = Reach(options, env) ?? throw new ProblemException(first.Problem);
            using var second = new ControlClient(() => again);
            return await second.SendAsync(command).ConfigureAwait(false);
        }
    }

    /// <returns>Null where no server answers: what is to be told then is that nobody knows, not that there is none.</returns>
    private static Socket? Reach(CtlOptions options, CtlEnvironment env)
    {
        try
        {
            return ServerFinder.Connect(options, env);
        }
        catch (ProblemException)
        {
            return null;
        }
    }
}
