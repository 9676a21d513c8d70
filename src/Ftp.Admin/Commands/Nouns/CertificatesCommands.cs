using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Ftp.Actors.Catalog;
using Ftp.Actors.Certificates;
using Ftp.Admin.Commands.Rendering;

namespace Ftp.Admin.Commands.Nouns;

/// <summary><c>certificates list|show|use|remove</c>; how certificates come into the store stands in <see cref="CertificateSources"/>.</summary>
internal static class CertificatesCommands
{
    private static readonly Parameter<string> Choice = new("certificate-name", ValueKinds.Text("NAME|auto|none"), "the certificate; auto: that of the first start; none: no FTPS") { Required = true };
    private static readonly Flag Pem = new("pem", "print the certificate with its chain alone, as PEM (for a request that waits: that)");
    private static readonly Flag Request = new("request", "the request that waits to be signed, as PEM");

    /// <summary>Not <c>name</c>: that is an option, for the names inside the certificate.</summary>
    public static readonly Parameter<string> Name = new("certificate-name", ValueKinds.Text("NAME"), "the certificate's name in the store") { Required = true };

    public static ImmutableArray<Command> All { get; } =
    [
        new("certificates list", "the certificates: who uses them, their names and dates", ListAsync),
        new("certificates show", "one certificate; its public part as PEM with --pem or --out", ShowAsync)
        {
            Arguments = [Name],
            Options = [Pem, Request, Command.Out],
            Choices = [new(ChoiceKind.AtMostOne, Pem, Request, Command.Out)],
            Examples = ["certificates show auto --pem > server.pem"],
        },
        new("certificates use", "choose the certificate for FTPS, at once; running sessions keep theirs", UseAsync)
        {
            Arguments = [Choice],
            Examples = ["certificates use ftp.example.com", "certificates use auto"],
        },
        new("certificates remove", "remove a certificate and its key", RemoveAsync)
        {
            Arguments = [Name],
            Destroys = "the certificate and its key go for good; files that it watches stay",
        },
    ];

    private static async Task<CommandResult> ListAsync(CommandContext context, CommandCall call, CancellationToken cancel)
    {
        var list = await context.QueryAsync<CertificateList>(context.Certificates, CertificateQueries.List.Instance, cancel);
        var now = context.Services.Time.GetUtcNow();
        return new CommandResult.Done(
            Show.Items(list.Items.Select(CertificateView.Json)),
            Table.Of(CertificateView.Headings, list.Items.Select(i => CertificateView.Row(i, now)), "no certificates"));
    }

    private static async Task<CommandResult> ShowAsync(CommandContext context, CommandCall call, CancellationToken cancel)
    {
        var info = await context.CertificateAsync(call.Need(Name), cancel);
        var body = CertificateView.Json(info);
        if (!call.Has(Pem) && !call.Has(Request) && !call.Has(Command.Out))
            return new CommandResult.Done(body, CertificateView.Text(info, context.Services.Time.GetUtcNow()));
        var (what, pem) = call.Has(Request) || info.Pem.Length == 0 ? ("request", info.RequestPem) : ("certificate with its chain", info.Pem);
        if (pem is null)
            throw new ProblemException(Problem.NotFound($"certificate {info.Name} has no {(call.Has(Request) ? "request that waits to be signed" : "public part")}{(info.Trouble is { } trouble ? $": {trouble}" : "")}"));
        return CertificateOutput.Of(call, body, pem, $"the {what} of {info.Name}");
    }

    private static async Task<CommandResult> UseAsync(CommandContext context, CommandCall call, CancellationToken cancel)
    {
        var name = call.Need(Choice);
        var info = await CertificateChoice.CheckAsync(context, name, call.Origin, cancel);
        var before = context.Services.Settings.Current;
        var done = await context.ChangeSettingAsync(new CatalogCommands.SetSetting(CertificateChoice.Setting, info?.Name ?? name, call.Origin), cancel);
        // who uses it changes by this
        info = info is null ? null : await context.CertificateAsync(info.Name, cancel);
        var body = info is null ? new JsonObject { ["name"] = name } : CertificateView.Json(info);
        (body["changed"], body["revision"]) = (done.Changed, done.Revision);
        var text = info is null
            ? "no certificate is chosen"
            : $"certificate {SafeText.Of(info.Name)} is {(done.Changed ? "now" : "already")} the one for FTPS\n{CertificateView.Summary(info, context.Services.Time.GetUtcNow())}";
        return new CommandResult.Done(body, text + SettingNotes.Of(context, CertificateChoice.Setting, before));
    }

    private static async Task<CommandResult> RemoveAsync(CommandContext context, CommandCall call, CancellationToken cancel)
    {
        var info = await context.CertificateAsync(call.Need(Name), cancel);
        var done = await context.ChangeCertificateAsync(new CertificateCommands.Remove(info.Name, call.Origin), cancel);
        var files = info.CertificatePath is null ? "" : "; its files stay";
        return new CommandResult.Done(new JsonObject { ["name"] = SafeText.ForJson(info.Name), ["changed"] = done.Changed }, SafeText.Of($"certificate {info.Name} removed{files}"));
    }
}
