using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Ftp.Actors.Supervision;
using Ftp.Admin.Commands.Rendering;

namespace Ftp.Admin.Commands.Nouns;

/// <summary><c>sessions list|show|kick</c>.</summary>
internal static class SessionCommands
{
    private static readonly Parameter<long> Id = new("id", ValueKinds.Id("ID"), "the session, as 'sessions list' shows it") { Required = true };
    private static readonly Parameter<string> Login = new("login", ValueKinds.Text("U"), "only this login's");

    public static ImmutableArray<Command> All { get; } =
    [
        new("sessions list", "who is connected and what they do", ListAsync) { Options = [Login] },
        new("sessions show", "one session", ShowAsync) { Arguments = [Id] },
        new("sessions kick", "end a session now, its transfer too", KickAsync) { Arguments = [Id] },
    ];

    private static async Task<CommandResult> ListAsync(CommandContext context, CommandCall call, CancellationToken cancel)
    {
        var now = context.Services.Time.GetUtcNow();
        var sessions = (await SessionView.AllAsync(context, cancel)).Where(s => call.Find(Login) is not { } login || s.Login == login).ToList();
        return new CommandResult.Done(
            Show.Items(sessions.Select(SessionView.Json)),
            Table.Of(
                ["ID", "LOGIN", "FROM", "TLS", "AGE", "IDLE", "DIRECTORY", "DOING"],
                sessions.Select(s => new[]
                {
                    $"{s.Id}", s.Login ?? "-", Show.Address(s.Peer.Address), s.Tls?.Protocol ?? "-", Show.Age(now - s.Since), Show.Age(now - s.LastActivity), s.WorkingDirectory.ToString(), s.Doing,
                }),
                "no sessions"));
    }

    private static async Task<CommandResult> ShowAsync(CommandContext context, CommandCall call, CancellationToken cancel)
    {
        var id = call.Need(Id);
        var card = (await SessionView.AllAsync(context, cancel)).FirstOrDefault(s => s.Id == id) ?? throw SessionView.None(id);
        return new CommandResult.Done(SessionView.Json(card), SessionView.Text(card));
    }

    private static async Task<CommandResult> KickAsync(CommandContext context, CommandCall call, CancellationToken cancel)
    {
        var id = call.Need(Id);
        var result = await context.ChangeAsync<KickResult>(context.Server, new KickSession(id, call.Origin.By), cancel);
        return result.Found ? new CommandResult.Done(new JsonObject { ["name"] = $"{id}", ["id"] = id, ["changed"] = true }, $"session {id} ended") : throw SessionView.None(id);
    }
}
