using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Ftp.Actors.Accounts;
using Ftp.Actors.Supervision;
using Ftp.Admin.Commands.Rendering;

namespace Ftp.Admin.Commands.Nouns;

/// <summary><c>transfers list|abort|throttle</c>. A session has at most one transfer, so its id names the transfer too.</summary>
internal static class TransferCommands
{
    private static readonly Parameter<long> Id = new("id", ValueKinds.Id("ID"), "the session whose transfer it is") { Required = true };
    private static readonly Parameter<Field<long?>> Rate = new("rate", RateKinds.Rate, "bytes a second at most, beside all other limits; unlimited takes it away again") { Required = true };

    public static ImmutableArray<Command> All { get; } =
    [
        new("transfers list", "the running transfers", ListAsync),
        new("transfers abort", "end a transfer now; its session lives on, nothing is published", AbortAsync) { Arguments = [Id] },
        new("transfers throttle", "limit one transfer until its end; limits of settings, users and resources go on to hold", ThrottleAsync)
        {
            Arguments = [Id, Rate],
            Examples = ["transfers throttle 7 512KiB", "transfers throttle 7 unlimited"],
        },
    ];

    private static async Task<CommandResult> ListAsync(CommandContext context, CommandCall call, CancellationToken cancel)
    {
        var now = context.Services.Time.GetUtcNow();
        var running = (await SessionView.AllAsync(context, cancel)).Where(s => s.Transfer is not null).ToList();
        return new CommandResult.Done(
            Show.Items(running.Select(s =>
            {
                var json = SessionView.Json(s.Transfer!);
                json["name"] = $"{s.Id}";
                json["id"] = s.Id;
                json["login"] = s.Login is { } login ? SafeText.ForJson(login) : null;
                json["address"] = Show.Address(s.Peer.Address);
                return json;
            })),
            Table.Of(
                ["ID", "LOGIN", "FROM", "VERB", "DONE", "RATE", "HELD BY", "AGE", "PATH"],
                running.Select(s => new[]
                {
                    $"{s.Id}", s.Login ?? "-", Show.Address(s.Peer.Address), s.Transfer!.Verb, SessionView.Progress(s.Transfer), RateKinds.PerSecond(s.Transfer.Rate), s.Transfer.HeldBy ?? "", Show.Age(now - s.Transfer.Since),
                    s.Transfer.Path.ToString(),
                }),
                "no transfers"));
    }

    private static async Task<CommandResult> AbortAsync(CommandContext context, CommandCall call, CancellationToken cancel)
    {
        var id = call.Need(Id);
        await CheckAsync(context, id, cancel);
        var result = await context.ChangeAsync<AbortTransferResult>(context.Server, new AbortTransfer(id, call.Origin.By), cancel);
        return result.Found
            ? new CommandResult.Done(new JsonObject { ["name"] = $"{id}", ["id"] = id, ["changed"] = true }, $"the transfer of session {id} is being aborted")
            : throw SessionView.None(id);
    }

    private static async Task CheckAsync(CommandContext context, long id, CancellationToken cancel)
    {
        var session = (await SessionView.AllAsync(context, cancel)).FirstOrDefault(s => s.Id == id) ?? throw SessionView.None(id);
        if (session.Transfer is null)
            throw new ProblemException(Problem.NotFound($"session {id} has no transfer running"));
    }

    private static async Task<CommandResult> ThrottleAsync(CommandContext context, CommandCall call, CancellationToken cancel)
    {
        var (id, rate) = (call.Need(Id), call.Need(Rate).Value);
        await CheckAsync(context, id, cancel);
        var result = await context.ChangeAsync<ThrottleTransferResult>(context.Server, new ThrottleTransfer(id, rate, call.Origin.By), cancel);
        if (!result.Found)
            throw new ProblemException(Problem.NotFound($"session {id} sends and stores no file any more, or only a listing, which no limit is for"));
        var text = rate is { } most ? $"the transfer of session {id} goes at {RateKinds.PerSecond(most)} at most" : $"the transfer of session {id} has no limit of its own any more";
        return new CommandResult.Done(new JsonObject { ["name"] = $"{id}", ["id"] = id, ["throttle"] = rate, ["changed"] = true }, text);
    }
}
