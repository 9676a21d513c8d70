using Ftp.Actors.Certificates.X509;
using Ftp.Actors.Settings;

namespace Ftp.Actors.Certificates;

/// <summary>The public side of what is stored.</summary>
internal static class CertificateInfos
{
    /// <param name="watchTrouble">Why the files it watches were not taken last time.</param>
    public static CertificateInfo Of(StoredCertificate stored, LoadedCertificate? loaded, string? watchTrouble, ServerSettings settings, DateTimeOffset now)
    {
        var leaf = loaded?.Certificate;
        return new CertificateInfo(
            stored.Name, stored.Kind, Use(stored.Name, loaded, settings, now), leaf?.Subject ?? "", leaf?.Issuer ?? "", leaf?.Names ?? [], leaf?.NotBefore, leaf?.NotAfter,
            leaf?.Key ?? "", leaf?.Fingerprint ?? "", stored.Pem, stored.ChangedAt, stored.ChangedBy)
        {
            RequestPem = stored.Request?.Pem,
            CertificatePath = stored.CertificatePath,
            KeyPath = stored.KeyPath,
            Trouble = Trouble(loaded, watchTrouble),
        };
    }

    /// <summary>An unreadable event was about it.</summary>
    public static CertificateInfo Quarantined(string name, string why) =>
        new(name, CertificateKind.Imported, CertificateUse.None, "", "", [], null, null, "", "", "", DateTimeOffset.UnixEpoch, "")
        {
            Trouble = $"quarantined, it serves nobody: {why}. Remove it and make it anew",
        };

    private static string? Trouble(LoadedCertificate? loaded, string? watchTrouble) =>
        string.Join("; ", ((string?[])[loaded?.Trouble, watchTrouble]).Where(t => t is not null)) is { Length: > 0 } trouble ? trouble : null;

    /// <summary>The chosen one serves past its end: a night in which nobody renewed it must not lock everybody out. By its names one serves only while it is valid.</summary>
    private static CertificateUse Use(string name, LoadedCertificate? loaded, ServerSettings settings, DateTimeOffset now) =>
        loaded?.Identity is not { } identity ? CertificateUse.None
        : name.Equals(settings.Certificate, StringComparison.OrdinalIgnoreCase) ? CertificateUse.Chosen
        : CertificateSet.IsOffered(settings) && Fitness.IsValid(identity.Certificate, now) ? CertificateUse.ByName
        : CertificateUse.None;
}
