using Ftp.Actors.Catalog;
using Ftp.Actors.Certificates;
using Ftp.Actors.Settings;

namespace Ftp.Admin.Commands.Nouns;

/// <summary>Looks at a certificate before the setting <c>certificate</c> names it: a misspelt name would leave clients without TLS.</summary>
internal static class CertificateChoice
{
    public const string Setting = "certificate";

    /// <returns>Null for none.</returns>
    /// <exception cref="ProblemException">There is no such certificate, or nobody can be served with it.</exception>
    public static async Task<CertificateInfo?> CheckAsync(CommandContext context, string name, Origin origin, CancellationToken cancel)
    {
        var info = name switch
        {
            CertificateSet.None => null,
            CertificateSet.Auto => await AutoAsync(context, origin, cancel),
            _ => await context.CertificateAsync(name, cancel),
        };
        return info switch
        {
            { Pem.Length: 0, RequestPem: not null } => throw Invalid($"certificate {name} is only a request; when it is signed: certificates import {name} --certificate FILE"),
            { Use: CertificateUse.None } => throw Invalid($"certificate {name} cannot be used: {info.Trouble ?? "it is not ready"}"),
            _ => info,
        };
    }

    /// <summary>The same for a value as <c>settings set</c> takes it; what is no name at all is left to the setting's own rule.</summary>
    public static async Task CheckSettingAsync(CommandContext context, string value, Origin origin, CancellationToken cancel)
    {
        if (SettingsTable.TryApply(context.Services.Settings.Current, Setting, value, out var settings, out _))
            await CheckAsync(context, settings.Certificate, origin, cancel);
    }

    /// <summary>A server that began without FTPS has none yet.</summary>
    private static async Task<CertificateInfo> AutoAsync(CommandContext context, Origin origin, CancellationToken cancel)
    {
        var auto = await context.ChangeAsync<AutoCertificate>(context.Certificates, new CertificateCommands.EnsureAuto(origin), cancel, CertificateSources.KeyTime);
        return auto.Certificate ?? throw new ProblemException(Problem.Failed($"the certificate auto could not be made: {auto.Trouble ?? "the store gave no reason"}"));
    }

    private static ProblemException Invalid(string detail) => new(Problem.Invalid(detail));
}
