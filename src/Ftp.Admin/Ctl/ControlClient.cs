using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ftp.Admin.Commands;
using Ftp.Admin.Control;

namespace Ftp.Admin.Ctl;

/// <summary>Sends one command over a connected control socket.</summary>
internal static class ControlClient
{
    /// <exception cref="ProblemException">The server's problem, or that its answer did not come.</exception>
    public static async Task<CommandResult.Done> SendAsync(Socket socket, ParsedCommand command)
    {
        using var handler = new SocketsHttpHandler { UseProxy = false, ConnectCallback = (_, _) => ValueTask.FromResult<Stream>(new NetworkStream(socket, ownsSocket: true)) };
        // the server has its own time-outs, and a drain takes as long as its deadline
        using var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        using var content = new StringContent(ControlWire.Request(command.Command.Words, command.Values).ToJsonString(ControlWire.Json), Encoding.UTF8, "application/json");
        try
        {
            using var response = await client.PostAsync(new Uri("http://ctl" + ControlWire.Route), content).ConfigureAwait(false);
            var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync().ConfigureAwait(false));
            if (response.IsSuccessStatusCode && answer is JsonObject done && done["body"] is { } body && done["text"] is { } text)
                return new CommandResult.Done(body, text.GetValue<string>()) { File = done["file"]?.GetValue<string>() };
            throw new ProblemException(Problem.FromJson(answer) ?? Problem.Failed($"the server answered {(int)response.StatusCode} without a reason"));
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or JsonException)
        {
            throw new ProblemException(Problem.OutcomeUnknown($"outcome unknown: the connection to the server broke before its answer ({failure.Message})"));
        }
    }
}
