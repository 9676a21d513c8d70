using System.Text.Json;
using System.Text.Json.Nodes;
using Ftp.Actors.Catalog;
using Ftp.Admin.Commands;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace Ftp.Admin.Control;

/// <summary>The one route of the control socket.</summary>
internal sealed class ControlEndpoint(CommandRunner runner)
{
    /// <param name="stopping">The server's end. A caller that hangs up does not stop its command half-way.</param>
    public async Task AnswerAsync(HttpContext http, CancellationToken stopping)
    {
        var result = await RunAsync(http, stopping).ConfigureAwait(false);
        var (status, type, body) = result switch
        {
            CommandResult.Done done => (StatusCodes.Status200OK, "application/json", ControlWire.Response(done)),
            CommandResult.Failed failed => (failed.Problem.Status, Problem.MediaType, failed.Problem.ToJson()),
            _ => throw new InvalidOperationException(),
        };
        http.Response.StatusCode = status;
        http.Response.ContentType = type;
        await http.Response.WriteAsync(body.ToJsonString(ControlWire.Json), http.RequestAborted).ConfigureAwait(false);
    }

    private async Task<CommandResult> RunAsync(HttpContext http, CancellationToken stopping)
    {
        if (http.Request.Path != ControlWire.Route)
            return new CommandResult.Failed(Problem.NotFound($"here is only POST {ControlWire.Route}"));
        if (!HttpMethods.IsPost(http.Request.Method))
            return new CommandResult.Failed(Problem.Usage($"{ControlWire.Route} takes POST"));
        try
        {
            var request = await JsonNode.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted).ConfigureAwait(false);
            var (words, arguments) = ControlWire.ParseRequest(request);
            var origin = (Origin)http.Features.Get<IConnectionItemsFeature>()!.Items[typeof(Origin)]!;
            return await runner.RunAsync(words, arguments, origin, stopping).ConfigureAwait(false);
        }
        catch (ProblemException problem)
        {
            return new CommandResult.Failed(problem.Problem);
        }
        catch (Exception malformed) when (malformed is JsonException or BadHttpRequestException or ArgumentException)
        {
            return new CommandResult.Failed(Problem.Usage("the request is not JSON of at most 1 MiB with every name once"));
        }
    }
}
