using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ftp.Admin.Commands;
using Ftp.Admin.Control;

namespace Ftp.Admin.Ctl;

/// <summary>Sends commands over the control socket.</summary>
/// <param name="connect">Gives a connected socket; again where the server closed an idle one.</param>
internal sealed class ControlClient(Func<Socket> connect) : IDisposable
{
    // the server has its own time-outs, and a drain takes as long as its deadline
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false, ConnectCallback = (_, _) => ValueTask.FromResult<Stream>(new NetworkStream(connect(), ownsSocket: true)) })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    public void Dispose() => _client.Dispose();

    /// <exception cref="ProblemException">The server's problem, or that its answer did not come.</exception>
    public async Task<CommandResult.Done> SendAsync(ParsedCommand command)
    {
        using var content = new StringContent(ControlWire.Request(command.Command.Words, command.Values).ToJsonString(ControlWire.Json), Encoding.UTF8, "application/json");
        try
        {
            using var response = await _client.PostAsync(new Uri("http://ctl" + ControlWire.Route), content).ConfigureAwait(false);
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
