using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Ftp.Actors.Accounts;
using Ftp.Actors.Certificates;
using Ftp.Admin.Commands.Rendering;

namespace Ftp.Admin.Commands.Nouns;

/// <summary><c>certificates create|request|import|watch</c>: the four ways into the store.</summary>
internal static class CertificateSources
{
    /// <summary>Apple's systems take no certificate that is valid for longer, even where somebody trusts it by hand.</summary>
    private const int DefaultDays = 825;
    private const int MostDays = 36500;

    private static readonly (string, KeyKind)[] Keys = [("p256", KeyKind.P256), ("p384", KeyKind.P384), ("rsa3072", KeyKind.Rsa3072), ("rsa4096", KeyKind.Rsa4096)];

    private static readonly Parameter<string> Names =
        new("name", ValueKinds.Text("DNS|IP"), "a name or address that clients connect to; repeatable, the first is the subject's") { Required = true, Repeatable = true };
    private static readonly Parameter<KeyKind> Key = new("key", ValueKinds.Word(Keys), "the kind of the key (default p256; rsa3072 for very old clients)");
    private static readonly Parameter<DateTimeOffset> From = new("from", ValueKinds.Moment with { Placeholder = "DATE" }, "valid from, like 2027-01-31 (default now)");
    private static readonly Parameter<int> Days = new("days", ValueKinds.Number("N", 1, MostDays), $"valid for so many days (default {DefaultDays})");
    private static readonly Parameter<DateTimeOffset> Until = new("until", ValueKinds.Moment with { Placeholder = "DATE" }, "valid until, like 2027-01-31");
    private static readonly Parameter<string> Subject = new("subject", ValueKinds.Text("SUBJECT"), "further parts of the subject, like O=Example,C=DE");
    private static readonly FileParameter Certificate = new("certificate", "PEM with its chain, or PFX/PKCS#12") { Required = true };
    private static readonly FileParameter KeyFile = new("key", "the key as PEM, where it stands in a file of its own; without it the key of the request that waits");
    private static readonly Flag Replace = new("replace", "take the place of the certificate of this name");
    private static readonly Parameter<string> CertificatePath = ServerPath("certificate", "the certificate with its chain, PEM; read by the server, also after each renewal");
    private static readonly Parameter<string> KeyPath = ServerPath("key", "its key, PEM; read by the server");

    /// <summary>An RSA key of 4096 bits is found by luck; a small machine needs seconds.</summary>
    public static TimeSpan KeyTime { get; } = TimeSpan.FromSeconds(30);

    public static ImmutableArray<Command> All { get; } =
    [
        new("certificates create", "make a self-signed certificate", CreateAsync)
        {
            Arguments = [CertificatesCommands.Name],
            Options = [Names, Key, From, Days, Until],
            Choices = [new(ChoiceKind.AtMostOne, Days, Until)],
            Examples = ["certificates create office --name ftp.example.com --name 192.0.2.10", "certificates create old --name ftp.example.com --key rsa3072 --until 2029-12-31"],
        },
        new("certificates request", "make a key and a request for an authority to sign; the key stays in the server", RequestAsync)
        {
            Arguments = [CertificatesCommands.Name],
            Options = [Names, Key, Subject, Command.Out],
            Examples = ["certificates request office --name ftp.example.com --subject 'O=Example,C=DE' --out office.csr"],
        },
        new("certificates import", "take in a certificate with its chain and key, or the answer to a request", ImportAsync)
        {
            Arguments = [CertificatesCommands.Name],
            Options = [Certificate, KeyFile, Replace],
            PasswordUse = PasswordUse.Unlock,
            Examples = ["certificates import office --certificate fullchain.pem --key privkey.pem", "certificates import office --certificate office.pfx --password-stdin < password.txt"],
        },
        new("certificates watch", "use a pair of files that something else renews (certbot)", WatchAsync)
        {
            Arguments = [CertificatesCommands.Name],
            Options = [CertificatePath, KeyPath],
            Examples = ["certificates watch web --certificate /etc/letsencrypt/live/example.com/fullchain.pem --key /etc/letsencrypt/live/example.com/privkey.pem"],
        },
    ];

    private static async Task<CommandResult> CreateAsync(CommandContext context, CommandCall call, CancellationToken cancel)
    {
        var (name, from) = (call.Need(CertificatesCommands.Name), call.FindValue(From));
        var start = from ?? context.Services.Time.GetUtcNow();
        var length = call.FindValue(Until) is { } until ? until - start : TimeSpan.FromDays(call.Get(Days, DefaultDays));
        if (length <= TimeSpan.Zero)
            throw new ProblemException(Problem.Usage($"until: {Show.Moment(start + length)} must be later than {(from is null ? "now" : "from")} ({Show.Moment(start)})"));
        var command = new CertificateCommands.Create(name, call.All(Names)!.Value, call.Get(Key, KeyKind.P256), from, length, call.Origin);
        return Changed(context, name, await context.ChangeCertificateAsync(command, cancel, KeyTime), "created");
    }

    private static async Task<CommandResult> RequestAsync(CommandContext context, CommandCall call, CancellationToken cancel)
    {
        var name = call.Need(CertificatesCommands.Name);
        var command = new CertificateCommands.Request(name, call.All(Names)!.Value, call.Get(Key, KeyKind.P256), call.Get(Subject, ""), call.Origin);
        var done = await context.ChangeCertificateAsync(command, cancel, KeyTime);
        if (done.Certificate is not { RequestPem: { } pem } info)
            throw new ProblemException(Problem.Failed($"the request {name} was made, but the store did not show it: certificates show {name} --request"));
        var body = CertificateView.Json(info);
        body["changed"] = done.Changed;
        return CertificateOutput.Of(call, body, pem, $"the request of {name}", $"; when it is signed: certificates import {name} --certificate FILE");
    }

    private static async Task<CommandResult> ImportAsync(CommandContext context, CommandCall call, CancellationToken cancel)
    {
        var name = call.Need(CertificatesCommands.Name);
        var password = call.Find(Command.Password) is { } text ? new Secret(text) : null;
        var command = new CertificateCommands.Import(name, call.Find(Certificate)!, call.Find(KeyFile), password, call.Has(Replace), call.Origin);
        return Changed(context, name, await context.ChangeCertificateAsync(command, cancel), "imported");
    }

    private static async Task<CommandResult> WatchAsync(CommandContext context, CommandCall call, CancellationToken cancel)
    {
        var name = call.Need(CertificatesCommands.Name);
        var command = new CertificateCommands.Watch(name, call.Need(CertificatePath), call.Need(KeyPath), call.Origin);
        return Changed(context, name, await context.ChangeCertificateAsync(command, cancel), "taken from its files, which are watched from now on");
    }

    private static CommandResult.Done Changed(CommandContext context, string name, CertificateAnswer.Done done, string what)
    {
        if (done.Certificate is not { } info)
            throw new ProblemException(Problem.Failed($"certificate {name} was {what}, but the store did not show it: certificates show {name}"));
        var body = CertificateView.Json(info);
        body["changed"] = done.Changed;
        var text = $"certificate {SafeText.Of(name)} {(done.Changed ? what : "is unchanged")}\n{CertificateView.Summary(info, context.Services.Time.GetUtcNow())}";
        return new CommandResult.Done(body, text);
    }

    /// <summary>A path of the server's; the caller may write it as seen from where they stand, for both share the machine.</summary>
    private static Parameter<string> ServerPath(string name, string help) =>
        new(name, new ValueKind<string>("PATH", "an absolute path", (string t, [MaybeNullWhen(false)] out string v) => System.IO.Path.IsPathFullyQualified(v = t)), help)
        {
            Required = true,
            AtCaller = (path, files) => files.Full(path),
        };
}
