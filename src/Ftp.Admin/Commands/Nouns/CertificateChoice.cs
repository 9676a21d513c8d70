using Ftp.Actors.Catalog;
using Ftp.Actors.Certificates;
using Ftp.Actors.Settings;
using Ftp.Admin.Commands.Rendering;

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
        return info is null || Refusal(context, info) is not { } why ? info : throw new ProblemException(Problem.Invalid($"certificate {info.Name} {why}"));
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

    private static string? Refusal(CommandContext context, CertificateInfo info)
    {
        if (info is { Pem.Length: 0, RequestPem: not null })
            return $"is only a request; when it is signed: certificates import {info.Name} --certificate FILE";
        var now = context.Services.Time.GetUtcNow();
        // the one that is chosen already may be named again, whatever has become of it
        if (info.Use != CertificateUse.Chosen && info.NotAfter <= now)
            return $"cannot be used: it expired on {Show.Day(info.NotAfter.Value)}";
        if (info.Use != CertificateUse.Chosen && info.NotBefore > now)
            return $"cannot be used yet: it is valid from {Show.Moment(info.NotBefore)} on";
        // without FTPS no certificate is in use, and good ones can be chosen all the same
        return info.Use == CertificateUse.None && !context.Services.Certificates.Current.ByName.ContainsKey(info.Name)
            ? $"cannot be used: {info.Trouble ?? "it is not ready"}"
            : null;
    }
}
