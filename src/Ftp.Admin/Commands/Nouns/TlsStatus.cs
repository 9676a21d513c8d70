using System.Text.Json.Nodes;
using Ftp.Actors.Certificates;
using Ftp.Actors.Network.Tls;
using Ftp.Actors.Settings;
using Ftp.Admin.Commands.Rendering;

namespace Ftp.Admin.Commands.Nouns;

/// <summary>What clients meet when they ask for TLS, for <c>status</c>.</summary>
/// <param name="Identity">What serves; null: nothing can.</param>
/// <param name="Trouble">Why nothing can serve although a certificate is chosen.</param>
/// <param name="Binding">The policy in force, which is not the setting's where this machine's TLS library cannot check that.</param>
internal sealed record TlsStatus(ServerSettings Settings, TlsIdentity? Identity, string? Trouble, DataBinding Binding)
{
    private bool IsOffered => CertificateSet.IsOffered(Settings);

    private DateTimeOffset? End => Identity is { } identity ? new DateTimeOffset(identity.Certificate.NotAfter.ToUniversalTime()) : null;

    private string? Fingerprint => Identity is { } identity ? Fingerprints.Of(identity.Certificate) : null;

    public static async Task<TlsStatus> OfAsync(CommandContext context, CancellationToken cancel)
    {
        var settings = context.Services.Settings.Current;
        var identity = context.Services.Certificates.Current.Chosen(settings);
        var trouble = identity is null && CertificateSet.IsOffered(settings) ? await TroubleAsync(context, settings.Certificate, cancel) : null;
        var strictest = context.Services.StrictestDataBinding;
        return new TlsStatus(settings, identity, trouble, settings.TlsDataBinding > strictest ? strictest : settings.TlsDataBinding);
    }

    public JsonObject Json() => new()
    {
        ["offered"] = IsOffered,
        ["certificate"] = IsOffered ? Settings.Certificate : null,
        ["notAfter"] = Show.JsonMoment(End),
        ["fingerprint"] = Fingerprint,
        ["trouble"] = SafeText.ForJson(Trouble),
        ["dataBinding"] = Word(Settings.TlsDataBinding),
        ["effectiveDataBinding"] = Word(Binding),
    };

    public IEnumerable<(string, string?)> Fields(DateTimeOffset now) => !IsOffered
        ? [("certificate", "none: FTPS is off")]
        :
        [
            ("certificate", Identity is null ? $"{Settings.Certificate} cannot be used, so AUTH is refused: {Trouble}" : $"{Settings.Certificate}, valid until {CertificateView.Until(End, now)}"),
            ("SHA-256", Fingerprint is { } known ? Fingerprints.Show(known) : null),
            ("data binding", Word(Binding) + (Binding == Settings.TlsDataBinding ? "" : $" ({Word(Settings.TlsDataBinding)} is set, but cannot be checked with this machine's TLS library)")),
        ];

    /// <summary>Never a reason for no status at all.</summary>
    private static async Task<string> TroubleAsync(CommandContext context, string name, CancellationToken cancel)
    {
        try
        {
            var found = await context.QueryAsync<CertificateFound>(context.Certificates, new CertificateQueries.Get(name), cancel);
            return found.Certificate is { } info ? info.Trouble ?? "it is not ready" : "there is no certificate of this name";
        }
        catch (ProblemException problem)
        {
            return problem.Problem.Detail;
        }
    }

    private static string Word(DataBinding binding) => TlsOptions.Word(TlsWords.DataBinding, (DataBinding?)binding)!;
}
