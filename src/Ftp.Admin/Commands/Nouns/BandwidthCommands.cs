using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Ftp.Actors.Accounts;
using Ftp.Actors.Catalog;
using Ftp.Admin.Commands.Rendering;

namespace Ftp.Admin.Commands.Nouns;

/// <summary><c>bandwidth show|set</c>. Setting is a front for what the settings, users and resources are set by: it stores nothing of its own.</summary>
internal static class BandwidthCommands
{
    /// <summary>How often a resource's change is tried again where somebody else changed the catalogue meanwhile.</summary>
    private const int Attempts = 5;

    private static readonly Parameter<string> User = new("user", ValueKinds.Login, "one account's, over all its sessions");
    private static readonly Parameter<string> Resource = new("resource", ValueKinds.Name("R"), "one resource's, over all sessions");
    private static readonly Flag PerLogin = new("per-login", "each account's that has none of its own");
    private static readonly Flag PerHost = new("per-host", "each host's (an IPv4 address, or an IPv6 /64)");
    private static readonly Parameter<Field<long?>> Download = new("download", RateKinds.RateOfAnybody, "bytes a second to clients; default: what the files or the settings say");
    private static readonly Parameter<Field<long?>> Upload = new("upload", RateKinds.RateOfAnybody, "bytes a second from clients; default: what the files or the settings say");

    public static ImmutableArray<Command> All { get; } =
    [
        new("bandwidth show", "each limit on bytes a second, and what runs under it", ShowAsync),
        new("bandwidth set", "limit bytes a second: of the whole server, or of whom an option names; transfers that run obey at once", SetAsync)
        {
            Options = [User, Resource, PerLogin, PerHost, Download, Upload],
            Choices = [new(ChoiceKind.AtMostOne, User, Resource, PerLogin, PerHost), new(ChoiceKind.AtLeastOne, Download, Upload)],
            Examples = ["bandwidth set --download 50MiB --upload 20MiB", "bandwidth set --per-login --download 2MiB", "bandwidth set --user ada --download unlimited", "bandwidth set --resource scans --upload 1MiB"],
        },
    ];

    private static async Task<CommandResult> ShowAsync(CommandContext context, CommandCall call, CancellationToken cancel)
    {
        var transfers = (await SessionView.AllAsync(context, cancel)).Select(s => s.Transfer).OfType<Ftp.Actors.Supervision.TransferCard>().ToList();
        var rows = BandwidthRow.All(context, transfers).ToList();
        return new CommandResult.Done(Show.Items(rows.Select(r => r.Json())), Table.Of(BandwidthRow.Headings, rows.Select(r => r.Cells()), "no limits"));
    }

    private static async Task<CommandResult> SetAsync(CommandContext context, CommandCall call, CancellationToken cancel)
    {
        if (call.Find(User) is { } user)
            return await SetUserAsync(context, call, user, cancel);
        return call.Find(Resource) is { } resource ? await SetResourceAsync(context, call, resource, cancel) : await SetSettingsAsync(context, call, cancel);
    }

    private static async Task<CommandResult> SetUserAsync(CommandContext context, CommandCall call, string name, CancellationToken cancel)
    {
        var login = (await context.AccountAsync(name, cancel)).Profile.Login;
        var change = new AccountChange { DownloadRate = call.Find(Download), UploadRate = call.Find(Upload) };
        var done = await context.ChangeAccountAsync(new AccountCommands.Set(login, change, call.Origin), cancel);
        return new CommandResult.Done(new JsonObject { ["name"] = login, ["changed"] = done.Changed }, $"user {login}: {Said(call, "what the settings say")}");
    }

    private static async Task<CommandResult> SetResourceAsync(CommandContext context, CommandCall call, string name, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            var state = await context.CatalogAsync(cancel);
            var resource = state.Resource(name);
            var options = resource.Options with
            {
                DownloadRate = call.Find(Download) is { } down ? Limit(down) : resource.Options.DownloadRate,
                UploadRate = call.Find(Upload) is { } up ? Limit(up) : resource.Options.UploadRate,
            };
            try
            {
                var command = new CatalogCommands.SetResource(resource.Name, null, null, options, call.Origin) { ExpectedRevision = state.Revision };
                return Changes.Of(resource.Name, await context.ChangeCatalogAsync(command, cancel), $"resource {resource.Name}: {Said(call, "unlimited")}");
            }
            catch (ProblemException conflict) when (conflict.Problem.IsConflict && attempt < Attempts)
            {
                // the options are changed as a whole, so they are made again from what is there now
            }
        }
    }

    private static async Task<CommandResult> SetSettingsAsync(CommandContext context, CommandCall call, CancellationToken cancel)
    {
        var behind = call.Has(PerLogin) ? "-per-login" : call.Has(PerHost) ? "-per-host" : "";
        var changed = false;
        var made = new List<string>();
        foreach (var (key, value) in new[] { ($"download-rate{behind}", call.Find(Download)), ($"upload-rate{behind}", call.Find(Upload)) })
        {
            if (value is null)
                continue;
            try
            {
                CatalogCommand command = value.Value is { } rate
                    ? new CatalogCommands.SetSetting(key, RateKinds.Text(rate == 0 ? null : rate), call.Origin)
                    : new CatalogCommands.ResetSetting(key, call.Origin);
                changed |= (await context.ChangeSettingAsync(command, cancel)).Changed;
                made.Add(key);
            }
            catch (ProblemException problem) when (made.Count > 0)
            {
                throw new ProblemException(problem.Problem with { Detail = $"{string.Join(", ", made)} is set, but {key} is not: {problem.Problem.Detail}" });
            }
        }

        var whose = call.Has(PerLogin) ? "each login" : call.Has(PerHost) ? "each host" : "the server";
        return new CommandResult.Done(new JsonObject { ["name"] = whose, ["changed"] = changed }, $"{whose}: {Said(call, "what the files say")}");
    }

    private static long? Limit(Field<long?> rate) => rate.Value is null or 0 ? null : rate.Value;

    private static string Said(CommandCall call, string byDefault)
    {
        return string.Join(", ", new[] { One("download", call.Find(Download)), One("upload", call.Find(Upload)) }.OfType<string>());

        string? One(string what, Field<long?>? rate) => rate is null ? null : $"{what} {(rate.Value is null ? byDefault : RateKinds.Limit(Limit(rate)))}";
    }
}
